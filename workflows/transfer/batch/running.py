"""Check a batch, open its transfers, stop, go on, drop it. The only place that changes the state of a batch.

Each row is a transaction of its own: it locks the row, opens the transfer and writes its number beside it, or does
neither. So a killed worker, a second one, two clicks or a second start never open a transfer twice.
Tests: tests/workflows/test_transfer_batch.py, tests/workflows/test_transfer_batch_killed.py.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.rules import NotAllowed
from members.models import Appointment
from members.outage import is_passing
from members.roster.pace import breathe

from .judging import Malformed, objections_to, open_transfer, said_by
from .records import BatchRow, BatchState, Objection, RowState, TransferBatch

KEEP = timedelta(days=7)  # a list nobody starts, and what its refused rows said once it is done

log = structlog.get_logger(__name__)


def enqueue_check(batch: TransferBatch) -> None:
    from .tasks import check_batch  # tasks import this module

    check_batch.enqueue(str(batch.pk))


def close_choosing(batch: TransferBatch) -> bool:
    """The list is complete. False: it is not being chosen any more."""
    return _move(batch, {BatchState.CHOOSING}, BatchState.CHECKING)


def choose_again(batch: TransferBatch) -> bool:
    """Back to the ticks, while nothing was opened."""
    if batch.org_id is None or batch.rows.filter(state=RowState.OPENED).exists():
        return False
    return _move(batch, {BatchState.CHECKED}, BatchState.CHOOSING)


def check(pk: UUID) -> None:
    """Worker: judge every row that waits for it; nothing else is written."""
    batch = TransferBatch.objects.select_related("by__org", "by__account").filter(pk=pk).first()
    if batch is None:
        return
    for row in _rows(batch).filter(state=RowState.WAITING):
        if not _beat(batch, BatchState.CHECKING):
            return
        row.find(objections_to(row, by=batch.by))
        BatchRow.objects.filter(pk=row.pk, state=RowState.WAITING).update(objections=row.objections, state=row.state)
        breathe()
    _move(batch, {BatchState.CHECKING}, BatchState.CHECKED)


def confirm(batch: TransferBatch, *, by: Appointment, reasons: dict[str, str]) -> bool:
    """Have the transfers opened in the name of `by`. False: somebody was faster, or it is not waiting for this."""
    return _start(batch, {BatchState.CHECKED}, started_by=by, reasons=reasons)


def go_on(batch: TransferBatch) -> bool:
    """Take up a batch that was stopped, or whose worker died, where it was left."""
    if batch.stale and batch.state == BatchState.CHECKING:
        _move(batch, {BatchState.CHECKING}, BatchState.CHECKING)
        enqueue_check(batch)
        return True
    return _start(batch, {BatchState.RUNNING} if batch.stale else {BatchState.STOPPED})


def stop(batch: TransferBatch) -> bool:
    """Open no more after the row that is being opened."""
    return _move(batch, {BatchState.RUNNING}, BatchState.STOPPED)


def check_again(batch: TransferBatch) -> bool:
    """Judge once more what was not opened: what stood against it may be gone by now."""
    ended = {BatchState.CHECKED, BatchState.STOPPED, BatchState.DONE}
    with transaction.atomic():
        if not _move(batch, ended, BatchState.CHECKING, finished_at=None):
            return False
        batch.rows.exclude(state=RowState.OPENED).exclude(person=None).exclude(destination=None).update(
            state=RowState.WAITING
        )
    enqueue_check(batch)
    return True


def discard(batch: TransferBatch) -> bool:
    """Drop what was not opened. Rows with a case stay, and the batch with them: cases are found by it."""
    with transaction.atomic():
        opened = batch.rows.filter(state=RowState.OPENED).exists()
        ended = BatchState.DONE if opened else BatchState.DISCARDED
        dropped = _move(batch, {BatchState.CHOOSING, BatchState.CHECKED}, ended, finished_at=timezone.now())
        if dropped:
            batch.rows.filter(case=None).delete()
    return dropped


def run(pk: UUID) -> None:
    """Worker: open the transfers of all rows that may be opened and are not yet. May run again at any time."""
    batch = TransferBatch.objects.select_related("started_by__org", "started_by__account").filter(pk=pk).first()
    if batch is None or batch.started_by is None:
        return
    for row_pk in startable(batch):
        if not _beat(batch, BatchState.RUNNING):
            return
        _open(row_pk, by=batch.started_by, reasons=batch.reasons)
        breathe()
    _move(batch, {BatchState.RUNNING}, BatchState.DONE, finished_at=timezone.now())


def startable(batch: TransferBatch) -> list[int]:
    """Keys of the rows that nothing stands against, or only warnings that have their reason."""
    rows = batch.rows.filter(state__in=(RowState.READY, RowState.WARNED))
    return [row.pk for row in rows if row.answers(batch.reasons) is not None]


def clean_up() -> None:
    """Drop lists nobody started, and what the rows said that were not opened. Safe to run at any time."""
    old = TransferBatch.objects.filter(beat_at__lt=timezone.now() - KEEP)
    for batch in old.filter(state__in=(BatchState.CHOOSING, BatchState.CHECKED)):
        discard(batch)
    ended = old.filter(state__in=(BatchState.DONE, BatchState.STOPPED))
    said = BatchRow.objects.filter(batch__in=ended, case=None).exclude(typed={})
    said.update(typed={}, said_name="", said_destination="", dues_until=None)


def _open(row_pk: int, *, by: Appointment, reasons: dict[str, str]) -> None:
    """One transfer and its row, both or neither. A row that another worker has opened is left alone."""
    with transaction.atomic():
        row = _rows_of_any().select_for_update(of=("self",), no_key=True).get(pk=row_pk)
        if row.state not in (RowState.READY, RowState.WARNED):
            return
        try:
            with transaction.atomic():
                row.case = open_transfer(row, by=by, reasons=row.answers(reasons) or {})
            row.state = RowState.OPENED
        except (Malformed, NotAllowed) as stop:
            _fail(row, said_by(stop))
        except Exception as broken:
            if is_passing(broken):
                raise  # the row stays as it was, and the worker goes on with it later
            # The message may quote a person; the kind of error is enough to look for it.
            log.error("batch row not opened", row=row_pk, error=type(broken).__name__)
            kind = {"kind": type(broken).__name__}
            _fail(row, [Objection(_("系统出错（%(kind)s），请告知系统管理员；可以重新检查后再发起") % kind)])
        row.save(update_fields=["case", "state", "objections"])


def _fail(row: BatchRow, objections: list[Objection]) -> None:
    row.state, row.objections = RowState.FAILED, [asdict(objection) for objection in objections]


def _rows_of_any():
    return BatchRow.objects.select_related("person", "destination")


def _rows(batch: TransferBatch):
    return _rows_of_any().filter(batch=batch)


def _start(batch: TransferBatch, source: set[BatchState], **changes: Any) -> bool:
    from .tasks import run_batch  # tasks import this module

    if not _move(batch, source, BatchState.RUNNING, **changes):
        return False
    run_batch.enqueue(str(batch.pk))
    return True


def _beat(batch: TransferBatch, state: BatchState) -> bool:
    """A sign of life; False when the batch was stopped meanwhile."""
    return bool(TransferBatch.objects.filter(pk=batch.pk, state=state).update(beat_at=timezone.now()))


def _move(batch: TransferBatch, source: set[BatchState], target: BatchState, **changes: Any) -> bool:
    """Change the state if it still is one of `source`; the loser of two clicks gets False."""
    changes |= {"state": target, "beat_at": timezone.now()}
    moved = TransferBatch.objects.filter(pk=batch.pk, state__in=source).update(**changes)
    batch.refresh_from_db()
    return bool(moved)
