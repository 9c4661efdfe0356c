"""What paper templates need: dates and capital numerals in official form, and typefaces that fit a whole name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents import fitting, fonts, numerals
from members.rulebook import declare

declare("R-P3", "成文日期用阿拉伯数字标全年、月、日，不编虚位：2025年3月8日", "GB/T 9704-2012")

TITLE_ROOM = 19  # characters of a title on one line (22 pt on 156 mm, R-P1)

HALF_WIDTH, HALF_LINES = 21, 12  # em and lines of a box over half of a sheet
LONG_TEXT, LONG_LINES = 600, 12  # characters or typed lines beyond which a row may be cut by the foot of a page

register = template.Library()
register.filter("capital_year", numerals.capital_year)
register.filter("capital_month", numerals.capital_month)
register.filter("capital_number", numerals.capital_number)


@register.filter
def day(iso: str) -> str:
    """`2025-03-08` → `2025年3月8日`; "" stays "" (R-P3)."""
    if not iso:
        return ""
    on = date.fromisoformat(iso[:10])
    return f"{on.year}年{on.month}月{on.day}日"


@register.filter
def moment(iso: str) -> str:
    """`2025-03-08T09:33` → `09:33`; a day alone has none."""
    return f"{datetime.fromisoformat(iso):%H:%M}" if "T" in iso else ""


@register.filter
def year_of(iso: str) -> int:
    """The year of `2025-03` or `2025-03-08`."""
    return int(iso[:4])


@register.filter
def month_of(iso: str) -> int:
    return int(iso[5:7])


@register.filter
def day_of(iso: str) -> int:
    return int(iso[8:10])


@register.filter
def written(value: object) -> SafeString:
    """A value as filled in.

    A name stands in one typeface: Song where Kai lacks one of its characters, `rare` where Fang does, for papers whose
    text is Fang. In anything else only the missing character comes from the next one (R-P10).
    """
    text = str(value)
    return format_html('<span class="{}">{}</span>', _typeface(text), unparted(text))


@register.filter
def paragraphs(value: str) -> SafeString:
    """What somebody typed, inside a `<p class="text">`: each further line begins a paragraph of its own."""
    return format_html_join(mark_safe('</p><p class="text">'), "{}", ((written(line),) for line in _lines(value)))


def _lines(value: str) -> list[str]:
    return [line for line in value.splitlines() if line.strip()] or [""]


@register.filter
def unparted(text: str) -> SafeString:
    """A name as 艾力·买买提 may be parted after its dot, never before it: no line begins with one."""
    pieces = UNPARTED.split(text)  # odd ones are kept whole
    return format_html_join(
        "", "{}", ((format_html('<span class="nowrap">{}</span>', p) if at % 2 else p,) for at, p in enumerate(pieces))
    )


UNPARTED = re.compile(r"(\S[·・•‧]|工作日）?)")
LONGEST_NAME = 60


def _typeface(text: str) -> str:
    if len(text) > LONGEST_NAME or "\n" in text:
        return "v"
    if _lacks_an_ideograph("kai", text):
        return "v song"
    return "v rare" if _lacks_an_ideograph("fang", text) else "v"


def _lacks_an_ideograph(family: str, text: str) -> bool:
    """A sign as ℃ does not make a name look patched; an ideograph does."""
    return any(unicodedata.category(char) == "Lo" for char in fonts.lacking(family, text))


class RowGroup(NamedTuple):
    """Rows of a table with their numbers from 1. A page keeps them whole unless `is_long`."""

    rows: list[tuple[int, Mapping[str, Any]]]
    is_long: bool


@register.filter
def kept_whole(lines: Sequence[Mapping[str, Any]]) -> list[RowGroup]:
    """Each line a group, the last two one: what follows the table then never stands with a single row on its page."""
    rows = list(enumerate(lines, start=1))
    groups = [*([row] for row in rows[:-2]), rows[-2:]]
    return [RowGroup(group, any(_is_long(line["text"]) for _, line in group)) for group in groups if group]


def _is_long(text: str) -> bool:
    return len(text) > LONG_TEXT or text.count("\n") >= LONG_LINES


@register.filter
def is_long(text: str) -> bool:
    """Whether a text takes more lines in half of a sheet's width than anyone likes to read there."""
    return fitting.lines(text or "", HALF_WIDTH) > HALF_LINES


@register.filter
def title_lines(heading: str) -> list[str]:
    """A title on one line, or on two: after the person's name, so that no last character stands alone."""
    whom, same, what = heading.partition("同志")
    return [heading] if len(heading) <= TITLE_ROOM or not what else [whom + same, what]


@register.simple_tag
def fitted(width: float, height: float, largest: float, *texts: object) -> fitting.Fit:
    """How large these texts, one after the other, may be filled into a blank of `width` × `height` mm."""
    return fitting.fit("".join(map(str, texts)), width, height, largest)


@register.simple_tag
def fitted_text(width: float, height: float, largest: float, *texts: object) -> fitting.Fit:
    """The same for running text. Each `\n` begins a paragraph."""
    return fitting.fit("".join(map(str, texts)), width, height, largest, airy=True)


@register.simple_tag
def height_left(height: float, *taken: fitting.Fit) -> float:
    """What of `height` mm these texts, one below the other, leave."""
    return height - sum(fit.height for fit in taken)


BLANK = 6  # mm from the upper edge of a blank of the pre-printed form to its line
HANGS = {"top": 0.0, "middle": 0.5, "foot": 1.0}


@register.filter
def raised(fit: fitting.Fit, hangs: str) -> str:
    """How far above a blank's upper edge a text begins, in mm: it may grow downwards, to both sides or upwards."""
    return f"{(BLANK - fit.height) * HANGS[hangs]:.2f}"


@register.filter
def crowding(text: str, room: int) -> str:
    """For a blank that holds `room` characters on one line: "", "small" (two small lines) or "tiny" (three)."""
    return "tiny" if len(text) > 2.5 * room else "small" if len(text) > room else ""
