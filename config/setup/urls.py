"""Addresses of the set-up. The token of the first one never reaches a log (config/logs.py)."""

from django.urls import path

from . import first_views, views

urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("setup/put-away/", views.put_away, name="setup_put_away"),
    path("setup/powers/", views.powers, name="setup_powers"),
    path("setup/steps/<slug:name>/", views.step, name="setup_step"),
    path("setup/steps/<slug:name>/leave/", views.leave, name="setup_leave"),
    path("setup/<slug:token>/", first_views.first, name="setup_first"),
]
