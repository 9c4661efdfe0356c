"""Time acts through the same desk: one idempotent sweep that reminds, escalates and fires written defaults.

Entries carry the due moment as `effective_at`. Run late, twice, or on two servers: the same result. A case that
someone holds at the moment is skipped on PostgreSQL and met at the next sweep.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members import tree_gate

from . import due, journal, rounds, supervising
from .case import Case
from .due import QUIET
from .journal import Checkpoint
from .moments import REMIND, SUPERVISE

CHECKPOINT_EVERY = timedelta(hours=1)


@dataclass
class Swept:
    """What one sweep did: how many cases lapsed, desks reminded, items put on the supervision list."""

    lapsed: int = 0
    reminded: int = 0
    supervised: int = 0

    def __str__(self) -> str:
        return f"lapsed {self.lapsed}, reminded {self.reminded}, supervised {self.supervised}"


def sweep(now: datetime | None = None) -> Swept:
    """Apply everything that fell due up to `now`, each case in its own transaction."""
    now = now or timezone.now()
    done: Counter[str] = Counter()
    for pk in Case.objects.filter(clock_at__lte=now).order_by("clock_at", "pk").values_list("pk", flat=True):
        done.update(_settle(pk, now))
    while supervising.tell_desks(now):
        pass
    rounds.go(now)
    _checkpoint(now)
    lapsed = sum(count for name, count in done.items() if name not in QUIET)
    return Swept(lapsed, done[REMIND], done[SUPERVISE])


@transaction.atomic
def _settle(pk: int, now: datetime) -> list[str]:
    tree_gate.hold()
    found = Case.objects.select_related("parent").only("kind", "state", "parent__kind", "parent__state").get(pk=pk)
    if found.parent and not found.parent.flow.locked_unless_busy(found.parent.pk):
        return []  # a child's end moves its parent, and parents are locked first
    case = found.flow.locked_unless_busy(pk)
    return due.settle(case, now) if case else []


def _checkpoint(now: datetime) -> None:
    last = Checkpoint.objects.order_by("-pk").values_list("made_at", flat=True).first()
    if last is None or now - last >= CHECKPOINT_EVERY:
        while (made := journal.checkpoint(now)) and journal.BATCH in (made.entries, made.register_entries):
            pass
