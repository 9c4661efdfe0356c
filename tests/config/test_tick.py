"""The clock shows that it lives and keeps the house. Subject: config/management/commands/tick.py."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.models import Heartbeat
from documents import tasks

pytestmark = pytest.mark.django_db


def test_a_clock_that_runs_once_a_minute_leaves_its_beat_behind():
    call_command("tick")
    call_command("tick")

    assert list(Heartbeat.objects.values_list("program", "doing")) == [("clock", "")]


def test_what_was_killed_a_week_ago_is_forgotten():
    old = timezone.now() - timedelta(days=8)
    Heartbeat.objects.create(name="w", program="worker", host="h", pid=1, started_at=old, seen_at=old, steady_since=old)

    call_command("tick")

    assert not Heartbeat.objects.filter(program="worker").exists()


def test_the_results_of_two_weeks_ago_are_dropped_and_what_waits_is_kept():
    for days in (13, 15):
        done = DBTaskResult.objects.get(pk=tasks.render_paper.enqueue(1).id)
        done.set_successful(None)
        DBTaskResult.objects.filter(pk=done.pk).update(task_path="x", finished_at=timezone.now() - timedelta(days=days))
    tasks.render_paper.enqueue(1)

    call_command("tick")

    assert sorted(DBTaskResult.objects.values_list("task_path", "status")) == [
        ("approvals.integrity.running.prove", "READY"),  # begun by this round of the clock
        ("documents.tasks.render_paper", "READY"),
        ("x", "SUCCESSFUL"),
    ]


def test_expired_sessions_are_dropped():
    for age in (60, -60):
        session = SessionStore()
        session.set_expiry(timezone.now() + timedelta(seconds=age))
        session.save()

    call_command("tick")

    assert Session.objects.count() == 1
