"""The workbooks that go out: an empty list to fill in, and what was said of each row. Every cell is text.

Tests: tests/workflows/test_transfer_batch_pages.py.
"""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from members.roster.repair import guarded

from .columns import COLUMNS, label
from .reading import OUR_WORDS
from .records import LARGEST, RowState, TransferBatch

SAMPLE = ("name", "id_number", "destination", "reason", "away_since", "contact", "dues_until", "reason_text")
WIDE = 20  # characters


def sample() -> bytes:
    """An empty list with our own headers, every column as text so that Excel spoils no number, and how to fill it in.

    Headers and reasons stand as the reader knows them, whatever language the interface speaks."""
    told = [
        [label("name"), _("与身份证一致")],
        [label("id_number"), _("18位；或只写后四位，并加一列“现所在党支部”")],
        [label("destination"), _("与印章一致的全称，须是党支部")],
        [label("reason"), _("下列之一：%(reasons)s") % {"reasons": "、".join(OUR_WORDS)}],
        [label("away_since"), _("如 2025-03-08、2025.3.8、2025年3月8日")],
        [label("contact"), _("不填的用名册里的联系电话")],
        [label("dues_until"), _("如 2025-03；不填的用名册里的")],
        [label("reason_text"), _("可不填，不超过300字")],
        [_("人数"), _("一份名单最多%(limit)d人；不要合并单元格，不要用公式") % {"limit": LARGEST}],
    ]
    return _written([(_("名单"), [[label(name) for name in SAMPLE]]), (_("填写说明"), told)])


def verdicts(batch: TransferBatch) -> bytes:
    """Every row: who, where to, what became of it, why, the number of its case. Numbers are masked (R-I3)."""
    heads = [_("行号"), label("name"), label("id_number"), label("destination"), _("结论"), _("原因"), _("事项编号")]
    rows = batch.rows.select_related("person", "destination", "case")
    lines = [
        [
            str(row.number),
            row.name,
            row.person.masked_id if row.person else "",
            row.destination.name if row.destination else row.said_destination,
            str(RowState(row.state).label),
            "；".join(objection.sentence for objection in row.said),
            row.case.number if row.case else "",
        ]
        for row in rows
    ]
    return _written([(_("结果"), [heads, *lines])])


def _written(pages: Iterable[tuple[str, list[list[str]]]]) -> bytes:
    """A workbook with these sheets; the first row of each is bold."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        for name, rows in pages:
            page = book.add_worksheet(name)
            page.set_column(0, len(COLUMNS), WIDE, text)
            for number, cells in enumerate(rows):
                for column, said in enumerate(cells):
                    page.write_string(number, column, guarded(said), text if number else bold)
    return target.getvalue()
