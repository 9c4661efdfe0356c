"""What a program does that must not end when the database is away, locked or its disk full: it waits and goes on.

A line in the log when the trouble begins and one when it is over, none in between.
Tests: tests/config/test_patience.py, test_survival.py.
"""

import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat

import structlog
from django.db import connections

from members.outage import is_passing

PAUSES = (1, 2, 4, 8, 15)  # seconds between tries; the last one for as long as it takes
SAME_TROUBLE = 60.0  # seconds: what comes back so soon is the same trouble, and no news

log = structlog.get_logger(__name__)


class Patience:
    """`wait(error)` returns once `works`, which is to write to the database, raises no passing error any more."""

    def __init__(self, program: str, works: Callable[[], None]) -> None:
        self.program, self.works = program, works
        self.pauses: Iterator[int] = iter(())
        self._over_at = float("-inf")

    def wait(self, error: Exception) -> None:
        """Raises `error` when it is not of the passing kind."""
        if not is_passing(error):
            raise error
        began = time.monotonic()
        news = began - self._over_at > SAME_TROUBLE
        if news:
            self.pauses = chain(PAUSES, repeat(PAUSES[-1]))
            log.error("waiting: database or disk in trouble", program=self.program, error=type(error).__name__)
        while True:
            connections.close_all()
            time.sleep(next(self.pauses))
            try:
                self.works()
            except Exception as still:
                if not is_passing(still):
                    raise
            else:
                break
        self._over_at = time.monotonic()
        if news:
            log.warning("going on", program=self.program, waited_seconds=round(self._over_at - began))
