"""The parts of `./dev test --full`: what each proves at its full size, on both databases.

A test belongs to one by `@pytest.mark.giant("kills")`; how such tests are chosen and sized: tests/giants.py.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ALL = "all"
PARTS = {
    "browser": "every page by axe, every detour and manner of a real browser",
    "urls": "every address with every role",
    "fuzz": "what programs send in the place of what pages ask for: every address, field, header and file",
    "kills": "processes killed at work: a hundred ends of an office, workers and batches",
    "hands": "fifty hands at one moment, on real connections",
    "clock": "the clock late, twice and on two processes; the forecast of every waiting state, in two years",
    "simulation": "the years of transfers and of agreements, to their exact tables",
    "machines": "a thousand random examples of each Hypothesis machine; a counterexample is kept and tried again",
    "batches": "lists of a hundred transfers and more, decided together",
    "proofs": "faults planted in database and files, each found and named by the commands that prove them",
    "papers": "every paper with every kind of text and with long lists; in other processes",
}


def choose(full: str, *, elsewhere: bool = False) -> dict[str, str]:
    """The environment that tests/giants.py reads: `full` is "", "all" or a part; `elsewhere`: another run has them."""
    return {"TEST_FULL": full, "TEST_GIANTS": "elsewhere" if elsewhere else "here"}


def left(reports: list[Path]) -> Iterator[str]:
    """A few lines a part: which giants these runs left out or ran once and small, and what runs them whole."""
    told: dict[str, dict[str, set[str]]] = {}
    ran: set[str] = set()
    for path in reports:
        found: dict[str, Any] = json.loads(path.read_text()) if path.exists() and path.stat().st_size else {}
        ran |= set(found.get("ran", ()))
        for how in ("left out", "once and small"):
            for part, names in found.get(how, {}).items():
                told.setdefault(part, {}).setdefault(how, set()).update(names)
    for part in (part for part in PARTS if part in told):
        yield f"./dev test --full {part}: {PARTS[part]}"
        for how, names in told[part].items():
            if missing := sorted(names - ran if how == "left out" else names):
                yield f"    {how}: {', '.join(missing)}"
