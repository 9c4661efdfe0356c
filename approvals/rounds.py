"""What is opened on fixed days without anybody asking: half-year evaluations, the duties of a month.

Upper rooms register an opener; the sweep runs each once a day. Openers must bear to run late and twice: the mark is set
after the work, so two servers may both do it. One that fails leaves no mark, so the next sweep tries it again; it stops
neither the others nor the sweep. Tests: tests/approvals/test_rounds.py.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import models
from django.utils import timezone

Opener = Callable[[datetime], int]  # what it opened up to that moment, counted

_OPENERS: dict[str, Opener] = {}
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


def register(name: str, opener: Opener) -> None:
    _OPENERS[name] = opener


def go(now: datetime) -> int:
    """Run what has not run today; how many things were opened."""
    today = timezone.localdate(now)
    done = set(Round.objects.filter(on=today).values_list("name", flat=True))
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
