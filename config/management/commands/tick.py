"""`manage.py tick`: the clock. Apply every deadline that has passed, and keep the house. Late or twice is the same.

Run it once a minute, or once with `--every 60`. A server's time that cannot be believed (approvals/clock.py) does
nothing; `--confirm-jump` says that it is right. Tests: tests/config/test_tick.py; deadlines: tests/approvals/.
"""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from approvals import clock, sweep
from approvals.integrity.running import begin_of_the_night
from config import heartbeat, orphans
from config.models import Program
from config.patience import Patience
from documents import archive, tasks
from members.outage import is_passing
from members.roster import running
from workflows.transfer.batch import running as batches


class Command(BaseCommand):
    help = (
        "Remind, put on the supervision list, run written defaults, checkpoint the log and have it proved each night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--confirm-jump", action="store_true", help="the server's time is right: go on with it")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever, pausing so long")

    def handle(self, *args: Any, every: int | None = None, confirm_jump: bool = False, **options: Any) -> None:
        if confirm_jump:
            clock.confirm(timezone.now(), by=None)
        name = f"clock@{heartbeat.here()}"[:64]
        with heartbeat.Beating(Program.CLOCK, name, lasting=not every) as beating:
            patience = Patience("clock", beating.beat)
            while True:
                try:
                    self.go_round(quiet=bool(every))
                    orphans.return_to_queue(by=name, silent_too=orphans.may_judge_silence(name))
                except Exception as error:
                    if every:
                        patience.wait(error)
                        continue
                    if is_passing(error):
                        raise in_words(error) from error
                    raise
                if not every:
                    return
                close_old_connections()
                time.sleep(every)

    def go_round(self, *, quiet: bool) -> None:
        """Everything the clock does in one round."""
        done = sweep.sweep()
        if done != sweep.Swept() or not quiet:
            self.stdout.write(str(done))
        if not done.doubt:
            tasks.enqueue_stuck()
            keep_house()
            begin_of_the_night(timezone.now())


def in_words(error: Exception) -> CommandError:
    """For a clock that runs once a minute: the next round does what this one could not."""
    kind = type(error).__name__
    return CommandError(f"The database is away or locked, or a disk is full ({kind}); the next round goes on.")


def keep_house() -> None:
    """Drop what is of no use any more: expired sessions, task results of two weeks ago, rosters nobody committed, files
    nobody finished."""
    call_command("clearsessions")
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
    running.clean_up()
    batches.clean_up()
    archive.clear_unfinished()
    heartbeat.forget_old()
