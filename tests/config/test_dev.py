"""What `./dev` decides before it runs anything. Subject: devtools/."""

import base64
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools import (
    ROOT,
    Stop,
    checking,
    children,
    commands,
    environment,
    finding,
    giants,
    installing,
    locking,
    serving,
    testing,
)
from devtools.children import Children, port_is_free


def test_the_first_run_writes_random_keys_that_only_the_owner_may_read(tmp_path):
    path = tmp_path / ".env"

    assert environment.write_env(path)

    written = dict(line.split("=", 1) for line in path.read_text().splitlines() if not line.startswith("#"))
    assert list(written) == ["SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "DEMO"]
    assert len(written["SECRET_KEY"]) > 50
    assert len(base64.b64decode(written["FIELD_KEYS"].removeprefix("k1:"), validate=True)) == 32
    assert len(base64.b64decode(written["INDEX_KEY"], validate=True)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_settings_file_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / ".env"
    path.write_text("SECRET_KEY=mine\n")

    assert not environment.write_env(path)
    assert path.read_text() == "SECRET_KEY=mine\n"


def test_the_settings_of_a_server_leave_the_demo_out(tmp_path):
    path = tmp_path / ".env"

    environment.write_env(path, demo=False)

    assert path.read_text().splitlines()[-1] == "DEMO=0"


def test_two_installations_never_share_a_key():
    assert not set(environment.new_keys().values()) & set(environment.new_keys().values())


DEMO_LINES = [("DEMO=1", True), ("DEMO='true'", True), ("DEMO=0", False), ("", False)]


@pytest.mark.parametrize(("text", "expected"), DEMO_LINES)
def test_the_demo_is_loaded_only_where_the_settings_ask_for_it(tmp_path, monkeypatch, text, expected):
    monkeypatch.delenv("DEMO")
    path = tmp_path / ".env"
    path.write_text(f"# DEMO=1\n{text}\n")

    assert environment.wants_demo(environment.read_env(path)) is expected


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO", "0")
    path = tmp_path / ".env"
    path.write_text("DEMO=1\n")

    assert not environment.wants_demo(environment.read_env(path))


def test_what_was_skipped_is_named_with_the_line_that_installs_it(capsys):
    status = testing.report({"SQLite": True, "PostgreSQL": None}, browser=False, left=[])

    assert status == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "SQLite: passed",
        "PostgreSQL: skipped",
        f"Skipped: all tests on PostgreSQL: no server binaries. As root: {finding.POSTGRESQL_LINE}",
        f"Skipped: browser tests: no Chromium. As root: {finding.CHROMIUM_LINE}",
    ]


@pytest.mark.parametrize("results", [{"SQLite": True, "PostgreSQL": False}, {"PostgreSQL": None}, {}])
def test_a_run_that_failed_or_ran_nothing_does_not_pass(results):
    assert testing.report(results, browser=True, left=[]) == 1


def test_what_is_left_to_the_full_run_is_said_before_the_results(capsys):
    testing.report({"PostgreSQL": True}, browser=True, left=["./dev test --full kills: all", "    once and small: a"])

    assert capsys.readouterr().out.splitlines()[1:] == [
        "Left to the full run:",
        "  ./dev test --full kills: all",
        "      once and small: a",
        "PostgreSQL: passed",
    ]


def test_the_help_of_the_tests_names_every_part_of_a_full_run():
    told = testing.parser().format_help()

    assert [part for part, text in giants.PARTS.items() if f"  {part:<12}{text}\n" not in told] == []


@pytest.mark.parametrize(("args", "full", "rest"), [
    ([], "", []),
    (["--full"], "all", []),
    (["--full", "kills", "-x"], "kills", ["-x"]),
    (["tests/members", "-n", "0"], "", ["tests/members", "-n", "0"]),
])  # fmt: skip
def test_a_full_run_is_of_everything_or_of_one_part(args, full, rest):
    chosen, left_to_pytest = testing.parser().parse_known_args(args)

    assert (chosen.full, left_to_pytest) == (full, rest)


def test_a_part_nobody_knows_is_refused_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        testing.parser().parse_args(["--full", "kill"])
    assert "'kills'" in capsys.readouterr().err


FULL_RUNS = [
    # asked for, PostgreSQL here; what each database is told: full, where the giants are
    ([], True, {"SQLite": ("", "elsewhere"), "PostgreSQL": ("", "here")}),
    ([], False, {"SQLite": ("", "here")}),
    (["--sqlite"], True, {"SQLite": ("", "here")}),
    (["--full", "kills"], True, {"SQLite": ("kills", "elsewhere"), "PostgreSQL": ("kills", "here")}),
]


@pytest.mark.parametrize(("args", "postgresql", "told"), FULL_RUNS)
def test_giants_run_where_threads_and_locks_are_real(monkeypatch, args, postgresql, told):
    seen = {}

    def note(command, *, cwd, env, check):
        database = "PostgreSQL" if env["TEST_DATABASE_URL"] else "SQLite"
        seen[database] = (env["TEST_FULL"], env["TEST_GIANTS"])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(testing, "install_for_developing", lambda: None)
    monkeypatch.setattr(testing, "run", lambda *_args, **_more: None)
    monkeypatch.setattr(testing, "find_postgresql", lambda: None)
    monkeypatch.setattr(testing.subprocess, "run", note)
    if postgresql:
        monkeypatch.setenv("TEST_DATABASE_URL", "postgres://somewhere/liangdi")
    else:
        monkeypatch.delenv("TEST_DATABASE_URL", raising=False)

    assert testing.test(args) == 0
    assert seen == told


def test_processors_are_counted_apart_from_the_clock():
    assert re.fullmatch(
        r"2\.0 minutes, \d+ CPU seconds \(\d+ tests and browser, 30 PostgreSQL\)", testing.cost(120, 30)
    )


def test_pytest_runs_on_several_cores_unless_the_caller_chose():
    assert "-n" in testing.pytest_command(["tests/members"])
    assert testing.pytest_command(["-n0"]).count("-n") == 0
    assert "-n" not in testing.pytest_command(["--pdb"])


def test_missing_system_packages_are_named_by_what_is_missing(monkeypatch):
    monkeypatch.setattr(installing, "has_library", lambda name: name != "libpangoft2-1.0.so.0")
    monkeypatch.setattr(installing, "find_uv", lambda: "/usr/bin/uv")

    assert installing.missing_packages() == ["libpangoft2-1.0-0"]


def test_without_root_and_sudo_the_line_to_run_is_printed(monkeypatch):
    monkeypatch.setattr(installing.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(installing.os, "geteuid", lambda: 1000)

    with pytest.raises(Stop) as stop:
        installing.apt_install(["libpango-1.0-0"])

    assert str(stop.value).endswith("install -y --no-install-recommends libpango-1.0-0")


def pins(lock):
    return {line.split(" ")[0] for line in lock.read_text().splitlines() if "==" in line}


def test_no_lock_names_an_address():
    assert locking.lines_with_address() == []


def test_the_lock_for_running_leaves_out_what_only_tests_and_checks_need():
    names = {pin.split("==")[0] for pin in pins(installing.RUNNING)}

    assert {"django", "weasyprint", "gunicorn", "psycopg"} <= names
    assert not {"pytest", "playwright", "mypy", "hypothesis", "ruff", "uv"} & names


def test_developing_adds_to_what_runs_and_changes_no_version_of_it():
    assert pins(installing.RUNNING) < pins(installing.DEVELOPING)


def test_every_command_has_its_line_in_the_help(capsys):
    assert commands.main(["help"]) == 0

    lines = capsys.readouterr().out.splitlines()
    named = ["up", "test", "check", "bench", "pictures", "catalogue", "env", "lock", "help"]
    assert [line.split()[1] for line in lines] == named
    assert all(len(line.split()) > 3 for line in lines)


def test_an_unknown_command_is_an_error(capsys):
    assert commands.main(["upp"]) == 2
    assert "upp" in capsys.readouterr().err


def test_a_port_in_use_is_noticed_and_told_plainly(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_is_free(port)
        assert commands.main(["up", "--port", str(port)]) == 1
    assert f"Port {port} is in use" in capsys.readouterr().err


def test_when_one_program_ends_it_is_named_and_the_others_are_ended():
    handler = signal.getsignal(signal.SIGINT)
    with Children({}) as office:
        office.start("worker", [sys.executable, "-c", "import time; time.sleep(60)"])
        office.start("clock", [sys.executable, "-c", "raise SystemExit(3)"])
        ended = office.wait_for_any()
        worker = office.running["worker"]

    assert ended == "clock"
    assert worker.returncode == -signal.SIGTERM
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_program_that_ends_by_itself_is_started_again_and_given_up_with_what_it_said(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(children, "RESTART_PAUSE", 0)
    monkeypatch.setattr(children, "LOOK_SECONDS", 0.01)
    script = (
        "import sys; from pathlib import Path; left = Path(sys.argv[1]); left.write_text(left.read_text() + 'x')\n"
        "sys.exit(f'no database, try {len(left.read_text())}')"
    )
    (tmp_path / "tries").touch()
    with Children({}) as office:
        office.start("clock", [sys.executable, "-c", script, str(tmp_path / "tries")])
        ended = office.keep_running()
        words = serving.given_up(ended, office)

    assert words.strip().splitlines() == [
        "The clock has ended by itself 6 times within 5 minutes; ending the rest. It said last:",
        *[f"  no database, try {n}" for n in range(1, 7)],
    ]
    assert capfd.readouterr().err.count("The clock has ended by itself; starting it again.") == 5


def test_five_starts_count_only_within_five_minutes():
    with Children({}) as office:
        office.start("clock", [sys.executable, "-c", ""])
        clock = office.by_name["clock"]
        clock.restarted.extend([time.monotonic() - 301, *[time.monotonic()] * 4])
        assert clock.may_start_again()
        clock.restarted.append(time.monotonic())
        assert not clock.may_start_again()


SUPERVISOR = """
import contextlib, sys
from devtools.children import Children

with contextlib.suppress(KeyboardInterrupt), Children({}) as children:
    children.start("worker", [sys.executable, "-c", "import time; time.sleep(60)"])
    print(children.running["worker"].pid, flush=True)
    children.wait_for_any()
"""


def test_ctrl_c_ends_a_program_that_was_started(tmp_path):
    script = tmp_path / "up.py"
    script.write_text(SUPERVISOR)
    command = [sys.executable, str(script)]
    environ = {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, text=True) as started:  # noqa: S603 - our own
        pid = int(started.stdout.readline())
        time.sleep(0.3)
        started.send_signal(signal.SIGINT)

    assert not Path(f"/proc/{pid}").exists()


def test_a_failed_check_shows_what_the_tool_said_and_how_to_mend_it(monkeypatch, capsys):
    listed = [
        checking.Check("layout", lambda: "x.py: badly laid out", "ruff format"),
        checking.Check("types", lambda: ""),
    ]
    monkeypatch.setattr(checking, "checks", lambda _variables: listed)
    monkeypatch.setattr(checking, "install_for_developing", lambda: None)

    assert checking.check([]) == 1
    assert checking.check(["types"]) == 0
    assert checking.check(["nothing by this name"]) == 1

    out = capsys.readouterr().out
    assert "x.py: badly laid out" in out
    assert "layout  → ruff format" in out
