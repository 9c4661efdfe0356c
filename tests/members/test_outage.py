"""Which errors pass by themselves. Subject: members/outage.py."""

import errno
import sqlite3
from contextlib import closing

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection

from documents.archive import StorageUnavailable
from members.outage import is_passing


class OfPostgreSQL(Exception):
    def __init__(self, state: str | None):
        self.sqlstate = state


def from_driver(cause: Exception) -> OperationalError:
    error = OperationalError("words")
    error.__cause__ = cause
    return error


def sqlite_error(database: str, statement: str) -> OperationalError:
    with closing(sqlite3.connect(database, timeout=0)) as again:
        try:
            again.execute(statement)
        except sqlite3.OperationalError as error:
            return from_driver(error)
    raise AssertionError("no error")


def test_a_locked_sqlite_passes_and_a_missing_table_does_not(tmp_path):
    path = str(tmp_path / "db")
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert is_passing(sqlite_error(path, "CREATE TABLE t (a)"))
    assert not is_passing(sqlite_error(path, "SELECT * FROM missing"))


def test_a_full_database_passes(tmp_path):
    with closing(sqlite3.connect(tmp_path / "db")) as full:
        full.execute("PRAGMA max_page_count=2")
        full.execute("CREATE TABLE t (a)")
        with pytest.raises(sqlite3.OperationalError) as raised:
            full.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert is_passing(from_driver(raised.value))


# Lost connection, too many clients, shut down, starting up, disk full, deadlock; a statement too complex, bad syntax.
@pytest.mark.parametrize("state", [None, "08006", "53300", "57P01", "57P03", "53100", "40P01", "55P03", "58030"])
def test_a_server_in_trouble_passes(state):
    assert is_passing(from_driver(OfPostgreSQL(state)))


@pytest.mark.parametrize("state", ["54001", "42601"])
def test_a_statement_of_ours_that_is_wrong_does_not(state):
    assert not is_passing(from_driver(OfPostgreSQL(state)))


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (InterfaceError("connection already closed"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (StorageUnavailable(0, "EndpointConnectionError"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (IntegrityError("duplicate"), False),
        (DatabaseError("other"), False),
        (None, False),
    ],
)
def test_what_else_passes_and_what_does_not(error, passing):
    assert is_passing(error) is passing


@pytest.mark.django_db
def test_a_table_that_is_missing_is_a_fault_of_ours_on_either_database():
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert not is_passing(raised.value)
