"""The last look before a program of the office starts, and plain words where one cannot.

`manage.py` runs through `command_line`, the web server through `application` (config/wsgi.py). What an administrator
can mend ends in a sentence on standard error; a traceback is for faults of ours. Tests: tests/config/test_start.py.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler

GUNICORN_ENDS = 3  # gunicorn starts a worker that ends with it no second time
MENDABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}
OUT_OF_REACH = ("08", "28", "3D", "53", "57")  # of PostgreSQL's states: connection, login, name, resources, shut down
SQLITE = {
    "unable to open database file": "its folder is missing or may not be written by this user",
    "readonly database": "this user may not write it, or the file system is mounted read-only",
    "disk is full": "the disk is full",
    "disk I/O error": "the disk is full or failing",
    "not a database": "the file is damaged, or another program's",
}


def command_line(args: Sequence[str]) -> int:
    """Run a management command; its exit status."""
    from django.core.management import execute_from_command_line  # deferred: it reads the settings

    return _told(lambda: execute_from_command_line(list(args)))


def application() -> WSGIHandler:
    """The web application, after what it needs was looked at. Ends the process in words if something is not fit."""
    made: list[WSGIHandler] = []
    if status := _told(lambda: made.append(_fit_application())):
        sys.exit(GUNICORN_ENDS if status else 0)
    return made[0]


def _fit_application() -> WSGIHandler:
    from django.core.wsgi import get_wsgi_application  # deferred: these read the settings
    from django.db import connection

    handler = get_wsgi_application()
    try:
        if found := list(obstacles()):
            raise ImproperlyConfigured("\n".join(found))
    finally:
        connection.close()
    return handler


def obstacles() -> Iterator[str]:
    """What forbids to start, a line each: keys of the wrong form, keys that do not fit the data, missing fonts.

    A database that does not answer is none: the web server then says so in `/readyz` until it does.
    """
    from django.db import DatabaseError, InterfaceError  # deferred: not before the settings

    from config import checks, keys
    from documents.checks import fonts_are_there

    faults = [*checks.keys_are_well_formed(), *fonts_are_there()]
    yield from (f"{fault.msg} {fault.hint}" for fault in faults)
    if faults:
        return
    try:
        if misfits := keys.faults():
            yield from [*misfits, keys.REMEDY]
        else:
            keys.record_if_they_fit()
    except (DatabaseError, InterfaceError) as error:
        print(f"Starting without a database: {words(error) or type(error).__name__}", file=sys.stderr)


def _told(run: Callable[[], object]) -> int:
    """0 after `run`; 1 after something an administrator can mend, which is told."""
    try:
        run()
    except Exception as error:
        sentence = words(error)
        if not sentence:
            raise
        print(sentence, file=sys.stderr)
        return 1
    return 0


def words(error: BaseException) -> str:
    """What to tell an administrator instead of a traceback; "" for a fault of the program."""
    from django.db import DatabaseError, InterfaceError  # deferred: as this file, they must not need the settings

    if isinstance(error, ImproperlyConfigured):
        return f"Liangdi cannot start: {error}"
    if isinstance(error, OSError) and error.errno in MENDABLE:
        return f"Liangdi cannot go on: {error.filename or 'the disk'}: {os.strerror(error.errno)}."
    if isinstance(error, DatabaseError | InterfaceError):
        return _about_database(error)
    return ""


def _about_database(error: Exception) -> str:
    """Words for a database that cannot be reached or written; "" for a statement that failed."""
    from django.db import OperationalError, connection  # deferred: needs the settings

    text = str(error)
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        reason = next((said for sign, said in SQLITE.items() if sign in text), "")
        return f"The database {database['NAME']} cannot be used: {reason}." if reason else ""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if not isinstance(error, OperationalError) or (state and not state.startswith(OUT_OF_REACH)):
        return ""
    where = f"{database['HOST'] or 'this machine'}:{database['PORT'] or 5432}"
    said = text.strip().partition("\n")[0].rpartition("failed: ")[2] or "no answer"
    return (
        f"PostgreSQL at {where} does not let us in ({said}). "
        f"Is it running, and are user, password and name in DATABASE_URL right?"
    )
