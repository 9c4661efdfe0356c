"""The rules of W8. Tests: tests/workflows/test_evaluation.py."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.rules import Missing, rule
from approvals.sides import Side

LEAST_WORDS = 10
ATTENDANCE = ("activities_held", "activities_attended")


@rule(
    "R-C10",
    "流入地每半年对每名党员作出评价性意见；流出地十个工作日内确认已阅或提出意见。",
    "各地做法；产品默认",
    setting="terms",
)
def evaluation_is_written(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Attendance, a grade and an opinion in words, on the form or written before."""
    if data is None:
        return None
    attendance = [data.get(name, getattr(case, name)) for name in ATTENDANCE]
    lacking = [_("参加活动次数")] if None in attendance else []
    lacking += [] if data.get("grade", case.grade) else [_("等次")]
    if len(data.get("opinion_text", case.opinion_text).strip()) < LEAST_WORDS:
        lacking.append(_("评价意见（不少于10个字）"))
    return Missing(_("缺少%(what)s") % {"what": "、".join(lacking)}, case.destination) if lacking else None


@rule("R-C10", answered_by=ATTENDANCE)
def attendance_adds_up(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Nobody attends more activities than were held."""
    held, attended = ((data or {}).get(name, getattr(case, name)) for name in ATTENDANCE)
    if held is not None and attended is not None and attended > held:
        return Missing(_("参加次数不能多于开展次数"), case.destination)
    return None


@rule("R-C10")
def asked_only_once(case, **_about: Any) -> Missing | None:
    if case.entries.filter(verb="ask_more").exists():
        return Missing(_("已请对方补充过一次，请确认并写明意见"), case.origin, moot=True)
    return None


@rule("R-S7")
def origin_gave_its_own_view(case, **_about: Any) -> Missing | None:
    """Closed without feedback only with what the origin itself can say."""
    if case.opinions.filter(side=Side.ORIGIN, state=case.state).exists():
        return None
    return Missing(_("流出地尚未写明本方掌握的情况"), case.origin)
