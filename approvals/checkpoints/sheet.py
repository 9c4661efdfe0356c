"""检查单: a checkpoint on paper, for the safe. Whoever holds it can tell later whether its state is there (S3)."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from documents.sheets import Sheet

from . import codes, scope
from .records import Checkpoint


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


def _square(code: str) -> str:
    """What the square code holds: the page that checks it, where the office has an address; else the code alone."""
    base = settings.PUBLIC_URL.rstrip("/")
    return f"{base}{reverse('integrity')}?code={code}" if base else code
