"""Whoever waits for packages sees how far it is. Subject: devtools/progress.py."""

import sys

import pytest

from devtools import installing, progress

PIP = """\
Looking in links: /opt/wheels
Ignoring tzdata: markers 'sys_platform == "win32"' don't match your environment
Collecting argon2-cffi==25.1.0 (from -r requirements.lock (line 1))
  Downloading argon2_cffi-25.1.0-py3-none-any.whl (14 kB)
Requirement already satisfied: django==5.2.9 in ./.venv/lib (from -r requirements.lock (line 9))
Requirement already satisfied: django>=5.2 in ./.venv/lib (from viewflow->-r requirements.lock (line 7))
Installing collected packages: argon2-cffi
Successfully installed argon2-cffi-25.1.0
"""
UV = """\
Resolved 2 packages in 12ms
   Building django-viewflow==2.4.0
Downloading pikepdf (2.3MiB)
Prepared 2 packages in 3.10s
Installed 2 packages in 41ms
 + django-viewflow==2.4.0
 + pikepdf==10.1.0
"""


def says(text, pause=0):
    return [sys.executable, "-c", f"import time; time.sleep({pause}); print({text!r}, end='')"]


def test_pip_is_shown_a_line_a_package(capsys):
    status, said = progress.shown(says(PIP), total=3)

    assert (status, said.placing) == (0, True)
    assert capsys.readouterr().out.splitlines() == [
        "  1 of 2  argon2-cffi",
        "  2 of 2  django",
        "  putting 2 packages in place …",
    ]


def test_uv_is_shown_a_line_a_package(capsys):
    progress.shown(says(UV), total=3)

    assert capsys.readouterr().out.splitlines() == [
        "  1 of 2  django-viewflow",
        "  2 of 2  pikepdf",
        "  putting 2 packages in place …",
    ]


def test_silence_is_broken_by_a_sign_of_life(monkeypatch, capsys):
    monkeypatch.setattr(progress, "SILENCE", 0.1)

    progress.shown(says("", pause=0.35), total=1)

    assert capsys.readouterr().out.startswith("  … 0 s\n  … 0 s\n")


def test_a_failure_keeps_what_was_said_last(capsys):
    command = [sys.executable, "-c", "print('ERROR: no space left'); raise SystemExit(2)"]

    status, said = progress.shown(command, total=1)

    assert (status, said.last, said.placing) == (2, ["ERROR: no space left"], False)


@pytest.mark.parametrize("lock", [installing.RUNNING, installing.DEVELOPING])
def test_the_packages_of_a_lock_are_counted(lock):
    lines = lock.read_text().splitlines()

    assert progress.packages_in(lines) == sum(1 for line in lines if "==" in line.split(" ")[0])
