"""`./dev up --empty`: an office without the demo, and the one-time address of its first administrator (O1)."""

import re
import subprocess
from types import SimpleNamespace

import pytest

from devtools import Stop, environment, serving


@pytest.fixture
def env_file(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "ENV_FILE", tmp_path / ".env")
    monkeypatch.delenv("DEMO", raising=False)
    return environment.ENV_FILE


def test_its_settings_ask_for_no_demo_and_no_tls(env_file):
    assert environment.write_env(env_file, demo=False, local=True)
    said = dict(line.split("=", 1) for line in env_file.read_text().splitlines() if not line.startswith("#"))
    assert (said["DEMO"], said["HTTPS"]) == ("0", "0")


def test_a_server_keeps_tls(env_file):
    environment.write_env(env_file, demo=False)
    assert "HTTPS" not in env_file.read_text()


def test_beside_the_demo_it_is_refused_with_the_way_out(env_file, monkeypatch):
    env_file.write_text("DEMO=1\n")
    monkeypatch.setattr(environment, "read_env", lambda: {"DEMO": "1"})
    with pytest.raises(Stop, match=re.escape("asks for the demo (DEMO=1)")) as stopped:
        serving.up(["--empty"])
    assert "ENV_FILE=" in str(stopped.value)


def test_without_a_demo_the_calendar_is_filled_and_the_address_printed(env_file, monkeypatch):
    ran = []
    monkeypatch.setattr(environment, "read_env", lambda: {"DEMO": "0"})
    monkeypatch.setattr(serving, "run", lambda command, *_args, **_options: ran.append(command[2:]))

    def run(command, **_options):
        ran.append(command[2:])
        return SimpleNamespace(stdout="  http://127.0.0.1:8123/setup/…/\n", returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    assert serving.prepare(8123) == "  http://127.0.0.1:8123/setup/…/\n"
    assert ran[-2:] == [["seed_calendar"], ["setup_address", "--base", "http://127.0.0.1:8123"]]
