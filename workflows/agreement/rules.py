"""The rules of W2 as functions. Tests: tests/workflows/test_agreement_rules.py."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.calendar import add_months
from approvals.rules import Missing, rule
from approvals.sides import Verdict
from members.orgs import Kind
from members.people import MEMBERS
from members.rulebook import declare

from .overlap import overlapping
from .states import Scope, State

LONGEST_YEARS = 3  # R-C9
ROUNDS_TALKED = 3  # after so many versions either side may ask for coordination (W2)
SIGNER_WAITS = 30  # days until the first signer may withdraw (W2)
RESTS = 6  # months a suspension lasts before it may end the agreement (W2)
ROSTER_LIMIT = 500

declare("R-C1", "协议分两种：针对具体党员的《双向共管协议》和针对流动党组织的《共建共管协议》。", "各地做法")
declare("R-C3", "协议不转移正式组织关系，在流入地不产生表决权、选举权和被选举权。", "《党员教育管理工作条例》")
declare("R-C5", "管理模式分流入地为主、流出地为主、共同管理三种，双方责任随模式确定。", "中办2006年意见；各地做法")
declare(
    "R-C11", "对方十五个工作日未答复的予以提醒，再过十五个工作日，提出方可提请协调或撤回。", "产品默认", setting="terms"
)


@rule("R-C2", "双方须为有印章的支部以上党组织且不相同；甲方须为名册所列党员的组织关系所在组织或其上级。", "产品默认")
def parties_are_two_organisations(case, **_about: Any) -> Missing | None:
    """Two different organisations with a seal, both standing."""
    there = case.destination
    if there is None:
        return Missing(_("尚未选择对方党组织"), _("发起人"))
    if there.pk == case.origin_id:
        return Missing(_("双方不能是同一党组织"), _("发起人"))
    for org in case.both:
        if org.kind == Kind.PARTY_GROUP:
            return Missing(_("%(org)s是党小组，没有印章，须由所在支部签订") % {"org": org}, org.parent)
        if org.closed_on:
            return Missing(_("%(org)s已撤销，请改选承继组织") % {"org": org}, org.successor)
    return None


@rule("R-C1")
def organisation_kind_is_between_committees(case, **_about: Any) -> Missing | None:
    """About a floating organisation, between two committees."""
    if case.scope != Scope.ORGANISATION:
        return None
    if case.floating_org is None:
        return Missing(_("尚未写明流动党组织"), _("发起人"))
    branch = next((org for org in case.both if not org.is_committee), None)
    if branch:
        return Missing(
            _("《共建共管协议》由双方党委签订，%(org)s不是党委") % {"org": branch}, branch.superior_committee()
        )
    return None


@rule("R-C2")
def members_belong_to_the_origin(case, **_about: Any) -> Missing | None:
    """Somebody is named, and the origin, or what is below it, holds every relation. Two queries for any roster."""
    people = case.text.standing.with_branch()
    if case.scope == Scope.INDIVIDUAL and not people.exists():
        return Missing(_("名册中还没有党员"), _("发起人"))
    foreign = [
        p.name for p in people if not (p.branch_path or "").startswith(case.origin.path) or p.stage not in MEMBERS
    ]
    if foreign:
        return Missing(
            _("%(names)s的组织关系不在%(org)s") % {"names": _first(foreign), "org": case.origin}, case.origin
        )
    return None


@rule(
    "R-C4",
    "协议的必备条款不得缺少：双方、名册、模式、双方责任、通报、组织生活、党费、评价、发展、服务、期限、变更、分歧。",
    "各地做法",
)
def clauses_are_complete(case, **_about: Any) -> Missing | None:
    if lacking := case.text.missing_clauses():
        return Missing(
            _("缺少必备条款：%(titles)s") % {"titles": "、".join(clause.title for clause in lacking)}, case.writer
        )
    return None


@rule(
    "R-C9",
    "期限一般一年，最长三年；期满前三十天提醒续签，期满未续签的自行终止。",
    "产品默认",
    setting="agreement.years",
)
def term_is_in_bounds(case, **_about: Any) -> Missing | None:
    """Ends after it starts, not over yet, three years at most."""
    text = case.text
    if text.ends_on <= text.starts_on:
        return Missing(_("协议的终止日期须晚于起始日期"), case.writer)
    if text.ends_on >= add_months(text.starts_on, 12 * LONGEST_YEARS):
        return Missing(_("协议期限最长三年"), case.writer)
    if text.ends_on <= timezone.localdate():
        return Missing(_("协议期限已经届满，请修改期限"), case.writer)
    return None


@rule(
    "R-C8",
    "一名党员同时至多有一份生效的双向共管协议，期限不得有一天重叠；自现有协议期满次日以后起算的，可以先签。",
    "产品默认",
)
def nobody_is_covered_already(case, **_about: Any) -> Missing | None:
    """For individual agreements: one may follow the agreement it renews, or any whose last day is before its first."""
    if case.scope != Scope.INDIVIDUAL:
        return None
    found = overlapping(case)
    if not found:
        return None
    names, first = _first([row.person.name for row in found]), found[0]
    said = _("%(names)s已有生效的共管协议 %(number)s，到%(day)s为止")
    return Missing(said % {"names": names, "number": first.because, "day": _day(first.last_day)}, first.origin)


@rule("R-C7", "首次签署后改动文本的，双方签署一并作废，按新版本重新签署。", "产品默认")
def a_new_version_is_written(case, *, by=None, **_about: Any) -> Missing | None:
    """A counter-proposal has a text of its own side that differs from the one at hand."""
    if case.changes_of(by) is None:
        return Missing(_("还没有写下修改，请先修改文本"), by.org if by else None)
    return None


@rule("R-C7")
def no_change_of_ones_own_is_unsent(case, *, by=None, **_about: Any) -> Missing | None:
    """Whoever has written a change and not sent it does not agree to the text without it, nor sign that."""
    if by is None or case.changes_of(by) is None:
        return None
    return Missing(_("本方写下的修改还没有送出，请先提出修改，或者在「修改文本」里改回"), by.org)


@rule("R-C11")
def unanswered_twice_over(case, **_about: Any) -> Missing | None:
    held = case.assignments.open().select_related("org").first()
    if held is None or held.second_due_at is None or timezone.now() < held.second_due_at:
        return Missing(_("对方尚未逾期两倍期限"), held.org if held else None, moot=True)
    return None


@rule("R-S1")
def talked_long_enough(case, **about: Any) -> Missing | None:
    """Three rounds of versions, or thirty working days."""
    if case.texts.filter(sent_at__isnull=False).count() > ROUNDS_TALKED:
        return None
    return unanswered_twice_over(case, **about)


@rule("R-C6", "双方均表示同意并签署、报双方上级备案后，协议方才生效；一方签署不生效。", "双向管理要求")
def other_side_has_not_signed(case, *, by=None, **_about: Any) -> Missing | None:
    """One organisation signs once; the second signature is the other's."""
    if by is not None and case.first_signer == by.org:
        return Missing(_("本方已经签署，等待%(org)s签署") % {"org": case.other(by.org)}, case.other(by.org))
    return None


