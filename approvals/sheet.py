"""Lists as a workbook: streaming, and no cell that begins like a formula is taken for one."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .case import Case

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_cases(cases: Iterable[Case]) -> HttpResponse:
    """Number, kind, title, both sides, state, opened, promised, closed. The name of the file holds no name."""
    heads = [_("编号"), _("事项"), _("标题"), _("流出地党组织"), _("流入地党组织"), _("状态")]
    heads += [_("发起"), _("预计办结"), _("办结")]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_("事项"))
    page.write_row(0, 0, heads, book.add_format({"bold": True}))
    for at, case in enumerate(cases, start=1):
        row = [case.number, case.kind_label, case.title, case.origin.name]
        row += [case.destination.name if case.destination else "", case.state_label]
        row += [_date(case.opened_at), str(case.promised_on or ""), _date(case.closed_at)]
        for column, text in enumerate(row):
            page.write_string(at, column, f"'{text}" if text[:1] in "=+-@\t\r" and text else text)
    book.close()
    return HttpResponse(
        file.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="cases-{timezone.localdate()}.xlsx"'},
    )


def _date(moment) -> str:
    return str(timezone.localdate(moment)) if moment else ""
