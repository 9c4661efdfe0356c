"""Tasks of workers that are gone go back to the queue, three times at most, then end in words. Subject: orphans."""

import itertools
import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config import heartbeat, orphans
from config.models import Heartbeat
from documents import tasks
from documents.models import Paper
from tests.documents.conftest import issue, storage  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
ELSEWHERE = "another-machine"
NO_PROCESS = 2**22 + 1  # above the highest process number of Linux


@pytest.fixture
def worker():
    """A worker's row, last heard of so long ago."""

    def row(name="worker-1", *, silent=timedelta(0), host=ELSEWHERE, pid=7) -> str:
        seen = timezone.now() - silent
        Heartbeat.objects.create(
            name=name, program="worker", host=host, pid=pid, started_at=seen, seen_at=seen, steady_since=seen
        )
        return name

    return row


@pytest.fixture
def running():
    """A task that workers took, the last of them so long ago."""

    def task(*workers: str, ago=timedelta(minutes=10), paper: int = 1) -> DBTaskResult:
        row = DBTaskResult.objects.get(pk=tasks.render_paper.enqueue(paper).id)
        for name in workers:
            row.claim(name)
        DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - ago)
        return DBTaskResult.objects.get(pk=row.pk)

    return task


def status(task: DBTaskResult) -> str:
    task.refresh_from_db()
    return task.status


def test_the_task_of_a_worker_that_beats_is_its_own_for_as_long_as_it_takes(worker, running):
    task = running(worker(), ago=timedelta(hours=5))

    assert (orphans.return_to_queue(by="me"), status(task)) == (0, "RUNNING")


def test_the_task_of_a_worker_silent_for_two_minutes_goes_back(worker, running):
    task = running(worker(silent=timedelta(minutes=2)))

    assert (orphans.return_to_queue(by="me"), status(task)) == (1, "READY")
    assert orphans.return_to_queue(by="me") == 0


def test_silence_counts_for_nothing_after_the_database_was_away(worker, running):
    task = running(worker(silent=timedelta(hours=1)))

    assert (orphans.return_to_queue(by="me", silent_too=False), status(task)) == (0, "RUNNING")


def test_the_task_of_a_process_that_ended_on_this_machine_goes_back_at_once(worker, running):
    task = running(worker(host=heartbeat.here(), pid=NO_PROCESS), ago=timedelta(0))

    assert (orphans.return_to_queue(by="me", silent_too=False), status(task)) == (1, "READY")
    assert not Heartbeat.objects.exists()


def test_a_container_started_again_has_the_number_of_the_one_before(worker, running):
    task = running(worker(host=heartbeat.here(), pid=os.getpid()), ago=timedelta(0))

    assert (orphans.return_to_queue(by="me", silent_too=False), status(task)) == (1, "READY")


def test_another_process_on_this_machine_keeps_its_task(worker, running):
    task = running(worker(host=heartbeat.here(), pid=os.getppid()), ago=timedelta(hours=1))

    assert (orphans.return_to_queue(by="me"), status(task)) == (0, "RUNNING")


def test_a_task_that_took_three_workers_with_it_is_given_up_in_words(worker, running, issue):  # noqa: F811
    paper = issue()
    task = running("a", "b", worker(silent=timedelta(minutes=3)), paper=paper.pk)

    orphans.return_to_queue(by="me")

    assert (status(task), task.traceback) == ("FAILED", "The worker ended 3 times while it ran this task.")
    paper = Paper.objects.get(pk=paper.pk)
    assert (paper.state, paper.error) == (
        "failed",
        "生成时后台程序多次中断，已停止自动重试。请管理员查看运行日志，再点“重新生成”",
    )


def test_every_task_has_its_place_here():
    """A task that joins must be safe to run again: add it with the test that shows it."""
    safe = {
        "approvals.integrity.running.prove": "tests/approvals/test_integrity.py",
        "documents.tasks.render_paper": "tests/documents/test_tasks.py",
        "documents.sheets.draw": "tests/config/test_tasks_again.py",
        "members.roster.tasks.check_roster": "tests/config/test_tasks_again.py",
        "members.roster.tasks.commit_roster": "tests/config/test_tasks_again.py",
        "workflows.transfer.batch.tasks.check_batch": "tests/config/test_tasks_again.py",
        "workflows.transfer.batch.tasks.run_batch": "tests/workflows/test_transfer_batch_killed.py",
    }
    assert declared_tasks() == set(safe)


def declared_tasks() -> set[str]:
    from django.conf import settings

    found = set()
    for room in ("members", "documents", "approvals", "workflows", "config"):
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            lines = path.read_text(encoding="utf-8").splitlines()
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            for line, after in itertools.pairwise(lines):
                if line.startswith("@task("):
                    found.add(f"{module}.{after.removeprefix('def ').partition('(')[0]}")
    return found
