"""The layout of every sheet of a workbook: as the user said, else as recognised; the branch of a sheet; the preview.

Tests: tests/members/test_roster_files.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from . import cells, evidence, sheets
from .columns import recognise, titles_above
from .layouts import Header, Layout
from .places import NotFound, Places
from .remembered import applied
from .words import Holds
from .workbook import Sheet, Workbook

SHOWN_ROWS, SHOWN_CELLS = 5, 20  # of a sheet's first rows on the page
ONE_BRANCH = {Holds.MEMBERS, Holds.ACTIVISTS}


def all_sheets(
    book: Workbook, chosen: Mapping[str, Layout | None], recalled: Mapping[str, dict[str, Any]] | None = None
) -> dict[str, Layout | None]:
    """By sheet name its layout; `Holds.NOTHING` where nothing was recognised, None for an empty sheet.

    `chosen`: as the user said; `recalled`: what the office said of such headings earlier (`remembered.recall`)."""
    found = {sheet.name: _layout(book, sheet, chosen.get(sheet.name), recalled or {}) for sheet in book.sheets}
    for place, layout in enumerate(found.values()):
        if layout:
            layout.place = place
    return found


def _layout(
    book: Workbook, sheet: Sheet, chosen: Layout | None, recalled: Mapping[str, dict[str, Any]]
) -> Layout | None:
    if chosen and not chosen.again:
        return chosen
    if chosen and chosen.holds != Holds.NOTHING:
        layout = recognise(sheet.name, book.rows(sheet), holds=chosen.holds, top=chosen.top)
        if layout:
            layout.branch, layout.branch_from, layout.again = chosen.branch, chosen.branch_from, True
            layout.branches, layout.defaults = chosen.branches, chosen.defaults
    else:
        layout = chosen or recognise(sheet.name, book.rows(sheet))
        layout = layout if chosen else applied(sheet.name, layout, book.rows(sheet), recalled) or layout
    layout = layout or _nothing(book, sheet)
    if layout:
        layout.hidden = sheet.hidden
    return layout


def _nothing(book: Workbook, sheet: Sheet) -> Layout | None:
    """A layout that reads nothing, with the fullest of the first rows as the heading to start from."""
    near = [(number, list(map(cells.text, values))) for number, values in islice(book.rows(sheet), 20)]
    number, headers = max(near, key=lambda row: sum(map(bool, row[1])), default=(0, []))
    return Layout(number, number, headers, holds=Holds.NOTHING) if any(headers) else None


def look_closer(book: Workbook, sheet: Sheet, layout: Layout, places: Places, *, settled: bool) -> dict[str, Any]:
    """Find the branch of a sheet and what its columns' values say; returns the preview for the page.

    `settled`: the user has seen the columns: none is taken or dropped any more."""
    if layout.holds in ONE_BRANCH and not layout.branch and "branch" not in layout.fields.values():
        layout.branch, layout.branch_from = _branch_of(sheet.name, titles_above(layout, book.rows(sheet)), places)
    shown = evidence.gather(layout, book.rows(sheet), sheet.hidden_columns, places, settled=settled)
    return shown | {"opening": _opening(book, sheet, layout)}


def _branch_of(sheet_name: str, titles: list[str], places: Places) -> tuple[str, str]:
    """The branch that the sheet's name or a title names, in full, and which of the two; empty where none does."""
    for words, where in sheets.branch_words(sheet_name, titles):
        try:
            found = places.find(words, family="branch")
        except NotFound:
            continue
        if found.is_branch and not found.closed:
            return found.name, where
    return "", ""


def _opening(book: Workbook, sheet: Sheet, header: Header) -> list[list[Any]]:
    """The first rows as the page shows them where nothing was read."""
    rows = islice(book.rows(sheet), max(SHOWN_ROWS, header.bottom))
    return [
        [number, [evidence.masked(cells.text(value)) for value in values[:SHOWN_CELLS]]]
        for number, values in islice(rows, SHOWN_ROWS)
    ]
