"""The parts of an .xlsx read as streams: sizes, and what calamine does not tell: formulas, what is hidden or struck.

A sheet's XML is read once from end to end and nothing of it is kept but marks by row. Only cells with a value count
for its size: formatting may reach to row 1048576. Tests: tests/members/test_roster_workbook.py.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from .unreadable import Unreadable, damaged

UNPACKED_LIMIT = 512 * 2**20  # bytes of all parts together; 140,000 rows need about 150 MiB
STRINGS_LIMIT = 128 * 2**20  # bytes of the shared strings, which calamine keeps in memory
PARTS_LIMIT = 1000
CELLS_LIMIT = 8_000_000  # rows times columns of one sheet: calamine reserves the whole rectangle of its values
COLUMNS_LIMIT = 200
ROWS_EVER, COLUMNS_EVER = 2**20, 2**14  # of a sheet, by Excel's own count
DIGITS = "0123456789"
HIDDEN_SHEETS = {"hidden", "veryHidden"}


@dataclass(frozen=True)
class Struck:
    """What is struck out, by index as text: cell formats whose font is, shared strings of which every run is."""

    formats: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()


@dataclass
class Sheet:
    """One sheet, with what its XML says of it. Row numbers as Excel counts, columns from 0.

    `formulas`, `struck`: row to the set of its columns, as bits. `hidden_rows`, `hidden_columns`: those not shown."""

    name: str
    part: str = ""
    hidden: bool = False
    height: int = 0
    width: int = 0
    formulas: dict[int, int] = field(default_factory=dict)
    struck: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def formula_in(self, row: int, columns: int) -> str:
        """The first cell of `row` among `columns` (bits) that holds a formula, `"H12"`; else an empty string."""
        found = self.formulas.get(row, 0) & columns
        return f"{column_letters((found & -found).bit_length())}{row}" if found else ""


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
    """The worksheets in their order, with the part each is kept in and whether it is hidden."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str, bool]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next(v for k, v in attributes.items() if k.endswith("}id"))
            sheets.append((attributes["name"], key, attributes.get("state") in HIDDEN_SHEETS))

    with archive.open("xl/_rels/workbook.xml.rels") as part:
        read_elements(part, relation)
    with archive.open("xl/workbook.xml") as part:
        read_elements(part, sheet)
    return [Sheet(name, targets[key], hidden) for name, key, hidden in sheets if key in targets]


def is_on(attributes: dict[str, str]) -> bool:
    return attributes.get("val", "1") not in {"0", "false"}


def measured(archive: zipfile.ZipFile, sheet: Sheet, struck: Struck) -> Sheet:
    """Fill in size and marks from the sheet's XML. Raises Unreadable when its values claim too large an area."""
    marks = _Marks(sheet, struck)
    with archive.open(sheet.part) as part:
        read_elements(part, marks.element, marks.text if struck.strings else None)
    marks.close()
    refuse_vast(sheet.name, sheet.width * sheet.height, sheet.height, sheet.width)
    return sheet


class _Marks:
    """Takes a sheet's elements as they come and notes size and marks. Every cell of a roster passes here."""

    def __init__(self, sheet: Sheet, struck: Struck):
        self.sheet, self.struck = sheet, struck
        self.row = self.column = 0  # as Excel counts; 0 before the first
        self.shared = False  # whether the cell being read names a shared string
        self.string: list[str] | None = None  # and which

    def element(self, tag: str, attributes: dict[str, str]) -> None:
        if self.string is not None:
            self._settle_string()
        if tag == "c":
            self._cell(attributes)
        elif tag in {"v", "is"}:
            self.sheet.width = max(self.sheet.width, self.column)
            self.sheet.height = max(self.sheet.height, self.row)
            if self.shared and tag == "v":
                self.string = []
        elif tag == "row":
            self.row, self.column = row_number(attributes.get("r", ""), self.row + 1), 0
            if attributes.get("hidden") in {"1", "true"}:
                self.sheet.hidden_rows.add(self.row)
        elif tag == "f":
            self.sheet.formulas[self.row] = self.sheet.formulas.get(self.row, 0) | 1 << self.column - 1
        elif tag == "strike" and self.row and is_on(attributes):
            self._strike()
        elif tag == "col" and attributes.get("hidden") in {"1", "true"}:
            last = min(int(attributes["max"]), COLUMNS_LIMIT)
            self.sheet.hidden_columns.update(range(int(attributes["min"]) - 1, last))

    def text(self, said: str) -> None:
        if self.string is not None:
            self.string.append(said)

    def close(self) -> None:
        """After the last element: its text has come by now."""
        self._settle_string()

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = column_number(attributes["r"]) if "r" in attributes else self.column + 1
        if not 0 < self.column <= COLUMNS_EVER:
            raise damaged()
        if self.struck.formats and attributes.get("s") in self.struck.formats:
            self._strike()
        self.shared = bool(self.struck.strings) and attributes.get("t") == "s"

    def _settle_string(self) -> None:
        if self.string is not None and "".join(self.string) in self.struck.strings:
            self._strike()
        self.string = None

    def _strike(self) -> None:
        self.sheet.struck[self.row] = self.sheet.struck.get(self.row, 0) | 1 << self.column - 1


def refuse_vast(name: str, area: int, height: int, width: int) -> None:
    """Raise Unreadable when calamine would have to reserve too much for the values of the sheet `name`."""
    if width > COLUMNS_LIMIT or area > CELLS_LIMIT:
        said = _("工作表「%(sheet)s」的数据区过大（%(rows)d行×%(columns)d列）。请删去表外的空行、空列后再上传。")
        raise Unreadable(said % {"sheet": name, "rows": height, "columns": width}, 413)


class _LocalNames(dict[str, str]):
    """`"namespace}c"` → `"c"`; a sheet has millions of elements and few names."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition("}")[2]
        return self[tag]


def read_elements(part: IO[bytes], started: Any, said: Any = None) -> None:
    """Call `started(local name, attributes)` for every element and `said(text)` for texts, as a stream.

    A document type is refused."""
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_args: Any) -> None:
        raise expat.ExpatError("document type")

    parser.StartDoctypeDeclHandler = refuse
    local = _LocalNames()
    parser.StartElementHandler = lambda tag, attributes: started(local[tag], attributes)
    parser.CharacterDataHandler = said
    parser.ParseFile(part)


def row_number(said: str, following: int) -> int:
    """`"7"` → 7; the following one where a row does not say. Raises Unreadable for what is no number of a row."""
    if not said:
        return following
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(ROWS_EVER)) and 1 <= int(said) <= ROWS_EVER):
        raise damaged()
    return int(said)


def column_number(cell: str) -> int:
    """`"B7"` → 2."""
    return _column_called(cell.rstrip(DIGITS))


@lru_cache(maxsize=COLUMNS_LIMIT)
def _column_called(name: str) -> int:
    number = 0
    for letter in name:
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
