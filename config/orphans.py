"""Tasks whose worker was killed go back to the queue, a few times; then they are given up, in words.

Every task of this project may be run again, and even twice at once; so a worker that only seemed dead does no harm.
Done by the clock each minute and by a worker that starts. Tests: tests/config/test_orphans.py, test_worker_killed.py.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from approvals.integrity import running as proofs
from documents import tasks as papers

from .heartbeat import SILENT_AFTER, is_gone, is_silent
from .models import Heartbeat, Program

ATTEMPTS = 3  # a task that takes three workers with it is not tried a fourth time
STEADY = timedelta(seconds=30)  # after a silence of the database every living worker has beaten again by then
WORDS = f"The worker ended {ATTEMPTS} times while it ran this task."

# What to write for people where a task is given up: its arguments, the same as the task's. Imports and batches show
# themselves as interrupted once nobody has worked on them for some minutes.
GIVEN_UP: dict[str, Callable[..., Any]] = {
    papers.render_paper.module_path: papers.give_up,
    proofs.prove.module_path: proofs.give_up,
}

log = structlog.get_logger(__name__)


def return_to_queue(*, by: str, silent_too: bool = True) -> int:
    """Return the tasks of workers that are gone, and (`silent_too`) of those not heard of for minutes; how many.

    `by`: the name under which the program that asks beats itself."""
    now = timezone.now()
    workers = list(Heartbeat.objects.filter(program=Program.WORKER).exclude(name=by))
    gone = {beat.name for beat in workers if is_gone(beat)}
    alive = {beat.name for beat in workers if not is_silent(beat, now)} - gone
    returned = 0
    for task in DBTaskResult.objects.running():
        worker = task.worker_ids[-1] if task.worker_ids else ""
        if worker == by:
            continue
        unheard = silent_too and worker not in alive and task.started_at < now - SILENT_AFTER[Program.WORKER]
        if worker in gone or unheard:
            returned += _return(task)
    Heartbeat.objects.filter(name__in=gone).delete()
    return returned


def may_judge_silence(clock: str) -> bool:
    """Whether the clock called `clock` has been beating for a while: when the database itself was away, all were
    silent, and none was dead."""
    since = Heartbeat.objects.filter(name=clock).values_list("steady_since", flat=True).first()
    return since is not None and timezone.now() - since >= STEADY


def _return(task: DBTaskResult) -> int:
    """One task back, or given up. 0: somebody was faster."""
    if len(task.worker_ids) < ATTEMPTS:
        done = _still_running(task).update(status=TaskResultStatus.READY, started_at=None)
        if done:
            log.warning("task returned to the queue", task=task.task_path, id=str(task.pk), tried=len(task.worker_ids))
        return done
    if not _still_running(task).update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path="config.orphans.WorkerLost",
        traceback=WORDS,
    ):
        return 0
    log.error("task given up", task=task.task_path, id=str(task.pk), tried=len(task.worker_ids))
    if tell := GIVEN_UP.get(task.task_path):
        tell(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    return 1


def put_off(task: DBTaskResult, until: datetime) -> None:
    """Leave a task that passing trouble stopped for later; this attempt does not count."""
    _still_running(task).update(
        status=TaskResultStatus.READY, started_at=None, run_after=until, worker_ids=task.worker_ids[:-1]
    )


def put_off_all_of(worker: str, until: datetime) -> None:
    """The same for whatever `worker`, which runs one task at a time and none now, has left in the middle."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids[-1:] == [worker]:
            put_off(task, until)


def _still_running(task: DBTaskResult) -> QuerySet[DBTaskResult]:
    """The row, while it is in the very run that was seen."""
    return DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
