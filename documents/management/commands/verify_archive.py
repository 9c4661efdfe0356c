"""`manage.py verify_archive`: prove that the archive is what was filed."""

from argparse import ArgumentParser
from contextlib import closing
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
        with closing(proof.faults(rerender=options["rerender"])) as faults:  # closes the database's cursor, too
            first = next(faults, None)
            for fault in faults if options["all"] else ():
                self.stderr.write(fault)
        if first:
            raise CommandError(first)
        self.stdout.write(f"存档完整：{Paper.objects.filed().count()} 份文书。")
