"""The days a row about a person says: in which order they must stand, and since when the relation counts (R-T10).

Tests: tests/members/test_roster_people.py, test_roster_files.py.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from members.people import Stage

from . import cells, codes
from .outcome import Trouble
from .words import Holds, label

if TYPE_CHECKING:
    from .person_rows import PersonRow


def dates(row: PersonRow) -> None:
    if row.holds == Holds.MEMBERS:
        _member_dates(row)
    else:
        _applicant_dates(row)
    for name, value in row.facts.items():
        if isinstance(value, date) and name != "dues_until" and value > row.today:
            row.refuse(Trouble.DATE, _("%(column)s在将来") % {"column": label(row.holds, name)})
    row.facts.pop("moved_in_on", None)  # of the relation, not of the person


def refuse_before_birth(row: PersonRow) -> None:
    """Of a row that is good otherwise: a number copied from another person often shows here."""
    born = row.id_number.born_on if row.id_number else None
    days = (row.since, row.facts.get("joined_on"))
    if born and any(day and day <= born for day in days):
        row.refuse(Trouble.DATE, _("日期早于身份号码中的出生日期"))


def _member_dates(row: PersonRow) -> None:
    joined = optional_day(row, "joined_on", needed=True)
    moved = optional_day(row, "moved_in_on")
    row.since = moved if moved and joined and moved >= joined else joined
    if moved and joined and moved < joined:
        row.warn(Trouble.DATE, _("组织关系转入日期早于入党日期，没有采用，组织关系自入党日期起算"))
    _before_joining(row, joined)
    converted = optional_day(row, "converted_on")
    for optional in ("away_since", "graduated_on", "abroad_since"):
        optional_day(row, optional)
    try:
        row.facts["dues_until"] = cells.month(row.values.get("dues_until", ""))
    except cells.Unclear as unclear:
        row.refuse(Trouble.DATE, _("党费交至：%(why)s") % {"why": unclear}, value=row.said("dues_until")[:40])
    stage = _stage(row, converted)
    if joined and converted and converted < joined <= row.today:
        row.refuse(Trouble.DATE, _("转正日期早于入党日期"))
    if stage == Stage.PROBATIONARY and converted:
        row.refuse(Trouble.STAGE, _("预备党员不应有转正日期，请核对党员类别"))


def _before_joining(row: PersonRow, joined: date | None) -> None:
    """The days of application and activism, where a roster of members has them."""
    applied, activist = optional_day(row, "applied_on"), optional_day(row, "activist_on")
    for earlier, later, said in (
        (applied, activist, _("确定积极分子日期早于申请入党日期")),
        (activist or applied, joined, _("入党日期早于申请入党或确定积极分子的日期")),
    ):
        if earlier and later and later < earlier:
            row.refuse(Trouble.DATE, said)


def _stage(row: PersonRow, converted: date | None) -> str | None:
    """The stage a row says; where the sheet has no such column, a day of conversion says 正式党员."""
    said = cells.compact(row.values.get("stage", ""))
    stage = row.facts["stage"] = codes.stage(said)
    if stage is None and not said and not row.choices.stage_told:
        if converted:
            stage = row.facts["stage"] = Stage.FULL
            row.warn(Trouble.STAGE, _("表里没有党员类别；有转正日期，按正式党员登记"))
        else:
            row.refuse(Trouble.STAGE, _("表里没有党员类别，也没有转正日期，分不清正式党员和预备党员"))
    elif stage is None:
        row.refuse(Trouble.STAGE, _("党员类别应为“正式党员”或“预备党员”"), value=said[:40])
    return stage


def _applicant_dates(row: PersonRow) -> None:
    applied = row.since = optional_day(row, "applied_on", needed=True)
    activist = optional_day(row, "activist_on")
    row.facts["stage"] = Stage.ACTIVIST if activist else Stage.APPLICANT
    if applied and activist and activist < applied:
        row.refuse(Trouble.DATE, _("确定积极分子日期早于申请入党日期"))


def optional_day(row: PersonRow, name: str, *, needed: bool = False) -> date | None:
    row.facts[name] = None
    try:
        found = cells.day(row.values.get(name, ""))
    except cells.Unclear as unclear:
        column = label(row.holds, name)
        row.refuse(Trouble.DATE, f"{column}：{unclear}", value=row.said(name)[:40])
        return None
    if not found:
        if needed:
            row.refuse(Trouble.DATE, _("缺%(column)s") % {"column": label(row.holds, name)})
        return None
    row.facts[name] = found.on
    if found.month_only or found.clock:
        _warn_of_day(row, label(row.holds, name), found)
    return found.on


def _warn_of_day(row: PersonRow, column: Any, found: cells.Day) -> None:
    """Of a day that is not written as a day."""
    if found.month_only:
        row.warn(Trouble.DATE, _("%(column)s只有年月，按当月1日登记") % {"column": column})
    if found.nearer:
        row.warn(Trouble.DATE, _("%(column)s离零点不到两分钟，按最近的一天登记，请核对") % {"column": column})
    elif found.clock:
        row.warn(Trouble.DATE, _("%(column)s带有时刻，按当天登记，请核对") % {"column": column})
