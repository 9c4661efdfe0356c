"""`manage.py render_pending`: queue again the papers that were issued but are not filed."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from documents.papers import Paper, PaperState, retry
from documents.tasks import enqueue_stuck


class Command(BaseCommand):
    help = "Queue again what was issued more than MINUTES ago and never filed; with --failed also what failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--minutes", type=int, default=10)
        parser.add_argument("--failed", action="store_true")

    def handle(self, **options: Any) -> None:
        queued = enqueue_stuck(timedelta(minutes=options["minutes"]))
        if options["failed"]:
            queued += sum(retry(paper) for paper in list(Paper.objects.filter(state=PaperState.FAILED).only("pk")))
        self.stdout.write(f"{queued} papers queued")
