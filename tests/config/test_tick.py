"""The clock leaves a beat for the worker and keeps the house. Subject: config/management/commands/tick.py."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config import heartbeat

pytestmark = pytest.mark.django_db


def test_each_tick_leaves_a_beat_for_the_worker():
    call_command("tick")

    assert [task.task_path for task in DBTaskResult.objects.all()] == [heartbeat.beat.module_path]


def test_the_results_of_two_weeks_ago_are_dropped_and_what_waits_is_kept():
    for days in (13, 15):
        done = DBTaskResult.objects.get(pk=heartbeat.beat.enqueue().id)
        done.set_successful(None)
        DBTaskResult.objects.filter(pk=done.pk).update(task_path="x", finished_at=timezone.now() - timedelta(days=days))

    call_command("tick")

    assert sorted(DBTaskResult.objects.values_list("task_path", "status")) == [
        (heartbeat.beat.module_path, "READY"),
        ("x", "SUCCESSFUL"),
    ]


def test_expired_sessions_are_dropped():
    for age in (60, -60):
        session = SessionStore()
        session.set_expiry(timezone.now() + timedelta(seconds=age))
        session.save()

    call_command("tick")

    assert Session.objects.count() == 1
