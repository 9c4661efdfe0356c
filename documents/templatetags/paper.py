"""What paper templates need: dates and capital numerals in official form, and typefaces that fit a whole name."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents import fonts, numerals
from members.rulebook import declare

declare("R-P3", "成文日期用阿拉伯数字标全年、月、日，不编虚位：2025年3月8日", "GB/T 9704-2012")

TITLE_ROOM = 19  # characters of a title on one line (22 pt on 156 mm, R-P1)

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
    """A value as filled in: one typeface for all of it (R-P10).

    Song where Kai lacks one of its characters; `rare` where Fang does, for papers whose text is Fang.
    """
    text = str(value)
    typeface = "v song" if not fonts.whole_in("kai", text) else "v" if fonts.whole_in("fang", text) else "v rare"
    return format_html('<span class="{}">{}</span>', typeface, text)


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
def title_lines(heading: str) -> list[str]:
    """A title on one line, or on two: after the person's name, so that no last character stands alone."""
    whom, same, what = heading.partition("同志")
    return [heading] if len(heading) <= TITLE_ROOM or not what else [whom + same, what]


@register.simple_tag
def density(close: int, closest: int, *texts: str) -> str:
    """How closely a part must be set for these texts to fit: "", "tight" or "tighter", by their characters together."""
    length = sum(map(len, texts))
    return "tighter" if length > closest else "tight" if length > close else ""


@register.filter
def crowding(text: str, room: int) -> str:
    """For a blank that holds `room` characters on one line: "", "small" (two small lines) or "tiny" (three)."""
    return "tiny" if len(text) > 2.5 * room else "small" if len(text) > room else ""
