"""A fresh PostgreSQL database for each bench, copied from a migrated one, so that no bench meets another's rows.

A bench fills tables with a million rows, so it never touches a database that already has some.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Unfit(Exception):
    """What a bench needs is not there; the message says what, and how to get it."""


@dataclass(frozen=True)
class Database:
    """A database one can step into: what runs inside `entered` uses it as the default one."""

    wrapper: BaseDatabaseWrapper

    @contextmanager
    def entered(self) -> Iterator[BaseDatabaseWrapper]:
        before = connections["default"]
        connections["default"] = self.wrapper
        try:
            yield self.wrapper
        finally:
            connections["default"] = before


def prepare() -> None:
    """Migrate the database of DATABASE_URL, the pattern of all others. Raises Unfit unless it is empty PostgreSQL."""
    if connection.vendor != "postgresql" or connection.introspection.table_names():
        raise Unfit("A bench needs an empty PostgreSQL of its own: run ./dev bench.")
    call_command("migrate", verbosity=0)
    call_command("seed_calendar", stdout=StringIO())
    connection.close()  # a database that is being used cannot be copied


def named(name: str) -> Database:
    """A connection of one's own to the database `name` of the same server; for the thread that makes it."""
    own = connections.create_connection("default")
    own.settings_dict = {**own.settings_dict, "NAME": name}
    return Database(own)


@contextmanager
def fresh(name: str) -> Iterator[Database]:
    """A copy of the migrated database under `name`, dropped at the end."""
    quoted = connection.ops.quote_name(name)
    with connection._nodb_cursor() as cursor:
        pattern = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE {pattern}")
    copy = named(name)
    try:
        yield copy
    finally:
        copy.wrapper.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")  # whatever went wrong may have left a session
