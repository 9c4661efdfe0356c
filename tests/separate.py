"""Programs in processes of their own over the database of this test: as a server, a worker or a second clock would be.

The test must commit what they are to see: `@pytest.mark.django_db(transaction=True)`.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


def database_in_use() -> str:
    """The address of the database this test process works on."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def variables(data_dir: Path) -> dict[str, str]:
    """The environment of such a program: this test's database and keys, and a data folder to file papers in."""
    return os.environ | {"DATA_DIR": str(data_dir), "DATABASE_URL": database_in_use(), "LOG_LEVEL": "WARNING"}


def manage(*args: str, data_dir: Path) -> None:
    """Run one command of `manage.py` to its end. Raises CalledProcessError when it fails."""
    command = [sys.executable, "manage.py", *args]
    subprocess.run(command, cwd=settings.BASE_DIR, env=variables(data_dir), check=True)  # noqa: S603  our own command


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(*args: str, data_dir: Path, **more: str) -> subprocess.Popen[bytes]:
    """Start one command of `manage.py` and return at once; `more` are further variables. Its log: `log_of`."""
    command = [sys.executable, "manage.py", *args]
    env = variables(data_dir) | more
    with _log(args[0], data_dir).open("wb") as log:
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stderr=log)  # noqa: S603  our own command


def log_of(command: str, data_dir: Path) -> list[dict]:
    """The events a program that was started has logged so far."""
    lines = _log(command, data_dir).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def _log(command: str, data_dir: Path) -> Path:
    return data_dir / f"{command}.log"


def wait_until(what: Callable[[], object], seconds: float = 30.0) -> None:
    """Ask again and again. Raises AssertionError when `what` is still not so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, of `size` ("1m"). Skips the test where this machine lets nobody mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603  a fixed program
        pytest.skip("only root may mount a file system, and not everywhere")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607  the same
