"""Addresses of the procedures. A case's own page is the desk's (`approvals.urls`)."""

from django.urls import include, path

from .transfer import application_views, unreceived_views
from .transfer import views as transfer

urlpatterns = [
    path("transfers/batches/", include("workflows.transfer.batch.urls")),
    path("transfers/new/", transfer.choose_person, name="transfer_start"),
    path("transfers/application/", application_views.blank, name="transfer_blank"),
    path("transfers/new/<int:pk>/", transfer.begin, name="transfer_begin"),
    path("transfers/<slug:number>/draft/", transfer.draft, name="transfer_draft"),
    path("transfers/<slug:number>/destinations/", transfer.destinations, name="transfer_destinations"),
    path("transfers/<slug:number>/destinations/find/", transfer.find_destination, name="transfer_find_destination"),
    path("transfers/<slug:number>/outside/", transfer.outside, name="transfer_outside"),
    path("transfers/<slug:number>/unreceived/", unreceived_views.explanation, name="transfer_unreceived"),
    path("transfers/<slug:number>/destination/<int:pk>/", transfer.set_destination, name="transfer_set_destination"),
]
