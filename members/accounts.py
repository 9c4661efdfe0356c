"""What an administrator does to an account: open it, hand out a one-time code, unlock, suspend, remove a lost device.

Every act is written down as an `AccountEvent` in the same transaction. Scenarios: tests/members/test_accounts.py.
"""

from datetime import date

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import appointing, attempts, sign_in
from .access import Did
from .administrators import Administrator
from .appointments import Account
from .orgs import PartyOrg
from .people import Person


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
) -> tuple[Account, str]:
    """Open an account with its first appointment; return it and the one-time code for its first password.

    Raises RuleBroken (R-O12) as `appointing.appoint` does."""
    account = Account(username=username, name=name, person=person)
    account.set_unusable_password()
    account.save()
    by.note(Did.CREATED, account, reason=reason)
    appointing.appoint(
        by, account, org=org, post=post, title=title, since=since, until=until, reason=reason, anyway=anyway
    )
    by.note(Did.CODE, account)
    return account, sign_in.new_code(account)


@transaction.atomic
def issue_code(by: Administrator, account: Account, reason: str) -> str:
    """Return a new one-time code; an older one is void. The present password stays good until the code is used."""
    by.may_hold_keys_of(account)
    by.note(Did.CODE, account, reason=reason)
    return sign_in.new_code(account)


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
