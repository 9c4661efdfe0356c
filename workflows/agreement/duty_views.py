"""Duties in the browser: what one's organisation owes now, done with a line of evidence each; the balance of a pair."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approvals.case import Case
from approvals.rules import NotAllowed
from members.access import get_visible
from members.middleware import HatRequest
from members.orgs import path_range

from . import duties
from .duties import Duty

SHOWN = 60
NOTHING = mark_safe("")


@login_required
@require_GET
def owed(request: HatRequest) -> HttpResponse:
    """What one's organisation owes, due first."""
    rows = list(_mine(request).select_related("case__origin", "case__destination")[: SHOWN + 1])
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "now": timezone.now()}
    return render(request, "agreement/duties.html", context)


@login_required
@require_POST
def do(request: HatRequest, pk: int) -> HttpResponse:
    """Say how one duty was done; the others on the page stay as they are."""
    visible = Duty.objects.filter(case__in=Case.objects.visible_to(request.appointment))
    duty = get_visible(request, visible, pk)
    try:
        duties.done(duty, by=request.appointment, evidence=request.POST.get("evidence", "")[:600])
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已登记：%(title)s。") % {"title": duty.title})
    return redirect("agreement_duties")


def of_inbox(request: HatRequest) -> SafeString:
    """A line above the inbox: how many duties are owed, how many are late."""
    mine = _mine(request)
    now = timezone.now()
    late, count = mine.overdue(now).count(), mine.count()
    if not count:
        return NOTHING
    return render_to_string("agreement/_duties_due.html", {"count": count, "late": late}, request=request)


def of_supervision(request: HatRequest) -> SafeString:
    """Overdue duties of everybody in reach, oldest first (R-S7)."""
    below = Duty.objects.overdue(timezone.now()).filter(path_range(request.appointment.org.reach, "org__path"))
    rows = list(below.select_related("org", "case")[:SHOWN])
    if not rows:
        return NOTHING
    return render_to_string("agreement/_duties_missed.html", {"rows": rows, "count": below.count()}, request=request)


def _mine(request: HatRequest) -> "QuerySet[Duty]":
    return Duty.objects.owed_by(request.appointment.org)
