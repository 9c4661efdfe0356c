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
    """Number, kind, title, both sides, state, opened, promised, closed."""
    heads = [_("编号"), _("事项"), _("标题"), _("流出地党组织"), _("流入地党组织"), _("状态")]
    heads += [_("发起"), _("预计办结"), _("办结")]
    return workbook(_("事项"), heads, map(_cells, cases), file="cases")


def _cells(case: Case) -> list[str]:
    row = [case.number, case.kind_label, case.title, case.origin_name]
    row += [case.destination_name, case.state_label]
    return [*row, _date(case.opened_at), str(case.promised_on or ""), _date(case.closed_at)]


def workbook(title: str, heads: list[str], rows: Iterable[list[str]], *, file: str) -> HttpResponse:
    """One sheet of texts, to download as `file-2026-11-23.xlsx`: the name of the file holds no name."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(title)
    page.write_row(0, 0, heads, book.add_format({"bold": True}))
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            page.write_string(at, column, f"'{text}" if text[:1] in "=+-@\t\r" and text else text)
    book.close()
    return HttpResponse(
        content.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{file}-{timezone.localdate()}.xlsx"'},
    )


def _date(moment) -> str:
    return str(timezone.localdate(moment)) if moment else ""
