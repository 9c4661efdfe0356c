"""The workbook of sheets that are put aside: as they came, every cell as text.

Tests: tests/members/test_roster_kept.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from . import cells
from .repair import guarded


class KeptWorkbook:
    """Sheets are written one after the other; `sheets` counts them. Nothing is made while there is none."""

    def __init__(self, target: Path):
        self._target = target
        self._book: Any = None
        self.sheets = 0

    def add(self, name: str, rows: Iterable[list[Any]]) -> None:
        if self._book is None:
            options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            self._book = xlsxwriter.Workbook(self._target, options)
        sheet = self._book.add_worksheet(name)
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                if said := cells.text(value):
                    sheet.write_string(number, column, guarded(said)[:32767])
        self.sheets += 1

    def close(self) -> None:
        if self._book:
            self._book.close()
