"""The rows of a table below its header: merged cells filled in, sums and notes told apart, formulas and marks told.

Tests: tests/members/test_roster_people.py, tests/workflows/test_transfer_batch_reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import cells
from .columns import plain
from .layouts import Header, Layout
from .outcome import Problem, Trouble
from .workbook import Sheet, Workbook

SUMS = ("合计", "总计", "小计", "共计")
FOOTERS = (
    *("填表人", "制表人", "审核人", "负责人", "填报人", "填报单位", "填报时间", "填报日期", "注：", "注:", "说明："),
    *("备注：", "党组织书记", "支部书记", "党支部书记", "签字", "签名", "盖章", "联系人：", "联系电话："),
)
EXAMPLES = ("示例", "样例", "范例", "举例", "例：", "例:")
_ASKED = re.compile(
    r"^(必填|选填|非必填|可不填|必填项|选填项|请填写|填写|格式)|^(如|例如)[：:]?\d{4}|填写(全称|说明|要求)"
)


@dataclass(frozen=True)
class Row:
    """`number` as Excel counts, all `values` from column A on, the `fields` a header names, and what is wrong with
    the cells themselves. `left_out`: why the row is not taken; `block` counts tables side by side from 0."""

    number: int
    values: list[Any]
    fields: dict[str, Any]
    problems: list[Problem]
    left_out: Problem | None = None
    block: int = 0


def rows_below(book: Workbook, sheet: Sheet, header: Header, words: Mapping[str, str]) -> Iterator[Row]:
    """Rows that hold facts. `words`: what a header may say, with the field it means; a repeated header is no fact."""
    for number, values in _filled_in(book, sheet, header, header.fields):
        if not is_furniture(values, header, words):
            yield Row(number, values, _fields(values, header.fields), _formula(sheet, number, header.fields))


def all_rows(book: Workbook, sheet: Sheet, layout: Layout, words: Mapping[str, str]) -> Iterator[Row]:
    """Every row that is not empty, of each table side by side, with why it is not taken."""
    blocks = [layout.fields, *layout.more]
    named = [_columns(fields, {"name", "id_number"}) for fields in blocks]
    for number, values in _filled_in(book, sheet, layout, {i: name for block in blocks for i, name in block.items()}):
        why = _unmarked(values, layout, words)
        for at, fields in enumerate(blocks):
            found = _fields(values, fields)
            if not (why and not at) and not any(cells.text(value) for value in found.values()):
                continue  # at most numbered in advance
            left_out = why or _marked(sheet, number, named[at])
            yield Row(number, values, found, _formula(sheet, number, fields), left_out, at)
            if why:
                break


def _filled_in(
    book: Workbook, sheet: Sheet, header: Header, columns: Mapping[int, str]
) -> Iterator[tuple[int, list[Any]]]:
    """The rows below the header with the values of upright merges in each of their rows."""
    merges = book.upright_merges(sheet)
    tops = set(merges.values())
    kept: dict[int, list[Any]] = {}
    for number, values in book.rows(sheet):
        if number <= header.bottom:
            continue
        if number in tops:
            kept[number] = values
        if merges:
            for column in columns:
                if (top := merges.get((number, column))) and top in kept:
                    values[column] = kept[top][column]
        yield number, values


def _fields(values: list[Any], fields: Mapping[int, str]) -> dict[str, Any]:
    """The values by field; a date whose month and day stand in columns of their own becomes one."""
    found = {name: values[column] for column, name in fields.items() if column < len(values)}
    for name in [name for name in found if name.endswith(":month")]:
        date = name.removesuffix(":month")
        said = [cells.text(found.pop(part, "")) for part in (name, f"{date}:day")]
        if year := cells.text(found.get(date, "")):
            found[date] = "-".join([year, *filter(None, said)])
    return found


def _columns(fields: Mapping[int, str], names: set[str]) -> int:
    """The columns that hold `names`, as bits."""
    return sum(1 << column for column, name in fields.items() if name in names)


def _formula(sheet: Sheet, number: int, fields: Mapping[int, str]) -> list[Problem]:
    """A formula is no fault in a column that is not read."""
    if sheet.formulas and (cell := sheet.formula_in(number, sum(1 << column for column in fields))):
        said = _("单元格%(cell)s是公式；请复制后选择性粘贴为数值") % {"cell": cell}
        return [Problem(Trouble.FORMULA.value, said)]
    return []


def _marked(sheet: Sheet, number: int, columns: int) -> Problem | None:
    """What the workbook's own marks say of a row: not shown, or name or number struck out."""
    if sheet.struck.get(number, 0) & columns:
        return left_out(Trouble.STRUCK, _("划掉的行，没有读；要读请在表里去掉删除线"))
    if number in sheet.hidden_rows:
        return left_out(Trouble.HIDDEN, _("隐藏的行，没有读；要读请在表里取消隐藏"))
    return None


def left_out(kind: Trouble, message: str) -> Problem:
    return Problem(kind.value, message, warning=True)


def _unmarked(values: list[Any], header: Header, words: Mapping[str, str]) -> Problem | None:
    """Why a row is no fact but part of the form; None for facts and for empty rows."""
    said = [cells.text(value) for value in values]
    filled = [text for text in said if text]
    if not filled:
        return None
    read = any(said[column] for column in header.fields if column < len(said))
    if not read and not _beside(said, header) and any(not text.isdecimal() for text in filled):
        return left_out(Trouble.FURNITURE, _("读的各列都是空的，没有读"))
    kind = _kind_of_furniture(said, filled, header, words) or _example(said, filled, header)
    return left_out(Trouble.FURNITURE, kind) if kind else None


def _beside(said: list[str], header: Header) -> bool:
    """Whether a second table has something in the row."""
    blocks = header.more if isinstance(header, Layout) else []
    return any(said[column] for block in blocks for column in block if column < len(said))


def _kind_of_furniture(said: list[str], filled: list[str], header: Header, words: Mapping[str, str]) -> str:
    first = plain(filled[0])
    if first.startswith(SUMS):
        return _("合计行，没有读")
    if filled[0].startswith(FOOTERS) and (len(filled) <= 3 or _is_form(filled)):
        return _("签名或附注，没有读")
    read = [said[column] for column in header.fields if column < len(said) and said[column]]
    if len(read) > 2 and all(plain(text) in words for text in read):
        return _("重复的表头，没有读")
    return ""


def _example(said: list[str], filled: list[str], header: Header) -> str:
    if filled[0].startswith(EXAMPLES):
        return _("示例行，没有读")
    read = [said[column] for column in header.fields if column < len(said) and said[column]]
    if not any(text.isdecimal() and len(text) > 9 for text in read) and any(_ASKED.search(text) for text in read):
        return _("填写说明，没有读")
    return ""


def _is_form(filled: list[str]) -> bool:
    """Whether every second cell is a label: 填表人：| 孟庆兰 | 审核人：| …"""
    return sum(text.endswith(("：", ":")) for text in filled) * 2 >= len(filled)


def is_furniture(values: list[Any], header: Header, words: Mapping[str, str]) -> bool:
    """Whether a row is empty, a sum, a note below the table, or the header once more."""
    said = [cells.text(value) for value in values]
    filled = [text for text in said if text]
    return not filled or bool(_kind_of_furniture(said, filled, header, words))
