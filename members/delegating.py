"""Giving and taking back a delegation 授权代办 (R-O16): by the giver, or by an administrator for a giver who is away.

Nothing is deleted: what was signed under a delegation keeps naming it. Tests: tests/members/test_delegations.py.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import tree_gate
from .access import AccountEvent, Did
from .administrators import Administrator
from .appointing import overlapping
from .appointments import Account, Appointment
from .delegations import KINDS, LONGEST_DAYS, Delegation, stand_ins_of, why_not_give
from .rulebook import RuleBroken


@transaction.atomic
def delegate(
    giver: Appointment,
    receiver: Appointment,
    *,
    since: date,
    until: date,
    kinds: Sequence[str] = (),
    ground: str,
    by: Administrator | None = None,
) -> Appointment:
    """Let the holder of `receiver` act as `giver` from `since` to `until` (both count), for `kinds` of case (empty:
    all). Returns the hat of the stand-in. `by` None: the giver does it themself.

    Raises RuleBroken: R-O16 for whom, by whom, how long and twice; R-O12 outside the administrator's reach."""
    tree_gate.hold()
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related("org", "account")
    giver = held.get(pk=giver.pk)
    if by:
        by.may_reach(giver.org)
        by.not_oneself(receiver.account)
    if broken := _against(giver, receiver, since, until):
        raise RuleBroken("R-O16", broken)
    if unknown := set(kinds) - KINDS.keys():
        raise ValueError(f"no such kinds of case: {sorted(unknown)}")
    recorded_by = by.account if by else giver.account
    given = Delegation.objects.create(
        giver=giver, receiver=receiver, kinds=list(kinds), ground=ground, recorded_by=recorded_by
    )
    made = Appointment.objects.create(
        account=receiver.account, org=giver.org, post=giver.post, since=since, until=until, delegation=given
    )
    _note(Did.DELEGATED, made, recorded_by, by.hat if by else giver, ground)
    return made


def _against(giver: Appointment, receiver: Appointment, since: date, until: date) -> str:
    """What stands against it, in a sentence; or an empty string."""
    return (
        why_not_give(giver)
        or _against_the_two(giver, receiver, until)
        or _against_the_days(giver, receiver, since, until)
    )


def _against_the_two(giver: Appointment, receiver: Appointment, until: date) -> str:
    if not giver.is_current() or (giver.until and giver.until < until):
        return _("授权不能超出本人任职的期限")
    if not stand_ins_of(giver).filter(pk=receiver.pk).exists() or (receiver.until and receiver.until < until):
        return _("只能授权本组织现任的副书记、组织委员等负责人，且在其任职期内；经办人不能代办")
    return ""


def _against_the_days(giver: Appointment, receiver: Appointment, since: date, until: date) -> str:
    if since < timezone.localdate() or until < since:
        return _("代办须先登记后办理：起始日期不早于今天，结束日期不早于起始日期")
    if (until - since).days >= LONGEST_DAYS:
        return _("一次授权最长 %(days)d 天；更长的请由系统管理员任职或交接") % {"days": LONGEST_DAYS}
    before = overlapping(since, until).filter(account=receiver.account_id, delegation__giver=giver)
    if before.filter(delegation__taken_back_at__isnull=True).exists():
        return _("%(name)s 在这段时间已有授权，需要改动的请先收回") % {"name": receiver.account}
    return ""


@transaction.atomic
def take_back(given: Delegation, *, by: Account | Administrator, reason: str = "") -> None:
    """End a delegation at once: by its giver, or by an administrator with a reason.

    Raises RuleBroken: R-O16 for anybody else and when it was taken back before; R-O12 outside the reach."""
    locked = Delegation.objects.select_for_update(of=("self",), no_key=True).select_related("giver__org")
    given = locked.get(pk=given.pk)
    giver = given.giver
    if isinstance(by, Administrator):
        by.may_reach(giver.org)
        account, hat = by.account, by.hat
    else:
        account, hat = by, giver
    if account.pk != giver.account_id and not (isinstance(by, Administrator) and reason):
        raise RuleBroken("R-O16", _("授权由本人收回；本人不能办理的，由系统管理员写明理由后收回"))
    if given.taken_back_at:
        raise RuleBroken("R-O16", _("这项授权已经收回"))
    given.taken_back_at, given.taken_back_by = timezone.now(), account
    given.save(update_fields=["taken_back_at", "taken_back_by"])
    _note(Did.TAKEN_BACK, given.appointment, account, hat, reason)


def _note(did: Did, hat: Appointment, by: Account, wearing: Appointment | None, reason: str) -> None:
    """Write down what was done, on the account of whoever stands in."""
    AccountEvent.objects.create(did=did, account=hat.account, appointment=hat, by=by, hat=wearing, reason=reason)