@rule("R-C6")
def both_have_signed(case, **_about: Any) -> Missing | None:
    signed = {row.org_id for row in case.signatures}
    waited = next((org for org in case.both if org.pk not in signed), None)
    return Missing(_("%(org)s尚未签署") % {"org": waited}, waited) if waited else None


@rule("R-C6")
def start_is_reached(case, **_about: Any) -> Missing | None:
    """An agreement takes effect on its first day, not before."""
    start = case.text.starts_on
    if timezone.localdate() < start:
        return Missing(_("协议自%(day)s起生效，届时办理") % {"day": _day(start)})
    return None


@rule("R-C6")
def objected_in_time(case, *, by=None, **_about: Any) -> Missing | None:
    """A superior has five working days from the filing for a written objection (W2)."""
    if by is None:
        return None
    last = case.flow.at(State.FILING).term.last_day(timezone.localdate(case.state_since), by.org)
    if timezone.localdate() > last:
        return Missing(_("备案异议应在%(day)s前书面提出，期限已过") % {"day": _day(last)})
    return None


@rule("R-C8")
def renewed_one_is_over(case, **_about: Any) -> Missing | None:
    """A renewal follows on: the day after the last of what it renews, which a supplement may have moved since."""
    today = timezone.localdate()
    if case.renews is None or case.renews.closed_at or today < case.starts_on or today > case.renews.ends_on:
        return None
    said = {"number": case.renews.number, "day": _day(case.renews.ends_on)}
    return Missing(_("所续签的协议 %(number)s 到%(day)s才期满，届时办理") % said)


