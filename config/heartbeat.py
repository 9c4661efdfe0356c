"""Signs of life of the worker and of the clock: a row each, written every few seconds by a thread of their own.

The thread has its own connection, so that it beats on while a task runs for an hour. A program that ends in order takes
its row away; one that was killed leaves it, and it falls silent. Read by `/readyz`, `config.orphans` and the
administrator's page. Tests: tests/config/test_health.py and test_orphans.py.
"""

import os
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import connections
from django.utils import timezone

from members.outage import is_passing

from .models import Heartbeat, Program

EVERY = 15.0  # seconds
SILENT_AFTER = {Program.WORKER: timedelta(minutes=2), Program.CLOCK: timedelta(minutes=3)}
KEPT = timedelta(days=7)  # how long the row of a program that was killed says when it was last seen
DOING = 200  # characters kept of what a program is doing


class Beating:
    """`with Beating(Program.WORKER, name) as beating:` beats until the block ends. `beating.doing` is told along.

    `lasting`: the row stays behind, for a clock that runs once a minute."""

    def __init__(self, program: Program, name: str, *, every: float = EVERY, lasting: bool = False) -> None:
        self.program, self.name, self.every, self.lasting = program, name, every, lasting
        self.doing = ""
        self.started_at = timezone.now()
        self._over = Event()
        self._thread = Thread(target=self._go_on, name=f"heartbeat-{program}", daemon=True)

    def beat(self) -> None:
        """Say now that this program lives. Raises what the database raises: proof, too, that it can be written."""
        now = timezone.now()
        said = {"seen_at": now, "doing": self.doing[:DOING], "pid": os.getpid(), "started_at": self.started_at}
        unbroken = Heartbeat.objects.filter(name=self.name, seen_at__gt=now - SILENT_AFTER[self.program])
        if unbroken.update(**said):
            return
        afresh = {**said, "program": self.program, "host": here(), "steady_since": now}
        Heartbeat.objects.update_or_create(name=self.name, defaults=afresh)

    def _go_on(self) -> None:
        try:
            while True:
                if self._over.wait(self.every):
                    return
                self._try_to_beat()
        finally:
            connections.close_all()

    def _try_to_beat(self) -> None:
        """Trouble with the database is told by the program itself; a beat that failed is made up by the next."""
        try:
            self.beat()
        except Exception as error:
            connections.close_all()
            if not is_passing(error):
                raise

    def __enter__(self) -> Self:
        self._try_to_beat()
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if not self.lasting:
            with suppress(Exception):  # the database may be away: the row then falls silent
                Heartbeat.objects.filter(name=self.name).delete()


def here() -> str:
    return socket.gethostname()[:100]


def is_silent(beat: Heartbeat, now: datetime) -> bool:
    return now - beat.seen_at >= SILENT_AFTER[Program(beat.program)]


def is_gone(beat: Heartbeat) -> bool:
    """Whether its process certainly does not run any more: it was on this machine, and its number is not in use.

    A container that was started again has the same name and the same number: the number is then our own."""
    if beat.host != here():
        return False
    if beat.pid == os.getpid():
        return True
    try:
        os.kill(beat.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def forget_old() -> None:
    """Drop the rows of programs that were killed long ago."""
    Heartbeat.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()


def finding(program: Program) -> str:
    """What `/readyz` says of a program: "ok", for how long it has been silent, or that none runs."""
    last = Heartbeat.objects.filter(program=program).order_by("-seen_at").first()
    if last is None:
        return "none running"
    now = timezone.now()
    return f"silent for {int((now - last.seen_at).total_seconds() // 60)} minutes" if is_silent(last, now) else "ok"
