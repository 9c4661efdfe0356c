"""Start, check, commit, resume and clean up imports. The only place that changes a `RosterImport`.

An upload lies sealed in the storage until its rows are in, then it is deleted; one that nobody commits goes after a
day. The repair workbook stays sealed for a week. Tests: tests/members/test_roster_running.py.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import sealing
from members.appointments import Appointment
from members.outage import is_passing

from .choosing import Choices
from .importing import Pass
from .layouts import Layout
from .outcome import Collected, Listener, Outcome
from .recording import Overtaken, Recorded
from .records import RosterImport, RosterProblem, State
from .words import Holds
from .workbook import Unreadable, measure_file

KEEP_UPLOAD = timedelta(days=1)
KEEP_REPAIR = timedelta(days=7)

log = structlog.get_logger(__name__)


def run_file(
    path: Path,
    *,
    by: Appointment | None = None,
    save: bool = True,
    errors: Path | None = None,
    listener: Listener | None = None,
    choices: Choices | None = None,
    applicants: bool = False,
) -> Outcome:
    """Import (or with `save` False only check) the workbook at `path`, for commands. Raises Unreadable, OSError.

    Refused rows go to the workbook `errors` when it is named; `listener` is told as well. `choices`: what is
    said about its sheets; `applicants`: see `Pass`. An import is recorded without keeping the file, but for the sheets
    whose procedure does not stand yet."""
    content = path.read_bytes()
    layouts = choices.layouts(content) if choices else None
    if not save:
        keep = _to(errors)
        heard = listener or Collected()
        return _known(_pass(content, by, heard, save=False, keep=keep, layouts=layouts, applicants=applicants))
    record = RosterImport.objects.create(
        by=by,
        account=by.account if by else None,
        file_hash=hashlib.sha256(content).hexdigest(),
        name_sealed=sealing.seal(path.name[:200]),
        state=State.IMPORTING,
    )
    try:
        heard = Recorded(record, listener)
        keep = _to(errors, record)
        outcome = _known(_pass(content, by, heard, save=True, keep=keep, layouts=layouts, applicants=applicants))
    except Unreadable as unreadable:
        _finish(record, State.REFUSED, message=str(unreadable))
        raise
    _finish(record, State.DONE, outcome=outcome)
    return outcome


def _known(outcome: Outcome) -> Outcome:
    """The outcome, or Unreadable when no sheet was recognised: a command has no page to say what is what."""
    if not any(layout and layout.holds != Holds.NOTHING for layout in outcome.layouts.values()):
        raise Unreadable(
            _(
                "没有认出花名册：表头须有姓名、公民身份号码、入党日期、所在党支部，或组织全称、组织类别；"
                "也可以用选项写明哪一列是什么。"
            ),
            422,
        )
    return outcome


def upload(content: bytes, by: Appointment, *, name: str = "") -> RosterImport:
    """Keep an uploaded workbook, sealed, and have it checked. Raises Unreadable at once for what is no workbook.

    `name`: what the office calls the file; it may hold names of people and is kept sealed."""
    measure_file(content)
    clean_up()
    record = RosterImport(by=by, account=by.account, file_hash=hashlib.sha256(content).hexdigest())
    record.file_name = name
    record.keep("upload", content)
    record.save()
    _enqueue_check(record)
    return record


def correct(record: RosterImport, layouts: dict[str, Layout | None]) -> None:
    """Check again with the columns the user named."""
    kept = {name: layout.as_json() if layout else None for name, layout in layouts.items()}
    if _move(record, {State.CHECKED, State.READ}, State.CHECKING, layouts=kept, rows_done=0):
        _enqueue_check(record)


def answered(record: RosterImport, *, renamed: bool) -> None:
    """After offers of a checked file were accepted or declined.

    With `renamed`, the rest of those rows can be taken now: the file is read again. A file that offers no more and has
    nothing to write is finished."""
    if not record.readable:
        return
    if renamed and _move(record, {State.CHECKED, State.READ}, State.CHECKING, rows_done=0):
        _enqueue_check(record)
    elif not _to_decide(record):
        _move(record, {State.CHECKED}, State.READ)


def _to_decide(record: RosterImport) -> bool:
    """Whether a checked file has rows to write, sheets to keep or corrections to offer."""
    return bool(record.rows("new", "changed", "kept")) or record.open_offers().exists()


def confirm(record: RosterImport) -> bool:
    """Have the good rows imported, or an interrupted import taken up again. False: it is no longer waiting for this."""
    from .tasks import commit_roster  # tasks import this module

    source = {State.IMPORTING} if record.stale else {State.CHECKED}
    if not _move(record, source, State.IMPORTING, rows_done=0):
        return False
    commit_roster.enqueue(str(record.pk))
    return True


def check_again(record: RosterImport) -> None:
    """Take up a check whose worker died."""
    if record.stale and _move(record, {State.CHECKING}, State.CHECKING, rows_done=0):
        _enqueue_check(record)


def discard(record: RosterImport) -> None:
    """Drop an upload that is not wanted; nothing of it stays but the record."""
    nothing = {"outcome": {}, "preview_sealed": "", "finished_at": timezone.now()}
    if _move(record, {State.CHECKED, State.READ, State.REFUSED}, State.DISCARDED, **nothing):
        record.forget("upload")
        record.forget("repair")
        record.save(update_fields=["upload", "repair"])
        record.problems.update(details_sealed="")


def check(pk: UUID) -> None:
    """Worker: judge every row, write nothing but the result."""
    _work(pk, State.CHECKING, _checked, save=False)


def commit(pk: UUID) -> None:
    """Worker: import the good rows. May be run again at any time; rows that are in stay as they are."""
    _work(pk, State.IMPORTING, lambda record, outcome: _finish(record, State.DONE, outcome=outcome), save=True)


def clean_up() -> None:
    """Delete uploads nobody committed and repair workbooks nobody fetched. Safe to run at any time."""
    now = timezone.now()
    old = RosterImport.objects.exclude(upload="", repair="")
    for record in old.filter(uploaded_at__lt=now - KEEP_UPLOAD).exclude(state=State.IMPORTING):
        if record.state in {State.CHECKED, State.CHECKING, State.REFUSED}:
            record.state, record.outcome, record.preview = State.DISCARDED, {}, {}
            record.forget("upload")
            record.forget("repair")
            record.problems.update(details_sealed="")
        elif record.state == State.READ:
            record.forget("upload")
            record.preview = {}
        if record.uploaded_at < now - KEEP_REPAIR:
            record.forget("repair")
        record.save(update_fields=["state", "outcome", "upload", "repair", "preview_sealed"])
    told = RosterProblem.objects.exclude(details_sealed="")
    told.filter(roster_import__uploaded_at__lt=now - KEEP_REPAIR).update(details_sealed="")


def _work(pk: UUID, state: State, then: Callable[[RosterImport, Outcome], None], *, save: bool) -> None:
    with transaction.atomic():
        record = RosterImport.objects.select_for_update().filter(pk=pk, state=state).first()
        if record is None or not record.upload:
            return
        record.attempt += 1
        record.beat_at = timezone.now()
        record.save(update_fields=["attempt", "beat_at"])
        record.problems.filter(settled_at=None).delete()
    try:
        layouts = dict(record.sheets())
        keep = _sealed(record, save=save)
        outcome = _pass(record.kept("upload"), record.by, Recorded(record), save=save, keep=keep, layouts=layouts)
    except Overtaken:
        return
    except Unreadable as unreadable:
        _finish(record, State.REFUSED, message=str(unreadable))
    except Exception as broken:
        if is_passing(broken):
            raise  # the worker does it again
        # The message may quote a row; the kind of error is enough to look for it. The import can be run again.
        log.error("roster import stopped", roster_import=str(pk), error=type(broken).__name__)
        RosterImport.objects.filter(pk=pk, attempt=record.attempt).update(beat_at=timezone.now() - timedelta(days=1))
    else:
        then(record, outcome)


def _pass(
    content: bytes,
    by: Appointment | None,
    listener: Listener,
    *,
    save: bool,
    keep: Callable[[Pass, Path], None],
    layouts: Mapping[str, Layout | None] | None = None,
    applicants: bool = False,
) -> Outcome:
    """One pass; `keep` is given the pass and the folder with its finished workbooks."""
    with tempfile.TemporaryDirectory(prefix="liangdi-") as name:
        folder = Path(name)
        reading = Pass(content, by=by, listener=listener, folder=folder, save=save, applicants=applicants)
        if isinstance(listener, Recorded):
            RosterImport.objects.filter(pk=listener.record.pk).update(total=reading.height)
        try:
            outcome = reading.run(layouts)
        finally:
            reading.close()
        keep(reading, folder)
    return outcome


def _to(errors: Path | None, record: RosterImport | None = None) -> Callable[[Pass, Path], None]:
    def keep(reading: Pass, folder: Path) -> None:
        if errors and reading.repair.rows:
            errors.touch(mode=0o600)  # it holds whole numbers
            errors.write_bytes((folder / "repair.xlsx").read_bytes())
        if record:
            _keep_sheets(record, reading, folder)

    return keep


def _sealed(record: RosterImport, *, save: bool) -> Callable[[Pass, Path], None]:
    def keep(reading: Pass, folder: Path) -> None:
        record.forget("repair")
        if reading.repair.rows:
            record.keep("repair", (folder / "repair.xlsx").read_bytes())
        if save:
            _keep_sheets(record, reading, folder)

    return keep


def _keep_sheets(record: RosterImport, reading: Pass, folder: Path) -> None:
    """Seal the sheets nobody was written from; they stay until the office takes them back."""
    if reading.kept.sheets:
        record.keep("kept_sheets", (folder / "kept.xlsx").read_bytes())


def _checked(record: RosterImport, outcome: Outcome) -> None:
    record.layouts = {name: layout.as_json() if layout else None for name, layout in outcome.layouts.items()}
    record.outcome, record.message = outcome.as_json(), ""
    record.state = State.CHECKED if _to_decide(record) else State.READ
    record.preview = outcome.previews
    record.save(update_fields=["layouts", "state", "outcome", "message", "repair", "preview_sealed"])


def _finish(record: RosterImport, state: State, *, outcome: Outcome | None = None, message: str = "") -> None:
    """The end: the upload goes, the masked first rows too."""
    record.state, record.message, record.finished_at = state, message, timezone.now()
    record.outcome = {**outcome.as_json(), "samples": []} if outcome else {}
    record.preview = {}
    record.forget("upload")
    record.save(
        update_fields=[
            "state",
            "message",
            "finished_at",
            "outcome",
            "upload",
            "repair",
            "kept_sheets",
            "preview_sealed",
        ]
    )


def _move(record: RosterImport, source: set[State], target: State, **changes: Any) -> bool:
    """Change the state if it still is one of `source`; the loser of two clicks gets False."""
    changes |= {"state": target, "beat_at": timezone.now()}
    moved = RosterImport.objects.filter(pk=record.pk, state__in=source).update(**changes)
    record.refresh_from_db()
    return bool(moved)


def _enqueue_check(record: RosterImport) -> None:
    from .tasks import check_roster  # tasks import this module

    check_roster.enqueue(str(record.pk))


def why_full() -> str:
    """What to say when the file could not be stored."""
    return _("没有存下文件：服务器的存储空间不足。请稍后再试，并告知系统管理员。")
