"""Failed attempts at a door, counted by django-axes and locked after `SIGN_IN_ATTEMPTS` of them.

Signing in counts by name and address together, so that nobody locks a colleague out from another desk. Signing a
paper counts by name alone: it carries no address, and only the account's own session can try it.
Scenarios: tests/members/test_sign_in.py.
"""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone


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
    cool_off = get_cool_off()
    recent = AccessAttempt.objects.filter(username=username)
    if cool_off is not None:
        recent = recent.filter(attempt_time__gte=timezone.now() - cool_off)
    counted = recent.values("ip_address").annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    return counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("ip_address")


def locked_until(username: str, address: str | None) -> datetime | None:
    """When this name may try again from `address` (None: signing), or None if it may try now."""
    row = locked(username).filter(ip_address=address).first()
    cool_off = get_cool_off()
    return row["last"] + cool_off if row and cool_off else None


def forget(username: str, *, signing_only: bool = False) -> int:
    """Drop the counted failures of a name; return how many rows went."""
    attempts = AccessAttempt.objects.filter(username=username)
    if signing_only:
        attempts = attempts.filter(ip_address=None)
    return attempts.delete()[0]
