"""How an import makes room for the office. SQLite has one writer at a time and no queue: who waits asks again later.

Tests: tests/members/test_roster_running.py.
"""

import time

from django.db import connection

BREATH = 0.03  # seconds between two batches; a waiting writer of SQLite asks at least every 0.1 s


def breathe() -> None:
    """Let a waiting writer in. Call it between transactions."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(BREATH)
