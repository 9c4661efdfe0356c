"""Keyset paging over assignments by deadline, the next page by where the last one ended (never a page number)."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from .assignments import Assignment, AssignmentQuerySet

PAGE = 30


def by_due(rows: AssignmentQuerySet, after: str) -> tuple[list[Assignment], str]:
    """One page by (due, key) and where the next begins; rows without a deadline come last."""
    rows = rows.due_first()
    if position := _position(after):
        due_at, pk = position
        later = Q(due_at__isnull=True, pk__gt=pk)
        if due_at:
            later = Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at__isnull=True)
        rows = rows.filter(later)
    found = list(rows[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], f"{last.due_at.timestamp():.0f}.{last.pk}" if last.due_at else f".{last.pk}"


def _position(after: str) -> tuple[datetime | None, int] | None:
    """`1795968000.17`: after row 17 of those due at that second; `.17`: after row 17 of those without a deadline."""
    seconds, _dot, key = after.partition(".")
    if not (key.isascii() and key.isdigit() and len(after) < 30):
        return None
    if not seconds:
        return None, int(key)
    if not (seconds.isascii() and seconds.isdigit()):
        return None
    return datetime.fromtimestamp(min(int(seconds), 32_503_680_000), tz=timezone.get_default_timezone()), int(key)
