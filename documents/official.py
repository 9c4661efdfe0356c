"""Official papers 公文: what every one of them bears, whatever its procedure (F-15, F-16; R-P1 to R-P5).

Two layouts: templates/documents/official.html with red head and 版记, for documents of a committee to its own, and
letterhead.html 信函, for those who stand beside it. A procedure's template extends one and fills its `body`. Tests:
tests/documents/test_official.py.
"""

from datetime import date
from typing import TypedDict

from members.models import PartyOrg
from members.org_codes import DOCUMENT_CODE, settled
from members.rulebook import declare

from . import numbers

declare(
    "R-P4",
    "公文页码用四号半角阿拉伯数字，两侧各加一字线，编排在版心下边缘之下7毫米处，单页居右、双页居左空一字。",
    "GB/T 9704-2012",
)
declare(
    "R-P5",
    "信函首页不显示页码；发文机关标志上边缘距页边30毫米，上下各印一条长170毫米的红色双线；表格、协议不用红头。",
    "GB/T 9704-2012",
)

SERIES = "F-15"  # one register an organisation: letters, notices and decisions never bear one number (R-P2)


class OfficialPart(TypedDict):
    """What the two layouts print around the body."""

    number: str  # 长镇组〔2026〕12号
    issuers: list[str]  # full names; the first gives head and number, each has its own place for a seal (R-P2, R-P3)
    heading: str  # the title as printed; it may name a person, which the register's title of a paper never does
    addressees: list[str]
    copies: list[str]  # 抄送
    contact: str  # "赵建国，电话：0518-82441955"; "" where none is on record
    signed_on: str  # "2026-11-23"


LABELS = {"heading": "标题", "addressees": "主送", "copies": "抄送", "contact": "联系人"}


def take_number(org: PartyOrg, on: date) -> tuple[int, str]:
    """The next 发文字号 of `org`, in the caller's transaction: (12, "长镇组〔2026〕12号") (R-P2)."""
    taken = numbers.take(org, SERIES, on)
    return taken, f"{settled(DOCUMENT_CODE, org)}〔{on.year}〕{taken}号"


def contact_of(org: PartyOrg) -> str:
    """Who answers for a paper, as the organisation's data has it: name, telephone, both or neither."""
    phone = f"电话：{org.phone}" if org.phone else ""
    return "，".join(part for part in (org.contact_name, phone) if part)


def unstopped(text: str) -> str:
    """What somebody wrote, without the full stop at its end: the sentence of a paper it stands in has its own."""
    return text.strip().rstrip("。；;.")
