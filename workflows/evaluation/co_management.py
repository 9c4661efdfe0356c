"""The section 共管 of a person's page: who looks after them together, how they were last judged, what is owed next.

Both sides see the same (R-O14). Tests: tests/workflows/test_co_management.py.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.middleware import HatRequest
from members.models import Coverage, Person
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty

from .case import EvaluationCase
from .states import State

NOTHING = mark_safe("")


@dataclass(frozen=True)
class CoManaged:
    """One agreement a member is under. `duty`: what falls due first, of either side."""

    row: Coverage
    case: AgreementCase | None
    duty: Duty | None
    last: EvaluationCase | None


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
    judged = EvaluationCase.objects.filter(coverage__in=rows, state=State.CONFIRMED).order_by("half", "pk")
    last = {case.coverage_id: case for case in judged}
    found = []
    for row in rows:
        case = cases.get(row.because)
        found.append(CoManaged(row, case, duties.get(case.pk) if case else None, last.get(row.pk)))
    return render_to_string("evaluation/_co_managed.html", {"found": found}, request=request)
