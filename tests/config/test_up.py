"""What stops `./dev up` and `./dev env` before they do harm, in words. Subjects: devtools/serving.py, ports.py,
environment.py, commands.py."""

import errno
import os
import socket
import sqlite3
from contextlib import closing

import pytest

from devtools import Stop, commands, environment, ports, serving


@pytest.mark.parametrize("port", ["80000", "0", "-1", "abc", "８０００"])
def test_a_port_that_is_none_is_told_plainly(port, capsys):
    with pytest.raises(SystemExit):
        commands.main(["up", f"--port={port}"])
    assert f"“{port}” is no port: choose a number from 1 to 65535" in capsys.readouterr().err


def test_a_port_for_root_alone_is_told(monkeypatch, capsys):
    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)

    with pytest.raises(Stop, match="Port 80 is for root alone"):
        ports.refuse_port(80)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Where `./dev up` looks for .env; and which commands it ran, each with its environment."""
    ran = []
    monkeypatch.setattr(environment, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setattr(environment, "write_env", lambda path: bool(path.write_text("new")))
    monkeypatch.setattr(serving, "run", lambda command, *_args, **options: ran.append((command[1:], options)))
    return ran


def test_keys_of_a_first_start_are_written_once_no_data_needs_others(asked):
    serving.settle_keys()

    [(command, options)] = asked
    assert command == ["manage.py", "keys", "--check"]
    assert options["env"]["ENV_FILE"] == os.devnull
    assert environment.ENV_FILE.read_text() == "new"


def test_no_keys_are_written_beside_data_that_needs_others(asked, monkeypatch):
    def refuse(_command, failure, **_options):
        raise Stop(failure)

    monkeypatch.setattr(serving, "run", refuse)

    with pytest.raises(Stop, match="new keys would not open the data"):
        serving.settle_keys()
    assert not environment.ENV_FILE.exists()


def test_keys_that_are_there_are_compared_and_left_alone(asked):
    environment.ENV_FILE.write_text("mine")

    serving.settle_keys()

    assert [command for command, _ in asked] == [["manage.py", "keys", "--check"]]
    assert environment.ENV_FILE.read_text() == "mine"


@pytest.mark.parametrize("statement", ["", "CREATE TABLE members_person (id)"])
def test_keys_for_a_server_are_not_written_beside_a_database(tmp_path, monkeypatch, capsys, statement):
    monkeypatch.setattr(environment, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with closing(sqlite3.connect(tmp_path / "liangdi.sqlite3")) as database:
        database.execute(statement)

    assert commands.main(["env"]) == (1 if statement else 0)
    assert (f"There is data in {tmp_path} but no" in capsys.readouterr().err) is bool(statement)


def test_a_settings_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(handle, _mode):
        os.close(handle)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / ".env"
    with monkeypatch.context() as while_full:
        while_full.setattr(environment.os, "fdopen", full)
        with pytest.raises(Stop, match="cannot be written: No space left on device"):
            environment.write_env(path)
    assert not path.exists()

    with pytest.raises(Stop, match="there is no folder"):
        environment.write_env(tmp_path / "nowhere" / ".env")


def test_a_full_disk_is_told_and_a_fault_of_ours_keeps_its_traceback(monkeypatch, capsys):
    def fail(number):
        def run(_args):
            raise OSError(number, os.strerror(number), "/srv/liangdi/.venv")

        return run

    monkeypatch.setitem(commands.COMMANDS, "up", fail(errno.ENOSPC))
    assert commands.main(["up"]) == 1
    assert capsys.readouterr().err == "/srv/liangdi/.venv: No space left on device. Nothing more was done.\n"

    monkeypatch.setitem(commands.COMMANDS, "up", fail(errno.EPIPE))
    with pytest.raises(OSError, match="Broken pipe"):
        commands.main(["up"])


def test_an_unreadable_settings_file_stops_in_words(tmp_path):
    path = tmp_path / ".env"
    path.write_text("no pair\n")

    with pytest.raises(Stop, match="line 1 is not of the form NAME=value"):
        environment.read_env(path)
