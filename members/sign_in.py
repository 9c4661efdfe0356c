"""Who is at the door: passwords, codes of the authenticator 动态码, one-time codes, and proof of identity at signing.

Rules: R-P11. A code or password is never stored in clear, logged or echoed. Scenarios: tests/members/test_sign_in.py
and test_totp.py; pages: sign_in_views.py, password_views.py, totp_views.py.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from axes.helpers import get_cool_off
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import attempts, sealing
from .access import AccountEvent, Did
from .appointments import Account
from .rulebook import declare

declare("R-P11", "本系统不得录入、打印涉密信息，登录页予以提示。", "产品默认")

UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: the code is read aloud or copied from paper
CODE_LENGTH = 10
CODE_HOURS = 24
SLIP_HOURS = 7 * 24  # of codes printed for many, which are handed out at a meeting or by the next one who drives there


def new_code(account: Account, *, hours: int = CODE_HOURS) -> str:
    """Give `account` a one-time code 一次性代码 and return it, to be shown once. It is good for `hours`."""
    code = "".join(secrets.choice(UNAMBIGUOUS) for _ in range(CODE_LENGTH))
    account.reset_code = digest_of(account, code)
    account.reset_code_until = timezone.now() + timedelta(hours=hours)
    account.save(update_fields=["reset_code", "reset_code_until"])
    return code


def digest_of(account: Account, code: str) -> str:
    """What is stored of a code: an HMAC under a key outside the database.

    A password is chosen by a person and needs a slow hash; 50 random bits under a secret key do not, and 500 slow
    hashes would take minutes."""
    return sealing.blind(f"{account.pk}:{code}", "one-time code")


def holder_of_code(username: str, code: str) -> Account | None:
    """The active account whose unexpired one-time code this is, else None.

    Spaces, hyphens and small letters are accepted. One digest is computed in every case, so that the time taken does
    not tell whether the name exists."""
    code = "".join(code.split()).replace("-", "").upper()
    account = _with_open_code(username)
    if "$" in (account.reset_code if account else ""):  # from before codes had digests of their own: good for a day
        return account if account and check_password(code, account.reset_code) else None
    digest = digest_of(account or Account(), code)
    return account if account and secrets.compare_digest(digest, account.reset_code) else None


def _with_open_code(username: str) -> Account | None:
    """The active account of that name, in any case, whose code has not expired."""
    try:
        account = Account.objects.get_by_natural_key(username)
    except Account.DoesNotExist:
        return None
    until = account.reset_code_until
    return account if account.is_active and until and until > timezone.now() else None


@transaction.atomic
def spend_code(account: Account, password: str) -> bool:
    """Set the password of an account that `holder_of_code` gave; False where its code was spent or replaced since."""
    held = Account.objects.select_for_update().filter(pk=account.pk, reset_code=account.reset_code).first()
    if held is None:
        return False
    set_password(held, password)
    return True


@transaction.atomic
def set_password(account: Account, password: str) -> None:
    """Store a password the person chose, spend any one-time code, and write it down."""
    account.set_password(password)
    account.must_change_password = False
    account.reset_code, account.reset_code_until = "", None
    account.save(update_fields=["password", "must_change_password", "reset_code", "reset_code_until"])
    AccountEvent.objects.create(did=Did.PASSWORD, account=account, by=account)


def has_device(account: Account) -> bool:
    return TOTPDevice.objects.filter(user=account, confirmed=True).exists()


def device_for(account: Account, code: str) -> TOTPDevice | None:
    """The device that shows `code` now, else None. A code is good once; wrong codes slow the next try down."""
    code = "".join(code.split())
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return None
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=account, confirmed=True).first()
        return device if device and device.verify_token(code) else None


@transaction.atomic
def add_device(account: Account, key: str, code: str) -> TOTPDevice | None:
    """Turn two-step sign-in on with the hex `key`, if `code` shows that the person's device holds it; else None."""
    code = "".join(code.split())
    totp = TOTP(bytes.fromhex(key))
    totp.time = timezone.now().timestamp()
    if not (code.isascii() and code.isdigit() and totp.verify(int(code), tolerance=1)) or has_device(account):
        return None
    AccountEvent.objects.create(did=Did.TOTP_ON, account=account, by=account)
    return TOTPDevice.objects.create(user=account, name="totp", key=key, confirmed=True, last_t=totp.t())


@transaction.atomic
def drop_devices(account: Account) -> None:
    """Turn two-step sign-in off at the person's own wish."""
    TOTPDevice.objects.filter(user=account).delete()
    AccountEvent.objects.create(did=Did.TOTP_OFF, account=account, by=account)


def confirm(account: Account, secret: str) -> bool:
    """Whether `secret` proves that the signed-in person is the holder of `account`: the password or a current code.

    Failures count towards a lock-out of signing; while it lasts even the right secret is refused. Call it outside the
    transaction that may roll back, or the failure is not counted."""
    return _proved(account, lambda: device_for(account, secret) is not None or account.check_password(secret))


def confirm_password(account: Account, password: str) -> bool:
    """As `confirm`, but only the password will do."""
    return _proved(account, lambda: account.check_password(password))


def _proved(account: Account, fits: Callable[[], bool]) -> bool:
    door = attempts.without_address()
    if not attempts.allowed(door, account.username):
        return False
    if fits():
        attempts.forget(account.username, signing_only=True)
        return True
    attempts.failed(door, account.username)
    return False


def signing_locked_until(account: Account) -> datetime | None:
    """When this account may sign again after too many failures, or None."""
    return attempts.locked_until(account.username, None)


def lock_minutes() -> int:
    """How long a lock-out lasts."""
    cool_off = get_cool_off()
    return round(cool_off.total_seconds() / 60) if cool_off else 0
