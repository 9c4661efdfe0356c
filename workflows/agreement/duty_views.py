"""Duties in the browser: what one's organisation owes now, done with a line of evidence each; the balance of a pair."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approvals import calendar
from approvals.attachments import Scan
from approvals.case import Case
from approvals.rules import NotAllowed
from documents import archive
from members.access import get_visible
from members.middleware import HatRequest

from . import duties, overdue
from .duties import Duty, DutyQuerySet

SHOWN = 60
NOTHING = mark_safe("")


@login_required
@require_GET
def owed(request: HatRequest) -> HttpResponse:
    """What one's organisation owes, due first."""
    return _list(request)


def _list(
    request: HatRequest, *, refused: str = "", faulty: int = 0, typed: str = "", status: int = 422
) -> HttpResponse:
    """The list; `typed` stands again in the row that was refused."""
    rows = list(_mine(request).select_related("case__origin", "case__destination")[: SHOWN + 1])
    left = calendar.workdays_left(timezone.localdate(), {duty.due_at for duty in rows})
    for duty in rows:
        duty.workdays_left = left[duty.due_at]  # type: ignore[attr-defined]  # the page reads it
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "now": timezone.now()}
    context |= {"refused": refused, "faulty": faulty, "typed": typed}
    return render(request, "agreement/duties.html", context, status=status if refused else 200)


@login_required
@require_POST
def do(request: HatRequest, pk: int) -> HttpResponse:
    """Say how one duty was done; the others on the page stay as they are."""
    visible = Duty.objects.filter(case__in=Case.objects.visible_to(request.appointment))
    duty = get_visible(request, visible, pk)
    typed = request.POST.get("evidence", "")[:600]
    upload = request.FILES.get("proof")
    try:
        proof = Scan.of(upload) if upload else None
        duties.done(duty, by=request.appointment, evidence=typed, proof=proof)
    except NotAllowed as refused:
        return _list(request, refused=str(refused), faulty=pk, typed=typed)
    except archive.StorageUnavailable:
        said = _("存储空间不足或不可用，没有登记。请联系管理员后重试。")
        return _list(request, refused=said, faulty=pk, typed=typed, status=503)
    messages.success(request, _("已登记：%(title)s。") % {"title": duty.title})
    return redirect("agreement_duties")


@login_required
@require_POST
def take_back(request: HatRequest, pk: int) -> HttpResponse:
    """A slip: the duty is owed again, with the reason on the log."""
    visible = Duty.objects.filter(case__in=Case.objects.visible_to(request.appointment)).select_related("case")
    duty = get_visible(request, visible, pk)
    try:
        duties.take_back(duty, by=request.appointment, reason=request.POST.get("reason", "")[:600])
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已更正：%(title)s重新列为待落实，原登记留在记录里。") % {"title": duty.title})
    return redirect(duty.case)


def of_inbox(request: HatRequest) -> SafeString:
    """A line above the inbox: how many duties are owed, how many are late."""
    late = Count("pk", filter=Q(due_at__lte=timezone.now()))
    owed = _mine(request).aggregate(count=Count("pk"), late=late)
    return render_to_string("agreement/_duties_due.html", owed, request=request) if owed["count"] else NOTHING


def of_supervision(request: HatRequest) -> SafeString:
    """What has been late for a whole term, of everybody in reach, oldest first (R-S7, R-C14)."""
    by = request.appointment
    listed = overdue.listed(by)
    areas = overdue.areas_without_record(by, timezone.now())
    rows = list(listed.select_related("org", "case")[:SHOWN])
    if not rows and not areas:
        return NOTHING
    context = {"rows": rows, "count": listed.count(), "areas": areas}
    return render_to_string("agreement/_duties_missed.html", context, request=request)


def _mine(request: HatRequest) -> DutyQuerySet:
    return Duty.objects.owed_by(request.appointment.org)
