"""What is opened on fixed days without anybody asking: half-year evaluations, the duties of a month.

Upper rooms register an opener; the sweep runs each once a day. Openers must bear to run late and twice: the mark is set
after the work, so two servers may both do it. One that fails leaves no mark, so the next sweep tries it again; it stops
neither the others nor the sweep. What belongs to one fixed day (`FixedDays`) is made up for each such day on which the
clock stood still. Tests: tests/approvals/test_rounds.py.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Max
from django.utils import timezone

Opener = Callable[[datetime], int]  # what it opened up to that moment, counted


@dataclass(frozen=True)
class FixedDays:
    """`between(first, last)`: the days after `first` up to `last` whose work no later day does; `make_up(day, now)`
    does the work of one of them and counts it."""

    between: Callable[[date, date], list[date]]
    make_up: Callable[[date, datetime], int]


_OPENERS: dict[str, Opener] = {}
_FIXED: dict[str, FixedDays] = {}
log = logging.getLogger(__name__)


class Round(models.Model):
    """That an opener has run on a day."""

    name = models.CharField(max_length=40)
    on = models.DateField()
    opened = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "on"], name="one_round_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


def register(name: str, opener: Opener, fixed: FixedDays | None = None) -> None:
    _OPENERS[name] = opener
    if fixed:
        _FIXED[name] = fixed


def missed(now: datetime) -> list[tuple[date, str]]:
    """The fixed days since each round last ran, oldest first, with the round's name. One that never ran missed none."""
    today = timezone.localdate(now)
    ran = Round.objects.filter(name__in=_FIXED).values_list("name").annotate(Max("on")).order_by()
    return sorted((day, name) for name, last in ran for day in _FIXED[name].between(last, today))


def make_up(name: str, day: date, now: datetime) -> bool:
    """Do the work of a missed day; whether it succeeded."""
    try:
        _FIXED[name].make_up(day, now)
    except Exception:  # as in `_run`
        log.exception("round failed: %s of %s", name, day)
        return False
    return True


def go(now: datetime, leave_out: Collection[str] = ()) -> int:
    """Run what has not run today, but `leave_out`; how many things were opened."""
    today = timezone.localdate(now)
    done = {*Round.objects.filter(on=today).values_list("name", flat=True), *leave_out}
    opened = 0
    for name, opener in _OPENERS.items():
        if name not in done:
            opened += _run(name, opener, now)
    return opened


def _run(name: str, opener: Opener, now: datetime) -> int:
    try:
        count = opener(now)
    except Exception:  # whatever one room has wrong, the clock of the others goes on
        log.exception("round failed: %s", name)
        return 0
    Round.objects.get_or_create(name=name, on=timezone.localdate(now), defaults={"opened": count})
    return count
