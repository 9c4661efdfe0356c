"""Time acts through the same desk: one idempotent sweep that reminds, escalates and fires written defaults.

Entries carry the due moment as `effective_at`. Run late, twice, or on two servers: the same result. A case that
someone holds at the moment is skipped on PostgreSQL and met at the next sweep.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members.appointments import Post

from . import desk, journal
from .assignments import Assignment
from .case import Case
from .journal import Checkpoint
from .notices import Notice, NoticeKind

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
    done = Swept()
    for pk in _keys(Case.objects.filter(lapses_at__lte=now)):
        done.lapsed += _with_case(pk, lambda case: len(desk.settle(case, now)))
    late = Assignment.objects.open().filter(due_at__lte=now)
    for pk in _keys(late.filter(reminded_at__isnull=True), "case_id"):
        done.reminded += _with_case(pk, lambda case: _remind(case, now))
    for pk in _keys(late.filter(second_due_at__lte=now, supervised_at__isnull=True), "case_id"):
        done.supervised += _with_case(pk, lambda case: _supervise(case, now))
    _checkpoint(now)
    return done


def _keys(rows, field: str = "pk") -> Iterable[int]:
    return sorted(set(rows.values_list(field, flat=True)))


@transaction.atomic
def _with_case(pk: int, step: Callable[[Case], int]) -> int:
    case = Case.objects.only("kind").get(pk=pk).flow.locked_unless_busy(pk)
    return step(case) if case else 0


def _remind(case: Case, now: datetime) -> int:
    rows = case.assignments.open().filter(due_at__lte=now, reminded_at__isnull=True).select_related("org")
    for row in rows:
        journal.append(
            case, "remind", by=None, from_state=case.state, now=now, effective_at=row.due_at, data={"org": row.org.name}
        )
        row.reminded_at = row.due_at
        row.save(update_fields=["reminded_at"])
        _notify(case, NoticeKind.REMIND, row.org_id, row.post, now)
    _keep_log(case)
    return len(rows)


def _supervise(case: Case, now: datetime) -> int:
    """Put it on the list of the responsible organisation and of its superior, once (R-S7)."""
    rows = case.assignments.open().filter(second_due_at__lte=now, supervised_at__isnull=True).select_related("org")
    for row in rows:
        journal.append(
            case,
            "supervise",
            by=None,
            from_state=case.state,
            now=now,
            effective_at=row.second_due_at,
            data={"org": row.org.name},
        )
        row.supervised_at = row.second_due_at
        row.save(update_fields=["supervised_at"])
        _notify(case, NoticeKind.SUPERVISE, row.org_id, row.post, now)
        if superior := row.org.superior_committee():
            _notify(case, NoticeKind.SUPERVISE, superior.pk, Post.APPROVER, now)
    _keep_log(case)
    return len(rows)


def _keep_log(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(log_length=case.log_length, log_head=case.log_head)


def _notify(case: Case, kind: NoticeKind, org_id: int, post: str, now: datetime) -> None:
    Notice.objects.create(org_id=org_id, post=post, case_id=case.pk, kind=kind, state=case.state, at=now)


def _checkpoint(now: datetime) -> None:
    last = Checkpoint.objects.order_by("-pk").values_list("made_at", flat=True).first()
    if last is None or now - last >= CHECKPOINT_EVERY:
        while (made := journal.checkpoint(now)) and made.entries == journal.BATCH:
            pass
