"""What must stand when a member arrives with a paper letter from outside the system (R-T15), and on the way after it.

Tests: tests/workflows/test_arrival.py.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.attachments import PROOF
from approvals.calendar import add_months
from approvals.rules import Missing, rule, said_by
from members.appointments import Appointment, Post
from members.models import PartyOrg
from members.people import Stage

from . import detour_rules  # noqa: F401  declares R-T8, R-T11 and R-T16
from .outside import in_the_system
from .probation_rules import NEWLY_ADMITTED, PROBATION
from .rules import month_before
from .states import LETTER_ENTERED, State

SHORTEST_ACCOUNT = 10  # characters


def may_enter(by: Appointment | None, branch: PartyOrg) -> bool:
    """Who enters a letter from outside: a clerk of the committee that receives for `branch`, or of one above it up to
    the county's and its organisation department (R-T15); the branch itself does not."""
    committee = branch.base_committee()
    return may_enter_any(by) and by is not None and committee is not None and by.org.covers(committee)


def may_enter_any(by: Appointment | None) -> bool:
    """Whether the page is for `by` at all: a clerk's post at an organisation that is no branch."""
    return by is not None and by.is_current() and Post.CLERK in by.posts and not by.org.is_branch


@rule("R-T15")
def entered_above_the_branch(case, *, by: Appointment | None, **_about: Any) -> Missing | None:
    """The committee that receives, or an organisation above it, enters the letter."""
    if case.destination is None or may_enter(by, case.destination):
        return None
    said = _("纸质介绍信由接收支部的上级党委或县级以上党委组织部登记")
    return Missing(said, case.destination_committee)


@rule("R-T3")
def sender_is_outside(case, **_about: Any) -> Missing | None:
    """Whoever works in this system sends its members by a transfer of its own."""
    for name in (case.outside_name, case.outside_committee, case.outside_issuer):
        if found := in_the_system(name):
            return Missing(_("%(org)s已在本系统，请由该组织在系统内发起接转") % {"org": found.name}, found)
    return None


@rule("R-O1")
def relation_is_outside(case, *, by: Appointment | None, **_about: Any) -> Missing | None:
    """A member whose relation is in this system comes by a transfer of the branch that holds it."""
    branch = case.person.branch
    if branch is None:
        return None
    if by and by.org.covers(branch):
        return Missing(_("该同志的组织关系现在在%(org)s，请由该支部发起接转") % {"org": branch}, branch)
    return Missing(_("该同志的组织关系在本系统的其他党组织，请由其现在的支部发起接转"))


@rule("R-T12")
def letter_not_entered_yet(case, *, by: Appointment | None, **_about: Any) -> Missing | None:
    """One letter, one arrival: number, issuer and year. A letter that was sent back may come again."""
    same = type(case).objects.filter(
        outside_issuer=case.outside_issuer,
        outside_number=case.outside_number,
        issued_on__year=case.issued_on.year,
    )
    other = same.exclude(state=State.CANCELLED).order_by("pk").first()
    if other is None:
        return None
    if type(case).objects.visible_to(by).filter(pk=other.pk).exists():
        return Missing(_("这份介绍信已登记为 %(number)s，请核对编号") % {"number": other.number})
    return Missing(_("这份介绍信已由其他党组织登记，请核对编号和开具单位"))


@rule("R-T16")
def letter_holds_on_arrival(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Up to 24:00 of the last day on which the letter is good (R-T4); later the issuer must write a new one."""
    last = case.valid_until
    if last is None or (data or {}).get("reported_on", timezone.localdate()) <= last:
        return None
    said = _("介绍信已于%(day)s到期，不能凭它报到；请退回本人，由开具单位查明原因后补办新号，再凭新介绍信登记")
    return Missing(said % {"day": f"{last.month}月{last.day}日"}, case.outside_issuer)


@rule("R-T5", answered_by=("dues_until",))
def dues_named_on_letter(case, **_about: Any) -> Missing | None:
    """A letter on which dues are further behind than the month before its issue: a warning."""
    if case.dues_until >= month_before(case.issued_on):
        return None
    month = f"{case.dues_until.year}年{case.dues_until.month}月"
    said = _("介绍信载明党费只交至%(month)s，早于开具日期的上月")
    return Missing(said % {"month": month}, case.outside_committee, overridable=True)


@rule("R-T22")
def probationer_arrives_in_order(case, **_about: Any) -> Missing | None:
    """Admitted shortly before leaving, probation over, or no account handed over: a warning that asks for a reason."""
    person = case.person
    if person.stage != Stage.PROBATIONARY:
        return None
    sender = case.outside_committee
    if case.issued_on < add_months(person.joined_on, NEWLY_ADMITTED):
        said = _("该同志接收为预备党员不满三个月即转出，请向原党组织和本人了解原因并写明")
        return Missing(said, sender, overridable=True)
    if case.issued_on >= add_months(person.joined_on, PROBATION):
        return Missing(_("该同志预备期已满，尚未讨论转正，请写明原党组织的意见"), sender, overridable=True)
    if not case.probation_account:
        said = _("预备党员转入，原党组织应移交培养教育考察情况；没有移交的写明如何补齐")
        return Missing(said, sender, overridable=True)
    return None


@rule("R-O13")
def another_hand_receives(case, *, by: Appointment | None, **_about: Any) -> Missing | None:
    """Whoever entered a letter from outside stands for what it says, so another person receives."""
    if by is None or not case.comes_from_outside:
        return None
    accounts = [by.account, by.delegation.giver.account] if by.delegation else [by.account]
    if case.entries.filter(said_by(accounts), verb=LETTER_ENTERED).exists():
        return Missing(_("这份介绍信由您登记，请由本组织其他任职人员接收"), case.destination_committee)
    return None


@rule("R-T8")
def origin_is_here(case, **_about: Any) -> Missing | None:
    """A sender outside the system corrects by a new letter, which is entered as a new arrival."""
    if case.comes_from_outside:
        return Missing(_("转出方不在本系统，补正后由其另行开具介绍信"), case.outside_committee, moot=True)
    return None


@rule("R-T11")
def stub_is_here(case, **_about: Any) -> Missing | None:
    if case.comes_from_outside:
        return Missing(_("存根在系统外的开具单位"), case.outside_committee, moot=True)
    return None


@rule("R-T11")
def confirmation_is_shown(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """What the committee outside said stands on record: its letter, or who said it, when and how."""
    if data is None or data.get(PROOF) or len((data.get("text") or "").strip()) >= SHORTEST_ACCOUNT:
        return None
    return Missing(_("请写明对方谁在哪一天、怎样确认收到回执（不少于 10 个字），或附对方来函、系统页面的扫描件"))


@rule("R-T11")
def stub_is_outside(case, **_about: Any) -> Missing | None:
    if case.comes_from_outside:
        return None
    return Missing(_("存根在转出方党委，由其归档"), case.origin_committee, moot=True)
