"""How large a text may be set so that it fits a place of given size: measured with the fonts (F-01, R-P10).

Where a form is cut or pre-printed its places cannot grow, so the letters shrink. The measure errs to the larger side:
it takes of each character the widest glyph a typeface of ours has. Tests: tests/documents/test_fitting.py.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

POINTS_A_MM = 72 / 25.4
SMALLEST, STEP = 4.5, 0.5  # points
ON_ONE_LINE = 9  # points: in a blank, letters as large as this or larger stand on one line
TYPEFACES = ("kai", "fang", "song")
# What no line begins with stays with what is before it, as does a bracket that opens with what follows it.
UNIT = r"\n|[ \u3000]|[（《“‘「『【〔]*(?:%s|[^\n])[，。、；：？！）》”’」』】〕·…—]*"
# An address may be parted at its strokes or not: the worse of both counts.
UNITS = (re.compile(UNIT % "[!-~]+"), re.compile(UNIT % "[!-.0-~]*/+|[!-.0-~]+"))


@dataclass(frozen=True)
class Fit:
    """`size` in points, `line` in mm from one line to the next."""

    size: float
    line: float
    lines: int

    @property
    def height(self) -> float:
        """In mm."""
        return self.lines * self.line

    @property
    def style(self) -> str:
        return f"font-size: {self.size:g}pt; line-height: {self.line:.2f}mm"


def fit(text: str, width: float, height: float, largest: float, *, airy: bool = False) -> Fit:
    """The largest size up to `largest` points at which `text` fits `width` × `height` mm; else the smallest there is.

    What is filled into a blank stands on one line where it can. `airy`: running text, with more room between lines.
    """
    size = largest
    while not _fits(found := _set(text, width, size, airy), height, airy) and size > SMALLEST:
        size -= STEP
    return found


def _fits(found: Fit, height: float, airy: bool) -> bool:
    return found.height <= height and (airy or found.lines == 1 or found.size < ON_ONE_LINE)


def _set(text: str, width: float, size: float, airy: bool) -> Fit:
    leading = (1.6 if size >= 12 else 1.4) if airy else 1.15
    return Fit(size, size * leading / POINTS_A_MM, lines(text, width * POINTS_A_MM / size))


@lru_cache(maxsize=1024)
def lines(text: str, room: float) -> int:
    """How many lines `text` takes where each holds `room` em. A word longer than a line is cut where the line ends."""
    return max(_count(units.findall(text), room) for units in UNITS)


def _count(units: list[str], room: float) -> int:
    count, used = 1, 0.0
    for unit in units:
        if unit == "\n":
            count, used = count + 1, 0.0
            continue
        wide = sum(map(_width, unit))
        if used + wide <= room:
            used += wide
            continue
        if used:
            count += 1
        count += int(wide // room)
        used = wide % room
    return count


def _width(char: str) -> float:
    """In em. An ideograph fills one, whatever its typeface."""
    return _printable_ascii().get(char, 1.0)


@cache
def _printable_ascii() -> dict[str, float]:
    from fontTools.ttLib import TTFont  # deferred: 60 ms that most commands need not pay

    widest: dict[str, float] = {}
    for name in TYPEFACES:
        with TTFont(Path(settings.FONT_DIR) / f"{name}.ttf", lazy=True) as font:
            glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
            for code in range(0x20, 0x7F):
                wide = advances[glyphs[code]][0] / em
                widest[chr(code)] = max(widest.get(chr(code), 0.0), wide)
    return widest
