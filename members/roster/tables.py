"""The rows of a table below its header: merged cells filled in, sums and notes left out, formulas told.

Tests: tests/members/test_roster_people.py, tests/workflows/test_transfer_batch_reading.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import cells
from .columns import plain
from .layouts import Header
from .outcome import Problem, Trouble
from .workbook import Sheet, Workbook

SUMS = ("合计", "总计", "小计", "共计")
FOOTERS = ("填表人", "制表人", "审核人", "负责人", "填报人", "填报单位", "填报时间", "注：", "注:", "说明：", "备注：")


@dataclass(frozen=True)
class Row:
    """`number` as Excel counts, all `values` from column A on, the `fields` a header names, and what is wrong with
    the cells themselves."""

    number: int
    values: list[Any]
    fields: dict[str, Any]
    problems: list[Problem]


def rows_below(book: Workbook, sheet: Sheet, header: Header, words: Mapping[str, str]) -> Iterator[Row]:
    """Rows that hold facts. `words`: what a header may say, with the field it means; a repeated header is no fact."""
    merges = book.upright_merges(sheet)
    tops = set(merges.values())
    kept: dict[int, list[Any]] = {}
    for number, values in book.rows(sheet):
        if number <= header.bottom:
            continue
        if number in tops:
            kept[number] = values
        for column in header.fields:
            if (top := merges.get((number, column))) and top in kept:
                values[column] = kept[top][column]
        if is_furniture(values, header, words):
            continue
        fields = {name: values[column] for column, name in header.fields.items() if column < len(values)}
        yield Row(number, values, fields, _formula(sheet, number))


def _formula(sheet: Sheet, number: int) -> list[Problem]:
    if cell := sheet.formulas.get(number):
        said = _("单元格%(cell)s是公式；请复制后选择性粘贴为数值") % {"cell": cell}
        return [Problem(Trouble.FORMULA.value, said)]
    return []


def is_furniture(values: list[Any], header: Header, words: Mapping[str, str]) -> bool:
    """Whether a row is empty, a sum, a note below the table, or the header once more."""
    said = [cells.text(value) for value in values]
    filled = [text for text in said if text]
    if not filled:
        return True
    if plain(filled[0]).startswith(SUMS) or (len(filled) <= 3 and filled[0].startswith(FOOTERS)):
        return True
    named = [plain(said[column]) for column in header.fields if column < len(said) and said[column]]
    return len(named) > 2 and all(word in words for word in named)
