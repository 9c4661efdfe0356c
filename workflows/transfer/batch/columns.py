"""Which column of a transfer list is which, whatever the office called it. Reads headers as the roster import does.

Tests: tests/workflows/test_transfer_batch_reading.py.
"""

from collections.abc import Iterable
from typing import Any

from members.roster.columns import possible_headers, tops
from members.roster.layouts import Header
from members.roster.words import COLUMNS as ROSTER
from members.roster.words import Holds

_MEMBERS = ROSTER[Holds.MEMBERS]
# Field: the words offices use for it. The first is ours and stands in the sample workbook.
COLUMNS = {
    "name": _MEMBERS["name"],
    "id_number": ["身份号码", *_MEMBERS["id_number"]],
    "id_tail": ["身份号码后四位", "身份证后四位", "身份证号后四位", "证件号码后四位", "后四位"],
    "branch": ["现所在党支部", "转出党支部", "转出支部", *_MEMBERS["branch"]],
    "destination": [
        "转入党支部全称",
        "转入党支部",
        "转入支部",
        "转入党组织全称",
        "转入党组织",
        "接收党支部",
        "去向党支部",
        "目标党支部",
    ],
    "reason": ["转移原因", "转接原因", "接转原因", "转出原因", "转移事由"],
    "away_since": ["何时起", "何时起在转入地", "离开日期", "离开时间", "外出日期", "外出时间"],
    "contact": ["联系方式", "党员联系方式", *_MEMBERS["phone"]],
    "dues_until": _MEMBERS["dues_until"],
    "reason_text": ["说明", "情况说明", "备注"],
}
WORDS = {word: field_name for field_name, words in COLUMNS.items() for word in words}
REQUIRED = ("name", "destination", "reason")


def label(field_name: str) -> str:
    """Our own word for a field: `"转入党支部全称"`."""
    return COLUMNS[field_name][0]


def missing(header: Header) -> list[str]:
    """Labels of required fields that no column holds; the number or its last four digits is one of them."""
    held = set(header.fields.values())
    lacking = [label(name) for name in REQUIRED if name not in held]
    return lacking if held & {"id_number", "id_tail"} else [*lacking, label("id_number")]


def recognise(rows: Iterable[tuple[int, list[Any]]]) -> Header | None:
    """The header of a sheet from its first rows: the one that lacks least; None where nothing looks like one."""
    found = possible_headers(WORDS, tops(rows))
    return max(found, key=lambda header: (-len(missing(header)), len(header.fields)), default=None)
