"""The probes tell a process that answers from an office that can work. Subjects: config/health.py, heartbeat.py."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult

from config import health, heartbeat
from documents.checks import fonts_are_there

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def work():
    """Let a worker finish what waits."""
    return lambda: call_command("db_worker", "--batch", "--interval", "0", "--no-startup-delay")


def test_healthz_answers_without_asking_the_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db(transaction=True)
def test_an_office_is_ready_once_the_worker_has_done_the_beat_of_the_clock(client, work):
    assert client.get("/readyz").status_code == 503

    heartbeat.leave_beat()
    work()

    answer = client.get("/readyz")
    assert answer.json() == {
        "database": "ok",
        "migrations": "ok",
        "keys": "ok",
        "fonts": "ok",
        "storage": "ok",
        "worker": "ok",
    }
    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_fell_silent_is_told_with_the_minutes(client, work):
    with time_machine.travel(NOON, tick=False):
        heartbeat.leave_beat()
        work()
    with time_machine.travel(NOON + timedelta(minutes=7), tick=False):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["worker"]) == (503, "silent for 7 minutes")


@pytest.mark.django_db
def test_a_worker_busy_with_a_long_task_is_alive_but_not_for_ever():
    with time_machine.travel(NOON, tick=False):
        heartbeat.leave_beat()
        DBTaskResult.objects.get().claim("worker")
    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        assert health.worker() == "ok"
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert health.worker() == "no sign of life yet: start manage.py db_worker and manage.py tick"


@pytest.mark.django_db(transaction=True)
def test_beats_do_not_pile_up_while_no_worker_runs_nor_afterwards(work):
    with time_machine.travel(NOON, tick=False):
        heartbeat.leave_beat()
        heartbeat.leave_beat()
        assert DBTaskResult.objects.count() == 1
        work()
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        heartbeat.leave_beat()
        assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_failure_is_named_by_its_kind_not_by_its_words(client, monkeypatch):
    def refuse(*_args):
        raise OSError("No space left on device: /srv/liangdi/张三.pdf")

    monkeypatch.setattr(default_storage, "save", refuse)

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["storage"]) == (503, "OSError")


@pytest.mark.django_db
def test_a_font_file_that_is_missing_is_named(client, settings, tmp_path):
    shutil.copytree(settings.FONT_DIR, tmp_path / "fonts")
    (tmp_path / "fonts" / "kai.ttf").unlink()
    settings.FONT_DIR = tmp_path / "fonts"

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["fonts"]) == (503, "missing: kai.ttf")
    assert [error.msg for error in fonts_are_there()] == ["缺少字库文件：kai.ttf。"]


def test_a_database_that_is_gone_is_told_without_an_error_page(client, monkeypatch):
    def refuse():
        raise DatabaseError("could not connect")

    for name in ("database", "migrations", "keys", "worker"):
        monkeypatch.setitem(health.LOOKS, name, refuse)

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "database": "DatabaseError",
        "migrations": "DatabaseError",
        "keys": "DatabaseError",
        "fonts": "ok",
        "storage": "ok",
        "worker": "DatabaseError",
    }


def test_probes_are_answered_without_tls_though_pages_are_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
