"""`manage.py catalogue compile|check|update`: the translations of the interface (config/catalogue.py)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import catalogue

FOLDERS = ("approvals", "config", "documents", "members", "templates", "workflows")


class Command(BaseCommand):
    help = "Compile the translations, check that the English one is complete, or bring it up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["compile", "check", "update"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        locale = settings.BASE_DIR / "locale"
        if what == "compile":
            catalogue.compile_all(locale)
            return
        english = locale / "en" / "LC_MESSAGES" / "django.po"
        wanted = catalogue.extract_texts(settings.BASE_DIR, FOLDERS)
        if what == "update":
            empty = catalogue.update(wanted, english)
            self.stdout.write(f"{english.relative_to(settings.BASE_DIR)}: {empty} entries wait for a translation.")
        elif lines := catalogue.faults(wanted, catalogue.load(english)):
            raise CommandError(f"{english.relative_to(settings.BASE_DIR)} is not complete:\n" + "\n".join(lines))
