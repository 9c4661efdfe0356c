"""Find a sheet's heading and which column is which, whatever the office called them and wherever they stand.

Title rows and instructions above, headers over two rows, other orders and other words are accepted; the user may
correct the result (`layouts.Layout`). Tests: tests/members/test_roster_columns.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any
from unicodedata import normalize

from . import cells, sheets
from .layouts import Header, Layout
from .words import PARTS, WORDS, Holds

LOOK_AT = 60  # rows from the top in which a header may stand
ALWAYS_TRIED = (Holds.ORGS, Holds.MEMBERS, Holds.ACTIVISTS)
# Kinds that a sheet's name or title decides: their columns are those of members.
DECIDED_BY_NAME = frozenset({Holds.FORMER, Holds.OUTINGS, Holds.TARGETS, Holds.ACTIVISTS})


def plain(header: Any) -> str:
    """A header without spaces, brackets and marks: `"公民 身份号码（必填）*"` → `"公民身份号码"`."""
    said = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", normalize("NFKC", cells.text(header)))
    return re.sub(r"[\s*:：、,，/]+", "", said)


def recognise(
    sheet_name: str, rows: Iterable[tuple[int, list[Any]]], *, holds: Holds | None = None, top: int = 0
) -> Layout | None:
    """The layout of a sheet from its first rows, or None when it holds nothing we know.

    `holds`, `top`: the kind and the heading row the user named; with a `top` there always is a layout."""
    first = tops(rows, upto=max(LOOK_AT, top + 1))
    titles = _titles(first)
    told = holds or sheets.told_kind(sheet_name, titles)
    best, best_score = None, (False, 0, 0, 0)
    for kind in [holds] if holds else dict.fromkeys([*ALWAYS_TRIED, told or Holds.MEMBERS]):
        for header in possible_headers(WORDS[kind], first, top=top):
            more = _beside(header, WORDS[kind])
            layout = Layout(**vars(header), holds=kind, more=more)
            if not (top or holds) and not _may_be(layout, told):
                continue
            score = (
                kind == told and kind in DECIDED_BY_NAME,
                -len(layout.missing),
                _hint(kind, told),
                len(layout.fields),
            )
            if best is None or score > best_score:
                best, best_score = layout, score
    return best or _as_named(first, holds or told, top)


def _as_named(first: list[tuple[int, list[str]]], holds: Holds | None, top: int) -> Layout | None:
    """A layout without columns for the heading row the user named."""
    headers = next((headers for number, headers in first if number == top), None)
    return None if headers is None else Layout(top, top, headers, holds=holds or Holds.MEMBERS)


def _may_be(layout: Layout, told: Holds | None) -> bool:
    """Whether so few columns may be a list of that kind."""
    if layout.holds == Holds.ORGS:
        people = {WORDS[Holds.MEMBERS].get(header) for header in layout.headers} & {"id_number", "gender"}
        return not people and bool({"kind", "parent"} & set(layout.fields.values()))
    return not layout.missing or len(layout.fields) >= 3 or (layout.holds == told and "name" in layout.fields.values())


def _hint(kind: Holds, told: Holds | None) -> int:
    return int(kind == (told or Holds.MEMBERS))


def _titles(first: list[tuple[int, list[str]]]) -> list[str]:
    """What stands alone, or nearly, in the rows at the top."""
    found = []
    for _number, said in first[:6]:
        filled = [text for text in said if text]
        if len(filled) > 3:
            break
        found += filled
    return found


def titles_above(layout: Header, rows: Iterable[tuple[int, list[Any]]]) -> list[str]:
    """The texts of the rows above a header, nearest last."""
    above = takewhile(lambda row: row[0] < layout.top, rows)
    return [text for _number, values in above for text in map(cells.text, values) if text]


def tops(rows: Iterable[tuple[int, list[Any]]], *, upto: int = LOOK_AT) -> list[tuple[int, list[str]]]:
    """The rows in which a header may stand, their cells as plain words."""
    near = takewhile(lambda row: row[0] <= upto, rows)
    return [(number, [plain(value) for value in values]) for number, values in near]


def possible_headers(words: Mapping[str, str], first: list[tuple[int, list[str]]], *, top: int = 0) -> Iterator[Header]:
    """Every row as a header, and every row with the next one as its second line where that tells more.

    `words`: each word an office uses for a column, with the field it means; `first`: what `tops` gives; `top`: the
    only row to look at, if one is named."""
    for index, (number, headers) in enumerate(first):
        if top and number != top:
            continue
        one = Header(number, number, headers, _matched(words, [[header] for header in headers]))
        if len(one.fields) < 2 and not top:
            continue
        yield one
        if index + 1 < len(first):
            below = first[index + 1][1]
            choices, names = _stacked(headers, below)
            two = Header(number, number + 1, names, _matched(words, choices) | _parts(words, headers, below))
            if len(two.fields) > len(one.fields):
                yield two


def _stacked(above: list[str], below: list[str]) -> tuple[list[list[str]], list[str]]:
    """For each column the words to try, and what to call it, when a merged header spans the columns below it."""
    choices, names, spanning = [], [], ""
    for upper, lower in zip(above, below, strict=True):
        spanning = upper or (spanning if lower else "")
        choices.append([spanning + lower, lower, upper] if lower else [upper])
        names.append(spanning + lower if lower else upper)
    return choices, names


def _parts(words: Mapping[str, str], above: list[str], below: list[str]) -> dict[int, str]:
    """Columns 月 and 日 beside the 年 of a date."""
    found: dict[int, str] = {}
    date = ""
    for index, (upper, lower) in enumerate(zip(above, below, strict=True)):
        if upper:
            date = words.get(upper, "") if lower == "年" else ""
        if date and lower in PARTS:
            found[index] = date + PARTS[lower]
    return found


def _matched(words: Mapping[str, str], choices: list[list[str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, said in enumerate(choices):
        known = next((words[word] for word in said if word in words), None)
        if known and known not in found.values():
            found[index] = known
    return found


def _beside(header: Header, words: Mapping[str, str]) -> list[dict[int, str]]:
    """The columns of a second table to the right that begins with a name once more and has a number too.

    Those of the first are then the ones left of it."""
    names = [index for index, said in enumerate(header.headers) if words.get(said) == "name"]
    if len(names) < 2 or "name" not in header.fields.values():
        return []
    right = names[1]
    again = _matched(words, [[]] * right + [[said] for said in header.headers[right:]])
    if "id_number" not in again.values() or "id_number" not in [header.fields.get(index) for index in range(right)]:
        return []
    header.fields = {index: name for index, name in header.fields.items() if index < right}
    return [again]
