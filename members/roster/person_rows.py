"""One row about a person, read and judged by itself: number, name, dates, stage, branch (R-I1, R-I2, R-T10).

What the register says against it is looked at by the batch, in `register.py`.
Tests: tests/members/test_roster_people.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from django.db.models import CharField, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from members import characters, identity, sealing
from members.people import Gender, Person, Stage
from members.rulebook import RuleBroken

from . import cells
from .outcome import Problem, Trouble
from .places import NotFound, Place, Places
from .words import Holds, label

GENDERS = {"男": Gender.MALE, "男性": Gender.MALE, "女": Gender.FEMALE, "女性": Gender.FEMALE}
STAGES = {
    "正式党员": Stage.FULL,
    "正式": Stage.FULL,
    "中共党员": Stage.FULL,
    "预备党员": Stage.PROBATIONARY,
    "预备": Stage.PROBATIONARY,
    "中共预备党员": Stage.PROBATIONARY,
}
TEXTS = ("education", "occupation", "phone", "away_place", "away_unit", "certificate_number", "cultivation_contact")
ONE_CHARACTER_NATIONS = "汉回满苗壮藏侗瑶白傣黎畲佤羌怒京"


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
    became: str = ""  # "new", "changed", "same" or "refused"
    person: int | None = None

    @property
    def good(self) -> bool:
        return not any(not problem.warning for problem in self.problems)

    @cached_property
    def id_index(self) -> str:
        """The blind index of a number that was read."""
        return sealing.blind(str(self.id_number), "id")

    def refuse(self, kind: Trouble, message: str) -> None:
        self.problems.append(Problem(kind.value, message))
        self.became = "refused"

    def warn(self, kind: Trouble, message: str) -> None:
        self.problems.append(Problem(kind.value, message, warning=True))

    def said(self, name: str) -> str:
        return cells.text(self.values.get(name, ""))


def read(row: PersonRow, places: Places) -> None:
    """Fill in `facts`, `id_number`, `place`, `since`; all that is wrong is collected, not only the first."""
    _name(row)
    note_characters(row, row.holds)
    _number(row)
    _gender(row)
    _texts(row)
    _dates(row)
    _branch(row, places)
    _away_branch(row, places)


def _name(row: PersonRow) -> None:
    name = row.facts["name"] = cells.name(row.values.get("name", ""))
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


def _number(row: PersonRow) -> None:
    try:
        row.id_number = id_number(row.values.get("id_number", ""))
    except RuleBroken as broken:
        row.refuse(Trouble(broken.number), broken.message)


def id_number(value: Any) -> identity.IdNumber:
    """The identity number in a cell. Raises RuleBroken (R-I1, R-I2), also where Excel keeps it as a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        said = _("身份号码以数字存储，末几位已丢失；请把该列设为文本格式后按证件重新填写")
        raise RuleBroken("R-I1", said)
    return identity.parse(cells.text(value))


def _gender(row: PersonRow) -> None:
    said = cells.compact(row.values.get("gender", ""))
    told = row.id_number.gender if row.id_number else None
    gender = GENDERS.get(said) if said else told
    if gender is None and said:
        row.refuse(Trouble.CELL, _("性别应为“男”或“女”"))
    elif told and gender != told:
        row.warn(Trouble.BIRTH, _("性别与身份号码第17位不符，已按表登记，请核对"))
    row.facts["gender"] = gender


def _texts(row: PersonRow) -> None:
    row.facts["nationality"] = full_nation(row.said("nationality"))
    for name in TEXTS:
        row.facts[name] = row.said(name)
    row.facts["phone"] = cells.compact(row.values.get("phone", ""))
    row.facts["remark"] = row.said("remark")
    for name in (*TEXTS, "nationality", "remark"):
        if too_long := over_limit(Person, name, row.facts[name]):
            row.refuse(Trouble.CELL, too_long)


def full_nation(said: str) -> str:
    """`汉族` for `汉`."""
    return said + "族" if said and said in ONE_CHARACTER_NATIONS else said


def over_limit(model: type[Model], name: str, said: str) -> str:
    """What to say when a text does not fit into its column, or an empty string."""
    column = model._meta.get_field(name)
    if not isinstance(column, CharField) or len(said) <= (column.max_length or 0):
        return ""
    return _("「%(column)s」超过%(limit)d字") % {"column": column.verbose_name, "limit": column.max_length}


