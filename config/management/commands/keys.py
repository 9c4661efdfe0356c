"""`manage.py keys`: the keys for the safe, as text and square code (config/key_sheet.py); `--svg FILE`: a page to
print; `--check`: whether they fit what is stored (config/keys.py). Tests: tests/config/test_key_sheet.py.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import checks, key_sheet, keys
from members.models import KeyFingerprint


class Command(BaseCommand):
    help = "Print the keys for the safe; --svg FILE: as a page to print; --check: only tell whether they fit the data."
    requires_system_checks: list[str] = []  # it is the one to tell what is wrong

    def add_arguments(self, parser: CommandParser) -> None:
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--svg", type=Path, metavar="FILE", help="write a page with text and square code, mode 600")
        one.add_argument("--check", action="store_true", help="print no key; exit status 1 if they do not fit the data")

    def handle(self, *args: Any, svg: Path | None, check: bool, **options: Any) -> None:
        if faults := checks.keys_are_well_formed():
            raise CommandError("\n".join(f"{fault.msg} {fault.hint}" for fault in faults))
        if misfits := examined():
            raise CommandError("\n".join(["The keys are not those of the data:", *misfits, keys.REMEDY]))
        if check:
            self.stdout.write("\n".join([*key_sheet.marks(), *self._retired(), "They fit what is stored."]))
            return
        keys.record_if_they_fit()
        if svg:
            self._write(svg)
        else:
            self.stdout.write(key_sheet.text())

    def _retired(self) -> list[str]:
        """Keys that only older backups need."""
        if KeyFingerprint._meta.db_table not in keys.stored_tables():
            return []
        old = KeyFingerprint.objects.exclude(retired_at=None)
        return [f"{kept.key_id}: retired {kept.retired_at:%Y-%m-%d}, needed by older backups only" for kept in old]

    def _write(self, path: Path) -> None:
        try:
            key_sheet.write_page(path)
        except FileExistsError:
            raise CommandError(f"{path} is there already. Choose another name, or remove it first.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Wrote {path}, readable by you alone. Open it in a browser, print it, remove it.")


def examined() -> list[str]:
    """By fingerprints, and by opening a few rows: what does not fit, a sentence each."""
    return keys.faults() or list(keys.unopened(keys.stored_tables()))
