"""The mapping page of an import: what it shows of each sheet, and what the user said on it.

Every input is named by the number of its sheet: `s0kind`, `s0top`, `s0branch`, `s0c3` (column 3), `s0d-stage` (one
value for all rows); unknown branches of all sheets are named once: `about-0` with `is-0`. Tests:
tests/members/test_roster_mapping.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from members.people import Stage
from members.row_keys import key_of

from .layouts import Evidence, How, Layout
from .places import NotFound, Places
from .records import RosterImport
from .words import COLUMNS, OWN, Holds, label

MOST_BRANCHES = 300  # a longer list to choose from helps nobody and weighs too much
MOST_ROWS = 60  # heading rows to choose from


@dataclass(frozen=True)
class Said:
    """What the form says: the layouts to read by, and by input what cannot be (a sentence each)."""

    layouts: dict[str, Layout | None]
    faults: dict[str, str]


@dataclass(frozen=True)
class Typed:
    """A form that was refused: what was typed, and by input what cannot be. Empty where nothing was sent."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def answer(self, name: str, known: str) -> str:
        return self.values.get(name, known)


def shown(record: RosterImport, typed: Typed) -> dict[str, Any]:
    """What the page shows: `sheets`, and whether any of it is `open` or `asks_branch`."""
    preview = record.preview
    sheets = [
        _sheet(number, layout, preview.get(name, {}), typed) | {"name": name}
        for number, (name, layout) in enumerate(record.sheets())
        if layout
    ]
    return {
        "sheets": sheets,
        "open": bool(typed.faults) or any(sheet["open"] for sheet in sheets),
        "asks_branch": any(sheet["asks_branch"] for sheet in sheets),
    }


def _sheet(number: int, layout: Layout, preview: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    columns = _columns(number, layout, preview.get("samples", {}), typed)
    unclear = [column for column in columns if column["open"]]
    branch = f"s{number}branch"
    return {
        "number": number,
        "holds": layout.holds,
        "kinds": Holds.choices,
        "top": layout.top,
        "tops": range(1, max(MOST_ROWS, layout.top) + 1),
        "columns": [*unclear, *(column for column in columns if not column["open"])],
        "known": sum(bool(column["field"]) for column in columns),
        "unclear": len(unclear),
        "choices": [(name, label(layout.holds, name)) for name in COLUMNS[layout.holds]],
        "missing": layout.missing,
        "asks_branch": "branch" in COLUMNS[layout.holds] and "branch" not in layout.fields.values(),
        "branch": typed.answer(branch, layout.branch),
        "branch_input": branch,
        "branch_fault": typed.faults.get(branch, ""),
        "branch_from": layout.branch_from,
        "defaults": [_default(number, layout, name, typed) for name in layout.askable],
        "remembered": any(why.how == How.REMEMBERED for why in layout.evidence.values()),
        "opening": preview.get("opening", []),
        "hidden": layout.hidden,
        "open": bool(layout.missing or unclear or layout.holds == Holds.NOTHING) and not layout.hidden,
    }


def _columns(number: int, layout: Layout, samples: Mapping[str, list[str]], typed: Typed) -> list[dict[str, Any]]:
    """Each column that has a heading or values; a remembered one is no open question."""
    return [
        {
            "input": f"s{number}c{index}",
            "header": header or _("（没有表头）"),
            "field": typed.answer(f"s{number}c{index}", layout.fields.get(index, "")),
            "samples": samples.get(str(index), []),
            "why": layout.evidence[index].sentence() if index in layout.evidence else "",
            "open": bool(header) and index in layout.unclear and index not in layout.fields and header not in OWN,
        }
        for index, header in enumerate(layout.headers)
        if header or samples.get(str(index))
    ]


def _default(number: int, layout: Layout, name: str, typed: Typed) -> dict[str, Any]:
    entered = f"s{number}d-{name}"
    return {
        "field": name,
        "input": entered,
        "label": label(layout.holds, name),
        "value": typed.answer(entered, layout.defaults.get(name, "")),
        "choices": [stage.label for stage in (Stage.FULL, Stage.PROBATIONARY)] if name == "stage" else [],
    }


def branches_within(places: Places) -> list[str]:
    """The names to choose a branch from; none where there are too many to list."""
    found = [
        place.name for place in places.by_name.values() if place.is_branch and place.within_reach and not place.closed
    ]
    return sorted(found) if len(found) <= MOST_BRANCHES else []


def said(record: RosterImport, typed: Mapping[str, str], places: Places) -> Said:
    """Read the form. A changed kind or heading row means that the columns are found anew; the rest of it waits."""
    layouts: dict[str, Layout | None] = {}
    faults: dict[str, str] = {}
    named = _named_branches(typed, places, faults)
    for number, (name, layout) in enumerate(record.sheets()):
        if layout:
            _read_sheet(number, layout, typed, places, faults)
            layout.branches = {**layout.branches, **named}
        layouts[name] = layout
    return Said(layouts, faults)


def _named_branches(typed: Mapping[str, str], places: Places, faults: dict[str, str]) -> dict[str, str]:
    """What rows say, to the full name of the branch it means."""
    found = {}
    for name, about in typed.items():
        number = name.removeprefix("about-")
        answer = typed.get(f"is-{number}", "").strip()
        if name.startswith("about-") and answer and (branch := _branch(answer, f"is-{number}", places, faults)):
            found[about] = branch
    return found


def _branch(said_name: str, name: str, places: Places, faults: dict[str, str]) -> str:
    """The full name of the branch that is meant; an empty string, and a fault, where none is."""
    try:
        place = places.find(said_name, family="branch")
    except NotFound as lost:
        faults[name] = str(lost)
        return ""
    if not place.is_branch or place.closed or not place.within_reach:
        faults[name] = _("「%(name)s」不是本组织管理范围内的党支部") % {"name": said_name}
        return ""
    return place.name


def _read_sheet(number: int, layout: Layout, typed: Mapping[str, str], places: Places, faults: dict[str, str]) -> None:
    kind, top = typed.get(f"s{number}kind", layout.holds.value), typed.get(f"s{number}top", "")
    row = key_of(top) or layout.top
    row = row if row <= MOST_ROWS + layout.top else layout.top
    if kind in Holds.values and (kind != layout.holds.value or row != layout.top):
        layout.holds, layout.top, layout.again = Holds(kind), row, True
        return
    _read_columns(number, layout, typed)
    branch = typed.get(f"s{number}branch", "").strip()
    if branch != layout.branch and f"s{number}branch" in typed:
        layout.branch = _branch(branch, f"s{number}branch", places, faults) if branch else ""
        layout.branch_from = "chosen"
    layout.defaults = {
        field: value for field in layout.askable if (value := typed.get(f"s{number}d-{field}", "").strip()[:40])
    }


def _read_columns(number: int, layout: Layout, typed: Mapping[str, str]) -> None:
    """Each field by one column, the first that claims it; what was changed is marked as chosen."""
    known = COLUMNS[layout.holds]
    fields: dict[int, str] = {}
    for index in range(len(layout.headers)):
        before = layout.fields.get(index, "")
        name = typed.get(f"s{number}c{index}", before)
        beside_its_year = name == before and ":" in name  # a month or a day in a column of its own
        if beside_its_year or (name in known and name not in fields.values()):
            fields[index] = name
        if name != before and f"s{number}c{index}" in typed:
            evidence = layout.evidence.setdefault(index, Evidence())
            evidence.how = How.CHOSEN
    layout.fields = fields
