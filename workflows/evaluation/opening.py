"""Open the evaluations of a half-year: for everybody who was co-managed on its opening day (R-C10, W8)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals import handling
from approvals.halves import Half, last_opened
from members.models import Coverage

from .case import EvaluationCase


def open_due(now: datetime) -> int:
    """Open what the newest opening day asks for and is not there yet; how many. Late or twice is the same."""
    half = last_opened(timezone.localdate(now))
    there = EvaluationCase.objects.filter(half=half.key).values("coverage")
    wanted = Coverage.objects.on(half.opens_on).exclude(pk__in=there)
    return sum(_open(row, half, now) for row in wanted.select_related("person", "origin", "destination").iterator())


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
    handling.open_new(case, by=None, now=now)
    return 1
