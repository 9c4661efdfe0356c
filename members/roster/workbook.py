"""Open a roster workbook without trusting it: signature, sizes, encryption, formulas, then rows one by one.

Values come from calamine. Before it sees the file the zip is measured and every sheet's XML is read once as a stream:
a formula's cell is remembered by row, and a sheet that claims a huge area is refused, since calamine would reserve it.
Tests: tests/members/test_roster_workbook.py.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

UNPACKED_LIMIT = 512 * 2**20  # bytes of all parts together; 140,000 rows need about 150 MiB
STRINGS_LIMIT = 128 * 2**20  # bytes of the shared strings, which calamine keeps in memory
PARTS_LIMIT = 1000
CELLS_LIMIT = 8_000_000  # rows times columns of one sheet: calamine reserves the whole rectangle
COLUMNS_LIMIT = 200
ROWS_LIMIT = 2**20  # of a sheet, by Excel's own count

# What reading a damaged or invented workbook raises: the zip, its packing, its XML, names and numbers in it.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, LookupError, StopIteration,
    ValueError, expat.ExpatError, CalamineError,
)  # fmt: skip


class Unreadable(ValueError):
    """The file cannot be imported at all. `str()` says why and what to do; `status` is the HTTP answer."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


@dataclass
class Sheet:
    """One sheet. `formulas` maps an Excel row number to the first cell in it that holds a formula (`"H12"`)."""

    name: str
    part: str
    height: int = 0
    width: int = 0
    formulas: dict[int, str] = field(default_factory=dict)


class Workbook:
    """A measured workbook. Raises Unreadable from the constructor; `rows` reads one sheet lazily.

    `unpacked_limit`: bytes of all parts together, where a reader wants less than UNPACKED_LIMIT."""

    def __init__(self, content: bytes, *, unpacked_limit: int = 0):
        refuse_other_formats(content)
        self._last: CalamineSheet | None = None
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                measure(archive, unpacked_limit)
                self.sheets = [measured(archive, sheet) for sheet in listed(archive)]
            self._book = CalamineWorkbook.from_filelike(BytesIO(content))
        except Unreadable:
            raise
        except BROKEN as broken:
            raise damaged() from broken

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
        """Excel row number (from 1) and the values from column A on."""
        if not sheet.height:
            return
        found = self._parsed(sheet)
        left = found.start[1] if found.start else 0
        for number, values in enumerate(found.iter_rows(), start=1):
            yield number, [""] * left + values

    def upright_merges(self, sheet: Sheet) -> dict[tuple[int, int], int]:
        """Cells hidden below the top of a one-column merge: (row, column) to the row that holds the value."""
        if not sheet.height:
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
        if self._last is None or self._last.name != sheet.name:
            self._last = None
            self._last = self._book.get_sheet_by_name(sheet.name)
        return self._last

    def close(self) -> None:
        self._last = None
        self._book.close()


def measure_file(content: bytes) -> None:
    """The quick part of opening: signature and sizes. Raises Unreadable."""
    refuse_other_formats(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            measure(archive)
    except Unreadable:
        raise
    except BROKEN as broken:
        raise damaged() from broken


def damaged() -> Unreadable:
    return Unreadable(_("文件已损坏，不能读取。请在 Excel 中打开后另存为 .xlsx 再上传。"), 422)


def refuse_other_formats(content: bytes) -> None:
    """Raise Unreadable for anything that is not an unencrypted .xlsx."""
    if len(content) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 2**20
        raise Unreadable(_("文件超过%(limit)d兆，请按党委或总支分成几个文件。") % {"limit": limit}, 413)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable(_("工作簿设有打开密码。请在 Excel 中取消密码后再上传。"), 422)
        raise Unreadable(_("这是旧版 .xls 文件。请在 Excel 中另存为 .xlsx 再上传。"), 415)
    if not content.startswith(b"PK\x03\x04"):
        raise Unreadable(_("这不是 Excel 工作簿（.xlsx）。.csv 等文件请先在 Excel 中另存为 .xlsx。"), 415)


def measure(archive: zipfile.ZipFile, unpacked_limit: int = 0) -> None:
    """Refuse a zip that would unpack too large, and one whose parts are not as large as it says (zip bomb)."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("文件已加密。请取消加密后再上传。"), 422)
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_LIMIT or strings > STRINGS_LIMIT or unpacked > (unpacked_limit or UNPACKED_LIMIT):
        raise Unreadable(_("文件解压后过大，不予读取。请删去图片和多余的工作表，或分成几个文件。"), 413)
    if "xl/workbook.xml" not in archive.namelist():
        raise Unreadable(_("这是压缩文件，不是 Excel 工作簿（.xlsx）。"), 415)
    # Reads no more than each part's stated size, then compares checksums: a part that lies is found here.
    if archive.testzip() is not None:
        raise zipfile.BadZipFile


def listed(archive: zipfile.ZipFile) -> list[Sheet]:
    """The worksheets in their order, with the part each is kept in."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append((attributes["name"], next(v for k, v in attributes.items() if k.endswith("}id"))))

    with archive.open("xl/_rels/workbook.xml.rels") as part:
        read_elements(part, relation)
    with archive.open("xl/workbook.xml") as part:
        read_elements(part, sheet)
    return [Sheet(name, targets[key]) for name, key in sheets if key in targets]


def measured(archive: zipfile.ZipFile, sheet: Sheet) -> Sheet:
    """Fill in height, width and formulas from the sheet's XML. Raises Unreadable when it claims too large an area."""
    row = column = 0

    def element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        if tag == "c":
            column = column_number(attributes["r"]) if "r" in attributes else column + 1
            sheet.width = max(sheet.width, column)
        elif tag == "row":
            row, column = row_number(attributes.get("r", ""), row + 1), 0
            sheet.height = max(sheet.height, row)
        elif tag == "f":
            sheet.formulas.setdefault(row, f"{column_letters(column)}{row}")

    with archive.open(sheet.part) as part:
        read_elements(part, element)
    if sheet.width > COLUMNS_LIMIT or sheet.width * sheet.height > CELLS_LIMIT:
        said = _("工作表「%(sheet)s」的数据区过大（%(rows)d行×%(columns)d列）。请删去表外的空行、空列后再上传。")
        raise Unreadable(said % {"sheet": sheet.name, "rows": sheet.height, "columns": sheet.width}, 413)
    return sheet


def read_elements(part: IO[bytes], started: Any) -> None:
    """Call `started(local name, attributes)` for every element, as a stream. A document type is refused."""
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_args: Any) -> None:
        raise expat.ExpatError("document type")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: started(tag.rpartition("}")[2], attributes)
    parser.ParseFile(part)


def row_number(said: str, following: int) -> int:
    """`"7"` → 7; the following one where a row does not say. Raises Unreadable for what is no number of a row."""
    if not said:
        return following
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(ROWS_LIMIT)) and 1 <= int(said) <= ROWS_LIMIT):
        raise damaged()
    return int(said)


def column_number(cell: str) -> int:
    """`"B7"` → 2."""
    number = 0
    for letter in cell:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """2 → `"B"`, 28 → `"AB"`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
