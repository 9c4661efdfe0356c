"""检查单: a checkpoint on paper, for the safe. Whoever holds it can tell later whether its state is there (S3)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from documents.sheets import Sheet

from . import codes, scope
from .records import Checkpoint

MONTH = timedelta(days=31)


def of(point: Checkpoint, office: str) -> Sheet:
    """`office`: the full name of the organisation that prints it."""
    groups = codes.grouped(point.hash).split()
    enough = codes.SHORTEST // codes.GROUP
    return Sheet(
        template="approvals/checkpoint_sheet.html",
        title="检查单",
        says={
            "office": office,
            "number": point.pk,
            "made_at": timezone.localtime(point.made_at).isoformat(),
            "enough": groups[:enough],
            "rest": groups[enough:],
            "archive": codes.grouped(point.archive),
            "totals": [[str(label), count] for label, count in scope.totals_of(point)],
            "square": _square(codes.code_of(point)),
        },
    )


def note_printed(point: Checkpoint) -> None:
    """Somebody got the sheet of a checkpoint; the first time counts."""
    Checkpoint.objects.filter(pk=point.pk, printed_at=None).update(printed_at=timezone.now())


def last_printed() -> Checkpoint | None:
    return Checkpoint.objects.exclude(printed_at=None).order_by("-printed_at").first()


def is_due(now: datetime) -> bool:
    """Whether no sheet was printed for a month, in an office whose log is older than that."""
    since = now - MONTH
    printed_lately = Checkpoint.objects.filter(printed_at__gt=since).exists()
    return not printed_lately and Checkpoint.objects.filter(made_at__lte=since).exists()


def _square(code: str) -> str:
    """What the square code holds: the page that checks it, where the office has an address; else the code alone."""
    base = settings.PUBLIC_URL.rstrip("/")
    return f"{base}{reverse('integrity')}?code={code}" if base else code
