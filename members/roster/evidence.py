"""What the values of a column say: why it is taken for what it is, and what it is where its heading says nothing.

The first rows below the heading are looked at. Sample values are masked where they are personal (R-I3).
Tests: tests/members/test_roster_evidence.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from typing import Any

from members import identity
from members.rulebook import RuleBroken

from . import cells, codes
from .layouts import Evidence, How, Layout, Looks
from .places import NotFound, Places
from .words import COLUMNS, REQUIRED, Holds

LOOK_AT = 200  # rows below the heading
SAMPLES = 3
MOST = 0.8  # of the values must look so
EIGHT_DIGITS, OLD_NUMBER = 8, 15
LONG_NUMBER = re.compile(r"\d{8,}[\dXx]*")
PHONE = re.compile(r"1\d{10}$")
BY_VALUES = {
    Looks.ID_NUMBER: "id_number",
    Looks.PHONE: "phone",
    Looks.BRANCH: "branch",
    Looks.GENDER: "gender",
    Looks.STAGE: "stage",
}


def gather(
    layout: Layout, rows: Iterable[tuple[int, list[Any]]], hidden: set[int], places: Places, *, settled: bool
) -> dict[str, Any]:
    """Set the layout's evidence, take columns by their values where the heading is unknown, and return the preview.

    `settled`: the user has seen the columns: none is taken or dropped any more."""
    columns = _values(layout, rows)
    if not settled:
        layout.fields = {index: name for index, name in layout.fields.items() if index not in hidden}
    looks = {index: _looks(values, places) for index, values in columns.items()}
    if not settled:
        _tell_stage_from_status(layout, looks)
    for index, header in enumerate(layout.headers):
        look, fits, of = looks[index]
        before = layout.evidence.get(index)
        how = before.how if before and before.how in {How.CHOSEN, How.REMEMBERED} else _how(layout, index, header)
        if index in hidden and index not in layout.fields:
            how = How.HIDDEN
        elif not settled and how == How.UNKNOWN and _by_values(layout, look):
            layout.fields[index], how = BY_VALUES[look], How.VALUES
        if header or look != Looks.EMPTY:
            layout.evidence[index] = Evidence(how, look, fits, of)
    return {"samples": {str(i): [masked(v) for v in values[:SAMPLES]] for i, values in columns.items()}}


def _values(layout: Layout, rows: Iterable[tuple[int, list[Any]]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {index: [] for index in range(len(layout.headers))}
    below = (values for number, values in rows if number > layout.bottom)
    for values in islice(below, LOOK_AT):
        for index, said_so_far in found.items():
            if index < len(values) and (said := cells.text(values[index])):
                said_so_far.append(said)
    return found


def _looks(values: list[str], places: Places) -> tuple[Looks, int, int]:
    """What most of the values look like, how many do, and of how many."""
    if not values:
        return Looks.EMPTY, 0, 0
    for look, fits in _TESTS.items():
        count = sum(map(fits, values))
        if count >= MOST * len(values):
            return look, count, len(values)
    branches = {value: _is_branch(value, places) for value in set(values)}
    count = sum(branches[value] for value in values)
    if count >= MOST * len(values):
        return Looks.BRANCH, count, len(values)
    return Looks.TEXT, 0, len(values)


def _is_number(value: str) -> bool:
    try:
        return bool(identity.parse(cells.number(value)[0]))
    except RuleBroken:
        return False


def _is_date(value: str) -> bool:
    with suppress(cells.Unclear):
        return cells.day(value) is not None
    return False


def _is_branch(value: str, places: Places) -> bool:
    with suppress(NotFound):
        return places.find(value, family="branch").is_branch
    return False


_TESTS: dict[Looks, Callable[[str], bool]] = {
    Looks.ID_NUMBER: _is_number,
    Looks.PHONE: lambda value: bool(PHONE.match(cells.number(value)[0])),
    Looks.DATE: _is_date,
    Looks.GENDER: lambda value: value in {"男", "女", "男性", "女性"},
    Looks.STAGE: lambda value: not value.isdecimal() and codes.stage(value) is not None,
    Looks.STATUS: lambda value: value in {"正常", "停止党籍", "失联", "出党", "中止党籍"},
}


def _how(layout: Layout, index: int, header: str) -> How:
    name = layout.fields.get(index, "").partition(":")[0]
    if not name:
        return How.UNKNOWN
    return How.EQUAL if COLUMNS[layout.holds].get(name, [""])[0] == header else How.SYNONYM


def _by_values(layout: Layout, look: Looks) -> bool:
    """Whether a column of an unknown heading may be taken by its values: only what the sheet needs and has not."""
    name = BY_VALUES.get(look, "")
    held = {*layout.fields.values(), *(["branch"] if layout.branch else [])}
    return name in REQUIRED[layout.holds] and name not in held


def _tell_stage_from_status(layout: Layout, looks: dict[int, tuple[Looks, int, int]]) -> None:
    """党籍状态 is the stage in one office's list and the status in another's: the values decide."""
    if layout.holds not in {Holds.MEMBERS, Holds.OUTINGS} or "stage" in layout.fields.values():
        return
    for index, name in layout.fields.items():
        if name == "status" and looks[index][0] == Looks.STAGE:
            layout.fields[index] = "stage"


def masked(value: str) -> str:
    """A value as the page shows it: long numbers, by which a person can be told or reached, are cut (R-I3)."""
    return LONG_NUMBER.sub(_cut, value)[:30]


def _cut(found: re.Match[str]) -> str:
    number = found[0]
    if len(number) == EIGHT_DIGITS:
        return number  # a date
    return f"{number[:4]}…{number[-4:]}" if len(number) >= OLD_NUMBER else f"{number[:3]}…{number[-4:]}"
