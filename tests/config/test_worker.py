"""The worker's loop and its beats, without processes. Subject: management/commands/worker.py, heartbeat.py."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from approvals import sweep
from config import heartbeat, orphans, patience
from config.heartbeat import Beating
from config.management.commands.worker import LastingWorker
from config.models import Heartbeat, Program
from documents import pdf, tasks
from documents.models import Paper
from tests import separate
from tests.documents.conftest import issue, storage  # noqa: F401  fixtures

AWAY = InterfaceError("connection already closed")


@pytest.fixture
def worker(transactional_db, monkeypatch) -> LastingWorker:
    """A worker that ends when nothing is left to do, and never really sleeps."""
    monkeypatch.setattr(patience.time, "sleep", lambda _seconds: None)
    return LastingWorker(
        Beating(Program.WORKER, "worker-1"),
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
    )


def fails_first(function, error: BaseException):
    """`function`, but its first call raises `error`."""
    left = [error]

    def call(*args, **more):
        if left:
            raise left.pop()
        return function(*args, **more)

    return call


def test_a_task_stopped_by_passing_trouble_is_put_off_and_not_failed(worker, issue, monkeypatch):  # noqa: F811
    paper = issue()
    monkeypatch.setattr(Paper.objects.__class__, "get", fails_first(Paper.objects.__class__.get, AWAY))

    worker.run()
    task = DBTaskResult.objects.get()
    assert (task.status, task.worker_ids) == ("READY", [])
    assert timedelta(0) < task.run_after - timezone.now() <= timedelta(seconds=30)

    DBTaskResult.objects.update(run_after=timezone.now())
    worker.run()
    assert (DBTaskResult.objects.get().status, Paper.objects.get(pk=paper.pk).state) == ("SUCCESSFUL", "filed")


def test_a_worker_told_to_end_at_once_leaves_its_task_to_the_next(worker, issue, monkeypatch):  # noqa: F811
    issue()
    monkeypatch.setattr(tasks.archive, "keep", fails_first(tasks.archive.keep, SystemExit(1)))

    worker.run()
    assert DBTaskResult.objects.get().status == "READY"


def test_what_was_left_in_the_middle_is_taken_up_after_the_trouble(worker, issue, monkeypatch):  # noqa: F811
    """The database went away while the task ran, and with it the place to write that down."""
    paper = issue()
    monkeypatch.setattr(pdf, "render", fails_first(pdf.render, AWAY))
    monkeypatch.setattr(orphans, "put_off", fails_first(orphans.put_off, AWAY))

    worker.run()

    assert (DBTaskResult.objects.get().status, Paper.objects.get(pk=paper.pk).state) == ("SUCCESSFUL", "filed")


@pytest.mark.django_db(transaction=True)
def test_it_beats_while_a_task_runs_and_says_which():
    with Beating(Program.WORKER, "worker-1", every=0.02) as beating:
        beating.doing = "documents.tasks.render_paper"
        first = Heartbeat.objects.get()
        separate.wait_until(lambda: Heartbeat.objects.filter(seen_at__gt=first.seen_at).exists())
        separate.wait_until(lambda: Heartbeat.objects.get().doing == "documents.tasks.render_paper")
        steady = Heartbeat.objects.get()
    assert (steady.steady_since, steady.started_at) == (first.steady_since, first.started_at)
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_beat_that_fails_is_made_up_by_the_next(monkeypatch):
    monkeypatch.setattr(Beating, "beat", fails_first(Beating.beat, AWAY))
    with Beating(Program.WORKER, "worker-1", every=0.02):
        separate.wait_until(Heartbeat.objects.exists)


@pytest.mark.django_db
def test_steadiness_begins_anew_after_a_silence(clock):
    beating = Beating(Program.CLOCK, "clock")
    beating.beat()
    clock.shift(timedelta(seconds=40))
    beating.beat()
    assert orphans.may_judge_silence("clock")

    clock.shift(timedelta(minutes=10))
    beating.beat()
    assert not orphans.may_judge_silence("clock")


@pytest.mark.django_db
def test_a_clock_that_runs_once_says_in_words_what_was_in_its_way(monkeypatch):
    monkeypatch.setattr(sweep, "sweep", fails_first(sweep.sweep, AWAY))

    with pytest.raises(CommandError) as said:
        call_command("tick")
    assert str(said.value) == (
        "The database is away or locked, or a disk is full (InterfaceError); the next round goes on."
    )
    assert heartbeat.finding(Program.CLOCK) == "ok"
