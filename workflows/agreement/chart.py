"""The balance as bars: a bar for each side and half-year, whose parts are what was done in time, late, not at all.

Lengths are user units of the drawing, 400 wide; how each part looks is the style sheet's. Tests:
tests/workflows/test_agreement_balance.py.
"""

from dataclasses import dataclass

from .balance import Balance, HalfYear

WIDTH = 400
LEFT = 130
ROW = 22
SHOWN = 4  # half-years


@dataclass(frozen=True)
class Part:
    kind: str
    x: float
    width: float
    count: int

    @property
    def text_x(self) -> float:
        return self.x + 4


@dataclass(frozen=True)
class Bar:
    label: str
    y: int
    parts: list[Part]

    @property
    def text_y(self) -> int:
        return self.y + 14


@dataclass(frozen=True)
class Bars:
    rows: list[Bar]

    @property
    def height(self) -> int:
        return (self.rows[-1].y if self.rows else 0) + ROW


def bars_of(halves: list[HalfYear]) -> Bars:
    """The newest half-years in which anything was owed, both sides one below the other, on one scale: the longest bar
    takes the whole width."""
    owed = [half for half in halves if any(side.owed for side in half.sides)]
    shown = [(half, side) for half in owed[:SHOWN] for side in half.sides]
    most = max((side.owed for _half, side in shown), default=0) or 1
    rows = [
        Bar(f"{half.half.words} {side.side.label}", place * ROW + (place // 2) * 8, _parts(side, most))
        for place, (half, side) in enumerate(shown)
    ]
    return Bars(rows)


def _parts(side: Balance, most: int) -> list[Part]:
    found, x = [], float(LEFT)
    for kind in ("in_time", "late", "missed"):
        count = getattr(side, kind)
        width = round((WIDTH - LEFT) * count / most, 1)
        if count:
            found.append(Part(kind, round(x, 1), width, count))
        x += width
    return found
