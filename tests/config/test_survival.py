"""Real processes through real trouble: SQLite held by another writer, PostgreSQL stopped, a disk that is full (O9, S5).

Worker and clock must be alive afterwards, must have done their work, and must have logged one line at either end.
"""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from config.models import Heartbeat
from documents.models import Paper
from tests import separate
from tests.documents.conftest import issue, storage  # noqa: F401  fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("kills", only_full=True)]


BEGINNING, END = "waiting: database or disk in trouble", "going on"


@contextmanager
def office(data_dir: Path, **variables: str) -> Iterator[None]:
    """Worker and clock, which must outlive the block; they are then ended in order."""
    worker = separate.start("worker", "--interval", "0.05", data_dir=data_dir, **variables)
    clock = separate.start("tick", "--every", "1", data_dir=data_dir, **variables)
    try:
        yield
        assert (worker.poll(), clock.poll()) == (None, None)
    finally:
        for program in (worker, clock):
            program.send_signal(signal.SIGTERM)
            program.wait()


def told(data_dir: Path) -> list[list[str]]:
    """What the patience of worker and clock has written, by itself."""
    logs = [separate.log_of(program, data_dir) for program in ("worker", "tick")]
    return [[event["event"] for event in log if event["logger"] == "config.patience"] for log in logs]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no single writer")
def test_worker_and_clock_wait_while_another_program_holds_sqlite(issue, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "files"
    with office(tmp_path, SQLITE_WAIT_SECONDS="1"):
        separate.wait_until(lambda: Heartbeat.objects.count() == 2)
        paper = issue()
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            separate.wait_until(lambda: told(tmp_path) == [[BEGINNING]] * 2)
            holder.rollback()
        separate.wait_until(lambda: Paper.objects.get(pk=paper.pk).is_filed)
        separate.wait_until(lambda: told(tmp_path) == [[BEGINNING, END]] * 2)


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    with separate.small_disk(tmp_path / "small", "12m") as folder:
        yield folder


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the disk of a PostgreSQL server is not the test's to fill")
def test_worker_and_clock_wait_while_the_disk_is_full(issue, small_disk, tmp_path):  # noqa: F811
    issue()
    full = small_disk / "office.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as now, closing(sqlite3.connect(full)) as copy:
        now.backup(copy)

    def there(question: str) -> object:
        with closing(sqlite3.connect(full, timeout=20)) as database:
            return database.execute(question).fetchone()[0]

    with office(tmp_path, DATABASE_URL=f"sqlite:///{full}"):
        separate.wait_until(lambda: there("SELECT count(*) FROM config_heartbeat") == 2)
        separate.wait_until(lambda: there("SELECT state FROM documents_paper") == "filed")
        fill(small_disk)
        separate.wait_until(lambda: told(tmp_path) == [[BEGINNING]] * 2)
        (small_disk / "filling").unlink()
        separate.wait_until(lambda: told(tmp_path) == [[BEGINNING, END]] * 2)


def fill(disk: Path) -> None:
    """Leave not one byte."""
    with (disk / "filling").open("wb", buffering=0) as filling, suppress(OSError):
        while True:
            filling.write(b"x" * 4096)
