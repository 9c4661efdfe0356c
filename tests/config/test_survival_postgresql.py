"""PostgreSQL is stopped under a whole running office and comes back: nobody has ended, nothing is lost (O9, S4)."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from devtools.cluster import Server, throwaway_cluster
from devtools.finding import find_postgresql
from devtools.serving import web_server
from tests import separate

pytestmark = pytest.mark.giant("kills", only_full=True)
PORT = separate.free_port()
SIGNED_IN = "sessionid=a-session-that-must-be-looked-up"


@pytest.fixture
def server() -> Iterator[Server]:
    binaries = find_postgresql()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine")
    with throwaway_cluster(binaries) as running:
        yield running


@pytest.fixture
def office(server, tmp_path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Web server, worker and clock over an empty database; each must be alive at the end."""
    variables = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": server.url, "BACKUP_DAYS": "0"}

    def start(name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{name}.log").open("wb") as log:
            return subprocess.Popen(command, cwd=settings.BASE_DIR, env=variables, stderr=log)  # noqa: S603  our own

    manage = [sys.executable, "manage.py"]
    for once in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([*manage, *once], cwd=settings.BASE_DIR, env=variables, check=True)  # noqa: S603  our own
    programs = [
        start("web", web_server(PORT)),
        start("worker", [*manage, "worker"]),
        start("tick", [*manage, "tick", "--every", "1"]),
    ]
    try:
        yield programs
    finally:
        for program in programs:
            program.send_signal(signal.SIGTERM)
            program.wait()


def ask(path: str, *, cookie: str = "", **typed: str) -> tuple[int, str]:
    """Status and page; 0 while nobody answers."""
    data = urllib.parse.urlencode(typed).encode() if typed else None
    wanted = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data, {"Cookie": cookie})
    try:
        with urllib.request.urlopen(wanted, timeout=30) as answer:  # noqa: S310  ours
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def told(name: str, folder: Path) -> list[str]:
    return [event["event"] for event in separate.log_of(name, folder) if event["logger"] == "config.patience"]


def test_an_office_whose_postgresql_is_stopped_waits_and_goes_on(server, office, tmp_path):
    separate.wait_until(lambda: ask("/readyz")[0] == 200, 60)

    server.stop()
    separate.wait_until(lambda: len(told("worker", tmp_path)) == len(told("tick", tmp_path)) == 1, 60)
    assert ask("/healthz") == (200, "ok")
    assert json.loads(ask("/readyz")[1])["database"] == "OperationalError"
    status, page = ask("/sign-in/", cookie=SIGNED_IN, username="wang", password="秘密")
    assert (status, "系统正忙，刚才填写的没有丢失，请再试一次" in page) == (503, True)
    assert 'name="username" value="wang"' in page
    assert "秘密" not in page
    assert [program.poll() for program in office] == [None] * 3

    server.start()
    both_ends = ["waiting: database or disk in trouble", "going on"]
    separate.wait_until(lambda: told("worker", tmp_path) == told("tick", tmp_path) == both_ends, 60)
    separate.wait_until(lambda: ask("/readyz")[0] == 200, 60)
    assert [program.poll() for program in office] == [None] * 3
    assert not re.findall("Traceback", (tmp_path / "web.log").read_text())
