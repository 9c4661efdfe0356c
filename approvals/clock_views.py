"""系统时间: what stands still while the server's time is doubted, and the word of whoever administers the top (R-T24).

Tests: tests/approvals/test_clock_pages.py.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from members.middleware import OfficeRequest, open_without_hat

from . import clock
from .clock import ClockConfirmation, ClockDoubted
from .clock_forecast import due_by_kind
from .holiday_views import may_keep

SHOWN = 10  # confirmations


@open_without_hat
@login_required
@require_GET
def page(request: OfficeRequest) -> HttpResponse:
    return _page(request)


@open_without_hat
@login_required
@require_POST
def confirm(request: OfficeRequest) -> HttpResponse:
    """The time is right: recorded with who and when. Asked anew where the day is no longer the one that was shown."""
    _refuse_others(request)
    now = timezone.now()
    if request.POST.get("day") != f"{timezone.localdate(now):%Y-%m-%d}":
        return _page(request, why=_("系统时间在确认前又变了，请重新核对。"), status=422)
    if clock.confirm(now, by=request.user):
        messages.success(request, _("已确认系统时间，到期事项将在一分钟内按到期日补办。"))
    else:
        messages.info(request, _("系统时间正常，无需确认。"))
    return redirect("clock")


def _refuse_others(request: OfficeRequest) -> None:
    if not may_keep(request):
        raise PermissionDenied


def _page(request: OfficeRequest, *, why: str = "", status: int = 200) -> HttpResponse:
    _refuse_others(request)
    now = timezone.now()
    doubt = clock.doubt(now)
    context = {
        "doubt": doubt,
        "now": now,
        "last": clock.last_reading(),
        "due": due_by_kind(now) if doubt and doubt.is_ahead else [],
        "confirmed": ClockConfirmation.objects.select_related("by").order_by("-pk")[:SHOWN],
        "why": why,
    }
    return render(request, "approvals/clock.html", context, status=status)


class DoubtedPage:
    """Middleware: a step that was refused because the time is doubted, where no page of its own says so (503)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ClockDoubted):
            return None
        return render(request, "approvals/clock_doubted.html", {"doubt": exception.doubt}, status=503)
