"""What a renewal begins with: the old text, what supplements changed in words, and what was really done (R-C9, R-C12).

All of it is a draft that either side may change. Tests: tests/workflows/test_agreement_life.py.
"""

from django.utils import timezone

from . import balance
from .case import AgreementCase

OTHER = "other"  # the clause for what both agree on besides
LAST_TERM = "上一协议期"  # begins the line that tells of the term before, and is not carried on twice


def renewed_text(old: AgreementCase) -> dict[str, str]:
    """The bodies of the clauses by their keys; 其他约定 takes what the last term has added."""
    bodies = dict(old.text.bodies)
    said = [line for line in bodies.get(OTHER, "").splitlines() if not line.startswith(LAST_TERM)]
    changes = old.supplements.filter(agreed_on__isnull=False).order_by("number")
    said += [f"按{old.agreement_number}-补{change.number}：{change.words.strip()}" for change in changes]
    return bodies | {OTHER: "\n".join([*said, _last_term(old)])}


def _last_term(old: AgreementCase) -> str:
    """`上一协议期（…号）职责落实情况：甲方应落实12项，按期10项、逾期补办1项、未落实1项；乙方……。`"""
    sides = [
        f"{party}应落实{side.owed}项，按期{side.in_time}项、逾期补办{side.late}项、未落实{side.missed}项"
        for party, side in zip(("甲方", "乙方"), balance.of_case(old, timezone.now()), strict=True)
    ]
    return f"{LAST_TERM}（{old.agreement_number}）职责落实情况：{'；'.join(sides)}。"
