"""Measure: `python -m bench` on a throw-away PostgreSQL, so that figures do not depend on what an office has stored."""

import subprocess

from . import PYTHON, ROOT, Stop, environment
from .cluster import throwaway_cluster
from .finding import POSTGRESQL_LINE, find_postgresql
from .installing import install_for_developing


def bench(args: list[str]) -> int:
    """Measure NAMES (all without a name) on a throw-away PostgreSQL; a table, and one JSON line a figure."""
    install_for_developing()
    binaries = find_postgresql()
    if binaries is None:
        raise Stop(f"PostgreSQL's server binaries are missing. As root, run:\n  {POSTGRESQL_LINE}")
    with environment.throwaway() as variables, throwaway_cluster(binaries, fast=False) as server:
        variables |= {"DATABASE_URL": server.url, "HTTPS": "0"}
        command = [PYTHON, "-m", "bench", *args]
        return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode
