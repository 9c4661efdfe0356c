"""A clock of one's own: to tell a story that began earlier (the demo), or to live through a year (the simulation)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock

from django.utils import timezone


class Clock:
    """Stands at a moment, and a millisecond later each time somebody looks, as a real clock would."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def move_to(self, moment: datetime) -> None:
        """Forward only: what happened stays in its order."""
        self.moment = max(moment, self.moment)


@contextmanager
def clock_at(moment: datetime) -> Iterator[Clock]:
    """Every `timezone.now()` inside answers from a clock that stands at `moment`."""
    clock = Clock(moment)
    with mock.patch.object(timezone, "now", clock.now):
        yield clock
