"""The proof of a county: a million entries of the logs with all they bind, on PostgreSQL.

What is measured is the processor's time of this process: what `verify_log` and the registers of `verify_archive` cost.
Files are not: their time is that of the disk.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import connection

from approvals import journal
from documents import proof as archive_proof

from . import county
from .database import Unfit, fresh
from .figures import Figure

ENTRIES = 1_000_000
SECONDS = 60
RECORD = b"x" * 600  # about what an entry comes to


def measure() -> list[Figure]:
    with fresh("bench_proof") as database, database.entered():
        connection.cursor().execute("SET synchronous_commit = off")  # filling need not survive a power cut
        entries = county.fill(ENTRIES)
        found: list[str] = []
        cpu, wall = _timed(lambda: found.extend([*journal.broken(), *archive_proof.of_registers()]))
    if found:
        raise Unfit(f"the county that was made does not prove: {found[0]}")
    bare, _wall = _timed(lambda: [sha256(RECORD).hexdigest() for _n in range(entries)])
    about = {"entries": entries, "entries_per_s": round(entries / cpu), "wall_s": wall, "of_bare_hashing": cpu / bare}
    return [Figure("proof", "million-entries", cpu, "seconds", f"<= {SECONDS}", about)]


def _timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of this process, and seconds by the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - wall
