"""What other rooms may ask of evaluations without knowing them: how many came in time, and a member's last one.

`workflows/apps.py` hands these over. Tests: tests/workflows/test_agreement_balance.py, test_co_management.py.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from approvals.halves import Half, half_of
from members.models import Coverage, PartyOrg

from .case import EvaluationCase
from .states import State

MISSED = (State.OVERDUE, State.ESCALATED, State.CLOSED_NO_FEEDBACK)
NOT_YET = (State.DUE, State.DRAFTED, State.RETURNED)


def between(one: PartyOrg, other: PartyOrg) -> Iterator[tuple[int, Half, str]]:
    """Every evaluation between two organisations: who owed it, for which half-year, and `in_time`, `late`, `missed` or
    `open`. One query."""
    pair = Q(origin=one, destination=other) | Q(origin=other, destination=one)
    rows = EvaluationCase.objects.filter(pair).values_list("destination", "half", "state", "late")
    for org, key, state, late in rows:
        yield org, half_of(key), _how(state, late)


def last_of(covered: Iterable[Coverage]) -> dict[int, EvaluationCase]:
    """The last confirmed evaluation of each row, by its key. One query."""
    judged = EvaluationCase.objects.filter(coverage__in=list(covered), state=State.CONFIRMED).order_by("half", "pk")
    return {case.coverage_id: case for case in judged}


def _how(state: str, late: bool) -> str:
    if state in MISSED:
        return "missed"
    return "open" if state in NOT_YET else "late" if late else "in_time"
