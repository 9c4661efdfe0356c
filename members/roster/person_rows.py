"""One row about a person, read and judged by itself: number, name, dates, stage, branch (R-I1, R-I2, R-T10).

What the register says against it is looked at by the batch, in `register.py`.
Tests: tests/members/test_roster_people.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from django.db.models import CharField, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from members import characters, identity, sealing, written_numbers
from members.people import Person
from members.rulebook import RuleBroken

from . import cells, codes, former, row_dates, unlikely
from .outcome import Problem, Trouble
from .places import NotFound, Place, Places
from .words import Holds, label

TEXTS = ("education", "occupation", "phone", "away_place", "away_unit", "certificate_number", "cultivation_contact")


@dataclass(frozen=True)
class Choices:
    """What the user said about a sheet: the branch of all rows, branches for what rows say, whether stages are told."""

    branch: str = ""
    branches: Mapping[str, str] = field(default_factory=dict)
    stage_told: bool = True


NO_CHOICES = Choices()


@dataclass(eq=False)
class PersonRow:
    """One row, read. `facts` are values of `Person`; `since` is the day the relation starts."""

    sheet: str
    number: int
    holds: Holds
    values: dict[str, Any]
    raw: list[Any]
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    id_number: identity.IdNumber | None = None
    place: Place | None = None
    since: date | None = None
    became: str = ""  # "new", "changed", "same", "refused", "left_out" or "offered"
    person: int | None = None
    block: int = 0
    former_name: str = ""
    choices: Choices = NO_CHOICES

    @property
    def good(self) -> bool:
        return self.became not in {"refused", "left_out"} and all(problem.warning for problem in self.problems)

    @property
    def name(self) -> str:
        """The name as it stands in the row, for who may see it."""
        furniture = any(problem.kind == Trouble.FURNITURE for problem in self.problems)
        return "" if furniture else cells.name(self.values.get("name", ""))[:60]

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def id_index(self) -> str:
        """The blind index of a number that was read."""
        return sealing.blind(str(self.id_number), "id")

    def refuse(self, kind: Trouble, message: str, **details: str) -> None:
        self.problems.append(Problem(kind.value, message, False, **details))
        self.became = "refused"

    def warn(self, kind: Trouble, message: str, **details: str) -> None:
        self.problems.append(Problem(kind.value, message, warning=True, **details))

    def leave_out(self, why: Problem) -> None:
        """Name the row and do not take it; what else is wrong with it does not matter."""
        self.problems, self.became = [why], "left_out"

    def said(self, name: str) -> str:
        return cells.text(self.values.get(name, ""))


def read(row: PersonRow, places: Places) -> None:
    """Fill in `facts`, `id_number`, `place`, `since`; all that is wrong is collected, not only the first.

    A row about somebody who is no present member is left out, whatever else it says (R5)."""
    if row.holds == Holds.MEMBERS and (why := former.why(*map(row.said, ("status", "lost", "remark")))):
        row.leave_out(Problem(Trouble.FORMER.value, why, warning=True, value=row.said("remark")[:60]))
        return
    name_of(row)
    note_characters(row, row.holds)
    id_number_of(row)
    _gender(row)
    texts(row)
    row_dates.dates(row)
    _branch(row, places)
    away_branch(row, places)
    _note_outing(row)
    if row.good and row.holds == Holds.MEMBERS:
        stage, joined, converted = (row.facts.get(name) for name in ("stage", "joined_on", "converted_on"))
        for hint in unlikely.hints(row.id_number, stage, joined, converted, row.today):
            row.warn(Trouble.UNLIKELY, hint)


def _note_outing(row: PersonRow) -> None:
    """Where a roster of members says half of an outing, ask for the rest."""
    if row.holds != Holds.MEMBERS:
        return
    told = any(row.facts.get(name) for name in ("away_place", "away_unit", "away_branch", "away_outside"))
    floating = row.said("floating")
    if told and not row.facts.get("away_since"):
        row.warn(Trouble.DATE, _("缺外出日期：已登记为在外，请在人员页的「变更外出情况」里补上"))
    elif floating in cells.YES and not told and not row.facts.get("away_since"):
        row.warn(Trouble.CELL, _("标为流动党员，但没有外出地点和日期，没有登记外出；请在人员页「登记外出」"))
    if told and floating in cells.NO - {""}:
        row.warn(Trouble.CELL, _("标为不是流动党员，却写有外出地点，已登记为在外，请核对"))


def name_of(row: PersonRow) -> None:
    """The name alone: a former name behind it goes to the remark, and whatever is not obvious is pointed out."""
    said = cells.text(row.values.get("name", ""))
    name, row.former_name = cells.former_name(said)
    name = row.facts["name"] = cells.name(name)
    if row.former_name:
        row.warn(Trouble.NAME, _("姓名后面的曾用名没有写进姓名，已记入备注，请与身份证核对"), value=said[:60])
    elif (note := cells.NUMBER_NOTE.search(said)) and note[1]:
        row.warn(Trouble.NAME, _("姓名里有括号，文书上会照样印出；括号不是姓名的，请改正后再导入"), value=said[:60])
    if len(name) > 2 and cells.HAN.search(said):  # 李　明 is how everybody sets two characters
        row.warn(Trouble.NAME, _("姓名中的空格没有登记，请与身份证核对"), value=said[:60])
    if not name or len(name) > 60:
        row.refuse(Trouble.NAME, _("姓名为空或超过60字"))
    elif objection := characters.objection_to_name(name):
        row.refuse(Trouble.CHARACTER, objection)


class Noted(Protocol):
    """A row of either kind, as far as its characters are concerned."""

    values: dict[str, Any]

    def said(self, name: str) -> str: ...

    def warn(self, kind: Trouble, message: str) -> None: ...


def note_characters(row: Noted, holds: Holds) -> None:
    """Say which characters became others, and which other people will not be able to read (R-P10)."""
    whole = "".join(value for value in row.values.values() if isinstance(value, str))
    if not (characters.private_in(whole) or characters.unprintable(whole) or characters.has_dot(whole)):
        return  # nearly every row
    for name, value in row.values.items():
        if not isinstance(value, str):
            continue
        if put_in := characters.exchanged(value):
            said = _("「%(column)s」中的自造字已换成标准字%(characters)s，请核对")
            row.warn(Trouble.CHARACTER, said % {"column": label(holds, name), "characters": put_in})
        # What nobody sees is taken away first, but most cells need no second look.
        if name != "name" and characters.unprintable(value) and (left := characters.unprintable(row.said(name))):
            said = _("「%(column)s」中的%(characters)s没有字库可印，已原样登记；印在文书上以前须改写或安装字库")
            row.warn(Trouble.CHARACTER, said % {"column": label(holds, name), "characters": characters.named(left)})
        if name == "name" and characters.with_one_dot(value) != value:
            row.warn(Trouble.CHARACTER, _("姓名中的间隔点已写成身份证上的“·”，请核对"))


def id_number_of(row: PersonRow) -> None:
    value = row.values.get("id_number", "")
    try:
        row.id_number = id_number(value)
    except RuleBroken as broken:
        row.refuse(Trouble(broken.number), broken.message, value=row.said("id_number")[:40])
        return
    if note := cells.number(value)[1]:
        row.warn(Trouble.CELL, _("身份号码后面的附注“%(note)s”没有登记") % {"note": note[:20]})


def id_number(value: Any) -> identity.IdNumber:
    """The identity number in a cell. Raises RuleBroken (R-I1, R-I2), also where Excel keeps it as a number.

    A quote or 身份证： before it and a note in brackets behind it are no part of it."""
    if (isinstance(value, int | float) and not isinstance(value, bool)) or cells.EXPONENT.match(cells.compact(value)):
        said = _("身份号码以数字存储，末几位已丢失；请把该列设为文本格式后按证件重新填写")
        raise RuleBroken("R-I1", said)
    return identity.parse(cells.number(value)[0])


def _gender(row: PersonRow) -> None:
    said = cells.compact(row.values.get("gender", ""))
    told = row.id_number.gender if row.id_number else None
    gender = codes.gender(said) if said else told
    if gender is None and said:
        row.refuse(Trouble.CELL, _("性别应为“男”或“女”"), value=said[:40])
    elif told and gender != told:
        row.warn(Trouble.BIRTH, _("性别与身份号码第17位不符，已按表登记，请核对"), value=said[:40])
    row.facts["gender"] = gender


def texts(row: PersonRow) -> None:
    _nation(row)
    for name in TEXTS:
        row.facts[name] = written_numbers.kept(name, row.said(name))
    if (education := codes.education(row.facts["education"])) is None:
        row.refuse(Trouble.CELL, _("学历的代码不在 GB/T 4658 中，请写文字"), value=row.facts["education"][:40])
    row.facts["education"] = education or ""
    _phone(row)
    row.facts["remark"] = "；".join(filter(None, (row.former_name, row.said("remark"))))
    for name in (*TEXTS, "nationality", "remark"):
        if too_long := over_limit(Person, name, row.facts[name]):
            row.refuse(Trouble.CELL, too_long, value=row.facts[name][:60])


def _nation(row: PersonRow) -> None:
    """The nation by its name in full (R-P10). What is none of them is not printed as typed."""
    said = cells.compact(row.values.get("nationality", ""))
    row.facts["nationality"] = codes.nation(said) or ""
    if said and not row.facts["nationality"]:
        row.refuse(Trouble.CELL, _("民族不在56个民族之内，请按证件写一个民族的全称"), value=said[:40])


def _phone(row: PersonRow) -> None:
    said, note = cells.number(written_numbers.telephone(row.said("phone")))
    if cells.EXPONENT.match(said):
        row.warn(Trouble.CELL, _("电话是科学记数法，末几位可能已丢失，没有登记"), value=said[:40])
        said = ""
    row.facts["phone"] = f"{said}（{note}）" if note else said


def over_limit(model: type[Model], name: str, said: str) -> str:
    """What to say when a text does not fit into its column, or an empty string."""
    column = model._meta.get_field(name)
    if not isinstance(column, CharField) or len(said) <= (column.max_length or 0):
        return ""
    return _("「%(column)s」超过%(limit)d字") % {"column": column.verbose_name, "limit": column.max_length}


def _branch(row: PersonRow, places: Places) -> None:
    said = row.said("branch")
    said = row.choices.branches.get(said) or said or row.choices.branch
    if not said:
        row.refuse(Trouble.BRANCH, _("缺所在党支部"))
        return
    try:
        found = places.find(said, family="branch")
    except NotFound as lost:
        row.refuse(Trouble.BRANCH, _("所在党支部%(why)s") % {"why": lost}, about=said[:120])
        return
    if not found.within_reach:
        row.refuse(Trouble.REACH, _("所在党支部不在本组织管理范围内，请由其上级导入"), value=said[:60])
    elif not found.is_branch or found.closed:
        row.refuse(Trouble.BRANCH, _("「%(name)s」不是党支部，或已撤销") % {"name": said}, about=said[:120])
    else:
        row.place = found


def away_branch(row: PersonRow, places: Places) -> None:
    """Where the person lives now. An organisation outside the system is kept by its words, so that nothing is lost."""
    said = row.said("away_branch")
    row.facts["away_branch"], row.facts["away_outside"] = None, ""
    if not said:
        return
    try:
        row.facts["away_branch"] = places.find(said, family="branch", anywhere=True)
    except NotFound:
        column = label(row.holds, "away_branch")
        row.warn(Trouble.BRANCH, _("%(column)s不在系统内，已按原文登记") % {"column": column}, value=said[:60])
        row.facts["away_outside"] = said
        if too_long := over_limit(Person, "away_outside", said):
            row.refuse(Trouble.CELL, too_long)
