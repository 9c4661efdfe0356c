"""What ends a person's part in an agreement from outside: a completed transfer, or membership that ended (R-C13).

`members` announces it inside its transaction; the agreement follows in the same one (R-T25). Tests:
tests/workflows/test_agreement_facts.py, test_agreement_succession.py.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals import due, handling
from members import coverage
from members.models import Coverage, PartyOrg, Person
from members.tree_changes import TreeChange

from .case import AgreementCase
from .duties import Duty
from .states import Scope, State


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


def end_empty(now: datetime) -> int:
    """End what came back into force when nobody was covered any more, as after a rest (R-C13); how many."""
    covered = Coverage.objects.running().values("because")
    empty = AgreementCase.objects.filter(state=State.EFFECTIVE, scope=Scope.INDIVIDUAL).exclude(number__in=covered)
    return sum(_end_empty(pk, now) for pk in empty.values_list("pk", flat=True))


@transaction.atomic
def _end_empty(pk: int, now: datetime) -> bool:
    case = AgreementCase.locked(pk)
    due.settle(case, now)
    if case.state != State.EFFECTIVE or case.covered.exists():
        return False
    handling.carry_out(case, case.flow.verbs()["nobody_left"], None, {}, task=handling.open_task(case), now=now)
    return True


def duties_taken_over(sender: object, *, change: TreeChange, **_about: Any) -> None:
    """What an ended organisation still owes, its successor owes until the same day (R-O11)."""
    if change.successor:
        Duty.objects.owed().filter(org__in=change.orgs).update(org=change.successor)
