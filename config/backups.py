"""When the office was last backed up, and whether it should have been since (O4).

`manage.py backup` leaves a row; `/readyz` and the administrator's page read it. Tests: tests/config/test_backups.py.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from .models import BackupMade


def note(made: Path) -> None:
    """Write down that `made` is a whole backup."""
    BackupMade.objects.create(at=timezone.now(), name=made.name, size=made.stat().st_size)


def last() -> BackupMade | None:
    return BackupMade.objects.first()


def is_overdue() -> bool:
    """Whether the last backup, or the first day of an office without one, is more than BACKUP_DAYS ago.

    Nobody waits for one in a demo, nor where BACKUP_DAYS is 0 because backups are made in another way."""
    if settings.DEMO or not settings.BACKUP_DAYS:
        return False
    made = last()
    since = made.at if made else founded_at()
    return since is not None and timezone.now() - since > timedelta(days=settings.BACKUP_DAYS)


def founded_at() -> datetime | None:
    """When this database was made."""
    return MigrationRecorder.Migration.objects.aggregate(at=Min("applied"))["at"]


def finding() -> str:
    """What `/readyz` says: "ok" and the moment of the last one, or that one is missing."""
    made = last()
    when = f"last {made.at:%Y-%m-%dT%H:%MZ}" if made else "none yet"
    if is_overdue():
        return f"{when}: none within {settings.BACKUP_DAYS} days, see deploy/backup"
    return f"ok, {when}"
