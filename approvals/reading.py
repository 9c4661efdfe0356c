"""Who opens what may hold a whole identity number: papers that print one, scans of paper (R-I3).

Whoever handles the case opens it; who only watches over it first says why; an administrator of the system, or a
stand-in to whom such cases were not lent, never does. Each reading is on record before a byte goes out.
Tests: tests/approvals/test_reading.py.
"""

from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members import disclosure
from members.access import Kind
from members.models import AccessRecord, Appointment

from . import desk
from .case import Case


def handles(case: Case, by: Appointment) -> bool:
    """Whether the organisation has a part in the case: it is named in it, or has had it on its desk."""
    named = {getattr(case, f"{column}_id") for column in case.organisations}
    return by.org_id in named or case.assignments.filter(org=by.org_id).exists()


def why_never(by: Appointment, kind: str) -> str:
    """Why this post reads no whole number of cases of this kind, in a sentence; or an empty string."""
    if refused := disclosure.why_not_reveal(by):
        return _("%(why)s（R-I3）。") % {"why": refused}
    return "" if by.may_handle(kind) else str(desk.outside_the_scope(kind))


def opens(case: Case, by: Appointment) -> bool:
    """Whether `by` reads what may hold a whole number without being asked why."""
    return not why_never(by, case.kind) and handles(case, by)


def record(kind: Kind, subject: str, *, by: Appointment, how: str, reason: str = "") -> None:
    """Put one reading on record: `how` it was opened, and the reason where one was asked for."""
    disclosure.record(kind, subject, by=by, reason=f"{how}：{reason}" if reason else how)


def record_preview(kind: Kind, subject: str, *, by: Appointment, how: str) -> None:
    """Put a picture that a page shows by itself on record: once a day for each reader, however often the page opens."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    seen = AccessRecord.objects.filter(kind=kind, subject=subject, appointment=by, reason=how, at__gte=today)
    if not seen.exists():
        record(kind, subject, by=by, how=how)


def of(case: Case) -> tuple[QuerySet[AccessRecord], dict[str, str]]:
    """Each reading of the papers and files of a case, newest first; and what a record's `subject` is called."""
    called = {f"paper:{paper.pk}": paper.title for paper in case.papers.filter(shows_id_number=True).only("title")}
    called |= {f"attachment:{file.pk}": file.name for file in case.files.all()}
    found = AccessRecord.objects.filter(kind__in=(Kind.PAPER, Kind.FILE), subject__in=called).order_by("-pk")
    whose = ("account", "appointment__org", "appointment__delegation__giver__account")
    return found.select_related(*whose), called
