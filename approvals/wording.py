"""The words of an opinion fit what was chosen: phrases by verdict, and words that contradict the choice.

Tests: tests/approvals/test_wording.py.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .sides import Verdict

Phrase = tuple[str | Promise, str]  # the button, and what it writes: on the record, so Chinese in every language

PHRASES: dict[str, tuple[Phrase, ...]] = {
    Verdict.AGREE: (
        (gettext_lazy("按程序办理"), "同意，请按程序办理。"),
        (gettext_lazy("情况属实"), "情况属实，同意。"),
    ),
    Verdict.DISAGREE: (
        (gettext_lazy("与实际不符"), "与实际不符："),
        (gettext_lazy("不符合规定"), "不符合规定："),
    ),
    Verdict.SEND_BACK: (
        (gettext_lazy("请补材料"), "请补："),
        (gettext_lazy("与实际不符"), "与实际不符："),
    ),
}
CLAUSE = re.compile(r"[\s，。；：、！,.;:!“”\"（）()]+")
CONSENT = re.compile(r"(完全|原则)?同意(?![书函表见])")  # 同意书, 同意函: a paper that is spoken of
REFUSAL = re.compile(r"(不|不能|不予|不宜|暂不|难以|无法)同意(?!见)")  # 不同意见: a different opinion


def contradiction(verdict: str | None, text: str) -> str:
    """What to tell whoever chose `verdict` and wrote the opposite; empty where the words fit.

    Judged are the beginnings of clauses: words of refusal anywhere under a consent, words of consent in the first or
    the last clause under a refusal or a return."""
    clauses = [clause for clause in CLAUSE.split(text) if clause]
    if verdict == Verdict.AGREE and any(REFUSAL.match(clause) for clause in clauses):
        return _("选的是同意，写的是不同意，前后不一致。请改写意见，或者改选不同意、退回。")
    if verdict in (Verdict.DISAGREE, Verdict.SEND_BACK) and any(map(CONSENT.match, clauses[:1] + clauses[-1:])):
        return _("选的是不同意或退回，写的是同意，前后不一致。请写明不同意或退回的理由，或者改选同意。")
    return ""
