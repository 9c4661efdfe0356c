"""Trouble that passes by itself, told from a fault of ours: the database is away or locked, a disk is full.

Web pages answer "busy, try again" (`members.error_views`), worker and clock wait (`config.patience`), tasks are done
again. Everything else stays an error. Tests: tests/members/test_outage.py.
"""

import errno
import sqlite3

from django.db import InterfaceError, OperationalError

# EROFS: a disk with errors is remounted read-only; the rest: full, over quota, failing, gone.
OF_DISKS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.ESTALE}
# SQLSTATE classes of PostgreSQL: connection, rollback (deadlock), resources, in use, shutdown, system (I/O).
OF_POSTGRESQL = {"08", "40", "53", "55", "57", "58"}
OF_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


def is_passing(error: BaseException | None) -> bool:
    """Whether the same thing may well succeed a minute later."""
    if isinstance(error, InterfaceError):
        return True
    if isinstance(error, OperationalError):
        return _database_is_in_trouble(error.__cause__)
    return isinstance(error, OSError) and (error.errno in OF_DISKS or getattr(error, "passing", False))


def _database_is_in_trouble(cause: BaseException | None) -> bool:
    """An OperationalError is also what a missing table is to SQLite: the driver's own code tells them apart."""
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "").startswith(OF_SQLITE)
    state = getattr(cause, "sqlstate", None)
    return state is None or state[:2] in OF_POSTGRESQL
