"""`manage.py verify_archive`: prove that the archive is what was filed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import proof
from documents.papers import Paper


class Command(BaseCommand):
    help = "Check every filed paper (file, hash, attached snapshot) and the number registers; name the first fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rerender", action="store_true", help="draw every paper again and compare the bytes")
        parser.add_argument("--all", action="store_true", help="list every fault, not only the first")

    def handle(self, **options: Any) -> None:
        faults = proof.faults(rerender=options["rerender"])
        if (first := next(faults, None)) is None:
            self.stdout.write(f"archive sound: {Paper.objects.filed().count()} papers")
            return
        if options["all"]:
            for fault in faults:
                self.stderr.write(fault)
        raise CommandError(first)
