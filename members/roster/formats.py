"""Which format a file has, and text files as tables. What cannot be read is refused with how to save it instead.

Tests: tests/members/test_roster_formats.py.
"""

from __future__ import annotations

import csv
from collections import Counter
from enum import StrEnum
from io import StringIO

from django.conf import settings
from django.utils.translation import gettext as _

from .unreadable import Unreadable, damaged

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
ROWS_LIMIT = 300_000
DELIMITERS = ",\t;"


class Format(StrEnum):
    XLSX = "xlsx"
    OLD = "xls"  # .xls and .et: Excel's own binary format
    TEXT = "csv"


def format_of(content: bytes, *, only_xlsx: bool) -> Format:
    """The format by its content, whatever the file is called. Raises Unreadable."""
    if len(content) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 2**20
        raise Unreadable(_("文件超过%(limit)d兆，请按党委或总支分成几个文件。") % {"limit": limit}, 413)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable(_("工作簿设有打开密码。请在 Excel 中取消密码后再上传。"), 422)
        if only_xlsx:
            raise Unreadable(_("这是旧版 .xls 文件。请在 Excel 中另存为 .xlsx 再上传。"), 415)
        return Format.OLD
    if content.startswith(ZIP):
        return Format.XLSX
    head = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not only_xlsx:
        if head.startswith((b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta")):
            said = _(
                "这是“XML 表格”或网页格式的文件，扩展名可能是 .xls。请在 Excel 或 WPS 中打开，另存为 .xlsx 再上传。"
            )
            raise Unreadable(said, 415)
        if delimiter(decoded(content)):
            return Format.TEXT
    if only_xlsx:
        raise Unreadable(_("这不是 Excel 工作簿（.xlsx）。.csv 等文件请先在 Excel 中另存为 .xlsx。"), 415)
    raise Unreadable(
        _("这不是能读的表格。可以读 .xlsx、.xls、.et、.csv；其他文件请在 Excel 或 WPS 中另存为 .xlsx。"),
        415,
    )


def decoded(content: bytes) -> str:
    """The text of a file written by Excel or WPS: UTF-8, UTF-16 with its mark, or GB 18030; "" where it is none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text
    return ""


def delimiter(text: str) -> str:
    """What stands between the cells: the delimiter that the first lines have most of; "" where there is no table.

    A table has as many cells in one line as in the next; a text or a program that happens to have commas has not."""
    lines = [line for line in text.splitlines() if line.strip()][:20]
    best = max(DELIMITERS, key="\n".join(lines).count)
    cells = Counter(len(row) for row in csv.reader(lines, delimiter=best))
    width, rows = max(cells.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
    return best if width > 1 and rows * 2 > len(lines) - 2 else ""


def table(content: bytes) -> list[list[str]]:
    """The rows of a text file, all of the same width. Raises Unreadable."""
    text = decoded(content)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter(text)):
            rows.append(row)
            if len(rows) > ROWS_LIMIT:
                raise Unreadable(_("文件的行数过多，请按党委或总支分成几个文件。"), 413)
    except csv.Error as broken:
        raise damaged() from broken
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
