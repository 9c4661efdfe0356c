"""The probes tell a process that answers from an office that can work. Subject: config/health.py."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import DatabaseError

from approvals.models import Proof
from config import health
from config.heartbeat import Beating
from config.models import BackupMade, Program
from documents.checks import fonts_are_there

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def beat(db):
    """One beat of a program, now."""
    return lambda program: Beating(program, f"{program}-1").beat()


@pytest.fixture
def at(client, settings):
    """The answer of /readyz so many minutes after noon."""

    def ask(minutes: int = 0):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            return client.get("/readyz")

    settings.BACKUP_DAYS = 0
    return ask


def test_healthz_answers_without_asking_the_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_an_office_is_ready_once_worker_and_clock_beat(at, beat):
    assert (at().status_code, at().json()["worker"], at().json()["clock"]) == (503, "none running", "none running")

    with time_machine.travel(NOON, tick=False):
        beat(Program.WORKER)
        beat(Program.CLOCK)

    answer = at()
    assert answer.json() == {
        "database": "ok",
        "migrations": "ok",
        "keys": "ok",
        "fonts": "ok",
        "storage": "ok",
        "worker": "ok",
        "clock": "ok",
        "time": "ok",
        "backup": "ok, none yet",
        "proof": "ok, none yet",
    }
    assert answer.status_code == 200


def test_a_program_that_fell_silent_is_told_with_the_minutes(at, beat):
    with time_machine.travel(NOON, tick=False):
        beat(Program.WORKER)
        beat(Program.CLOCK)

    assert (at(1).json()["worker"], at(1).json()["clock"], at(1).status_code) == ("ok", "ok", 200)
    assert (at(2).json()["worker"], at(2).json()["clock"]) == ("silent for 2 minutes", "ok")
    assert (at(7).json()["worker"], at(7).json()["clock"]) == ("silent for 7 minutes", "silent for 7 minutes")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "10.1.2.3"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"REMOTE_ADDR": "", "HTTP_X_REAL_IP": "203.0.113.7"},
    ],
)
def test_whoever_asks_from_elsewhere_reads_no_more_than_whether_it_is_well(client, asked):
    answer = client.get("/readyz", **asked)
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["worker"], answer.json()["backup"]) == ("ok", "not ok", "ok")
    assert set(answer.json().values()) == {"ok", "not ok"}


@pytest.mark.django_db
def test_a_proof_with_findings_is_told_and_stops_no_work(client):
    at = {"asked_at": NOON, "beat_at": NOON, "finished_at": NOON, "state": "done", "step": "papers"}
    Proof.objects.create(**at)
    assert client.get("/readyz").json()["proof"] == "ok, last 2026-11-23T04:00Z"
    Proof.objects.create(**at, findings={"log": {"count": 1, "sentences": ["事项 ZJ2026-000001：第 3 条日志缺失"]}})
    assert client.get("/readyz").json()["proof"] == "ok, last 2026-11-23T04:00Z, with findings: see 完整性"


def test_the_last_backup_is_told_and_missed_after_its_days(at, beat, settings):
    settings.BACKUP_DAYS = 3
    BackupMade.objects.create(at=NOON, name="liangdi-1.tar.gz", size=1)

    assert at(3 * 24 * 60).json()["backup"] == "ok, last 2026-11-23T04:00Z"
    late = at(3 * 24 * 60 + 1)
    assert late.json()["backup"] == "last 2026-11-23T04:00Z: none within 3 days, see deploy/backup"
    assert late.status_code == 503


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

    for name in health.LOOKS.keys() - {"storage", "fonts"}:
        monkeypatch.setitem(health.LOOKS, name, refuse)

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == dict.fromkeys(health.LOOKS, "DatabaseError") | {"storage": "ok", "fonts": "ok"}


def test_probes_are_answered_without_tls_though_pages_are_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
