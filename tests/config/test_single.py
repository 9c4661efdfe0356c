"""One installation a checkout, one `./dev up` a data folder. Subject: devtools/single.py."""

import errno
import os
import subprocess
import sys

import pytest

from devtools import ROOT, Stop, single

HOLDER = """
import sys
from pathlib import Path
from devtools import single

with single.running(Path(sys.argv[1]), 8123):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def another(tmp_path):
    """Another `./dev up` of this data folder, in a process of its own."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    environ = {"PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environ, text=True) as started:  # noqa: S603  our own
        assert started.stdout.readline() == "held\n"
        yield started
        started.kill()


def test_the_second_is_told_where_the_first_answers(another, tmp_path):
    with pytest.raises(Stop) as stop, single.running(tmp_path, 8000):
        pass

    assert str(stop.value) == (
        f"Another ./dev up (process {another.pid}) runs this office already: http://127.0.0.1:8123/\n"
        "End it with Ctrl-C where it runs, or give this one a DATA_DIR of its own."
    )


def test_one_that_was_killed_stands_in_nobodys_way(another, tmp_path):
    another.kill()
    another.wait()

    with single.running(tmp_path, 8000):
        assert (tmp_path / single.NAME).exists()


def test_another_data_folder_is_another_office(another, tmp_path):
    with single.running(tmp_path / "other", 8000):
        pass


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()

    with (
        pytest.raises(Stop, match="file/var cannot be written: Not a directory"),
        single.running(tmp_path / "file" / "var", 8000),
    ):
        pass


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(single.os, "pwrite", full)

    with pytest.raises(Stop, match="cannot be written: No space left on device"), single.running(tmp_path, 8000):
        pass


def test_an_installation_is_waited_for(tmp_path, capsys, monkeypatch):
    waited = []

    def lock(held, how, real=single.fcntl.flock):
        if how == single.fcntl.LOCK_EX:
            waited.append("until the other was done")
            return
        real(held, how)

    monkeypatch.setattr(single.fcntl, "flock", lock)

    with single.installing(tmp_path), single.installing(tmp_path):
        pass
    assert waited == ["until the other was done"]
    assert capsys.readouterr().out == "Another ./dev is installing here; waiting for it …\n"
