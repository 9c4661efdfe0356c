"""The worker's part: draw a paper and file it. Safe to run twice, at once, or after a worker died half-way.

The bytes depend on the snapshot alone and lie under their hash, so a second run writes the same file; the row
changes from issued to filed exactly once. Tests: tests/documents/test_tasks.py.
"""

import logging
import traceback
from datetime import timedelta
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from members import fact_log
from members.outage import is_passing

from . import archive, bound, pdf
from .papers import Paper, PaperQuerySet, PaperState, retry_stuck

STUCK_AFTER = timedelta(minutes=10)  # doubled after each attempt
MOST_ATTEMPTS = 8  # the last two days after the first; then it is a person's turn

log = logging.getLogger(__name__)


class NotFiled(Exception):
    """The task did not do what it is for. Says which paper and the kind of error: nothing of the paper's text."""


@task()
def render_paper(paper_id: int) -> None:
    """Draw and file the paper; a filed one is left alone. Raises NotFiled, so that the task does not read successful.

    Storage trouble leaves it issued, to be tried again; anything else marks it failed. Neither the reason kept nor
    the log names anybody: exception texts may quote the snapshot, so they are left out.
    """
    paper = Paper.objects.get(pk=paper_id)
    if trouble := None if paper.is_filed else _file(paper):
        raise NotFiled(f"paper {paper_id}: {type(trouble).__name__}")


def _file(paper: Paper) -> Exception | None:
    """Draw, keep, record. What went wrong is noted on the paper and returned."""
    try:
        data = pdf.render(paper.template, paper.snapshot, paper.marks)
    except Exception as error:
        if is_passing(error):
            raise  # the worker does it again
        _note(
            paper,
            error,
            PaperState.FAILED,
            _("版面生成出错（%(kind)s）。请管理员查看日志并修复程序，再点“重新生成”") % {"kind": type(error).__name__},
        )
        return error
    try:
        digest = archive.keep(data)
    except archive.StorageUnavailable as error:
        _note(paper, error, PaperState.ISSUED, _("存储空间不足或不可写，稍后自动重试"))
        return error
    filed = {
        "state": PaperState.FILED,
        "sha256": digest,
        "size": len(data),
        "page_count": _pages(data),
        "recipe": pdf.recipe(paper.template),
        "filed_at": timezone.now(),
    }
    with transaction.atomic():
        if _open(paper).update(error="", **filed):  # which locks the row for the log of its facts
            fact_log.append([(bound.PAPER, paper.pk, "filed", bound.plainly(filed))])
    return None


def give_up(paper_id: int) -> None:
    """Mark a paper whose drawing ended the worker again and again: it waits for a person, who reads why."""
    _give_up(paper_id, _("生成时后台程序多次中断，已停止自动重试。请管理员查看运行日志，再点“重新生成”"))


def enqueue_stuck(older_than: timedelta = STUCK_AFTER) -> int:
    """Queue again what was issued but never filed: a worker died or the disk was full. Returns how many.

    Idempotent within `older_than`: each paper waits that long again, twice as long after each attempt. After the last
    one it counts as failed, and failed papers wait for a person (`papers.retry`).
    """
    now, queued = timezone.now(), 0
    stuck = Paper.objects.filter(state=PaperState.ISSUED, queued_at__lt=now - older_than)
    for paper in list(stuck.only("pk", "queued_at", "attempts")):
        if paper.queued_at >= now - older_than * 2**paper.attempts:
            continue
        if paper.attempts >= MOST_ATTEMPTS:
            _give_up(paper.pk, _("多次重试仍未生成。请管理员检查后台生成服务和存储空间，再点“重新生成”"))
        else:
            retry_stuck(paper)
            queued += 1
    return queued


def _give_up(paper_id: int, reason: str) -> None:
    """A worker that comes back may still file it: its tasks are in the queue."""
    Paper.objects.filter(pk=paper_id, state=PaperState.ISSUED).update(state=PaperState.FAILED, error=reason)


def _open(paper: Paper) -> PaperQuerySet:
    """The row while it is not filed: whoever files it first wins, the other changes nothing."""
    return Paper.objects.filter(pk=paper.pk).exclude(state=PaperState.FILED)


def _note(paper: Paper, error: Exception, state: PaperState, reason: str) -> None:
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("paper %s not filed: %s\n%s", paper.pk, type(error).__name__, where)
    _open(paper).update(state=state, error=reason[:200])


def _pages(data: bytes) -> int:
    import pikepdf  # deferred: the web process enqueues without it

    with pikepdf.open(BytesIO(data)) as file:
        return len(file.pages)
