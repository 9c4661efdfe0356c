"""Appointing 任职, ending 免职 and handing over 交接 (R-O12): work stays with the post, only its holder changes.

Appointments are never deleted or moved to another account: an end date closes them, and what was signed under them
keeps naming them. Scenarios: tests/members/test_appointments.py.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from . import tree_gate
from .access import Did
from .administrators import Administrator
from .appointments import Account, Appointment, AppointmentQuerySet, Post
from .orgs import PartyOrg
from .rulebook import RuleBroken


class SecondSecretary(RuleBroken):
    """The organisation has a secretary on those days already. The administrator may insist."""


@transaction.atomic
def appoint(
    by: Administrator,
    account: Account,
    *,
    org: PartyOrg,
    post: str,
    title: str,
    since: date,
    until: date | None,
    reason: str,
    anyway: bool = False,
) -> Appointment:
    """Appoint `account` from `since` to `until` (both count; None: open).

    Raises RuleBroken (R-O12) outside the reach, for oneself, for a closed organisation, for the same post twice, and
    for a past date without a reason; R-O6 for a post the organisation has no use for; SecondSecretary unless
    `anyway`."""
    tree_gate.hold()
    org = PartyOrg.objects.get(pk=org.pk)
    by.may_reach(org)
    by.not_oneself(account)
    if org.closed_on:
        raise RuleBroken("R-O12", _("%(org)s 已撤销，不能任职；请选承继组织") % {"org": org})
    if until and until < since:
        raise RuleBroken("R-O12", _("免职日期不能早于任职日期"))
    refuse_unfit(org, post)
    reason_for_past(since, reason)
    if overlapping(since, until).own().filter(account=account, org=org, post=post).exists():
        raise RuleBroken("R-O12", _("%(name)s 在这段时间已任此岗位，请改填日期或先免去原任职") % {"name": account})
    if post == Post.SECRETARY and not anyway:
        no_second_secretary(org, since, until)
    made = Appointment.objects.create(account=account, org=org, post=post, title=title, since=since, until=until)
    by.note(Did.APPOINTED, account, appointment=made, reason=reason)
    return made


@transaction.atomic
def end(by: Administrator, appointment: Appointment, *, on: date, reason: str) -> None:
    """Make `on` the last day of an appointment. Open work stays with the post for whoever holds it next.

    Raises RuleBroken (R-O12) outside the reach, for oneself, before it began, after it ended, and for a past date
    without a reason."""
    held = may_end(by, appointment, on)
    reason_for_past(on, reason)
    held.until = on
    held.save(update_fields=["until"])
    by.note(Did.ENDED, held.account, appointment=held, reason=reason)


@transaction.atomic
def hand_over(
    by: Administrator, appointment: Appointment, successor: Account, *, on: date, same_day: bool, reason: str
) -> Appointment:
    """End an appointment on the day `on` and give its post and title to `successor`, from that day or the next.

    Raises RuleBroken (R-O12) as `end` and `appoint` do."""
    tree_gate.hold()
    held = may_end(by, appointment, on)
    if successor == held.account:
        raise RuleBroken("R-O12", _("接任者与原任职者是同一账户"))
    reason_for_past(on, reason)
    held.until = on
    held.save(update_fields=["until"])
    by.note(Did.HANDED_OVER, held.account, appointment=held, reason=reason)
    return appoint(
        by,
        successor,
        org=held.org,
        post=held.post,
        title=held.title,
        since=on if same_day else on + timedelta(days=1),
        until=None,
        reason=reason,
        anyway=same_day,
    )


def may_end(by: Administrator, appointment: Appointment, on: date) -> Appointment:
    """The appointment, locked for change, if `by` may make `on` its last day."""
    held = Appointment.objects.select_for_update(of=("self",)).select_related("org", "account").get(pk=appointment.pk)
    by.may_reach(held.org)
    by.not_oneself(held.account)
    if held.delegation_id:
        raise RuleBroken("R-O16", _("这是授权代办，不是任职；需要结束的请收回授权"))
    if on < held.since:
        raise RuleBroken("R-O12", _("免职日期不能早于任职日期 %(since)s") % {"since": held.since.isoformat()})
    if held.until and held.until < on:
        raise RuleBroken("R-O12", _("该任职已于 %(until)s 结束") % {"until": held.until.isoformat()})
    return held


def refuse_unfit(org: PartyOrg, post: str) -> None:
    """Raise RuleBroken when there is no such post at `org`: who only reviews has nobody who approves (R-O6)."""
    if post == Post.APPROVER and not (org.is_committee or org.acts_for_parent):
        raise RuleBroken("R-O6", _("%(org)s 只审议，不设审批人；请改选书记、组织员等岗位") % {"org": org})


def reason_for_past(day: date, reason: str) -> None:
    if day < localdate() and not reason:
        raise RuleBroken("R-O12", _("日期早于今天的，须写明理由，例如任免文件的文号"))


def no_second_secretary(org: PartyOrg, since: date, until: date | None) -> None:
    held = overlapping(since, until).own()  # whoever stands in for the secretary is none (R-O16)
    other = held.filter(org=org, post=Post.SECRETARY).select_related("account").first()
    if other:
        raise SecondSecretary(
            "R-O12",
            _("%(org)s 这段时间已有书记 %(name)s；确需同时任职的，请勾选「仍要任职」，否则请用「交接」")
            % {"org": org, "name": other.account},
        )


def overlapping(since: date, until: date | None) -> AppointmentQuerySet:
    """Appointments with at least one day in common with `since` to `until` (None: open)."""
    found = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gte=since), account__withdrawn_at__isnull=True)
    return found.filter(since__lte=until) if until else found
