"""How one sheet is read: what it holds, where its heading stands, which column is what and why.

Found by `columns.recognise`, changed by the user, kept as JSON with the import. Sample values are personal and are
kept apart, sealed (`RosterImport.preview`). Tests: tests/members/test_roster_columns.py.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from .words import ASKABLE, REQUIRED, Holds, label


class How(StrEnum):
    """By what a column was recognised."""

    EQUAL = "equal"  # the heading is our own word
    SYNONYM = "synonym"  # the heading is a word we know
    VALUES = "values"  # the heading says nothing known, the values do
    CHOSEN = "chosen"  # by the user, in this import
    REMEMBERED = "remembered"  # by the user, in an earlier one
    HIDDEN = "hidden"  # the column is hidden in the workbook and therefore not read
    UNKNOWN = "unknown"


class Looks(StrEnum):
    """What the values of a column look like."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    DATE = "date"
    BRANCH = "branch"
    GENDER = "gender"
    STAGE = "stage"
    STATUS = "status"
    TEXT = "text"
    EMPTY = "empty"


@dataclass
class Evidence:
    """Why a column is taken for what it is: `fits` of the `of` values looked at are what they `look` like."""

    how: How = How.UNKNOWN
    looks: Looks = Looks.TEXT
    fits: int = 0
    of: int = 0

    def sentence(self) -> str:
        """For the page: `表头相同；抽看的 6 个值里 6 个通过校验位`."""
        return "；".join(part for part in (_HOW[self.how](), self._values()) if part)

    def _values(self) -> str:
        if self.looks == Looks.EMPTY:
            return _("这一列是空的")
        if self.looks not in _LOOKS:
            return ""
        said = _("抽看的%(of)d个值里%(fits)d个%(what)s")
        return said % {"of": self.of, "fits": self.fits, "what": _LOOKS[self.looks]()}


_HOW = {
    How.EQUAL: lambda: _("表头相同"),
    How.SYNONYM: lambda: _("表头是常用叫法"),
    How.VALUES: lambda: _("按值认出"),
    How.CHOSEN: lambda: _("您选的"),
    How.REMEMBERED: lambda: _("沿用上次的选择"),
    How.HIDDEN: lambda: _("隐藏的列，没有读"),
    How.UNKNOWN: lambda: "",
}
_LOOKS = {
    Looks.ID_NUMBER: lambda: _("通过身份号码校验"),
    Looks.PHONE: lambda: _("是手机号"),
    Looks.DATE: lambda: _("是日期"),
    Looks.BRANCH: lambda: _("是系统内的党支部"),
    Looks.GENDER: lambda: _("是性别"),
    Looks.STAGE: lambda: _("是党员类别"),
    Looks.STATUS: lambda: _("是党籍状态"),
}


@dataclass
class Header:
    """Where a sheet's header stands (`bottom`: its last row) and which column index holds which field."""

    top: int
    bottom: int
    headers: list[str]
    fields: dict[int, str] = field(default_factory=dict)


@dataclass
class Layout(Header):
    """A header of which it is known what its sheet holds, and what the sheet does not say itself.

    `place`: of the sheet in the workbook, from 0 (PostgreSQL does not keep the order of a JSON object's keys).
    `more`: a second table beside the first with the same headings, its columns by index. `branch`: full name of
    the branch all rows belong to, `branch_from`: "sheet" (its name), "title" or "chosen". `branches`: what rows
    say, to the full name the user chose for it. `defaults`: a field no column holds, to the value for all rows.
    `again`: the user changed kind or heading row; the columns are to be found anew."""

    holds: Holds = field(kw_only=True)
    place: int = field(default=0, kw_only=True)
    more: list[dict[int, str]] = field(default_factory=list, kw_only=True)
    branch: str = field(default="", kw_only=True)
    branch_from: str = field(default="", kw_only=True)
    branches: dict[str, str] = field(default_factory=dict, kw_only=True)
    defaults: dict[str, str] = field(default_factory=dict, kw_only=True)
    evidence: dict[int, Evidence] = field(default_factory=dict, kw_only=True)
    hidden: bool = field(default=False, kw_only=True)
    again: bool = field(default=False, kw_only=True)

    @property
    def missing(self) -> list[str]:
        """Labels of required fields that no column holds and no choice gives."""
        given = {*self.fields.values(), *self.defaults, *(["branch"] if self.branch else [])}
        return [label(self.holds, name) for name in REQUIRED[self.holds] if name not in given]

    @property
    def askable(self) -> list[str]:
        """Fields no column holds for which the page may take one value for all rows."""
        return [name for name in ASKABLE.get(self.holds, ()) if name not in self.fields.values()]

    @property
    def unclear(self) -> list[int]:
        """Columns with a heading and values of which nothing is known."""
        doubtful = {How.UNKNOWN, How.VALUES, How.HIDDEN}
        return [i for i, why in self.evidence.items() if why.how in doubtful and why.looks != Looks.EMPTY]

    def as_json(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if name not in {"fields", "more", "evidence"}}
        return kept | {
            "holds": self.holds.value,
            "fields": {str(index): name for index, name in self.fields.items()},
            "more": [{str(index): name for index, name in block.items()} for block in self.more],
            "evidence": {str(index): asdict(why) for index, why in self.evidence.items()},
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Layout:
        """The layout that `as_json` gave; one kept by an earlier version lacks what came later."""
        evidence = {
            int(index): Evidence(**why | {"how": How(why["how"]), "looks": Looks(why["looks"])})
            for index, why in kept.get("evidence", {}).items()
        }
        return cls(
            **kept
            | {
                "holds": Holds(kept["holds"]),
                "fields": {int(index): name for index, name in kept["fields"].items()},
                "more": [{int(i): name for i, name in block.items()} for block in kept.get("more", [])],
                "evidence": evidence,
            }
        )
