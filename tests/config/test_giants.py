"""Giants run once and small, or whole; what was left out is told with its command.

Subjects: tests/giants.py, devtools/giants.py.
"""

import json
import re
import subprocess
import sys

import pytest

from devtools import ROOT, giants

SUITE = """
import pytest
from tests.giants import size

@pytest.mark.django_db
def test_ordinary():
    pass

@pytest.mark.giant("kills")
def test_ends():
    print("ends:", size(ordinary=3, full=100))

@pytest.mark.browser
def test_click():
    pass

@pytest.mark.giant("browser", only_full=True)
def test_detour():
    pass

def test_sums():
    pass
"""

ORDINARY = [("test_ordinary", "PASSED"), ("test_sums", "PASSED")]


@pytest.fixture
def run(tmp_path):
    """Run the tests above under pytest in a process of its own: their outcomes in order, and what was told."""
    (tmp_path / "test_suite.py").write_text(SUITE)

    def pytest_with(**environment: str) -> tuple[list[tuple[str, str]], dict]:
        path = tmp_path / "report.json"
        command = [sys.executable, "-m", "pytest", "-v", "-s", "-ptests.giants"]
        done = subprocess.run(  # noqa: S603  our own program
            [*command, "-c", "/dev/null", f"--rootdir={tmp_path}", str(tmp_path)],
            cwd=ROOT,
            env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TEST_GIANTS_REPORT": str(path), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        found = re.findall(r"::(\w+)[^\n]*?(?:ends: (\d+))?\s*(PASSED|SKIPPED)", done.stdout)
        return [(name, number or outcome) for name, number, outcome in found], json.loads(path.read_text())

    return pytest_with


def test_an_ordinary_run_does_giants_first_small_and_leaves_detours(run):
    outcomes, told = run()

    assert outcomes == [("test_ends", "3"), ("test_click", "PASSED"), ("test_detour", "SKIPPED"), *ORDINARY]
    assert told == {
        "left out": {"browser": ["test_detour"]},
        "once and small": {"browser": ["test_click"], "kills": ["test_ends"]},
        "ran": ["test_click", "test_ends"],
    }


def test_where_there_are_two_databases_sqlite_runs_what_is_ordinary_and_has_a_database(run):
    outcomes, told = run(**giants.choose("", elsewhere=True))

    left_out = ["test_ends", "test_click", "test_detour", "test_sums"]
    assert sorted(outcomes) == sorted([*((name, "SKIPPED") for name in left_out), ("test_ordinary", "PASSED")])
    assert told["left out"] == {"browser": ["test_click", "test_detour"], "kills": ["test_ends"]}


def test_a_full_run_leaves_nothing_and_makes_nothing_smaller(run):
    outcomes, told = run(**giants.choose("all"))

    assert outcomes == [("test_ends", "100"), ("test_click", "PASSED"), ("test_detour", "PASSED"), *ORDINARY]
    assert (told["left out"], told["once and small"]) == ({}, {})


PARAMETERS = """
import pytest

@pytest.mark.giant("kills")
@pytest.mark.parametrize("times", [3, pytest.param(100, marks=pytest.mark.giant("kills", only_full=True))])
def test_ends(times):
    print("ends:", times)
"""


def test_one_parameter_may_be_left_to_the_full_run(run, tmp_path):
    (tmp_path / "test_suite.py").write_text(PARAMETERS)

    assert run()[0] == [("test_ends", "3"), ("test_ends", "SKIPPED")]
    assert run(**giants.choose("kills"))[0] == [("test_ends", "3"), ("test_ends", "100")]


def test_one_part_of_the_full_run_is_that_part_alone(run):
    assert run(**giants.choose("browser"))[0] == [("test_click", "PASSED"), ("test_detour", "PASSED")]
    assert run(**giants.choose("kills"))[0] == [("test_ends", "100")]


def test_what_was_left_out_is_named_once_by_part_with_the_command(tmp_path):
    one, other, none = (tmp_path / name for name in ("sqlite.json", "postgresql.json", "never-written.json"))
    one.write_text(json.dumps({"left out": {"kills": ["test_ends"], "browser": ["test_detour"]}}))
    other.write_text(
        json.dumps(
            {
                "left out": {"browser": ["test_detour"]},
                "once and small": {"kills": ["test_ends"]},
                "ran": ["test_ends"],
            }
        )
    )

    assert list(giants.left([one, other, none])) == [
        f"./dev test --full browser: {giants.PARTS['browser']}",
        "    left out: test_detour",
        f"./dev test --full kills: {giants.PARTS['kills']}",
        "    once and small: test_ends",
    ]


def test_a_part_nobody_knows_is_refused():
    from tests.giants import why_not  # after pytest has read the environment

    with pytest.raises(ValueError, match=r"no part of \./dev test --full: kill;"):
        why_not(pytest.mark.giant("kill").mark)


def test_every_part_has_a_giant():
    marked = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r'mark\.giant\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert marked - {"kill"} == set(giants.PARTS)
