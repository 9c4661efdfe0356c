"""The rules of what goes wrong on a transfer. Tests: tests/workflows/test_transfer_detours.py."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.attachments import PROOF
from approvals.calendar import add_months
from approvals.midcourse.entering import day_before_system
from approvals.rules import Missing, rule
from approvals.sides import Side
from members.rulebook import declare

from .states import DEMANDED, AskedBy, Carrier, Refusal, State

OPINION_KEEPS = 6  # months a destination's opinion stays fresh (R-T16)
RECEIPT_GIVEN_UP = 3  # months after reception: one in time, two late (R-T11)

declare(
    "R-T11",
    "接收后一个月内，接收支部的上级基层党委将回执寄送原所在支部的上级基层党委，不逐级转递。",
    "组通字〔2006〕45号",
    setting="transfer.receipt",
)
declare(
    "R-T20",
    "审批前本人或转出支部可随时撤回；介绍信开出后须连同介绍信收回、作废；接收后不得撤回，须另行办理转回。",
    "产品默认",
)
declare("R-T8", "不予办理的，当即抄送双方上级党委；对方可以补正后重报、改送或提请协调。", "产品默认")
declare(
    "R-T17",
    "介绍信遗失的，由最后开具的党组织审查，原号作废，另开新号，并告知转入方；"
    "转入方意见或代替它的协调意见超过六个月的，重新征求。",
    "各地做法；产品默认",
)
declare(
    "R-T21",
    "接收前如有必要可查核党员档案，最长三十天；查核后须接收，或写明理由不予接收。",
    "《党员教育管理工作条例》第25条；产品默认",
)


@rule(
    "R-T7",
    "不得无故拒转拒接；不予办理须从规定理由中选择并说明，名额已满、不了解情况等不是理由。",
    "《党员教育管理工作条例》第25条；产品默认",
)
def refusal_says_what_its_reason_demands(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """A code of the closed list, ten characters of explanation, and what the code demands."""
    if data is None:
        return None
    if data.get("reason") not in Refusal.values:
        return Missing(_("须从规定的理由中选择一项"))
    if len(data.get("text", "").strip()) < 10:
        return Missing(_("须说明具体情况，不少于10个字"))
    demanded = DEMANDED.get(data["reason"])
    if demanded and not data.get("demanded", "").strip():
        return Missing(_("这一理由须同时写明：%(what)s") % {"what": demanded})
    return None


@rule("R-T20")
def no_letter_out(case, **_about: Any) -> Missing | None:
    """Refused after a letter was issued: the letter must come back first."""
    if case.refused_in in (State.ARRIVED, State.DOSSIER_CHECK):
        return Missing(_("介绍信还在外，请先选择“按理由补正”，收回并作废介绍信"), case.origin_committee)
    return None


@rule(
    "R-T16",
    "介绍信超期未接收的，查明原因后另开新号并印“补办”和原号；转入方意见或代替它的协调意见超过六个月的须重新征求。",
    "中组发〔2004〕10号；各地做法",
)
def destination_opinion_is_fresh(case, **_about: Any) -> Missing | None:
    if _opinion_is_old(case):
        return Missing(_("转入方意见已超过六个月，须重新征求"), case.destination_committee)
    return None


@rule("R-T16")
def destination_opinion_is_old(case, **_about: Any) -> Missing | None:
    if _opinion_is_old(case):
        return None
    return Missing(_("转入方意见未满六个月，可直接补开介绍信"), case.origin_committee, moot=True)


def _opinion_is_old(case) -> bool:
    """Of the newest word for the transfer: an opinion given here or, in a case that was entered with its history, on
    paper before (R-D38); a superior's decision that stands for the destination counts with its own day (R-T17)."""
    latest = case.opinions.latest_of(Side.DESTINATION)
    said_on = timezone.localdate(latest.at) if latest else day_before_system(case, State.DESTINATION_REVIEW)
    newest = max((day for day in (said_on, case.day_decided_instead()) if day), default=None)
    return newest is None or timezone.localdate() > add_months(newest, OPINION_KEEPS)


@rule("R-T18", "介绍信由本人携带或机要寄送，不得使用普通快递。", "各地做法")
def carried_lawfully(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    if data is not None and data.get("carrier", Carrier.MEMBER) not in Carrier.values:
        return Missing(_("介绍信由本人携带或机要寄送，不得使用普通快递"))
    return None


@rule("R-T11")
def receipt_long_overdue(case, **_about: Any) -> Missing | None:
    """Two months later than the month it had."""
    if case.received_on is None or timezone.localdate() <= add_months(case.received_on, RECEIPT_GIVEN_UP):
        return Missing(_("回执逾期未满两个月，请继续催办"), case.destination_committee, moot=True)
    return None


@rule("R-S1")
def silent_twice_over(case, **_about: Any) -> Missing | None:
    """The desk that holds the case has let twice its time pass; a dossier check its thirty days."""
    held = case.assignments.open().select_related("org").first()
    limit = held and (held.due_at if case.state == State.DOSSIER_CHECK else held.second_due_at)
    if limit is None or timezone.now() < limit:
        return Missing(_("办理方尚未逾期两倍期限"), held.org if held else None, moot=True)
    return None


@rule("R-S1")
def wish_is_proved(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The member may ask too; whoever records that has what the member signed."""
    if data and data.get("asked_by") == AskedBy.MEMBER and not data.get(PROOF):
        return Missing(_("党员本人提请协调的，须附本人签字的书面请求（扫描件）"), _("经办人"))
    return None


@rule("R-S3")
def no_letter_was_presented(case, **_about: Any) -> Missing | None:
    return Missing(_("介绍信已到转入方，请选择支持接收或不予办理"), moot=True) if _presented(case) else None


@rule("R-S3")
def the_letter_was_presented(case, **_about: Any) -> Missing | None:
    return None if _presented(case) else Missing(_("介绍信尚未到转入方，不能直接接收"), moot=True)


def _presented(case) -> bool:
    """Whether the case was stuck after the member had reported in with the letter."""
    with_letter = (State.ARRIVED, State.DOSSIER_CHECK)
    return case.came_from in with_letter or (case.came_from == State.REFUSED and case.refused_in in with_letter)


@rule("R-T26", "正在接受审查或处分程序未结束的党员，予以提示，由党委确认后方可转出。", "通行做法")
def not_under_examination(case, **_about: Any) -> Missing | None:
    if case.person.under_examination:
        return Missing(_("该同志正在接受审查，转出须经党委确认并说明理由"), case.origin_committee, overridable=True)
    return None