def _dates(row: PersonRow) -> None:
    if row.holds == Holds.MEMBERS:
        _member_dates(row)
    else:
        _applicant_dates(row)
    for name, value in row.facts.items():
        if isinstance(value, date) and name != "dues_until" and value > timezone.localdate():
            row.refuse(Trouble.DATE, _("%(column)s在将来") % {"column": label(row.holds, name)})


def refuse_before_birth(row: PersonRow) -> None:
    """Of a row that is good otherwise: a number copied from another person often shows here."""
    if row.id_number and row.since and row.since <= row.id_number.born_on:
        row.refuse(Trouble.DATE, _("日期早于身份号码中的出生日期"))


def _member_dates(row: PersonRow) -> None:
    joined = row.since = _date(row, "joined_on", needed=True)
    converted = _date(row, "converted_on")
    for optional in ("away_since", "graduated_on", "abroad_since"):
        _date(row, optional)
    try:
        row.facts["dues_until"] = cells.month(row.values.get("dues_until", ""))
    except cells.Unclear as unclear:
        row.refuse(Trouble.DATE, _("党费交至：%(why)s") % {"why": unclear})
    stage = row.facts["stage"] = STAGES.get(cells.compact(row.values.get("stage", "")))
    if stage is None:
        row.refuse(Trouble.STAGE, _("党员类别应为“正式党员”或“预备党员”"))
    if joined and converted and converted < joined <= timezone.localdate():
        row.refuse(Trouble.DATE, _("转正日期早于入党日期"))
    if stage == Stage.PROBATIONARY and converted:
        row.refuse(Trouble.STAGE, _("预备党员不应有转正日期，请核对党员类别"))


def _applicant_dates(row: PersonRow) -> None:
    applied = row.since = _date(row, "applied_on", needed=True)
    activist = _date(row, "activist_on")
    row.facts["stage"] = Stage.ACTIVIST if activist else Stage.APPLICANT
    if applied and activist and activist < applied:
        row.refuse(Trouble.DATE, _("确定积极分子日期早于申请入党日期"))


def _date(row: PersonRow, name: str, *, needed: bool = False) -> date | None:
    column = label(row.holds, name)
    row.facts[name] = None
    try:
        found = cells.day(row.values.get(name, ""))
    except cells.Unclear as unclear:
        row.refuse(Trouble.DATE, f"{column}：{unclear}")
        return None
    if not found:
        if needed:
            row.refuse(Trouble.DATE, _("缺%(column)s") % {"column": column})
        return None
    if found.month_only:
        row.warn(Trouble.DATE, _("%(column)s只有年月，按当月1日登记") % {"column": column})
    row.facts[name] = found.on
    return found.on


def _branch(row: PersonRow, places: Places) -> None:
    said = row.said("branch")
    if not said:
        row.refuse(Trouble.BRANCH, _("缺所在党支部"))
        return
    try:
        found = places.find(said, family="branch")
    except NotFound as lost:
        row.refuse(Trouble.BRANCH, _("所在党支部%(why)s") % {"why": lost})
        return
    if not found.within_reach:
        row.refuse(Trouble.REACH, _("所在党支部不在本组织管理范围内，请由其上级导入"))
    elif not found.is_branch or found.closed:
        row.refuse(Trouble.BRANCH, _("「%(name)s」不是党支部，或已撤销") % {"name": said})
    else:
        row.place = found


def _away_branch(row: PersonRow, places: Places) -> None:
    """Where the person lives now. An organisation outside the system is kept by its words, so that nothing is lost."""
    said = row.said("away_branch")
    row.facts["away_branch"], row.facts["away_outside"] = None, ""
    if not said:
        return
    try:
        row.facts["away_branch"] = places.find(said, family="branch", anywhere=True)
    except NotFound:
        column = label(row.holds, "away_branch")
        row.warn(Trouble.BRANCH, _("%(column)s不在系统内，已按原文登记") % {"column": column})
        row.facts["away_outside"] = said
        if too_long := over_limit(Person, "away_outside", said):
            row.refuse(Trouble.CELL, too_long)