@rule("R-C6")
def signer_waited(case, **_about: Any) -> Missing | None:
    """The first signer may withdraw when thirty days have passed without the other's signature."""
    first = case.signatures[0] if case.signatures else None
    if first and timezone.localdate() <= timezone.localdate(first.at) + timedelta(SIGNER_WAITS):
        return Missing(_("签署未满三十天，请先等待对方签署"), case.other(first.org))
    return None


@rule(
    "R-C12",
    "变更须签补充协议；单方解除须书面说明理由并提前三十天通知，通知期内继续履行。",
    "产品默认",
    setting="agreement.notice",
)
def changed_term_is_in_bounds(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """A supplement may move the last day, within the three years of the agreement."""
    ends_on = (data or {}).get("ends_on")
    if ends_on is None:
        return None
    if ends_on <= timezone.localdate() or ends_on >= add_months(case.starts_on, 12 * LONGEST_YEARS):
        return Missing(_("期限须在今天之后，且自起始之日起不超过三年"))
    return None


@rule("R-C12")
def change_is_in_time(case, **_about: Any) -> Missing | None:
    """At the second signature: the term is not over, and the last day it sets lies ahead (R-C9)."""
    change = case.supplements.filter(agreed_on__isnull=True, dropped=False).first()
    today = timezone.localdate()
    if today > case.ends_on:
        return Missing(_("协议已于%(day)s期满，不能再签补充协议") % {"day": _day(case.ends_on)})
    if change and change.ends_on and change.ends_on <= today:
        said = _("补充协议写的终止日期%(day)s须在签署日之后，请作罢后重新提出")
        return Missing(said % {"day": _day(change.ends_on)}, change.by.org)
    if change and change.ends_on and change.ends_on >= add_months(case.starts_on, 12 * LONGEST_YEARS):
        return Missing(_("协议期限最长三年"), change.by.org)
    return None


@rule("R-C12")
def other_side_agrees_to_the_change(case, *, by=None, **_about: Any) -> Missing | None:
    """A supplement holds with both signatures, given after it was proposed."""
    change = case.supplements.filter(agreed_on__isnull=True, dropped=False).first()
    other = case.other(by.org) if by else None
    if change is None or other is None:
        return None
    given = case.opinions.filter(org=other, state=State.AMENDING, verdict=Verdict.AGREE, at__gte=change.proposed_at)
    return None if given.exists() else Missing(_("%(org)s尚未签署补充协议") % {"org": other}, other)


@rule(
    "R-C13",
    "党员转出、返乡或失去党籍的，在各环节都从名册减去，其余的人不必重签，失联的中止；名册无人时协议终止。",
    "产品默认",
)
def rested_long_enough(case, **_about: Any) -> Missing | None:
    """Six months of suspension before it may end the agreement."""
    if timezone.localdate() < case.may_end_from:
        return Missing(_("中止未满六个月"), moot=True)
    return None


def _effective_before(case) -> bool:
    return case.came_from == State.TERMINATION_NOTICE


@rule("R-S3")
def was_in_force(case, **_about: Any) -> Missing | None:
    return None if _effective_before(case) else Missing(_("协议尚未生效，不能维持或解除"), moot=True)


@rule("R-S3")
def was_not_in_force(case, **_about: Any) -> Missing | None:
    return Missing(_("协议已经生效，请选择维持或解除"), moot=True) if _effective_before(case) else None


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _first(names: list[str]) -> str:
    """Three names at most, and how many more."""
    more = len(names) - 3
    shown = "、".join(names[:3])
    return str(_("%(names)s等%(count)d人") % {"names": shown, "count": len(names)}) if more > 0 else shown
