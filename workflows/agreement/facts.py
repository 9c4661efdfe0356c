"""What ends a person's part in an agreement from outside: a completed transfer, or membership that ended (R-C13).

`members` announces it inside its transaction; the agreement follows in the same one (R-T25). Tests:
tests/workflows/test_agreement_facts.py.
"""

from typing import Any

from django.utils import timezone

from approvals import due, handling
from members import coverage
from members.models import Coverage, PartyOrg, Person

from .case import AgreementCase
from .states import State


def relation_moved(sender: object, *, person: Person, new: PartyOrg | None, because: str, **_about: Any) -> None:
    """Outside the origin's own area the origin no longer holds the relation: the agreement ends for this person."""
    for row in list(Coverage.objects.running().filter(person=person).select_related("origin")):
        if new is None or not row.origin.covers(new):
            _leave(row, because)


def _leave(row: Coverage, because: str) -> None:
    """End the part of one person; where nobody is left, the agreement. The person is locked by whoever moves them."""
    now = timezone.now()
    case = AgreementCase.locked(AgreementCase.objects.only("pk").get(number=row.because).pk)
    due.settle(case, now)
    coverage.end(because=row.because, on=timezone.localdate(now), person=row.person, ended_because=because)
    if case.state == State.EFFECTIVE and not case.covered.exists():
        verb = case.flow.verbs()["nobody_left"]
        handling.carry_out(case, verb, None, {}, task=handling.open_task(case), now=now)
