"""`manage.py restore FILE [--replace]`: put a backup in the place of the present office (config/backup.py)."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config import backup


class Command(BaseCommand):
    help = "Restore FILE. Stop web server, worker and clock first; afterwards run migrate, then the checks it names."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="even though this office already has accounts")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        if not replace and is_in_use():
            raise CommandError("This office already has accounts. To lose what it holds and restore: --replace")
        try:
            manifest = backup.restore(file)
        except (backup.Unfit, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the office as of {manifest['made_at']}, {len(manifest['files']) - 1} files.")
        self.stdout.write("Next: manage.py migrate, check_consistency, verify_log, verify_archive.")


def is_in_use() -> bool:
    try:
        return get_user_model().objects.exists()
    except DatabaseError:  # not even migrated
        return False
