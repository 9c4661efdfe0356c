"""Addresses of batches, below `transfers/batches/`. A batch is addressed by an opaque id, never by a name."""

from django.urls import path

from . import choosing_views, together_views, views

urlpatterns = [
    path("", views.batches, name="batches"),
    path("upload/", views.upload, name="batch_upload"),
    path("sample/", views.sample, name="batch_sample"),
    path("of/<int:pk>/", choosing_views.begin, name="batch_begin"),
    path("<uuid:pk>/", views.batch, name="batch"),
    path("<uuid:pk>/members/", choosing_views.members, name="batch_members"),
    path("<uuid:pk>/destination/", choosing_views.destination, name="batch_destination"),
    path("<uuid:pk>/destination/<int:org>/", choosing_views.set_destination, name="batch_set_destination"),
    path("<uuid:pk>/facts/", choosing_views.facts, name="batch_facts"),
    path("<uuid:pk>/choose-again/", choosing_views.choose_again, name="batch_choose_again"),
    path("<uuid:pk>/confirm/", views.confirm, name="batch_confirm"),
    path("<uuid:pk>/stop/", views.stop, name="batch_stop"),
    path("<uuid:pk>/go-on/", views.go_on, name="batch_go_on"),
    path("<uuid:pk>/check-again/", views.check_again, name="batch_check_again"),
    path("<uuid:pk>/discard/", views.discard, name="batch_discard"),
    path("<uuid:pk>/sheet/", views.sheet, name="batch_sheet"),
    path("<uuid:pk>/cases/", together_views.cases, name="batch_cases"),
    path("<uuid:pk>/cases/<slug:state>/", together_views.agree, name="batch_agree"),
]
