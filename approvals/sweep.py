"""Time acts through the same desk: one idempotent sweep that reminds, escalates and fires written defaults.

Entries carry the due moment as `effective_at`. Run late, twice, or on two servers: the same result. A case that
someone holds at the moment is skipped on PostgreSQL and met at the next sweep. A time that cannot be believed sweeps
nothing (clock.py). Tests: tests/approvals/test_sweep.py, test_clock.py,
tests/workflows/test_late_clock.py.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members import tree_gate

from . import clock, due, rounds, supervising
from .calendar import start_of
from .case import Case
from .checkpoints import making
from .checkpoints.records import Checkpoint
from .clock import ClockDoubted, Doubt
from .due import QUIET
from .moments import REMIND, SUPERVISE

CHECKPOINT_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What one sweep did: how many cases lapsed, desks reminded, items put on the supervision list; or why nothing."""

    lapsed: int = 0
    reminded: int = 0
    supervised: int = 0
    doubt: Doubt | None = None

    def __str__(self) -> str:
        if self.doubt:
            return f"nothing swept: the clock is {self.doubt.finding}"
        return f"lapsed {self.lapsed}, reminded {self.reminded}, supervised {self.supervised}"


def sweep(now: datetime | None = None) -> Swept:
    """Apply everything that fell due up to `now`, each case in its own transaction; nothing while `now` is doubted."""
    now = now or timezone.now()
    if found := clock.doubt(now):
        log.error("nothing swept: the clock is %s", found.finding)
        return Swept(doubt=found)
    done: Counter[str] = Counter()
    failed = set()
    for day, name in rounds.missed(now):
        done.update(_settle_all(start_of(day), now))
        if name not in failed and not rounds.make_up(name, day, now):
            failed.add(name)
    done.update(_settle_all(now, now))
    if rounds.go(now, leave_out=failed):
        done.update(_settle_all(now, now))
    while supervising.tell_desks(now):
        pass
    _checkpoint(now)
    clock.completed(now)
    lapsed = sum(count for name, count in done.items() if name not in QUIET)
    return Swept(lapsed, done[REMIND], done[SUPERVISE])


def _settle_all(until: datetime, now: datetime) -> Counter[str]:
    """Moment by moment over all cases, as a clock would have that was never late: so numbers come in the same order."""
    done: Counter[str] = Counter()
    skipped: set[int] = set()
    while True:
        waiting = Case.objects.filter(clock_at__lte=until).exclude(pk__in=skipped).order_by("clock_at", "pk")
        first = waiting.values_list("clock_at", flat=True).first()
        if first is None:
            return done
        for pk in list(waiting.filter(clock_at=first).values_list("pk", flat=True)):
            written = _settle(pk, first, now)
            done.update(written)
            if not written:
                skipped.add(pk)


def _settle(pk: int, until: datetime, now: datetime) -> list[str]:
    try:
        with transaction.atomic():
            return _settle_locked(pk, until, now)
    except ClockDoubted as doubted:
        log.error("case %s not swept: the clock is %s", pk, doubted.doubt.finding)
        return []


def _settle_locked(pk: int, until: datetime, now: datetime) -> list[str]:
    tree_gate.hold()
    found = Case.objects.select_related("parent").only("kind", "state", "parent__kind", "parent__state").get(pk=pk)
    if found.parent and not found.parent.flow.locked_unless_busy(found.parent.pk):
        return []  # a child's end moves its parent, and parents are locked first
    case = found.flow.locked_unless_busy(pk)
    return due.settle(case, now, until=until) if case else []


def _checkpoint(now: datetime) -> None:
    last = Checkpoint.objects.order_by("-pk").values_list("made_at", flat=True).first()
    if last is None or now - last >= CHECKPOINT_EVERY:
        while (made := making.make(now)) and making.may_have_left_some(made):
            pass
