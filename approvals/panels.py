"""What this room adds to the pages below it: the cases on a person's and an organisation's page."""

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.middleware import HatRequest
from members.models import PartyOrg, Person

from .case import Case

SHOWN = 10


def of_person(request: HatRequest, person: Person) -> SafeString:
    """The person's cases the hat may see, newest first."""
    rows = Case.objects.visible_to(request.appointment).filter(person=person)
    return _panel(request, rows.with_parties().order_by("-pk")[:SHOWN])


def of_org(request: HatRequest, org: PartyOrg) -> SafeString:
    """Open cases that leave or reach this organisation itself."""
    rows = Case.objects.visible_to(request.appointment).open().filter(Q(origin=org) | Q(destination=org))
    return _panel(request, rows.with_parties().order_by("-pk")[:SHOWN])


def _panel(request: HatRequest, cases) -> SafeString:
    return render_to_string("approvals/_panel.html", {"cases": list(cases)}, request=request)
