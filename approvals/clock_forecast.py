"""What a sweep at a doubted time would do, counted by kind, for whoever must decide whether the time is right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from . import kinds
from .case import Case


@dataclass(frozen=True)
class Due:
    """What the sweep would do of one kind: `count` matters, of which `ends` by the state's written default."""

    label: str
    count: int
    ends: int = 0


# What falls due beside the moments of cases; upper rooms add theirs.
ALSO_DUE: list[Callable[[datetime], Due]] = []


def due_by_kind(now: datetime) -> list[Due]:
    """Kind by kind; kinds without anything are left out."""
    ends = Count("pk", filter=Q(lapses_at__lte=now))
    rows = (
        Case.objects.filter(clock_at__lte=now)
        .values_list("kind")
        .annotate(count=Count("pk"), ends=ends)
        .order_by("kind")
    )
    found = [Due(str(kinds.flow_of(kind).process_title), count, ended) for kind, count, ended in rows]
    return [due for due in (*found, *(look(now) for look in ALSO_DUE)) if due.count]
