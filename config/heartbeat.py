"""The worker's heartbeat: the clock leaves a tiny task, the worker finishes it, `/readyz` reads when.

A worker in the middle of a long task (a large roster) finishes no beat, so a running task counts as a sign of life
too, for as long as a task may reasonably take. Tests: tests/config/test_health.py.
"""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

SILENT_AFTER = timedelta(minutes=5)
LONGEST_TASK = timedelta(hours=1)
KEPT = timedelta(hours=1)


@task()
def beat() -> None:
    """Does nothing; that it was done is the message."""


def leave_beat() -> None:
    """Leave one beat for the worker, unless one is still waiting; old beats go. Called by `manage.py tick`."""
    beats = DBTaskResult.objects.filter(task_path=beat.module_path)
    beats.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    if not beats.filter(finished_at__isnull=True).exists():
        beat.enqueue()


def last_sign() -> datetime | None:
    """When a worker last finished a task; now, if one is at work on a task; None if none ever did."""
    now = timezone.now()
    if DBTaskResult.objects.running().filter(started_at__gt=now - LONGEST_TASK).exists():
        return now
    return DBTaskResult.objects.aggregate(last=Max("finished_at"))["last"]
