"""What an administrator does to an account: open it, hand out a one-time code, unlock, suspend, remove a lost device.

Every act is written down as an `AccountEvent` in the same transaction. Scenarios: tests/members/test_accounts.py.
"""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import appointing, attempts, sign_in
from .access import Did
from .administrators import Administrator
from .appointments import Account, Appointment
from .orgs import PartyOrg
from .people import Person
from .rulebook import RuleBroken
from .same_person import Newcomer, compact, refuse_second


@transaction.atomic
def open_account(
    by: Administrator,
    *,
    username: str,
    name: str,
    person: Person | None,
    org: PartyOrg,
    post: str,
    title: str,
    since: date,
    until: date | None,
    reason: str,
    anyway: bool,
    phone: str = "",
    another: bool = False,
) -> Appointment:
    """Open an account with its first appointment, and return that. Nobody can sign in until it is given a code.

    Raises HasAccount when this person has one, Namesake when somebody of that name has and nobody said that this is
    `another` person, RuleBroken (R-O12) as `appointing.appoint` does."""
    if person:
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two administrators at once: one account
    refuse_second(by, Newcomer(name, person, phone), another=another)
    if Account.objects.filter(username__iexact=username).exists():
        raise RuleBroken("R-O12", _("登录名 %(name)s 已有人用，请换一个") % {"name": username})
    account = Account(username=username, name=name, person=person, phone=compact(phone))
    account.set_unusable_password()
    account.save()
    by.note(Did.CREATED, account, reason=reason)
    return appointing.appoint(
        by, account, org=org, post=post, title=title, since=since, until=until, reason=reason, anyway=anyway
    )


@transaction.atomic
def open_with_code(by: Administrator, **facts: Any) -> tuple[Account, str]:
    """As `open_account`, and a one-time code for the first password: the account and the code."""
    account = open_account(by, **facts).account
    return account, issue_code(by, account, "")


@transaction.atomic
def issue_code(by: Administrator, account: Account, reason: str, *, hours: int = sign_in.CODE_HOURS) -> str:
    """Return a new one-time code; an older one is void. The present password stays good until the code is used."""
    by.may_hold_keys_of(account)
    by.note(Did.CODE, account, reason=reason)
    return sign_in.new_code(account, hours=hours)


def never_used(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Those of `accounts` whose holder has not chosen a password yet."""
    unused = accounts.filter(is_active=True, withdrawn_at__isnull=True, last_login__isnull=True)
    return unused.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)


@transaction.atomic
def withdraw(by: Administrator, account: Account, reason: str) -> None:
    """Take back an account that was opened by mistake: its appointments end, its sign-in name is free again.

    Raises RuleBroken (R-O12) when it has been used: then its appointments are ended and it is suspended instead."""
    by.may_hold_keys_of(account)
    held = never_used(Account.objects.select_for_update(no_key=True)).filter(pk=account.pk).first()
    if held is None:
        raise RuleBroken("R-O12", _("%(name)s 已经设过密码或登录过，不能撤回；请免职或停用") % {"name": account})
    by.note(Did.WITHDRAWN, held, reason=f"{held.username}：{reason}"[:200])
    for appointment in held.appointments.filter(until__isnull=True):
        appointment.until = max(appointment.since, localdate())
        appointment.save(update_fields=["until"])
        by.note(Did.ENDED, held, appointment=appointment, reason=reason)
    held.username, held.is_active, held.withdrawn_at = f"withdrawn-{held.pk}", False, timezone.now()
    held.reset_code, held.reset_code_until = "", None
    held.save(update_fields=["username", "is_active", "withdrawn_at", "reset_code", "reset_code_until"])


@transaction.atomic
def link(by: Administrator, account: Account, person: Person, reason: str = "") -> None:
    """Say which member of the roster holds the account (R-O13). Raises RuleBroken for another member than before."""
    by.may_hold_keys_of(account)
    if account.person_id and account.person_id != person.pk:
        raise RuleBroken("R-O13", _("该账户已与名册中的另一人关联"))
    account.person = person
    account.save(update_fields=["person"])
    by.note(Did.LINKED, account, reason=reason)


@transaction.atomic
def unlock(by: Administrator, account: Account, reason: str) -> None:
    """Forget the failures that locked the account out, at signing in and at signing."""
    by.may_hold_keys_of(account)
    attempts.forget(account.username)
    by.note(Did.UNLOCKED, account, reason=reason)


@transaction.atomic
def suspend(by: Administrator, account: Account, reason: str) -> None:
    """Close the account at once: its sessions end, its appointments carry nothing while it is closed."""
    by.may_hold_keys_of(account)
    account.is_active = False
    account.reset_code, account.reset_code_until = "", None
    account.save(update_fields=["is_active", "reset_code", "reset_code_until"])
    by.note(Did.SUSPENDED, account, reason=reason)


@transaction.atomic
def reinstate(by: Administrator, account: Account, reason: str) -> None:
    """Open a suspended account again. Raises RuleBroken (R-O12) for one that was withdrawn."""
    if account.withdrawn_at:
        raise RuleBroken("R-O12", _("该账户已撤回，请重新开通"))
    by.may_hold_keys_of(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    by.note(Did.REINSTATED, account, reason=reason)


@transaction.atomic
def remove_device(by: Administrator, account: Account, reason: str) -> None:
    """Turn two-step sign-in off for someone who lost the device; who asked was checked in person."""
    by.may_hold_keys_of(account)
    TOTPDevice.objects.filter(user=account).delete()
    by.note(Did.TOTP_REMOVED, account, reason=reason)
