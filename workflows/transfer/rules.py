"""The rules of W1 as functions: asked by the grey button and by the desk alike.

Tests: tests/workflows/test_transfer_rules.py.
"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.calendar import add_months
from approvals.powerless import powerless
from approvals.rules import Missing, rule
from approvals.sides import Side
from members.models import PartyOrg
from members.rulebook import declare
from members.tree_changes import standing_for

from .states import Reason, State

LONGEST_LETTER = 90  # days (R-T4)
LETTER_DAYS = {"city": 10, "province": 30, "country": 90}  # defaults by distance (R-T4)

declare(
    "R-T1",
    "工作单位或经常居住地变动，或外出学习、工作、居住六个月以上且地点相对固定的，应当转移组织关系；系统提示，不代为发起。",
    "《党员教育管理工作条例》第25条",
)
declare(
    "R-T9",
    "组织关系自转入方接收之时起转移；在此之前，原党组织继续承担管理责任。",
    "《党员教育管理工作条例》第25条；组通字〔2006〕45号",
)
declare("R-T15", "接转渠道分省内系统、全国系统和纸质介绍信；本系统只登记渠道和外部编号。", "各地做法")


def valid_until(issued_on: date, valid_days: int) -> date:
    """Return the last day on which an introduction letter 介绍信 is good (inclusive).

    `valid_days` counts calendar days; day 1 is the day after `issued_on`.

    Raises ValueError outside 1 to 90: there is no longer letter, only a new one.
    Source: R-T4.
    """
    if not 1 <= valid_days <= LONGEST_LETTER:
        raise ValueError("a letter is valid for 1 to 90 days (R-T4)")
    return date.fromordinal(issued_on.toordinal() + valid_days)


def month_before(day: date) -> date:
    """The first of the month before that of `day`: up to which dues are paid at least (R-T5)."""
    return add_months(day.replace(day=1), -1)


def usual_days(case) -> int:
    """The validity to propose: same city 10, same province 30, other province 90 days (R-T4)."""
    here, there = case.home.region, case.destination_region
    if here and there and here[:4] == there[:4]:
        return LETTER_DAYS["city"]
    if here and there and here[:2] == there[:2]:
        return LETTER_DAYS["province"]
    return LETTER_DAYS["country"]


@rule("R-O1")
def belongs_to_origin(case, **_about: Any) -> Missing | None:
    """The person is a member whose relation is with the origin branch now."""
    branch = case.person.branch
    if not case.person.is_member:
        return Missing(_("%(name)s不是正式党员或预备党员，没有可以接转的组织关系") % {"name": case.person.name})
    if branch is None or branch.pk != case.origin_id:
        return Missing(_("该同志的组织关系现在不在%(org)s，请核对后重新发起") % {"org": case.origin}, branch)
    return None


@rule(
    "R-T2",
    "按外出时间和地点确定凭证：地点相对固定且六个月以上的开介绍信，六个月以内的一般开党员证明信。",
    "中组发〔2004〕10号",
)
def letter_is_the_usual_credential(case, **_about: Any) -> Missing | None:
    """A stay that has not lasted six months usually takes a temporary certificate: a warning, not a bar."""
    due_anyway = {Reason.UNIT_CHANGED, Reason.RESIDENCE_CHANGED, Reason.RETIREMENT}
    if case.reason in due_anyway or case.away_since is None:
        return None
    if timezone.localdate() < add_months(case.away_since, 6):
        return Missing(_("外出不满六个月，一般开具党员证明信；确需转移组织关系的请写明理由"), overridable=True)
    return None


@rule("R-T3", "介绍信由具有审批权限的党组织开具，抬头须为有权接收的党组织，去向写明具体支部。", "中组发〔2004〕10号")
def both_committees_have_power(case, **_about: Any) -> Missing | None:
    """A destination is named, still stands, and both sides have a committee that may issue and receive."""
    if not case.destination_name:
        return Missing(_("尚未选择转入的党支部"), _("发起人"))
    if case.origin and case.committee_of(case.origin) is None:
        return powerless(case.origin)
    return _cannot_receive(case, case.destination) if case.destination else None


def _cannot_receive(case, there: PartyOrg) -> Missing | None:
    if there.closed_on:
        return _ended(there)
    if not there.is_branch:
        return Missing(_("转入去向须写明具体党支部"), _("发起人"))
    return powerless(there) if case.committee_of(there) is None else None


@rule("R-I1")
def identity_known(case, **_about: Any) -> Missing | None:
    """The letter prints number and age; without a valid number there is neither."""
    if not case.person.id_sealed:
        return Missing(_("名册中缺少该同志的身份号码"), case.origin)
    return None


@rule("R-T13", "每名党员同时只能有一件办理中的组织关系接转。", "产品默认")
def no_other_open_transfer(case, **_about: Any) -> Missing | None:
    other = type(case).objects.filter(slot=case.claim_of(case.person_id)).exclude(pk=case.pk).only("number").first()
    return Missing(_("该同志已有办理中的接转 %(number)s") % {"number": other.number}) if other else None


@rule(
    "R-T14",
    "转入支部与现在支部相同的不予办理，改送、另选去向和协调意见也一样；同一党委下的支部之间为内部调整，不开介绍信、不寄回执。",
    "通行做法",
)
def goes_to_another_branch(case, **_about: Any) -> Missing | None:
    """The destination on the case."""
    return _is_the_origin(case, case.destination)


@rule("R-T14")
def named_branch_is_another(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The branch on the form that is to be the destination instead: neither the origin, nor where the case is."""
    there = (data or {}).get("branch")
    if there and there.pk == case.destination_id:
        return Missing(_("本事项现在就送在%(org)s，改送须另选支部") % {"org": there}, _("发起人"))
    return _is_the_origin(case, there)


