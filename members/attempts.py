"""Failed attempts at a door, counted by django-axes and locked after `SIGN_IN_ATTEMPTS` of them.

Signing in counts by name and address together, so that nobody locks a colleague out from another desk; beyond
`SIGN_IN_ATTEMPTS_PER_ADDRESS` an address waits whatever name it tries. Signing a paper counts by name alone: it
carries no address, and only the account's own session can try it.
Scenarios: tests/members/test_sign_in.py, test_address_lock.py.
"""

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone


class AttemptHandler(AxesDatabaseHandler):  # type: ignore[misc]  # django-axes carries no types
    """django-axes has one limit for all its counts; the ceiling of an address is a second one.

    `request` is one of Django's that django-axes has put its own attributes on."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) or address_locked_until(request.axes_ip_address) is not None

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and address_locked_until(request.axes_ip_address):
            request.axes_locked_out, request.axes_credentials = True, credentials


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The name django-axes counts for: in small letters, as `Wang` and `wang` are one account."""
    name = (credentials or {}).get("username") or (request.POST.get("username") if request is not None else None)
    return name.strip().lower() if name else name


def allowed(request: HttpRequest, username: str) -> bool:
    """Whether this name may try again from this address. If not, the answer becomes the lock-out page."""
    may_try = AxesProxyHandler.is_allowed(request, {"username": username})
    if not may_try:
        request.axes_locked_out = True  # type: ignore[attr-defined]  # read by django-axes
        request.axes_credentials = {"username": username}  # type: ignore[attr-defined]  # the same
    return may_try


def failed(request: HttpRequest, username: str) -> None:
    """Count one failure that `authenticate` did not see: a wrong code of any kind."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def without_address() -> HttpRequest:
    """What stands for the request when someone already signed in must prove who they are."""
    return HttpRequest()


def locked(username: str) -> QuerySet[AccessAttempt, dict]:
    """Present lock-outs of this name, a row an address: `ip_address` (None: signing), `last` (datetime), `failures`."""
    counted = _recent().filter(username=username.lower()).values("ip_address")
    counted = counted.annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    return counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("ip_address")


def locked_until(username: str, address: str | None) -> datetime | None:
    """When this name may try again from `address` (None: signing), or None if it may try now."""
    row = locked(username).filter(ip_address=address).first()
    cool_off = get_cool_off()
    return row["last"] + cool_off if row and cool_off else None


def address_locked_until(address: str | None) -> datetime | None:
    """When the failures of all names from `address` will be few enough again, or None if they are (or it is None)."""
    if address is None:
        return None
    failures = 0
    newest_first = _recent().filter(ip_address=address).order_by("-attempt_time")
    for counted, at in newest_first.values_list("failures_since_start", "attempt_time"):
        failures += counted
        if failures >= settings.SIGN_IN_ATTEMPTS_PER_ADDRESS:
            cool_off = get_cool_off()
            return at + cool_off if cool_off else None
    return None


def _recent() -> QuerySet[AccessAttempt]:
    """What still counts."""
    cool_off = get_cool_off()
    attempts = AccessAttempt.objects.all()
    return attempts.filter(attempt_time__gte=timezone.now() - cool_off) if cool_off else attempts


def forget(username: str, *, signing_only: bool = False) -> int:
    """Drop the counted failures of a name; return how many rows went."""
    attempts = AccessAttempt.objects.filter(username=username.lower())
    if signing_only:
        attempts = attempts.filter(ip_address=None)
    return attempts.delete()[0]
