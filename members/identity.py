"""Citizen identity numbers 公民身份号码 (R-I1, R-I2; GB 11643-1999). Tests: tests/members/test_identity.py."""

import re
from datetime import date
from unicodedata import normalize

from django.utils import timezone
from django.utils.translation import gettext as _

from .rulebook import RuleBroken, declare

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
WRITTEN = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")

declare(
    "R-I1",
    "身份号码为18位：6位地区、8位出生日期、3位顺序号、1位校验码；15位号码不予采用。",
    "GB 11643-1999",
)
declare(
    "R-I2",
    "号码中的出生日期须为真实日期且不在将来；性别与第17位不符的，予以提示。",
    "GB 11643-1999；产品默认",
)


class IdNumber(str):
    """A valid 18-character number. Build it with `parse`; the value is upper case."""

    __slots__ = ()

    @property
    def born_on(self) -> date:
        return date(int(self[6:10]), int(self[10:12]), int(self[12:14]))

    @property
    def gender(self) -> str:
        """`"male"` when digit 17 is odd, else `"female"` (R-I2)."""
        return "male" if int(self[16]) % 2 else "female"


def check_character(first_17: str) -> str:
    return CHECKS[sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True)) % 11]


def tidy(text: str) -> str:
    """A number as typed, without spaces, full-width digits made narrow, x made X."""
    return "".join(normalize("NFKC", text).split()).upper()


def parse(text: str) -> IdNumber:
    """Read a number as typed: full-width digits, spaces and a small x are accepted.

    Raises RuleBroken (R-I1, R-I2) with a sentence that says what is wrong and what to do; the number is not in it.
    """
    number = tidy(text)
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise RuleBroken("R-I1", _("15位身份号码已停用，请按新证填写18位号码"))
    if len(number) != 18:
        raise RuleBroken("R-I1", _("身份号码应为18位，现为%(count)d位，请核对证件") % {"count": len(number)})
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise RuleBroken("R-I1", _("身份号码只能含数字，末位可为X，请核对证件"))
    if number[17] != check_character(number[:17]):
        raise RuleBroken("R-I1", _("身份号码校验码错误，请核对证件"))
    found = IdNumber(number)
    try:
        born_on = found.born_on
    except ValueError:
        raise RuleBroken("R-I2", _("身份号码中的出生日期不存在，请核对证件")) from None
    if born_on > timezone.localdate():
        raise RuleBroken("R-I2", _("身份号码中的出生日期在将来，请核对证件"))
    return found


def stands_in(text: str) -> bool:
    """Whether a whole number stands anywhere in `text`, full-width digits included (R-I3)."""
    found = WRITTEN.findall(normalize("NFKC", text))
    return any(number[17].upper() == check_character(number[:17]) for number in found)
