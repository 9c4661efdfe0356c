"""Open the evaluations of a half-year: for everybody who was co-managed on its opening day (R-C10, W8).

However late the clock, they are opened as of that day: number, plan and deadlines are those of a clock on time.
Tests: tests/workflows/test_evaluation.py, tests/workflows/test_late_clock.py.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import handling
from approvals.calendar import start_of
from approvals.clock_forecast import Due
from approvals.halves import Half, last_opened, opened_between
from members.models import Coverage

from .case import EvaluationCase


def open_due(now: datetime) -> int:
    """Open what the newest opening day asks for and is not there yet; how many. Late or twice is the same."""
    return _open_all(last_opened(timezone.localdate(now)), now)


def to_open(now: datetime) -> Due:
    """What the clock would open at `now`."""
    half = last_opened(timezone.localdate(now))
    return Due(_("到期开出的评价反馈"), _wanted(half).count())


def opening_days(after: date, until: date) -> list[date]:
    """The opening days after `after` up to `until`."""
    return [half.opens_on for half in opened_between(after, until)]


def open_on(day: date, now: datetime) -> int:
    """As `open_due`, for the opening day `day` that went by while the clock stood still."""
    return _open_all(last_opened(day), now)


def _open_all(half: Half, now: datetime) -> int:
    return sum(
        _open(row, half, now)
        for row in _wanted(half).select_related("person", "origin", "destination").order_by("pk").iterator()
    )


def _wanted(half: Half) -> QuerySet[Coverage]:
    there = EvaluationCase.objects.filter(half=half.key).values("coverage")
    return Coverage.objects.on(half.opens_on).exclude(pk__in=there)


@transaction.atomic
def _open(row: Coverage, half: Half, now: datetime) -> int:
    locked = Coverage.objects.select_for_update(no_key=True).get(pk=row.pk)
    if EvaluationCase.objects.filter(coverage=locked, half=half.key).exists():
        return 0
    case = EvaluationCase(
        kind="evaluation",
        state="due",
        person=row.person,
        origin=row.origin,
        destination=row.destination,
        coverage=row,
        half=half.key,
        dues_until=row.person.dues_until,
    )
    case.title = case.headline()
    handling.open_new(case, by=None, now=now, effective_at=start_of(half.opens_on))
    return 1
