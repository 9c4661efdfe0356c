"""Tell a story that began earlier: the demo's and the simulation's own clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock

from django.utils import timezone


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Every `timezone.now()` inside answers `moment` and a little later each time, as a real clock does."""
    elapsed = iter(range(10**9))
    with mock.patch.object(timezone, "now", side_effect=lambda: moment + timedelta(milliseconds=next(elapsed))):
        yield
