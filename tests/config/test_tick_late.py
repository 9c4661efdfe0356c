"""`tick` each day, once forty days late, or twice at the same moment in two processes: the same database (R-T24, R-S7).

A county in the middle of its spring is copied three times and compared row by row. What honestly differs is named
below, each with its reason; everything else must be equal.
"""

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from approvals.models import Case, Entry
from config.past import clock_at
from config.simulation import county
from config.simulation.year import Year
from tests import separate
from tests.giants import size

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("clock", only_full=True)]

FIRST, LAST = date(2025, 3, 3), date(2025, 4, 11)
TRANSFERS, LATE = size(ordinary=30, full=110), 40
# Rows that the clock writes: compared by what they say, not by the key they happened to get.
WRITTEN = {
    "approvals.Entry", "approvals.Assignment", "approvals.Notice", "approvals.Supervision",
    "viewflow.Task", "documents.Paper", "documents.TakenNumber", "members.FactEntry",
}  # fmt: skip
LEFT_OUT = {
    "approvals.Checkpoint": "one a run",
    "approvals.Proof": "one a day on which the clock ran",
    "django_tasks_database.DBTaskResult": "the worker's queue: keys are random",
    "config.Heartbeat": "the clock's sign of life: when it ran last",
    "approvals.Round": "one a day on which the clock ran; what a round opens is compared where it stands",
    "approvals.ClockReading": "when the clock last ran",
    "approvals.ClockConfirmation": "forty days late, somebody says that the time is right",
    "sessions.Session": "expired ones are dropped by whichever run comes first",
}
# Columns that tell when something was written down, beside those that tell when it took effect; and what follows.
DIFFERS = {
    "approvals.Entry": {"recorded_at", "hash", "previous", "checkpoint_id"},  # the hash covers recorded_at
    "approvals.Case": {"log_head"},
    "approvals.Notice": {"at"},
    "approvals.Assignment": {"closed_at"},
    "viewflow.Task": {"created", "assigned", "started", "finished"},
    "viewflow.Process": {"finished"},
    # A paper says when it was written beside the day it bears; sealing is never the same twice.
    "documents.Paper": {
        "issued_at", "queued_at", "voided_at", "snapshot_sealed", "snapshot_hash", "check_code", "qr_text",
        # No worker draws them here: how often the clock, run each day or once, had them tried again before it gave up.
        "attempts", "state", "error",
    },
    "documents.TakenNumber": {"voided_at"},
    # Of a paper it says the key it got, when it was written and under which code.
    "members.FactEntry": {"key", "facts", "recorded_at", "hash", "previous", "checkpoint"},
}  # fmt: skip


@pytest.fixture
def moment() -> datetime:
    """The county in its spring, some of its cases late: the moment after the last day that was lived."""
    call_command("seed_calendar", verbosity=0)
    with clock_at(timezone.make_aware(datetime(2025, 3, 1))) as clock:
        year = Year(county.found(), clock, first=FIRST, last=LAST, transfers=TRANSFERS, seed=7)
        year.live()
        return clock.now()


def test_late_twice_or_on_two_processes_leaves_the_same_database(moment, tmp_path):
    states = Counter(Case.objects.open().values_list("kind", "state"))
    assert len(states) >= size(ordinary=6, full=10)
    assert sum(states.values()) > TRANSFERS * 3 // 4
    days = [(moment + timedelta(days=n)).isoformat() for n in range(1, LATE + 1)]

    left = {}
    for name, processes in {"daily": [days], "late": [days[-1:]], "twice": [days[-1:], days[-1:]]}.items():
        with copy_of_the_database(name, tmp_path) as address:
            tick(address, processes, tmp_path / name)
            left[name] = what_it_says(address)

    assert left["daily"]["approvals.Entry"].total() > Entry.objects.count() + TRANSFERS  # the clock had much to do
    for name in ("late", "twice"):
        assert {model: differing(left["daily"][model], left[name][model]) for model in left[name]} == dict.fromkeys(
            left[name], ({}, {})
        )


def differing(one: Counter, other: Counter) -> tuple[dict, dict]:
    return dict(one - other), dict(other - one)


def tick(address: str, processes: list[list[str]], data_dir: Path) -> None:
    """Run the clock in so many processes, each at its moments, all from one start."""
    variables = separate.variables(data_dir) | {"DATABASE_URL": address}
    running = [
        subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "tests.config.ticking", *moments],
            cwd=settings.BASE_DIR,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        for moments in processes
    ]
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.wait() for process in running] == [0] * len(processes)
    for process in running:
        process.stdin.close()


@contextmanager
def copy_of_the_database(name: str, folder: Path) -> Iterator[str]:
    """The address of a copy of the test's database, dropped at the end."""
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as original,
            closing(sqlite3.connect(folder / f"{name}.sqlite3")) as copy,
        ):
            original.backup(copy)
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    pattern, copied = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_{name}"
    connection.close()  # a database that is being used cannot be copied
    with connection._nodb_cursor() as cursor:
        # A thread of an earlier test may not have let go yet; a server that was stopped closes when it gets to it.
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [pattern])
        cursor.execute(f'CREATE DATABASE "{copied}" TEMPLATE "{pattern}"')
    yield f"{separate.database_in_use().rpartition('/')[0]}/{copied}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{copied}" WITH (FORCE)')


def what_it_says(address: str) -> dict[str, Counter]:
    """Every row of every table, as often as it is there, without what honestly differs."""
    own = connections.create_connection("default")
    name = address.removeprefix("sqlite:///") if connection.vendor == "sqlite" else address.rpartition("/")[2]
    own.settings_dict = {**own.settings_dict, "NAME": name}
    with closing(own), own.cursor() as cursor:
        return {model._meta.label: Counter(rows_of(model, cursor)) for model in compared()}


def test_what_is_left_out_is_there():
    for label in (*WRITTEN, *LEFT_OUT, *DIFFERS):
        columns = {field.column for field in apps.get_model(label)._meta.local_concrete_fields}
        assert DIFFERS.get(label, set()) <= columns


def compared() -> list[type]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return [model for model in models if model._meta.label not in LEFT_OUT and not links_written_rows(model)]


def links_written_rows(model: type) -> bool:
    """A table of pairs of keys only, as Viewflow keeps of a task and the one before."""
    return bool(model._meta.auto_created)


def rows_of(model: type, cursor: Any) -> list[tuple]:
    hidden = DIFFERS.get(model._meta.label, set())
    columns = [f.column for f in model._meta.local_concrete_fields if not (f.column in hidden or is_key(model, f))]
    quoted = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'SELECT {quoted} FROM "{model._meta.db_table}"')  # noqa: S608  our own table and columns
    return [tuple(map(str, row)) for row in cursor.fetchall()]


def is_key(model: type, field: Any) -> bool:
    """A key of a row the clock writes, its own or in another table."""
    if field.primary_key and not field.remote_field:
        return model._meta.label in WRITTEN
    return bool(field.remote_field) and field.remote_field.model._meta.label in WRITTEN
