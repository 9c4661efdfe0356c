"""Open a roster without trusting it: signature, sizes, encryption, marks, then rows one by one.

Values come from calamine, or from the text of a CSV file. Before calamine sees an .xlsx the zip is measured and every
sheet's XML is read once as a stream (`parts`), since calamine reserves the whole area of a sheet's values.
Tests: tests/members/test_roster_workbook.py, tests/members/test_roster_formats.py.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from . import formats, old_format, parts
from .formats import Format
from .parts import Sheet
from .striking import struck
from .unreadable import Unreadable, damaged

__all__ = ["Sheet", "Unreadable", "Workbook", "measure_file"]

TEXT_SHEET = "CSV"
# What reading a damaged or invented workbook raises: the zip, its packing, its XML, names and numbers in it.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, LookupError, StopIteration,
    ValueError, expat.ExpatError, CalamineError,
)  # fmt: skip


class Workbook:
    """A measured workbook. Raises Unreadable from the constructor; `rows` reads one sheet lazily.

    `unpacked_limit`: bytes of all parts together, where a reader wants less than parts.UNPACKED_LIMIT. `only_xlsx`:
    refuse .xls and text. `sees_marks`: whether the format tells which rows are hidden or struck out."""

    def __init__(self, content: bytes, *, unpacked_limit: int = 0, only_xlsx: bool = True):
        self._last: CalamineSheet | None = None
        self._book: CalamineWorkbook | None = None
        self._text: list[list[str]] = []
        self.format = formats.format_of(content, only_xlsx=only_xlsx)
        self.sees_marks = self.format == Format.XLSX
        try:
            if self.format == Format.TEXT:
                self._text = formats.table(content)
                width = len(self._text[0]) if self._text else 0
                self.sheets = [Sheet(TEXT_SHEET, height=len(self._text), width=width)]
                return
            if self.format == Format.XLSX:
                self.sheets = list(_measured(content, unpacked_limit))
            if self.format == Format.OLD:
                parts.refuse_vast(_("各表合计"), *old_format.largest_area(content))
            self._book = CalamineWorkbook.from_filelike(BytesIO(content))
            if self.format == Format.OLD:
                self.sheets = list(self._old_sheets(self._book))
        except Unreadable:
            raise
        except BROKEN as broken:
            raise damaged() from broken

    def _old_sheets(self, book: CalamineWorkbook) -> Iterator[Sheet]:
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet:
                sheet = Sheet(about.name, hidden=about.visible != SheetVisibleEnum.Visible)
                found = self._parsed(sheet)
                sheet.height, sheet.width = (end + 1 for end in found.end or (-1, -1))
                yield sheet

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
        """Excel row number (from 1) and the values from column A on."""
        if self.format == Format.TEXT:
            yield from enumerate(map(list, self._text), start=1)
            return
        if not sheet.height:
            return
        found = self._parsed(sheet)
        left = found.start[1] if found.start else 0
        for number, values in enumerate(found.iter_rows(), start=1):
            yield number, [""] * left + values

    def upright_merges(self, sheet: Sheet) -> dict[tuple[int, int], int]:
        """Cells hidden below the top of a one-column merge: (row, column) to the row that holds the value."""
        if not sheet.height or self.format == Format.TEXT:
            return {}
        merges = self._parsed(sheet).merged_cell_ranges or []
        return {
            (row + 1, left): top + 1
            for (top, left), (bottom, right) in merges
            if left == right
            for row in range(top + 1, min(bottom, sheet.height) + 1)
        }

    def _parsed(self, sheet: Sheet) -> CalamineSheet:
        """The sheet as calamine holds it. Only the last one is kept: a large sheet takes seconds and much memory."""
        assert self._book is not None  # noqa: S101 - a text file is asked for nothing here; said for the type checker
        if self._last is None or self._last.name != sheet.name:
            self._last = None
            self._last = self._book.get_sheet_by_name(sheet.name)
        return self._last

    def close(self) -> None:
        self._last = None
        self._text = []
        if self._book:
            self._book.close()


def _measured(content: bytes, unpacked_limit: int) -> Iterator[Sheet]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts.measure(archive, unpacked_limit)
        through = struck(archive)
        for sheet in parts.listed(archive):
            yield parts.measured(archive, sheet, through)


def measure_file(content: bytes) -> None:
    """The quick part of opening: signature and sizes. Raises Unreadable."""
    if formats.format_of(content, only_xlsx=False) != Format.XLSX:
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts.measure(archive)
    except Unreadable:
        raise
    except BROKEN as broken:
        raise damaged() from broken
