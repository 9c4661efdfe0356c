"""Addresses of this room."""

from django.urls import path

from . import number_views, printing_views, views

urlpatterns = [
    path("verify", views.verify, name="verify"),
    path("orgs/<int:pk>/numbers/", number_views.registers, name="number_registers"),
    path("orgs/<int:pk>/printing/", printing_views.print_settings, name="print_settings"),
    path("orgs/<int:pk>/printing/test-sheet/", printing_views.printer_test, name="printer_test"),
]
