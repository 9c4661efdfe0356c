"""`manage.py tick`: apply every deadline that has passed. Run it once a minute; late or twice gives the same."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from approvals import sweep
from documents import tasks


class Command(BaseCommand):
    help = "Remind, put on the supervision list, run written defaults, checkpoint the log, retry stuck papers."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever, pausing so long")

    def handle(self, *args, every: int | None = None, **options) -> None:
        while True:
            self.stdout.write(str(sweep.sweep()))
            tasks.enqueue_stuck()
            if not every:
                return
            close_old_connections()
            time.sleep(every)
