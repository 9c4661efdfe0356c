"""That no duty and no evaluation is lost (R-C5, R-C10, R-C12): what is owed is there once, and has come to an end or
has its day before it.

Read off the database alone, like hanging.py. Tests: tests/config/test_simulated_agreements.py.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from approvals.calendar import end_of
from approvals.halves import Half
from members.models import Coverage
from workflows.agreement import duties
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty
from workflows.evaluation.case import EvaluationCase

DONE, DONE_LATE, MISSED, EXPLAINED, DROPPED, NOT_DUE = "按期", "逾期补办", "未落实", "说明销号", "不再要求", "未到期"
ENDS = (DONE, DONE_LATE, EXPLAINED, MISSED, DROPPED, NOT_DUE)
# After these a text, a mode or a rest may leave duties behind that the plan of today does not know.
PLANNED_ANEW = ("agree_change", "suspend", "decide_talk_on")


def end_of_duty(duty: Duty, now: datetime) -> str:
    """Which of ENDS a duty has come to. Raises LookupError for one that has come to several, or to none."""
    open_yet = duty.is_owed
    ends = {
        DONE: duty.done_at is not None and not duty.was_late,
        DONE_LATE: duty.was_late,
        EXPLAINED: duty.excused_at is not None,
        DROPPED: duty.dropped_on is not None,
        MISSED: open_yet and duty.due_at <= now,
        NOT_DUE: open_yet and duty.due_at > now,
    }
    found = [name for name, so in ends.items() if so]
    if len(found) != 1:
        raise LookupError(f"duty {duty}: {found}")
    return found[0]


def lost(now: datetime) -> Iterator[str]:
    """Every duty and evaluation that is not accounted for, with its agreement and what is wrong."""
    for case in AgreementCase.objects.select_related("origin", "destination").order_by("pk"):
        for fault in [*_not_as_planned(case, now), *_not_ended(case, now)]:
            yield f"{case.number} {case.state}: {fault}"
    yield from _not_evaluated_once(now)


def _not_as_planned(case: AgreementCase, now: datetime) -> Iterator[str]:
    """What the clauses ask for is written down, and nothing else; what begins today, by the clock of tonight."""
    today = timezone.localdate(now)
    planned = {_which(duty): duty for duty in duties.plan(case, today)}
    there = [_which(duty) for duty in case.duties.all()]
    for which in sorted(planned.keys() - set(there)):
        if planned[which].first_day < today:
            yield f"{which} is owed and was not written down"
    if len(there) != len(set(there)):
        yield "a duty is written down twice"
    if case.entries.filter(verb__in=PLANNED_ANEW).exists():
        return
    for which in sorted(set(there) - planned.keys()):
        yield f"{which} is written down and not owed"


def _which(duty: Duty) -> tuple[str, str, str]:
    return duty.key, str(duty.side), duty.first_day.isoformat()


def _not_ended(case: AgreementCase, now: datetime) -> Iterator[str]:
    """Each has one end; it is dropped only with its agreement, and its owner was told before it counts as missed."""
    for duty in case.duties.all():
        try:
            end = end_of_duty(duty, now)
        except LookupError as several:
            yield str(several)
            continue
        if end == NOT_DUE and not case.is_open:
            yield f"{_which(duty)} is still asked for"
        if end in (MISSED, EXPLAINED) and duty.reminded_at is None:
            yield f"{_which(duty)} is late, and nobody was told"
        if duty.dropped_on and duty.due_at <= end_of(duty.dropped_on):
            yield f"{_which(duty)} was late already and yet is dropped"


def _not_evaluated_once(now: datetime) -> Iterator[str]:
    """Whoever was co-managed on an opening day has one evaluation of that half-year (R-C10)."""
    first = Coverage.objects.order_by("since").values_list("since", flat=True).first()
    for half in _opened_between(first, timezone.localdate(now)) if first else ():
        covered = list(Coverage.objects.on(half.opens_on).order_by("pk").values_list("pk", flat=True))
        judged = EvaluationCase.objects.filter(half=half.key).order_by("coverage").values_list("coverage", flat=True)
        if covered != list(judged):
            yield f"{half.key}: {len(covered)} were co-managed, {len(judged)} are evaluated"


def _opened_between(first: date, last: date) -> list[Half]:
    halves = [Half(year, number) for year in range(first.year, last.year + 1) for number in (1, 2)]
    return [half for half in halves if first <= half.opens_on <= last]
