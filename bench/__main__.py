"""`python -m bench [NAMES] [--strict]`: measure, print a table, and one JSON line a figure.

Called by `./dev bench`, which gives it an empty PostgreSQL. A missed limit is said loudly; with --strict it also
ends with status 1.
"""

import argparse
import importlib
import os
import sys
import time

import django
from django.utils import timezone

# What one types, and the module that measures it.
NAMES = {"step": "step", "inbox": "inbox", "letter": "letter", "pages": "pages", "import": "roster", "proof": "proof"}


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser("./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; all without a name")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when a limit is missed")
    chosen = parser.parse_args(args)
    if unknown := [name for name in chosen.names if name not in NAMES]:
        parser.error(f"no bench called {', '.join(unknown)}; there are {', '.join(NAMES)}")

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # a line a request would drown the figures
    django.setup()
    return measure(chosen.names or list(NAMES), strict=chosen.strict)


def measure(names: list[str], *, strict: bool) -> int:
    """Run the benches in the order given. The exit status is 0, or 1 if `strict` and a limit was missed."""
    from . import database  # needs Django to be set up, like every bench

    try:
        database.prepare()
    except database.Unfit as unfit:
        sys.exit(str(unfit))
    warn_if_busy()
    figures, missed = [], []
    for name in names:
        started = time.monotonic()
        try:
            figures += importlib.import_module(f"bench.{NAMES[name]}").measure()
        except database.Unfit as unfit:
            missed.append(f"{name}: not measured. {unfit}")
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(*(figure.as_row() for figure in figures), "", sep="\n")
    today = timezone.localdate()
    print(*(figure.as_json(today) for figure in figures), sep="\n")
    missed += [f"LIMIT MISSED: {figure.as_row()}" for figure in figures if not figure.ok]
    print(*missed, sep="\n", end="\n" * bool(missed), file=sys.stderr)
    return 1 if missed and strict else 0


def warn_if_busy() -> None:
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores / 2:
        said = f"This machine is busy (load {load:.1f}, {cores} cores): times will be long, ratios less sure."
        print(said, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
