"""`manage.py tick`: the clock. Apply every deadline that has passed, and keep the house. Late or twice is the same.

Run it once a minute, or once with `--every 60`. Tests: tests/config/test_tick.py; deadlines: tests/approvals/.
"""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from approvals import sweep
from config import heartbeat
from documents import archive, tasks
from members.roster import running
from workflows.transfer.batch import running as batches


class Command(BaseCommand):
    help = "Remind, put on the supervision list, run written defaults, checkpoint the log, retry stuck papers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever, pausing so long")

    def handle(self, *args: Any, every: int | None = None, **options: Any) -> None:
        while True:
            done = sweep.sweep()
            if done != sweep.Swept() or not every:
                self.stdout.write(str(done))
            tasks.enqueue_stuck()
            heartbeat.leave_beat()
            keep_house()
            if not every:
                return
            close_old_connections()
            time.sleep(every)


def keep_house() -> None:
    """Drop what is of no use any more: expired sessions, task results of two weeks ago, rosters nobody committed, files
    nobody finished."""
    call_command("clearsessions")
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
    running.clean_up()
    batches.clean_up()
    archive.clear_unfinished()
