"""What somebody says about a file on the command line: which sheet is read as what, which column is which.

Tests: tests/members/test_roster_choosing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import layout_finding
from .columns import plain
from .layouts import Evidence, How, Layout
from .parts import column_letters
from .unreadable import Unreadable
from .words import COLUMNS, WORDS, Holds
from .workbook import Workbook


@dataclass(frozen=True)
class Choices:
    """Empty parts leave what is recognised. `sheet`: the only one that is read; `top`: the row of its heading;
    `columns`: heading or letter of a column to the word for its field ("" for none); `branch`: full name."""

    sheet: str = ""
    holds: Holds | None = None
    top: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    branch: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)

    def layouts(self, content: bytes) -> dict[str, Layout | None]:
        """How the sheets of the workbook are to be read. Raises Unreadable for a sheet or column that is not there."""
        book = Workbook(content, only_xlsx=False)
        try:
            found = layout_finding.all_sheets(book, {})
            if self.sheet and self.sheet not in found:
                raise _unknown(_("没有工作表「%(name)s」，只有%(known)s"), self.sheet, found)
            for name, layout in found.items():
                if layout and self.sheet not in {"", name}:
                    layout.holds = Holds.NOTHING
                elif layout and (self.holds or self.top or layout.holds != Holds.NOTHING):
                    layout.holds, layout.top = self.holds or layout.holds, self.top or layout.top
                    layout.again = bool(self.holds or self.top)
            found = layout_finding.all_sheets(book, found)
        finally:
            book.close()
        for layout in found.values():
            if layout and layout.holds != Holds.NOTHING:
                self._say(layout)
        return found

    def _say(self, layout: Layout) -> None:
        layout.again = False
        if self.branch:
            layout.branch, layout.branch_from = self.branch, "chosen"
        layout.defaults = {field_of(layout.holds, word): value for word, value in self.defaults.items()}
        for column, word in self.columns.items():
            index = index_of(layout, column)
            name = field_of(layout.holds, word) if word else ""
            layout.fields = {i: held for i, held in layout.fields.items() if i != index and held != name}
            if name:
                layout.fields[index] = name
            layout.evidence[index] = Evidence(How.CHOSEN)


def field_of(holds: Holds, word: str) -> str:
    """The field that a word means: our name for it, or any word an office uses. Raises Unreadable."""
    if word in COLUMNS[holds]:
        return word
    if found := WORDS[holds].get(plain(word)):
        return found
    raise _unknown(_("没有「%(name)s」这一项，可以写%(known)s"), word, [words[0] for words in COLUMNS[holds].values()])


def index_of(layout: Layout, column: str) -> int:
    """The index of a column by its heading or its letter. Raises Unreadable."""
    said = plain(column)
    for index, header in enumerate(layout.headers):
        if header == said or (column.isascii() and column_letters(index + 1) == column.upper()):
            return index
    raise _unknown(_("表头里没有「%(name)s」，只有%(known)s"), column, filter(None, layout.headers))


def _unknown(said: str, name: str, known: Iterable[str]) -> Unreadable:
    return Unreadable(said % {"name": name, "known": "、".join(known)}, 422)
