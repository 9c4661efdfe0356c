"""Run the whole suite on every database this machine can offer, and say what was left out."""

import argparse
import os
import subprocess
from contextlib import ExitStack

from . import PYTHON, ROOT, environment
from .cluster import throwaway_cluster
from .finding import CHROMIUM_LINE, POSTGRESQL_LINE, find_chromium, find_postgresql
from .installing import install, run

PASSED = 0


def workers() -> int:
    """Test processes at once: one a core, eight at most (each keeps a database of its own)."""
    return min(os.cpu_count() or 1, 8)


def pytest_command(args: list[str]) -> list[str]:
    """pytest on several cores, unless the caller chose otherwise."""
    chosen = any(arg.startswith(("-n", "--numprocesses", "--pdb")) or arg == "-s" for arg in args)
    return [PYTHON, "-m", "pytest", *([] if chosen else ["-n", str(workers())]), *args]


def run_pytest(title: str, args: list[str], database_url: str = "") -> bool:
    """Run pytest once and show its output. True if every test passed."""
    print(f"\n== {title} ==", flush=True)
    variables = os.environ | {"TEST_DATABASE_URL": database_url, "LIANGDI_CHROMIUM": find_chromium() or ""}
    return subprocess.run(pytest_command(args), cwd=ROOT, env=variables, check=False).returncode == PASSED


def test(args: list[str]) -> int:
    """Run all tests: SQLite, then PostgreSQL, browser tests if Chromium is there (--sqlite, --postgres: only one)."""
    parser = argparse.ArgumentParser("./dev test", epilog="Everything else is handed to pytest.")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--sqlite", action="store_true", help="only on SQLite")
    only.add_argument("--postgres", action="store_true", help="only on PostgreSQL")
    chosen, rest = parser.parse_known_args(args)

    install()
    with environment.throwaway() as variables:
        run([PYTHON, "manage.py", "catalogue", "compile"], "The catalogues could not be compiled.", env=variables)
    results: dict[str, bool | None] = {}
    if not chosen.postgres:
        results["SQLite"] = run_pytest("SQLite", rest)
    if not chosen.sqlite:
        results["PostgreSQL"] = test_on_postgresql(rest)
    return report(results, browser=find_chromium() is not None)


def test_on_postgresql(args: list[str]) -> bool | None:
    """As `run_pytest`, on TEST_DATABASE_URL or a throw-away server; None if there is neither."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return run_pytest("PostgreSQL of TEST_DATABASE_URL", args, url)
    binaries = find_postgresql()
    if binaries is None:
        return None
    with ExitStack() as stack:
        url = stack.enter_context(throwaway_cluster(binaries))
        return run_pytest(f"PostgreSQL, throw-away server from {binaries}", args, url)


def skipped(results: dict[str, bool | None], *, browser: bool) -> list[str]:
    """What did not run, each with the line that installs what is missing."""
    lines = []
    if "PostgreSQL" in results and results["PostgreSQL"] is None:
        lines.append(f"all tests on PostgreSQL: no server binaries. As root: {POSTGRESQL_LINE}")
    if not browser:
        lines.append(f"browser tests: no Chromium. As root: {CHROMIUM_LINE}")
    return lines


def report(results: dict[str, bool | None], *, browser: bool) -> int:
    """Print how each database did and what was skipped. 0 only if something ran and nothing failed."""
    words = {True: "passed", False: "FAILED", None: "skipped"}
    print()
    for database, result in results.items():
        print(f"{database}: {words[result]}")
    for line in skipped(results, browser=browser):
        print(f"Skipped: {line}")
    ran = [result for result in results.values() if result is not None]
    return 0 if ran and all(ran) else 1
