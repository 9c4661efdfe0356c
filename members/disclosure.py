"""Full numbers and exports: given with a reason, and written down (R-I3). Tests: tests/members/test_person_page.py."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .access import AccessRecord, Kind
from .appointments import Appointment, Post
from .people import Person
from .roster.repair import guarded
from .rulebook import RuleBroken

EXPORT_LIMIT = 20_000  # rows of one workbook, made while the reader waits
HEADERS = (
    gettext_lazy("姓名"),
    gettext_lazy("性别"),
    gettext_lazy("民族"),
    gettext_lazy("公民身份号码"),
    gettext_lazy("党员类别"),
    gettext_lazy("所在党支部"),
    gettext_lazy("入党日期"),
    gettext_lazy("转正日期"),
)


def reveal(person: Person, *, by: Appointment, reason: str) -> str:
    """The full identity number, after the look is on record. Raises RuleBroken for an administrator of the system."""
    if refused := why_not_reveal(by):
        raise RuleBroken("R-I3", refused)
    record(Kind.REVEAL, f"person:{person.pk}", by=by, reason=reason)
    return person.id_number


def why_not_reveal(by: Appointment) -> str:
    """Why this appointment may not see full numbers, or an empty string."""
    if by.post == Post.ADMINISTRATOR:
        return _("完整号码只供办理人员查看，系统管理员不办理事项；确需核对请找本组织的组织员或书记")
    return ""


def record(kind: Kind, subject: str, *, by: Appointment, reason: str = "") -> AccessRecord:
    return AccessRecord.objects.create(kind=kind, account=by.account, appointment=by, subject=subject, reason=reason)


def of(person: Person) -> QuerySet[AccessRecord]:
    """Who saw the full number or a proof of this person, newest first."""
    found = AccessRecord.objects.filter(subject=f"person:{person.pk}", kind__in=(Kind.REVEAL, Kind.PROOF))
    return found.select_related("account", "appointment__org", "appointment__delegation__giver__account")


@transaction.atomic
def export(people: Iterable[Person], *, subject: str, by: Appointment) -> bytes:
    """People (with their branch annotated) as a workbook, numbers masked; the export is on record."""
    record(Kind.EXPORT, subject, by=by)
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet, bold = book.add_worksheet(_("人员")), book.add_format({"bold": True})
        sheet.set_column(0, len(HEADERS) - 1, 18)
        for number, cells in enumerate(_rows(people)):
            for column, said in enumerate(cells):
                sheet.write_string(number, column, guarded(said), bold if number == 0 else None)
    return target.getvalue()


def _rows(people: Iterable[Person]) -> Iterator[tuple[str, ...]]:
    yield tuple(str(header) for header in HEADERS)
    for person in people:
        yield (
            person.name,
            person.get_gender_display(),
            person.nationality,
            person.masked_id,
            person.get_stage_display(),
            person.branch_name,  # type: ignore[attr-defined]  # annotated by with_branch
            str(person.joined_on or ""),
            str(person.converted_on or ""),
        )