@rule("R-T3")
def named_branch_may_receive(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The branch on the form that is to be the destination instead stands, and has a committee that may receive."""
    there = (data or {}).get("branch")
    return _cannot_receive(case, there) if there else None


def _is_the_origin(case, there: PartyOrg | None) -> Missing | None:
    if there and there.pk == case.origin_id:
        return Missing(_("转入支部就是现在所在支部，无须接转"), _("发起人"))
    return None


@rule("R-T14")
def is_internal(case, **_about: Any) -> Missing | None:
    """Between two branches of one committee: an adjustment, not a letter."""
    return (
        None
        if case.is_internal
        else Missing(_("两个支部不属同一党委，应当开具介绍信"), case.origin_committee, moot=True)
    )


@rule("R-T14")
def under_two_committees(case, **_about: Any) -> Missing | None:
    """A letter that was issued on paper went from one committee to another (R-D38)."""
    if case.is_under_one_committee:
        return Missing(_("两个支部同属一个党委，应当办理内部调整"), case.origin_committee)
    return None


@rule("R-T14")
def is_not_internal(case, **_about: Any) -> Missing | None:
    if case.is_internal:
        return Missing(_("两个支部同属一个党委，应当办理内部调整"), case.origin_committee, moot=True)
    return None


@rule(
    "R-T5",
    "未登记“党费交至年月”的，不得开具介绍信；交至月份早于上月的，予以提示。",
    "组通字〔2006〕45号；产品默认",
    answered_by=("dues_until",),
)
def dues_recorded(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    if not (case.dues_until or (data or {}).get("dues_until")):
        return Missing(_("缺少党费交至年月"), case.origin)
    return None


@rule("R-T5", answered_by=("dues_until",))
def dues_up_to_date(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The month before the issue at least: a warning."""
    paid_to = (data or {}).get("dues_until") or case.dues_until
    if paid_to and paid_to < month_before(timezone.localdate()):
        return Missing(
            _("党费只交至%(month)s，早于上月") % {"month": f"{paid_to.year}年{paid_to.month}月"},
            case.origin,
            overridable=True,
        )
    return None


@rule("R-T6", "审批前须有转出支部和转入方的同意意见。", "双向管理要求")
def both_sides_agreed(case, **_about: Any) -> Missing | None:
    """A superior's decision for the transfer stands for a side that stayed silent or was against it (R-S3)."""
    decided_for = case.decided_for()
    for side, org in ((Side.ORIGIN, case.origin), (Side.DESTINATION, case.destination_decider)):
        if side in decided_for:
            continue
        latest = case.word_of(side)
        if latest is None:
            return Missing(_("缺少%(side)s意见") % {"side": side.label}, org)
        if not latest.agrees:
            return Missing(_("%(side)s的意见不是同意") % {"side": side.label}, org)
        if side == Side.DESTINATION and _by_the_branch_alone(case, latest):
            return Missing(_("两个支部已不属同一党委，%(org)s尚未表态，请退回后重新提交") % {"org": org}, org)
    return None


def _by_the_branch_alone(case, said) -> bool:
    """It was begun as an adjustment inside one committee, where the branch has the last word, and is none any more."""
    return bool(not case.is_internal and said.org and said.org.is_branch)


@rule("R-T6")
def origin_branch_agreed(case, **_about: Any) -> Missing | None:
    """Another destination is asked only where the branch lets the member go."""
    if case.refused_in == State.ORIGIN_BRANCH_REVIEW:
        return Missing(_("转出支部尚未同意，请先选择“按理由补正”"), case.origin)
    return None


@rule("R-S3")
def destination_was_asked(case, **_about: Any) -> Missing | None:
    """A decision stands for who stayed silent or refused, never for a side that nobody has asked yet."""
    stuck_in = case.refused_in if case.came_from == State.REFUSED else case.came_from
    if stuck_in == State.ORIGIN_BRANCH_REVIEW:
        return Missing(_("转入方尚未征求意见，请选择由转入方研究"), case.destination_decider, moot=True)
    return None


@rule(
    "R-T4",
    "介绍信有效期为1至90天的整数，自开具次日起算，最后一日计入，以大写填写。",
    "组通字〔2006〕45号；中组发〔2004〕10号",
    setting="transfer.letter_days",
)
def validity_in_bounds(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    days = (data or {}).get("valid_days")
    if data is not None and (days is None or not 1 <= days <= LONGEST_LETTER):
        return Missing(_("有效期最长 90 天，请填 1–90 之间的整数"))
    return None


@rule("R-T4")
def letter_still_valid(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Reporting in is possible up to 24:00 of the last day; outside the system that day may be recorded later."""
    if data is None and case.recorded_in(case.state):
        return None
    reported_on = (data or {}).get("reported_on") or timezone.localdate()
    if case.valid_until and reported_on > case.valid_until:
        return Missing(_("介绍信已于%(day)s到期") % {"day": _day(case.valid_until)}, case.origin_committee)
    return None


@rule("R-T12")
def letter_number_matches(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    if data is not None and data.get("letter_number") != case.letter_number:
        said = _("所填编号与介绍信编号不一致，请照介绍信右上角重新填写；介绍信上确实是这个号的，请与%(org)s核对")
        return Missing(said % {"org": case.origin_committee or case.outside_issuer})
    return None


@rule("R-T12")
def is_not_the_void_letter(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Two letters of one number, one of them void, are told apart by the day on them."""
    if data is None or data.get("letter_date") == case.issued_on or not case.shares_its_number:
        return None
    return Missing(_("有同号的介绍信已作废，请照介绍信填写开具日期；日期不符的，不能凭它报到"))


@rule(
    "R-T10",
    "接收时须同时编入党支部（设党小组的并编入小组），不得出现没有支部的党员。",
    "《党员教育管理工作条例》第25条",
)
def receiving_branch_named(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """The branch that takes the member in lies under the receiving committee and still stands.

    Of a committee outside the system the answer or the receipt names it."""
    branch = (data or {}).get("branch")
    if data is None or (case.goes_outside and data.get("branch_name", "").strip()):
        return None
    if branch is None:
        return Missing(_("尚未指定接收的党支部"), case.destination_committee)
    if branch.closed_on:
        return _ended(branch)
    if not branch.is_branch or not _within(case.destination_committee, branch):
        return Missing(_("%(org)s不是本党委所属的党支部") % {"org": branch}, case.destination_committee)
    return None


def _ended(org: PartyOrg) -> Missing:
    """What to say of a branch that is no more, and who answers for it now (R-O11)."""
    heir = standing_for(org) if org.successor_id else None
    return Missing(_("%(org)s已撤销，请改选承继组织") % {"org": org}, heir)


def _within(committee: PartyOrg | None, branch: PartyOrg) -> bool:
    return committee is not None and committee.covers(branch)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
