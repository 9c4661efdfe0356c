"""The workbook that comes back: the same sheets and columns, only the refused rows, plus 行号 and 原因.

Every cell is written as text, with `'` before = + - @, so that nothing in it can run as a formula.
Tests: tests/members/test_roster_running.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from . import cells
from .layouts import Layout

ADDED = ("行号", "原因")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def guarded(said: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{said}" if said.startswith(DANGEROUS) else said


class RepairWorkbook:
    """Rows are written as they come: memory stays bounded. Give sheets in the order of the original."""

    def __init__(self, target: Path):
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(target, options)
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._text = self._book.add_format({"num_format": "@"})
        self._sheet: Any = None
        self._kept: list[int] = []
        self._next = 0
        self._number_column: int | None = None
        self.rows = 0

    def start(self, sheet: str, layout: Layout) -> None:
        self._sheet = self._book.add_worksheet(sheet)
        self._sheet.set_column(0, len(layout.headers) + 1, 16, self._text)
        self._kept = [index for index, header in enumerate(layout.headers) if header not in ADDED]
        for column, header in enumerate([*ADDED, *(layout.headers[index] for index in self._kept)]):
            self._sheet.write_string(0, column, guarded(header), self._bold)
        self._number_column = next((i for i, name in layout.fields.items() if name == "id_number"), None)
        self._next = 1

    def add(self, number: int, reasons: Iterable[str], values: list[Any]) -> None:
        shown = [self._shown(index, values[index]) for index in self._kept if index < len(values)]
        for column, said in enumerate([str(number), "；".join(reasons), *shown]):
            if said:
                self._sheet.write_string(self._next, column, guarded(said)[:32767], self._text)
        self._next += 1
        self.rows += 1

    def _shown(self, index: int, value: Any) -> str:
        if index == self._number_column and isinstance(value, float):
            # The shown digits are not the number; written plainly they could pass for it next time.
            return _("（原为数字，请按证件重新填写）")
        return cells.text(value)

    def close(self) -> None:
        if self._sheet is None:
            self._book.add_worksheet(_("没有退回的行"))
        self._book.close()
