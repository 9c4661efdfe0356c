"""A list of people, pasted or uploaded, as rows: columns in any order, under any usual heading or none at all.

What a name of an organisation or an account means is judged afterwards. Tests: tests/members/test_opening_reading.py.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from members import sealing
from members.identity import tidy
from members.roster import cells, naming, tables
from members.roster.columns import possible_headers, tops
from members.roster.layouts import Header
from members.roster.words import COLUMNS, Holds
from members.roster.workbook import Unreadable, Workbook
from members.same_person import compact

from . import posts
from .records import LARGEST, OpeningRow

FILE_LIMIT = 2 * 2**20  # bytes
UNPACKED_LIMIT = 32 * 2**20  # bytes of all parts together
_MEMBERS = COLUMNS[Holds.MEMBERS]
# Field: the words offices use for it. The first is ours.
FIELDS = {
    "name": ["姓名", "书记姓名", "人员姓名", "负责人", *_MEMBERS["name"]],
    "org": ["组织", "党组织", "单位", "所在单位", *COLUMNS[Holds.ORGS]["name"], *_MEMBERS["branch"]],
    "post": ["岗位", "系统岗位", "角色", "权限"],
    "title": ["职务", "党内职务", "现任职务", "工作岗位"],
    "username": ["用户名", "登录名", "账号", "帐号", "账户", "帐户", "登录账号"],
    "phone": _MEMBERS["phone"],
    "number": ["身份号码", *_MEMBERS["id_number"], "身份号码后四位", "身份证后四位", "身份证号后四位", "后四位"],
}
WORDS = {word: field for field, words in FIELDS.items() for word in words}
USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9.-]+")
PHONE = re.compile(r"1\d{10}|\d{3,4}-?\d{7,8}|\d{7,8}")
NUMBER = re.compile(r"\d{17}[\dXx]|\d{3}[\dXx]")


def from_text(text: str) -> list[OpeningRow]:
    """Lines with parts between tabs, commas or spaces. Raises Unreadable: nobody on it, or more than LARGEST."""
    lines = [split(line) for line in text.splitlines()]
    table = [(number, list(line)) for number, line in enumerate(lines, start=1) if any(line)]
    return _counted(_from_table(table))


def split(line: str) -> list[str]:
    """One line's parts: between tabs where there is one, else between commas, else between spaces."""
    for mark in ("\t", r"[,，;；、|]"):
        if re.search(mark, line):
            return [cells.text(part) for part in re.split(mark, line)]
    return line.split()


def from_file(content: bytes) -> list[OpeningRow]:
    """The rows of an .xlsx or .csv. Raises Unreadable, as `from_text` and for what is neither."""
    if len(content) > FILE_LIMIT:
        raise Unreadable(_("文件超过%(limit)d兆。请只留名单一张表再上传。") % {"limit": FILE_LIMIT // 2**20}, 413)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _counted(_from_workbook(content))
    table = [(number, list(line)) for number, line in enumerate(csv.reader(StringIO(_decoded(content))), start=1)]
    return _counted(_from_table([(number, line) for number, line in table if any(part.strip() for part in line)]))


def _decoded(content: bytes) -> str:
    """Text as spreadsheets save it in China: UTF-8, or GB18030 where that fails."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("这不是 Excel 工作簿（.xlsx）或 .csv 文件。"), 415)


def _from_workbook(content: bytes) -> Iterator[OpeningRow]:
    book = Workbook(content, unpacked_limit=UNPACKED_LIMIT)
    try:
        for sheet in book.sheets:
            if header := _header(book.rows(sheet)):
                for row in tables.rows_below(book, sheet, header, WORDS):
                    yield _row(row.number, {name: cells.text(value) for name, value in row.fields.items()})
                return
    finally:
        book.close()
    raise Unreadable(_("没有认出名单：表头须有姓名、组织、岗位或职务。"), 422)


def _header(rows: Iterable[tuple[int, list[Any]]]) -> Header | None:
    found = possible_headers(WORDS, tops(rows))
    named = [header for header in found if {"name", "org"} <= set(header.fields.values())]
    return max(named, key=lambda header: len(header.fields), default=None)


def _from_table(table: list[tuple[int, list[str]]]) -> Iterator[OpeningRow]:
    width = max((len(values) for _number, values in table), default=0)
    header = _header((number, values + [""] * (width - len(values))) for number, values in table)
    for number, values in table:
        if header is None:
            yield _row(number, told_apart(values))
        elif number > header.bottom and not tables.is_furniture(values, header, WORDS):
            fields = {name: cells.text(values[at]) for at, name in header.fields.items() if at < len(values)}
            yield _row(number, fields)


def told_apart(values: list[str]) -> dict[str, str]:
    """Which part of a line without headings is which, by what it looks like."""
    found: dict[str, str] = {}
    rest = []
    for value in filter(None, (normalize("NFKC", cells.text(value)) for value in values)):
        kind = next((name for name, looks in SHAPES if name not in found and looks(value)), "")
        if kind:
            found[kind] = value
        else:
            rest.append(value)
    for name in ("name", "org", "title"):
        if name not in found and rest:
            found[name] = rest.pop(0)
    return found


# In the order they are tried: an organisation's name may hold the word for a post, never the other way round.
SHAPES = (
    ("phone", lambda said: bool(PHONE.fullmatch(said))),
    ("number", lambda said: bool(NUMBER.fullmatch(said))),
    ("username", lambda said: bool(USERNAME.fullmatch(said))),
    ("org", lambda said: bool(naming.split(said)[1])),
    ("post", lambda said: bool(posts.meant(said))),
)


def _row(number: int, said: dict[str, str]) -> OpeningRow:
    """One row. Where only one of post and title stands, it tells both."""
    post_said, title = said.get("post", ""), said.get("title", "")
    post = posts.meant(post_said) or posts.meant(title)
    row = OpeningRow(number=number, name=cells.name(said.get("name", ""))[:60], org_said=said.get("org", "")[:120])
    row.post, row.title = post, posts.title_of(title or post_said, post)
    row.username, row.phone = said.get("username", "").lower()[:30], compact(said.get("phone", ""))[:40]
    number_said = tidy(said.get("number", ""))
    if NUMBER.fullmatch(number_said):
        row.id_tail_index = sealing.blind(number_said[-4:], "tail")
        row.id_index = sealing.blind(number_said, "id") if len(number_said) == 18 else ""
    return row


def _counted(rows: Iterable[OpeningRow]) -> list[OpeningRow]:
    taken: list[OpeningRow] = []
    for row in rows:
        if len(taken) == LARGEST:
            raise Unreadable(_("名单超过%(limit)d人。请分成几份，分批办理。") % {"limit": LARGEST}, 422)
        taken.append(row)
    if not taken:
        raise Unreadable(_("名单里没有人。每行一人：姓名、组织、岗位。"), 422)
    for number, row in enumerate(taken, start=1):
        row.number = number
    return taken
