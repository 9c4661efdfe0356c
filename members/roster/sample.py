"""A workbook to fill in: one sheet a kind, required columns marked, one example row that no import takes.

Tests: tests/members/test_roster_mapping.py.
"""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from .words import COLUMNS, REQUIRED, Holds

SHEETS = {Holds.ORGS: "党组织", Holds.MEMBERS: "党员花名册", Holds.OUTINGS: "流动党员台账"}
# What stands in the example row, by field.
EXAMPLES = {
    "name": "示例：张三",
    "gender": "男",
    "nationality": "汉族",
    "id_number": "按身份证填写18位，单元格设为文本",
    "education": "大学本科",
    "branch": "支部全称，或不会重名的简称",
    "parent": "上级党组织全称",
    "kind": "党支部",
    "joined_on": "2011-07-01",
    "converted_on": "2012-07-01",
    "founded_on": "1990-07-01",
    "stage": "正式党员",
    "dues_until": "2026-10",
    "away_since": "2026-03-02",
    "ended_on": "2026-11-02",
    "phone": "13800000000",
}


def workbook() -> bytes:
    """The workbook. Headings are our own words; a required one bears （必填） and is bold."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False}) as book:
        bold, text = book.add_format({"bold": True, "bg_color": "#FBF3DC"}), book.add_format({"num_format": "@"})
        for holds, name in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(COLUMNS[holds]) - 1, 18, text)
            sheet.freeze_panes(1, 0)
            for column, (field, words) in enumerate(COLUMNS[holds].items()):
                needed = field in REQUIRED[holds]
                sheet.write_string(0, column, words[0] + (_("（必填）") if needed else ""), bold if needed else None)
                example = "示例：某某村党支部" if (holds, field) == (Holds.ORGS, "name") else EXAMPLES.get(field, "")
                sheet.write_string(1, column, example)
    return target.getvalue()


def required() -> list[tuple[str, list[str]]]:
    """For the page: each kind of sheet with the words of its required columns."""
    return [
        (str(holds.label), [COLUMNS[holds][field][0] for field in REQUIRED[holds]])
        for holds in (Holds.ORGS, Holds.MEMBERS, Holds.OUTINGS)
    ]
