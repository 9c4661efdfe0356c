"""What this room adds to the pages below it: cases of a person, an organisation and a delegation, desks with nobody.

Tests: tests/members/test_person_page.py, tests/approvals/test_delegated_work.py and test_vacancies.py.
"""

from collections.abc import Iterable

from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.administrators import Administrator
from members.appointments import Post
from members.middleware import HatRequest, OfficeRequest
from members.models import Appointment, PartyOrg, Person
from members.orgs import path_range

from . import closing, timeline
from .assignments import Assignment
from .case import Case
from .journal import Entry

SHOWN = 10
SHOWN_TAKEN_OVER = 100
SHOWN_STEPS = 100
SHOWN_DESKS = 50


def of_person(request: HatRequest, person: Person) -> SafeString:
    """The person's cases the hat may see, newest first."""
    rows = Case.objects.visible_to(request.appointment).filter(person=person)
    return _panel(request, rows.with_parties().order_by("-pk")[:SHOWN])


def of_succession(request: HatRequest, ending: list[PartyOrg], successor: PartyOrg | None) -> SafeString:
    """What would become of the open cases of organisations that end."""
    taken_over = closing.outline(ending, successor)
    context = {
        "shown": taken_over[:SHOWN_TAKEN_OVER],
        "count": len(taken_over),
        "ending": sum(one.ends for one in taken_over),
    }
    return render_to_string("approvals/_taken_over.html", context, request=request)


def of_org(request: HatRequest, org: PartyOrg) -> SafeString:
    """Open cases that leave or reach this organisation itself."""
    rows = Case.objects.visible_to(request.appointment).open().filter(Q(origin=org) | Q(destination=org))
    return _panel(request, rows.with_parties().order_by("-pk")[:SHOWN])


def handled_under(hats: Iterable[int]) -> dict[int, int]:
    """How many cases were handled under each of these appointments, by key."""
    found = Entry.objects.filter(by__in=list(hats)).order_by().values("by").annotate(n=Count("case", distinct=True))
    return {row["by"]: row["n"] for row in found}


def of_delegation(request: OfficeRequest, hat: Appointment) -> SafeString:
    """What a stand-in did under `hat`, newest first, as far as the hat that is worn may see the cases (R-O16)."""
    visible = Case.objects.visible_to(request.appointment)
    steps = Entry.objects.filter(by=hat, case__in=visible).select_related("case", "opinion").order_by("-pk")
    done = handled_under([hat.pk]).get(hat.pk, 0)
    told = [(step, timeline.tag_of(step, step.case.flow)) for step in steps[:SHOWN_STEPS]]
    context = {"steps": told, "done": done}
    return render_to_string("approvals/_delegated.html", context, request=request)


def of_administrator(request: OfficeRequest, by: Administrator) -> SafeString:
    """Desks in reach on which work waits and nobody holds a post that takes it (R-O12)."""
    waiting = Assignment.objects.vacant()
    if by.reach is not None:
        waiting = waiting.filter(path_range(by.reach, "org__path"))
    desks = waiting.order_by().values("org", "org__name", "post").annotate(n=Count("pk"), due_at=Min("due_at"))
    rows = [row | {"label": Post(row["post"]).label} for row in desks.order_by("due_at", "org", "post")[:SHOWN_DESKS]]
    return render_to_string("approvals/_vacant_desks.html", {"desks": rows}, request=request)


def _panel(request: HatRequest, cases) -> SafeString:
    return render_to_string("approvals/_panel.html", {"cases": list(cases)}, request=request)
