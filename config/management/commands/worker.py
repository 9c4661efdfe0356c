"""`manage.py worker`: run the tasks of the queue, as django-tasks-db's `db_worker` does, and survive what passes.

It beats (config/heartbeat.py), waits while the database is away (config/patience.py) and gives back what workers that
were killed had begun (config/orphans.py). Tests: tests/config/test_worker.py, test_worker_killed.py.
"""

from argparse import ArgumentParser
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from config import orphans
from config.heartbeat import Beating
from config.models import Program
from config.patience import Patience
from members.outage import is_passing

AGAIN_AFTER = timedelta(seconds=30)  # a task that a full disk or a lock stopped


class LastingWorker(Worker):
    """A worker that no passing trouble ends. `beating` tells what it is doing."""

    def __init__(self, beating: Beating, **how: Any) -> None:
        super().__init__(worker_id=beating.name, **how)
        self.beating = beating
        self.patience = Patience("worker", beating.beat)

    def run(self) -> None:
        returning = False
        while self.running:
            try:
                if returning:
                    orphans.put_off_all_of(self.worker_id, timezone.now())
                else:
                    orphans.return_to_queue(by=self.worker_id, silent_too=False)
                return super().run()
            except Exception as error:
                returning = True
                self.patience.wait(error)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.beating.doing = db_task_result.task_path
        db_task_result.set_failed = partial(self._failed, db_task_result)  # type: ignore[method-assign]
        try:
            super().run_task(db_task_result)
        finally:
            self.beating.doing = ""

    def _failed(self, task: DBTaskResult, error: BaseException) -> None:
        """Record a failure; what passing trouble or the end of this program stopped is done again later instead."""
        if is_passing(error) or not isinstance(error, Exception):
            orphans.put_off(task, timezone.now() + AGAIN_AFTER)
        else:
            DBTaskResult.set_failed(task, error)


class Command(BaseCommand):
    help = "Draw papers, import rosters, open batches: whatever the office leaves for later. Runs until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end once the queue is empty")
        parser.add_argument("--interval", type=float, default=1.0, metavar="SECONDS", help="between two looks (1)")

    def handle(self, *args: Any, batch: bool, interval: float, **options: Any) -> None:
        with Beating(Program.WORKER, f"worker-{get_random_string(16)}") as beating:
            worker = LastingWorker(
                beating,
                queue_names=["*"],
                excluded_queue_names=[],
                interval=interval,
                batch=batch,
                backend_name="default",
                startup_delay=not batch,
                max_tasks=None,
            )
            worker.configure_signals()
            worker.run()
