"""Read a cell as offices fill it in: stray spaces, full-width digits, dates of every habit. Never guess.

Every function takes the value calamine gives (str, float, bool, date, datetime) and returns what was meant, or raises
`Unclear` with a Chinese sentence. Tests: tests/members/test_roster_cells.py.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from members import characters

DIGITS_OF_A_DATE = re.compile(r"(\d{4})\D+(\d{1,2})(?:\D+(\d{1,2}))?\D*$")
TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")
BY_MIDNIGHT = timedelta(minutes=2)  # web exports shift a day by seconds: 1998-06-30 23:59:17 is 1 July
EXPONENT = re.compile(r"^[\d.]+[Ee]\+?\d+$")
NUMBER_WORDS = re.compile(r"^(公民)?(居民)?身份(证件?)?(号码?)?[：:]")  # 身份证：3299…
NUMBER_NOTE = re.compile(r"[（(【\[]([^（()）】\]]*)[)）】\]]$")  # 3299…（已换证）
FORMER_NAME = re.compile(r"\s*[（(](曾用名|原名|又名)[：:\s]*([^（()）]+)[)）]$")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
YEAR_AND_MONTH = re.compile(r"(\d{4})(\d{2})$")
_HAN = "[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
YES, NO = {"是", "有", "√", "Y", "YES", "1"}, {"否", "无", "×", "N", "NO", "0", ""}


class Unclear(ValueError):
    """The cell cannot be read without guessing. `str()` says what is wrong."""


@dataclass(frozen=True)
class Day:
    """A date; `month_only` when the office gave no day and the first of the month stands for it.

    `clock`: the time of day that stood beside it; `nearer`: so close to midnight that the nearer day is meant."""

    on: date
    month_only: bool = False
    clock: time | None = None
    nearer: bool = False


def text(value: Any) -> str:
    """What stands in the cell, spaces tidied, without what nobody can see; private characters of GBK as standard ones.

    No other character is lost, however new or rare (R-P10)."""
    said = " ".join(characters.seen(value if isinstance(value, str) else _written(value)).split())
    return said[1:] if said[:1] == "'" and said[1:2] in ("=", "+", "-", "@") else said


def _written(value: Any) -> str:
    """What is no text, as an office would write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def name(value: Any) -> str:
    """A person's name exactly as on the card (R-P10), with its dot; spaces between Chinese characters are layout."""
    return characters.with_one_dot(HAN.sub("", text(value)))


def former_name(said: str) -> tuple[str, str]:
    """A name and the former name behind it: `"马（曾用名：马六）"` → `("马", "曾用名：马六")`."""
    found = FORMER_NAME.search(said)
    return (said[: found.start()], f"{found[1]}：{found[2]}") if found and found.start() else (said, "")


def compact(value: Any) -> str:
    """A code or number: narrow characters, no spaces."""
    return "".join(normalize("NFKC", text(value)).split())


def number(value: Any) -> tuple[str, str]:
    """An identity or telephone number as text, and what was written beside it: `'3299…（已换证）` → `3299…`, 已换证."""
    said = NUMBER_WORDS.sub("", compact(value).lstrip("'‘’`"))
    note = NUMBER_NOTE.search(said)
    return (said[: note.start()], note[1]) if note and note.start() else (said, "")


def yes(value: Any) -> bool:
    said = compact(value).upper()
    if said not in YES | NO:
        raise Unclear(_("请填“是”或“否”"))
    return said in YES


def day(value: Any) -> Day | None:
    """A date as `2011-07-01`, `2011.7.1`, `2011年7月1日`, `20110701`, `2011.07` or an Excel date. Empty: None."""
    if isinstance(value, datetime):
        return _at(value.date(), value.time())
    if isinstance(value, date):
        return Day(value)
    if isinstance(value, float):
        return _typed_as_number(value)
    written = text(value)
    clock = TIME.search(written)
    said = compact(TIME.sub("", written))
    if not said:
        return None
    found = EIGHT_DIGITS.match(said) or DIGITS_OF_A_DATE.match(said)
    if not found:
        raise Unclear(_("日期看不懂，请写成 2011-07-01 或 2011年7月1日"))
    read = _real(*found.groups())
    return _at(read.on, _clock(clock)) if clock and not read.month_only else read


def _clock(found: re.Match[str]) -> time:
    try:
        hour, minute, second = (int(part or 0) for part in found.groups())
        return time(hour, minute, second)
    except ValueError:
        raise Unclear(_("日期看不懂，请写成 2011-07-01 或 2011年7月1日")) from None


def _at(on: date, clock: time) -> Day:
    """A day with a time of day: within two minutes of midnight the nearer day."""
    since = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
    if not since:
        return Day(on)
    if since <= BY_MIDNIGHT:
        return Day(on, clock=clock, nearer=True)
    if timedelta(days=1) - since <= BY_MIDNIGHT:
        return Day(on + timedelta(days=1), clock=clock, nearer=True)
    return Day(on, clock=clock)


def month(value: Any) -> date | None:
    """The first day of a month given as a date or as year and month. Empty: None."""
    found = YEAR_AND_MONTH.match(compact(value)) if isinstance(value, str | float) else None
    given = _real(found[1], found[2], None) if found else day(value)
    return given.on.replace(day=1) if given else None


def _typed_as_number(value: float) -> Day:
    """20110701 and 2011.07 are dates someone typed as numbers; 2011.1 could be January or October."""
    whole = repr(value).removesuffix(".0")
    if found := EIGHT_DIGITS.match(whole):
        return _real(*found.groups())
    if found := re.fullmatch(r"(\d{4})\.(\d{1,2})", whole):
        if found[2] == "1":
            raise Unclear(_("以数字存储的日期分不清1月和10月，请写成 2011-01 或 2011-10 的文本"))
        return _real(found[1], found[2], None)
    raise Unclear(_("日期是一个数字，请把单元格设为日期或写成 2011-07-01"))


def _real(year: str, month: str, day: str | None) -> Day:
    try:
        return Day(date(int(year), int(month), int(day or 1)), month_only=day is None)
    except ValueError:
        raise Unclear(_("没有这一天，请核对日期") if day else _("没有这个月份，请核对日期")) from None
