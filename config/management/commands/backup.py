"""`manage.py backup FOLDER [--keep N]`: put the whole office into one file (config/backup.py)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config import backup, backups


class Command(BaseCommand):
    help = "Write a backup of the database and of all files into FOLDER. Keys are not in it: keep .env elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards remove all but the newest N backups")

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep: at least 1, the backup made now.")
        try:
            made = backup.make(folder)
        except (backup.Unfit, OSError) as error:
            raise CommandError(str(error)) from error
        try:
            backups.note(made)
        except DatabaseError as error:  # the backup is whole all the same
            self.stderr.write(f"The backup is made, but /readyz will not know of it ({type(error).__name__}).")
        self.stdout.write(f"{made} ({made.stat().st_size:,} bytes). It needs the keys of this .env: keep a copy of it.")
        if backup.uses_object_store():
            self.stdout.write("Files are in the object store and not in this backup: keep its versions or copy it.")
        for old in sorted(folder.glob("liangdi-*.tar.gz"))[: -keep if keep else 0]:
            old.unlink()
            self.stdout.write(f"Removed {old.name}.")
