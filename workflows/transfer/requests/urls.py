"""Addresses of requests, below `transfers/requests/`."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.requests, name="transfer_requests"),
    path("new/", views.ask, name="transfer_ask"),
    path("<int:pk>/", views.one, name="transfer_request"),
    path("<int:pk>/accept/", views.accept, name="transfer_request_accept"),
    path("<int:pk>/refuse/", views.refuse, name="transfer_request_refuse"),
    path("<int:pk>/withdraw/", views.withdraw, name="transfer_request_withdraw"),
    path("<int:pk>/wish/", views.wish, name="transfer_request_wish"),
]
