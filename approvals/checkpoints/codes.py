"""The code of a checkpoint, kept outside on a printed sheet, and whether log and archive still contain it.

`12-9f86…` is the checkpoint's number and its hash, grouped by four where people read it. The first 24 digits are
enough: nobody finds another state with the same ones. Tests: tests/approvals/test_checkpoint_codes.py.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .records import Checkpoint

SHORTEST = 24  # digits of the hash, 96 bits
GROUP = 4
_CODE = re.compile(rf"(?:(\d{{1,18}})-)?([0-9a-f]{{{SHORTEST},64}})")


_MISREAD = str.maketrans("ol—–", "01--")  # no digit of a hash, and what a Chinese keyboard makes of a hyphen


class Unreadable(ValueError):
    """What was typed or scanned is no code; says in words what one looks like."""


@dataclass(frozen=True)
class Code:
    """`number` None: only the hash was given."""

    number: int | None
    digits: str

    @classmethod
    def read(cls, text: str) -> "Code":
        """From what is typed, scanned, or the address a square code holds. Raises Unreadable."""
        plain = unicodedata.normalize("NFKC", text.rpartition("=")[2]).lower().translate(_MISREAD)
        found = _CODE.fullmatch(re.sub(r"\s", "", plain))
        if not found:
            raise Unreadable(
                _("这不是检查单的代码。代码是检查点的号、一横和至少 24 位数字或字母 a 到 f，如 12-9f86 d081 884c …")
            )
        return cls(int(found[1]) if found[1] else None, found[2])

    def __str__(self) -> str:
        return "-".join(filter(None, (str(self.number or ""), self.digits)))


def code_of(point: Checkpoint) -> str:
    return f"{point.pk}-{point.hash}"


def grouped(digits: str) -> str:
    """`9f86 d081 …`."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


@dataclass(frozen=True)
class Found:
    """The checkpoint a code means (None: there is none any more), and a sentence on what differs, or ""."""

    point: Checkpoint | None
    difference: str = ""


def find(code: Code) -> Found:
    """Look a code up. That the checkpoint itself holds is what the proof tells (proof.py)."""
    point = Checkpoint.objects.filter(hash__startswith=code.digits).first()
    if point and code.number in {None, point.pk}:
        return Found(point)
    if code.number is None:
        return Found(None, _("没有一个检查点是这个代码。请核对是否抄错；没有抄错，就是这个检查点被删去或改动了。"))
    return Found(None, _why_missing(code.number, code.digits))


def _why_missing(number: int, digits: str) -> str:
    there = Checkpoint.objects.filter(pk=number).first()
    last = Checkpoint.objects.order_by("-pk").first()
    if there:
        said = {"n": number, "when": there.when, "now": grouped(there.hash[: len(digits)])}
        groups = _differing_groups(there.hash, digits)
        return _(
            "检查点 %(n)d（%(when)s）现在的代码是 %(now)s，与检查单的第 %(groups)s 组不同。"
            "请核对是否抄错；没有抄错，就是日志被改动了。"
        ) % {**said, "groups": "、".join(map(str, groups))}
    if last is None or number > last.pk:
        until = _("检查点 %(n)d（%(when)s）") % {"n": last.pk, "when": last.when} if last else _("没有检查点")
        return _(
            "日志里没有检查点 %(n)d，最后一个是：%(until)s。它以后的内容被删去了，"
            "或者数据是从更早的备份恢复的，或者检查单是别的系统的。"
        ) % {"n": number, "until": until}
    return _("检查点 %(n)d 不在了，它前后的都在：它被删去了。") % {"n": number}


def _differing_groups(stands: str, given: str) -> list[int]:
    """Which groups of digits differ, counted from 1."""
    starts = range(0, len(given), GROUP)
    return [n for n, at in enumerate(starts, 1) if not stands[at : at + GROUP].startswith(given[at : at + GROUP])]
