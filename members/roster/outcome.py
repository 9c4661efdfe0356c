"""What became of the rows: problems, counts, who is told. Tests: tests/members/test_roster_people.py."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from .layouts import Layout


class Trouble(models.TextChoices):
    """Kinds of problems, as counted on the preview. Rule numbers where a rule stands behind it."""

    IDENTITY = "R-I1", _("身份号码有误")
    BIRTH = "R-I2", _("身份号码与出生日期或性别不符")
    DUPLICATE = "R-I3", _("身份号码重复")
    BRANCH = "R-T10", _("党支部不明")
    MOVED = "R-T9", _("党支部与登记不同")
    TREE = "R-O3", _("组织类别或上级不符")
    POWER = "R-O6", _("审批权限不符")
    REACH = "R-O12", _("不在本组织管理范围")
    CODE = "R-T12", _("机关代字或组织代码重复")
    NAME = "name", _("姓名或名称")
    CHARACTER = "R-P10", _("用字须核对")
    DATE = "date", _("日期")
    STAGE = "stage", _("党员类别")
    FORMULA = "formula", _("单元格是公式")
    CELL = "cell", _("单元格内容")
    UNKNOWN = "unknown", _("台账上的人不在名册中")
    UNLIKELY = "unlikely", _("与常理不符，请核对")
    OFFER = "offer", _("与登记不同，可作更正")
    FORMER = "former", _("不是现有党员")
    HIDDEN = "hidden", _("隐藏的表、行、列")
    STRUCK = "struck", _("划掉的行")
    FURNITURE = "furniture", _("合计、签名、说明、示例")
    COLUMNS = "columns", _("表里没有这一列")
    KEPT = "kept", _("办理程序尚未上线，只留存文件")


# Rows that are named and not taken. They are no faults: nothing has to be mended and they do not come back.
LEFT_OUT = frozenset({Trouble.FORMER, Trouble.HIDDEN, Trouble.STRUCK, Trouble.FURNITURE, Trouble.COLUMNS, Trouble.KEPT})


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row, or (`warning`) that someone should look at or that was left out.

    `message`: no personal data in it, the same for all rows of one fault. `about`: the branch name nothing was found
    for. `value`: what stands in the cell, personal. Of an offer (`Trouble.OFFER`): `field`, and what stands in the
    register (`old`) and in the roster (`new`), as text."""

    kind: str
    message: str
    warning: bool = False
    about: str = ""
    value: str = ""
    field: str = ""
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        return f"{self.message}（{self.kind}）" if self.kind.startswith("R-") else self.message


@dataclass
class SheetCount:
    """Rows of one sheet by what became of them."""

    sheet: str
    holds: str = ""
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    warned: int = 0
    left_out: int = 0
    offered: int = 0
    kept: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What one pass over a workbook found or did.

    `previews`: by sheet, what the page shows of it, personal. `kept`: sheets put aside (`sheet`, `holds`, `rows`).
    `notes`: sentences about the whole file."""

    sheets: list[SheetCount] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    layouts: dict[str, Layout | None] = field(default_factory=dict)
    samples: list[dict[str, str]] = field(default_factory=list)
    previews: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum of one count over all sheets: `outcome.total("new")`."""
        return sum(getattr(sheet, name) for sheet in self.sheets)

    def as_json(self) -> dict[str, Any]:
        sheets = [asdict(sheet) for sheet in self.sheets]
        told = {"sheets": sheets, "kinds": self.kinds, "samples": self.samples}
        return told | {"kept": self.kept, "notes": self.notes}


class Listener(Protocol):
    """Who is told while a pass runs. Told inside the batch's transaction, so that it is kept or lost with it."""

    def told(self, sheet: str, row: int, problem: Problem, person: int | None, name: str = "") -> None: ...

    def progressed(self, rows: int) -> None: ...


class Collected:
    """A listener that keeps everything in memory: for commands and tests."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, int, Problem]] = []
        self.names: dict[tuple[str, int], str] = {}
        self.rows = 0

    def told(self, sheet: str, row: int, problem: Problem, person: int | None, name: str = "") -> None:
        self.problems.append((sheet, row, problem))
        self.names[sheet, row] = name

    def progressed(self, rows: int) -> None:
        self.rows = rows
