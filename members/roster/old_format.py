"""How large the sheets of an .xls or .et are, before calamine opens it: it reserves the whole area of a sheet's values.

The records of Excel's binary format (BIFF8, [MS-XLS]) are walked without keeping anything; what is hidden or struck
out is not looked for. Tests: tests/members/test_roster_old_format.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _

from .unreadable import Unreadable, damaged

# Kinds of records that hold one cell: row and column are their first four bytes. MULRK holds a run of cells.
FORMULA, LABEL, NUMBER, BOOLERR, RK, LABELSST, RSTRING = 0x06, 0x0204, 0x0203, 0x0205, 0x027E, 0xFD, 0xD6
CELLS = {FORMULA, LABEL, NUMBER, BOOLERR, RK, LABELSST, RSTRING}
MULRK, BOF, FILEPASS = 0xBD, 0x0809, 0x2F
STREAMS = ("Workbook", "Book")


def largest_area(content: bytes) -> tuple[int, int, int]:
    """Rows times columns of all sheets together, and the greatest number of rows and of columns. Raises Unreadable."""
    area = height = width = most_rows = most_columns = 0
    for kind, body in _records(_stream(content)):
        if kind == FILEPASS:
            raise Unreadable(_("工作簿设有打开密码。请在 Excel 中取消密码后再上传。"), 422)
        if kind == BOF:
            area, height, width = area + height * width, 0, 0
        elif (kind in CELLS or kind == MULRK) and len(body) >= 6:
            row, first = struct.unpack_from("<HH", body)
            column = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == MULRK else first
            height, width = max(height, row + 1), max(width, column + 1)
            most_rows, most_columns = max(most_rows, height), max(most_columns, width)
    return area + height * width, most_rows, most_columns


def _stream(content: bytes) -> bytes:
    import olefile  # only offices that still use .xls need it

    with olefile.OleFileIO(BytesIO(content)) as book:
        name = next((name for name in STREAMS if book.exists(name)), "")
        if not name:
            raise damaged()
        return bytes(book.openstream(name).read())


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
