"""The section 共管 of a person's page: who looks after them together, how they were last judged, what is owed next.

Both sides see the same (R-O14). Tests: tests/workflows/test_co_management.py.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from approvals.case import Case
from members.middleware import HatRequest
from members.models import Coverage, Person

from .case import AgreementCase
from .duties import Duty

NOTHING = mark_safe("")
# How those covered were last judged, by the key of their coverage (W8); another procedure knows.
JUDGED: list[Callable[[Iterable[Coverage]], Mapping[int, Case]]] = []


@dataclass(frozen=True)
class CoManaged:
    """One agreement a member is under. `duty`: what falls due first, of either side."""

    row: Coverage
    case: AgreementCase | None
    duty: Duty | None
    last: Case | None


def of_person(request: HatRequest, person: Person) -> SafeString:
    """Every agreement that holds for the member now; nothing for those under none."""
    rows = list(
        Coverage.objects.running()
        .visible_to(request.appointment)
        .filter(person=person)
        .select_related("origin", "destination")
    )
    if not rows:
        return NOTHING
    cases = {case.number: case for case in AgreementCase.objects.filter(number__in=[row.because for row in rows])}
    duties = {
        duty.case_id: duty for duty in Duty.objects.owed().filter(case__in=cases.values()).order_by("-due_at", "-pk")
    }
    last = {pk: case for judged in JUDGED for pk, case in judged(rows).items()}
    found = []
    for row in rows:
        case = cases.get(row.because)
        found.append(CoManaged(row, case, duties.get(case.pk) if case else None, last.get(row.pk)))
    return render_to_string("agreement/_co_managed.html", {"found": found}, request=request)
