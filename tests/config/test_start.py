"""What an administrator can mend is told in words, not in a traceback. Subjects: config/start.py, manage.py."""

import errno
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, connection

from config import keys, start
from devtools import ROOT
from documents import fonts


def manage(*args, **variables):
    """Run manage.py in a process of its own; its exit status and what it said on standard error."""
    env = {name: value for name, value in (os.environ | variables).items() if value is not None}
    command = [sys.executable, "manage.py", *args]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603  our own
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["tick", "migrate", "backup"])
def test_a_command_without_keys_says_so_in_one_line(tmp_path, command):
    missing = tmp_path / ".env"

    status, said = manage(command, ENV_FILE=str(missing), SECRET_KEY=None)

    assert (status, said) == (
        1,
        f"Liangdi cannot start: SECRET_KEY is not set: there is no {missing}. An office that holds data needs its own "
        ".env back, from where it is kept aside; for a new office run ./dev env.\n",
    )


def test_a_database_that_does_not_answer_is_told_with_its_address():
    status, said = manage("check_consistency", DATABASE_URL="postgres://liangdi:secret@127.0.0.1:1/office")

    assert status == 1
    assert said == (
        "PostgreSQL at 127.0.0.1:1 does not let us in (Connection refused). "
        "Is it running, and are user, password and name in DATABASE_URL right?\n"
    )


def test_a_database_file_that_is_none_is_told(tmp_path):
    path = tmp_path / "db.sqlite3"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 20)

    status, said = manage("tick", DATABASE_URL=f"sqlite:///{path}")

    assert (status, said) == (
        1,
        f"The database {path} cannot be used: the file is damaged, or another program's.\n",
    )


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()

    status, said = manage("check", DATA_DIR=str(tmp_path / "file" / "var"))

    assert status == 1
    assert said == f"Liangdi cannot go on: {tmp_path / 'file' / 'var'}: Not a directory.\n"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, "Liangdi cannot go on: /srv/x: No space left on device."),
        (errno.EROFS, "Liangdi cannot go on: /srv/x: Read-only file system."),
        (errno.EACCES, "Liangdi cannot go on: /srv/x: Permission denied."),
        (errno.EPIPE, ""),
    ],
)
def test_a_disk_that_cannot_be_written_is_told_and_a_fault_of_ours_is_not_hidden(number, expected):
    assert start.words(OSError(number, "", "/srv/x")) == expected


def test_a_statement_that_failed_keeps_its_traceback():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's words")
    assert start.words(OperationalError("no such table: members_person")) == ""
    assert start.words(DatabaseError("value too long")) == ""


@pytest.fixture
def fit(monkeypatch):
    """Nothing is wrong, and the application is not built anew."""
    monkeypatch.setattr(keys, "faults", list)
    monkeypatch.setattr(keys, "record_if_they_fit", lambda: None)
    monkeypatch.setattr("django.core.wsgi.get_wsgi_application", lambda: "application")
    monkeypatch.setattr(connection, "close", lambda: None)


def test_the_web_server_starts_where_all_is_fit(fit):
    assert start.application() == "application"


def test_the_web_server_does_not_start_with_other_keys(fit, monkeypatch, capsys):
    monkeypatch.setattr(keys, "faults", lambda: ["FIELD_KEYS lacks the key k1."])

    with pytest.raises(SystemExit) as ended:
        start.application()

    assert ended.value.code == start.GUNICORN_ENDS
    assert capsys.readouterr().err == f"Liangdi cannot start: FIELD_KEYS lacks the key k1.\n{keys.REMEDY}\n"


def test_the_web_server_does_not_start_without_one_of_the_fonts(fit, monkeypatch, capsys):
    monkeypatch.setattr(fonts, "missing", lambda: ["kai.ttf"])

    with pytest.raises(SystemExit):
        start.application()
    assert "缺少字库文件：kai.ttf。" in capsys.readouterr().err


def test_the_web_server_starts_without_a_database_and_says_so(fit, monkeypatch, capsys):
    def refuse():
        raise OperationalError("unable to open database file" if connection.vendor == "sqlite" else "timeout expired")

    monkeypatch.setattr(keys, "faults", refuse)

    assert start.application() == "application"
    assert capsys.readouterr().err.startswith("Starting without a database: ")


def test_a_fault_of_the_settings_is_one_line(monkeypatch, capsys):
    def refuse():
        raise ImproperlyConfigured("SECRET_KEY is not set.")

    monkeypatch.setattr("django.core.wsgi.get_wsgi_application", refuse)

    with pytest.raises(SystemExit):
        start.application()
    assert capsys.readouterr().err == "Liangdi cannot start: SECRET_KEY is not set.\n"
