"""A workbook as rows of a transfer list, each read by itself: name, number, branch, reason, dates. Nothing is guessed.

Whom and where a row means is found afterwards, for all rows together (`people.py`, `places.py`).
Tests: tests/workflows/test_transfer_batch_reading.py.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.identity import IdNumber
from members.models import PartyOrg, Person
from members.roster import cells, tables
from members.roster.layouts import Header
from members.roster.person_rows import id_number
from members.roster.workbook import Sheet, Unreadable, Workbook
from members.rulebook import RuleBroken
from members.written_numbers import telephone
from workflows.transfer.states import Reason

from .columns import WORDS, label, missing, recognise
from .records import LARGEST, Objection

FILE_LIMIT = 2 * 2**20  # bytes; 500 rows need about 50 KiB
UNPACKED_LIMIT = 32 * 2**20  # bytes of all parts together
TAIL = re.compile(r"\d{3}[\dX]")
with override(settings.LANGUAGE_CODE):  # a workbook is Chinese, whatever language the interface speaks
    OUR_WORDS = {str(reason.label): reason for reason in Reason}
REASONS = OUR_WORDS | {
    "工作变动": Reason.UNIT_CHANGED,
    "单位变动": Reason.UNIT_CHANGED,
    "工作调动": Reason.UNIT_CHANGED,
    "居住地变动": Reason.RESIDENCE_CHANGED,
    "求学": Reason.STUDY,
    "学习": Reason.STUDY,
}


@dataclass(eq=False)
class ListedMember:
    """One row, read. `typed` is what the single transfer's form takes, as text."""

    number: int
    name: str = ""
    id_number: IdNumber | None = None
    id_tail: str = ""
    branch: str = ""
    destination_said: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    dues_until: date | None = None
    objections: list[Objection] = field(default_factory=list)
    person: Person | None = None
    destination: PartyOrg | None = None

    def object(self, what: str, rule: str = "", *, note: bool = False) -> None:
        self.objections.append(Objection(what, rule, note=note))


def read(content: bytes) -> list[ListedMember]:
    """Every member of the list. Raises Unreadable: no workbook, no list in it, nobody on it, or more than LARGEST."""
    if len(content) > FILE_LIMIT:
        limit = {"limit": FILE_LIMIT // 2**20}
        raise Unreadable(_("文件超过%(limit)d兆。请只留名单一张表，删去图片后再上传。") % limit, 413)
    book = Workbook(content, unpacked_limit=UNPACKED_LIMIT)
    try:
        sheet, header = _the_list(book)
        listed: list[ListedMember] = []
        for row in tables.rows_below(book, sheet, header, WORDS):
            if len(listed) == LARGEST:
                raise Unreadable(_("名单超过%(limit)d人。请分成几份，分批办理。") % {"limit": LARGEST}, 422)
            listed.append(_member(row))
    finally:
        book.close()
    if not listed:
        raise Unreadable(_("表头认出来了，但下面没有人。请填好名单再上传。"), 422)
    return listed


def _the_list(book: Workbook) -> tuple[Sheet, Header]:
    found = [(sheet, header) for sheet in book.sheets if (header := recognise(book.rows(sheet)))]
    whole = [(sheet, header) for sheet, header in found if not missing(header)]
    if len(whole) > 1:
        names = "、".join(f"「{sheet.name}」" for sheet, _header in whole[:3])
        raise Unreadable(_("%(sheets)s都像名单，分不清办哪一张。请只留一张。") % {"sheets": names}, 422)
    if whole:
        return whole[0]
    lacking = min((missing(header) for _sheet, header in found), key=len, default=[])
    if lacking:
        raise Unreadable(_("表头缺少：%(columns)s。可下载样表对照。") % {"columns": "、".join(lacking)}, 422)
    raise Unreadable(_("没有认出名单：表头须有姓名、身份号码、转入党支部全称、转移原因。可下载样表对照。"), 422)


def _member(row: tables.Row) -> ListedMember:
    member = ListedMember(row.number)
    member.objections = [Objection(problem.message) for problem in row.problems]
    cell = row.fields.get
    member.name = cells.name(cell("name", ""))[:60]
    if not member.name:
        member.object(_("缺姓名"))
    member.branch = cells.text(cell("branch", ""))
    _number(member, cell("id_number", ""), cell("id_tail", ""))
    member.destination_said = cells.text(cell("destination", ""))[:120]
    if not member.destination_said:
        member.object(_("缺转入党支部全称"), "R-T3")
    member.typed = {
        "reason": _reason(member, cells.compact(cell("reason", ""))),
        "reason_text": cells.text(cell("reason_text", "")),
        "away_since": _day(member, cell("away_since", "")),
        "contact": telephone(cells.text(cell("contact", ""))),
    }
    try:
        member.dues_until = cells.month(cell("dues_until", ""))
    except cells.Unclear as unclear:
        member.object(f"{label('dues_until')}：{unclear}")
    return member


def _number(member: ListedMember, whole: Any, tail: Any) -> None:
    """The number, or its last four characters together with the branch."""
    ending = cells.compact(tail if cells.compact(whole) == "" else whole).upper()
    if TAIL.fullmatch(ending):
        member.id_tail = ending
        return
    if cells.compact(whole) == "" and ending:
        member.object(_("身份号码后四位应为4位，以0开头的请把该列设为文本格式"), "R-I1")
        return
    try:
        member.id_number = id_number(whole)
    except RuleBroken as broken:
        member.object(broken.message, broken.number)


def _reason(member: ListedMember, said: str) -> str:
    if said in REASONS:
        return REASONS[said].value
    member.object(_("转移原因请写：%(reasons)s 之一") % {"reasons": "、".join(OUR_WORDS)})
    return ""


def _day(member: ListedMember, value: Any) -> str:
    try:
        found = cells.day(value)
    except cells.Unclear as unclear:
        member.object(f"{label('away_since')}：{unclear}")
        return ""
    if found and found.month_only:
        member.object(_("何时起只有年月，按当月1日登记"), note=True)
    return found.on.isoformat() if found else ""
