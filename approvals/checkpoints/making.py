"""Make a checkpoint. Called by the sweep once an hour (approvals/sweep.py)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from . import scope
from .records import Checkpoint, archive_head, summed

BATCH = 5000  # rows of one kind that a checkpoint holds at most


def make(now: datetime) -> Checkpoint | None:
    """Hold what no checkpoint holds yet, BATCH rows of a kind at most; None where nothing is new, or another sweep is
    making one at this moment."""
    try:
        with transaction.atomic():
            return _made(now)
    except IntegrityError:
        return None


def may_have_left_some(made: Checkpoint) -> bool:
    return any(count == BATCH for count, _hash in made.held.values())


def _made(now: datetime) -> Checkpoint | None:
    before = Checkpoint.objects.order_by("-pk").first()
    rows = {kind.name: kind.waiting(BATCH) for kind in scope.HELD}
    if not any(rows.values()):
        return None
    hashes = {name: list(mine.values()) for name, mine in rows.items()}
    counted = {kind.name: kind.count() for kind in scope.COUNTED}
    made = Checkpoint(
        made_at=now,
        format=2,
        entries=len(rows["entries"]),
        register_entries=len(rows["register_entries"]),
        held=summed(hashes),
        totals={name: _held_before(before, name) + len(mine) for name, mine in rows.items()}
        | {name: total for name, (total, _top) in counted.items()},
        tops={name: top for name, (_total, top) in counted.items()},
        archive=archive_head(before.archive if before else "", hashes["papers"]),
        previous=before.hash if before else "",
    )
    made.hash = made.digest(hashes)
    made.save(force_insert=True)
    for kind in scope.HELD:
        kind.hold(made.pk, list(rows[kind.name]))
    return made


def _held_before(before: Checkpoint | None, name: str) -> int:
    """How many rows of a kind the checkpoints up to `before` hold."""
    if before is None:
        return 0
    if before.format > 1:
        return before.totals.get(name, 0)
    return Checkpoint.objects.aggregate(n=Sum(name))["n"] if name in {"entries", "register_entries"} else 0
