"""Addresses of the procedures. A case's own page is the desk's (`approvals.urls`)."""

from django.urls import include, path

from .agreement import balance_views, duty_views, excuse_views, funding_views, history_views, roster_views
from .agreement import views as agreement
from .evaluation import reading_views, table_views
from .transfer import application_views, arrival_views, unreceived_views
from .transfer import history_views as transfer_history
from .transfer import views as transfer

urlpatterns = [
    path("agreements/new/", agreement.start, name="agreement_start"),
    path("agreements/begin/", agreement.begin, name="agreement_begin"),
    path("agreements/begin/organisation/", agreement.begin_organisation, name="agreement_begin_organisation"),
    path("agreements/history/", history_views.write, name="agreement_history"),
    path("agreements/duties/", duty_views.owed, name="agreement_duties"),
    path("agreements/duties/<int:pk>/", duty_views.do, name="agreement_duty"),
    path("agreements/duties/<int:pk>/late/", excuse_views.late, name="agreement_duty_late"),
    path("agreements/duties/<int:pk>/explain/", excuse_views.explain, name="agreement_duty_explain"),
    path("agreements/duties/<int:pk>/excuse/", excuse_views.excuse, name="agreement_duty_excuse"),
    path("agreements/duties/<int:pk>/ask-again/", excuse_views.ask_again, name="agreement_duty_ask_again"),
    path("agreements/duties/<int:pk>/take-back/", duty_views.take_back, name="agreement_duty_take_back"),
    path("agreements/balances/", balance_views.pairs, name="agreement_balances"),
    path("agreements/<slug:number>/balance/", balance_views.of_pair, name="agreement_balance"),
    path("agreements/<slug:number>/funding/", funding_views.lines, name="agreement_funding"),
    path("agreements/<slug:number>/funding/<int:pk>/strike/", funding_views.strike, name="agreement_funding_strike"),
    path("agreements/<slug:number>/roster/", roster_views.roster, name="agreement_roster"),
    path("agreements/<slug:number>/roster/<int:pk>/object/", roster_views.object_to, name="agreement_roster_object"),
    path("agreements/<slug:number>/write/", agreement.write, name="agreement_write"),
    path("agreements/<slug:number>/versions/<int:version>/", agreement.version, name="agreement_version"),
    path("agreements/<slug:number>/renew/", agreement.renew, name="agreement_renew"),
    path("evaluations/", table_views.write, name="evaluations"),
    path("evaluations/read/", reading_views.read, name="evaluations_read"),
    path("transfers/batches/", include("workflows.transfer.batch.urls")),
    path("transfers/requests/", include("workflows.transfer.requests.urls")),
    path("transfers/new/", transfer.choose_person, name="transfer_start"),
    path("transfers/application/", application_views.blank, name="transfer_blank"),
    path("transfers/history/<int:pk>/", transfer_history.write, name="transfer_history"),
    path("transfers/arrival/", arrival_views.arrive, name="transfer_arrival"),
    path("transfers/new/<int:pk>/", transfer.begin, name="transfer_begin"),
    path("transfers/<slug:number>/draft/", transfer.draft, name="transfer_draft"),
    path("transfers/<slug:number>/destinations/", transfer.destinations, name="transfer_destinations"),
    path("transfers/<slug:number>/destinations/find/", transfer.find_destination, name="transfer_find_destination"),
    path("transfers/<slug:number>/outside/", transfer.outside, name="transfer_outside"),
    path("transfers/<slug:number>/unreceived/", unreceived_views.explanation, name="transfer_unreceived"),
    path("transfers/<slug:number>/destination/<int:pk>/", transfer.set_destination, name="transfer_set_destination"),
]
