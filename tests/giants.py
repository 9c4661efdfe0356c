"""Giants: tests that take minutes. Once and small in an ordinary run, whole and on both databases in a full one.

    @pytest.mark.giant("kills")                          once, on PostgreSQL (on SQLite where there is no other)
    @pytest.mark.giant("browser", only_full=True)        not at all in an ordinary run
    examples = size(ordinary=15, full=1000)              the number to work with, in a test or beside one

Where a run has two databases, a test without one runs on PostgreSQL alone too: it proves nothing the second time.

A test in a real browser (`@pytest.mark.browser`) is a giant of the part "browser" without saying so.

The name is one of devtools/giants.py; `./dev test --full kills` runs that part alone, `./dev test --full` everything.
Plain pytest runs giants small. Loaded by pytest as a plugin. Tests: tests/config/test_giants.py.
"""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from devtools.giants import PARTS

FULL = os.environ.get("TEST_FULL", "")  # "", "all" or the name of a part
ELSEWHERE = os.environ.get("TEST_GIANTS") == "elsewhere"  # on the other database of this run
IN_A_BROWSER = pytest.mark.giant("browser").mark
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}  # fixtures that stand for the database
REPORT = os.environ.get("TEST_GIANTS_REPORT")  # where to write what was left out, for ./dev test


def size(*, ordinary: int, full: int) -> int:
    """How much to do in this run."""
    return full if FULL else ordinary


def why_not(marker: pytest.Mark) -> str:
    """The reason a giant does not run here, or an empty string. ValueError for a part nobody knows."""
    (part,) = marker.args
    if part not in PARTS:
        raise ValueError(f"no part of ./dev test --full: {part}; devtools/giants.py has them")
    if FULL:
        return ""
    if marker.kwargs.get("only_full"):
        return f"only in ./dev test --full {part}"
    return "a giant: once a run, on PostgreSQL" if ELSEWHERE else ""


def giant_of(item: pytest.Item) -> pytest.Mark | None:
    """The mark that makes a test a giant, or None: one with `only_full` (perhaps of a parameter) before the others."""
    marks = list(item.iter_markers("giant"))
    alone = (mark for mark in marks if mark.kwargs.get("only_full"))
    return next(alone, None) or next(iter(marks), IN_A_BROWSER if item.get_closest_marker("browser") else None)


def has_database(item: pytest.Item) -> bool:
    """Whether a test says, by a mark or a fixture, that it needs the database."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(fixtures)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Giants first, so that no core waits for the last of them; those that do not run here are skipped with a reason.

    `./dev test --full kills` keeps that part alone.
    """
    giants, others = [], []
    for item in items:
        marker = giant_of(item)
        if marker is None:
            others.append(item)
            if ELSEWHERE and not FULL and not has_database(item):
                item.add_marker(pytest.mark.skip(reason="no database in it: once a run, on PostgreSQL"))
            continue
        giants.append(item)
        item.user_properties.append(("giant", marker.args[0]))
        if reason := why_not(marker):
            item.user_properties.append(("left out", marker.args[0]))
            item.add_marker(pytest.mark.skip(reason=reason))
    if FULL in PARTS:
        chosen = [item for item in giants if ("giant", FULL) in item.user_properties]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        giants, others = chosen, []
    items[:] = giants + others


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write down by part which giants were left out and which ran once and small."""
    if not REPORT:
        return
    told = {"left out": defaultdict(set), "once and small": defaultdict(set)}
    ran = set()
    for reports in terminalreporter.stats.values():
        for report in (each for each in reports if isinstance(each, pytest.TestReport)):
            for how, part in report.user_properties:
                name = report.nodeid.rpartition("::")[2].partition("[")[0]
                if how == "left out":
                    told[how][part].add(name)
                elif how == "giant" and report.when == "call":
                    ran.add(name)
                    if not FULL:
                        told["once and small"][part].add(name)
    lists = {how: {part: sorted(names) for part, names in parts.items()} for how, parts in told.items()}
    Path(REPORT).write_text(json.dumps(lists | {"ran": sorted(ran)}), encoding="utf-8")
