"""Run the tests on every database this machine can offer, and say what was left out.

Ordinary tests run on SQLite and on PostgreSQL, giants once and small; `--full` runs them whole, on both (giants.py).
"""

import argparse
import os
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import PYTHON, ROOT, environment, giants
from .cluster import throwaway_cluster
from .finding import (
    CHROMIUM_LINE,
    PGBOUNCER_LINE,
    POSTGRESQL_LINE,
    find_chromium,
    find_pgbouncer,
    find_postgresql,
)
from .installing import install_for_developing, run

PASSED = 0
SLOWEST = "--durations=20"
PATIENCE = "3600"  # seconds a test of a full run may take before pytest shows where it stands


@dataclass
class Runs:
    """What this run is asked for, and what came of it so far. `full`: "", "all" or a part of giants.PARTS."""

    args: list[str]
    full: str
    folder: Path
    results: dict[str, bool | None] = field(default_factory=dict)
    server_seconds: float = 0  # of CPU, of the throw-away PostgreSQL

    def report_of(self, database: str) -> Path:
        return self.folder / f"{database}.json"

    def pytest(
        self, database: str, title: str, url: str = "", *, template: str = "", giants_elsewhere: bool = False
    ) -> None:
        """Run pytest once, show its output, keep whether every test passed.

        `template`: an empty database of that server which the tests may migrate and copy (tests/migrated.py)."""
        print(f"\n== {title} ==", flush=True)
        variables = os.environ | {"TEST_DATABASE_URL": url, "LIANGDI_CHROMIUM": find_chromium() or ""}
        variables |= giants.choose(self.full, elsewhere=giants_elsewhere)
        variables["TEST_TEMPLATE"] = template
        variables["TEST_GIANTS_REPORT"] = str(self.report_of(database))
        patient = ["-o", f"faulthandler_timeout={PATIENCE}"] if self.full else []
        command = pytest_command([SLOWEST, *patient, *self.args])
        self.results[database] = subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode == PASSED

    def pytest_on_postgresql(self) -> None:
        """The same on TEST_DATABASE_URL or a throw-away server; its result is None if there is neither."""
        if url := os.environ.get("TEST_DATABASE_URL"):
            self.pytest("PostgreSQL", "PostgreSQL of TEST_DATABASE_URL", url)
            return
        binaries = find_postgresql()
        if binaries is None:
            self.results["PostgreSQL"] = None
            return
        with throwaway_cluster(binaries) as server:
            template = server.url.rpartition("/")[2]
            title = f"PostgreSQL, throw-away server from {binaries}"
            self.pytest("PostgreSQL", title, server.url, template=template)
            self.server_seconds = server.cpu_seconds()


def workers() -> int:
    """Test processes at once: one more than cores, as a browser often waits; nine at most (a database for each)."""
    return min(os.cpu_count() or 1, 8) + 1


def pytest_command(args: list[str]) -> list[str]:
    """pytest on several cores, unless the caller chose otherwise; one that is done takes over what others have left."""
    chosen = any(arg.startswith(("-n", "--numprocesses", "--pdb")) or arg == "-s" for arg in args)
    cores = ["-n", str(workers()), "--dist", "worksteal"]
    return [PYTHON, "-m", "pytest", *([] if chosen else cores), *args]


def parser() -> argparse.ArgumentParser:
    """The options of `./dev test`; its help names the parts of a full run."""
    parts = "\n".join(f"  {name:<12}{text}" for name, text in giants.PARTS.items())
    made = argparse.ArgumentParser(
        "./dev test",
        description="Ordinary tests on SQLite and PostgreSQL; giants once (PostgreSQL before SQLite) and small.",
        epilog=f"parts of --full:\n{parts}\n\nEverything else is handed to pytest.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    only = made.add_mutually_exclusive_group()
    only.add_argument("--sqlite", action="store_true", help="only on SQLite")
    only.add_argument("--postgres", action="store_true", help="only on PostgreSQL")
    names = [giants.ALL, *giants.PARTS]
    made.add_argument(
        "--full",
        nargs="?",
        const=giants.ALL,
        default="",
        choices=names,
        metavar="PART",
        help="all tests at full size on both databases, giants too; or one part of the giants alone",
    )
    return made


def test(args: list[str]) -> int:
    """Run the tests on SQLite, PostgreSQL and in Chromium where they are there (--full: at full size; --help)."""
    chosen, rest = parser().parse_known_args(args)
    install_for_developing()
    with environment.throwaway() as variables:
        run([PYTHON, "manage.py", "catalogue", "compile"], "The catalogues could not be compiled.", env=variables)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="liangdi-test-") as folder:
        runs = Runs(rest, chosen.full, Path(folder))
        if not chosen.postgres:
            elsewhere = not chosen.sqlite and has_postgresql()
            runs.pytest("SQLite", "SQLite", giants_elsewhere=elsewhere)
        if not chosen.sqlite:
            runs.pytest_on_postgresql()
        left = list(giants.left([runs.report_of(database) for database in runs.results]))
    status = report(runs.results, browser=find_chromium() is not None, left=left)
    print(cost(time.monotonic() - started, runs.server_seconds))
    return status


def has_postgresql() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL")) or find_postgresql() is not None


def skipped(results: dict[str, bool | None], *, browser: bool, pooler: bool = True) -> list[str]:
    """What did not run, each with the line that installs what is missing."""
    lines = []
    if "PostgreSQL" in results and results["PostgreSQL"] is None:
        lines.append(f"all tests on PostgreSQL: no server binaries. As root: {POSTGRESQL_LINE}")
    if not pooler and results.get("PostgreSQL") is not None:
        lines.append(f"the test behind a pooler: no PgBouncer. As root: {PGBOUNCER_LINE}")
    if not browser:
        lines.append(f"browser tests: no Chromium. As root: {CHROMIUM_LINE}")
    return lines


def report(results: dict[str, bool | None], *, browser: bool, left: list[str]) -> int:
    """Print what was left to a full run, how each database did and what was skipped.

    0 only if something ran and nothing failed.
    """
    words = {True: "passed", False: "FAILED", None: "skipped"}
    print()
    if left:
        print("Left to the full run:")
        for line in left:
            print(f"  {line}")
    for database, result in results.items():
        print(f"{database}: {words[result]}")
    for line in skipped(results, browser=browser, pooler=find_pgbouncer() is not None):
        print(f"Skipped: {line}")
    ran = [result for result in results.values() if result is not None]
    return 0 if ran and all(ran) else 1


def cost(seconds: float, server_seconds: float) -> str:
    """How long it took, and how much of the processors: what a busy machine disturbs less."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = ours.ru_utime + ours.ru_stime
    return (
        f"{seconds / 60:.1f} minutes, {spent + server_seconds:.0f} CPU seconds"
        f" ({spent:.0f} tests and browser, {server_seconds:.0f} PostgreSQL)"
    )
