"""Batches in the browser: start one, see what is said of each row, open the transfers, fetch the result.

Works without JavaScript. Tests: tests/workflows/test_transfer_batch_pages.py.
"""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import disclosure
from members.access import Kind, get_visible
from members.middleware import HatRequest
from members.models import PartyOrg
from members.roster.workbook import Unreadable

from . import listing, running, sheets
from .forms import ListForm, ReasonsForm
from .reading import FILE_LIMIT
from .records import LARGEST, BatchState, Objection, RowState, TransferBatch, may_start

PAGE = 100
RECENT = 30
FOUND = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "POST"])
def batches(request: HatRequest) -> HttpResponse:
    """The batches of one's own organisation, and the two ways to begin one. POST: look for where to choose from."""
    asked = request.POST.get("q", "").strip()[:60]
    found = PartyOrg.objects.visible_to(request.appointment).current().search(asked)
    return _start_page(request, ListForm(), asked=asked, found=list(found.order_by("path")[:FOUND]))


@login_required
@require_POST
def upload(request: HatRequest) -> HttpResponse:
    """Read a workbook and have its rows checked. The file is not kept."""
    if not may_start(request.appointment):
        raise PermissionDenied
    form = ListForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(FILE_LIMIT + 1)
            return redirect(
                listing.from_workbook(content, channel=form.cleaned_data["channel"], by=request.appointment)
            )
        except Unreadable as unreadable:
            status = unreadable.status
            form.add_error("file", str(unreadable))
    return _start_page(request, form, status=status)


@login_required
@require_GET
def sample(request: HatRequest) -> HttpResponse:
    """An empty list to fill in."""
    return _workbook(sheets.sample(), "batch-sample.xlsx")


@never_cache
@login_required
@require_GET
def batch(request: HatRequest, pk: UUID) -> HttpResponse:
    """One batch: progress, the verdicts with what must be answered, or the result."""
    found = _visible(request, pk)
    if found.state == BatchState.CHOOSING:
        return redirect("batch_members", found.pk)
    return _page(request, found, ReasonsForm(rules=list(warnings_of(found))))


@login_required
@require_POST
def confirm(request: HatRequest, pk: UUID) -> HttpResponse:
    """Open the transfers of all rows that may be opened. A second click starts nothing."""
    found = _visible(request, pk)
    form = ReasonsForm(request.POST, rules=list(warnings_of(found)))
    if not form.is_valid():
        return _page(request, found, form, status=422)
    found.reasons = form.reasons
    if found.state == BatchState.CHECKED and not running.startable(found):
        messages.error(request, _("没有可以发起的行：请先写明理由，或改正后重新上传。"))
        return redirect(found)
    return _told(request, found, running.confirm(found, by=request.appointment, reasons=form.reasons))


@login_required
@require_POST
def stop(request: HatRequest, pk: UUID) -> HttpResponse:
    """Open no more; what is open stays."""
    found = _visible(request, pk)
    return _told(request, found, running.stop(found))


@login_required
@require_POST
def go_on(request: HatRequest, pk: UUID) -> HttpResponse:
    """Take up what was stopped or interrupted."""
    found = _visible(request, pk)
    return _told(request, found, running.go_on(found))


@login_required
@require_POST
def check_again(request: HatRequest, pk: UUID) -> HttpResponse:
    """Judge once more what was not opened."""
    found = _visible(request, pk)
    return _told(request, found, running.check_again(found))


@login_required
@require_POST
def discard(request: HatRequest, pk: UUID) -> HttpResponse:
    """Drop a list, or what of it was not opened."""
    found = _visible(request, pk)
    if not running.discard(found):
        return _told(request, found, False)
    if found.state == BatchState.DONE:
        messages.success(request, _("没有发起的人已从名单删去，已发起的各件照常办理。"))
        return redirect(found)
    messages.success(request, _("已放弃，名单已删除，没有发起任何接转。"))
    return redirect("batches")


@login_required
@require_POST
def sheet(request: HatRequest, pk: UUID) -> HttpResponse:
    """What was said of each row, as a workbook; the download is on record (R-I3)."""
    found = _visible(request, pk)
    disclosure.record(Kind.EXPORT, f"transferbatch:{found.pk}", by=request.appointment)
    return _workbook(sheets.verdicts(found), f"batch-{timezone.localdate():%Y%m%d}.xlsx")


def warnings_of(found: TransferBatch) -> dict[str, tuple[Objection, int]]:
    """By rule number a warning that rows wait with, and how many do. Empty unless the batch waits to be started."""
    if found.state != BatchState.CHECKED:
        return {}
    said = [o for row in found.rows.filter(state=RowState.WARNED) for o in row.said if o.warning]
    counts = Counter(objection.rule for objection in said)
    return {objection.rule: (objection, counts[objection.rule]) for objection in said}


def _visible(request: HatRequest, pk: UUID) -> TransferBatch:
    visible = TransferBatch.objects.visible_to(request.appointment)
    return get_visible(request, visible.select_related("by__account", "org", "destination"), pk)


def _page(request: HatRequest, found: TransferBatch, form: ReasonsForm, status: int = 200) -> HttpResponse:
    counts = found.counts()
    state = request.GET.get("state", "")
    after = request.GET.get("after", "")
    rows = found.rows.select_related("person", "destination", "case").order_by("number")
    rows = rows.filter(state=state) if state in RowState.values else rows
    if after.isascii() and after.isdigit() and len(after) < 8:
        rows = rows.filter(number__gt=int(after))
    shown = list(rows[: PAGE + 1])
    warnings = warnings_of(found)
    context = {
        "batch": found,
        "rows": shown[:PAGE],
        "more": shown[PAGE - 1].number if len(shown) > PAGE else "",
        "state": state,
        "chips": [(value, label, counts[value]) for value, label in RowState.choices if counts[value]],
        "total": counts.total(),
        "ready": counts[RowState.READY],
        "warned": counts[RowState.WARNED],
        "opened": counts[RowState.OPENED],
        "left": counts.total() - counts[RowState.OPENED],
        "percent": percent(found, counts),
        "warnings": [(objection, n, form[f"override-{rule}"]) for rule, (objection, n) in warnings.items()],
        "form": form,
    }
    return render(request, "transfer/batch.html", context, status=status)


def percent(found: TransferBatch, counts: "Counter[str]") -> int:
    """How far the worker is: rows judged, or rows no longer waiting to be opened. Full only when it says so."""
    waits = {RowState.WAITING} if found.state == BatchState.CHECKING else {RowState.READY}
    left = sum(counts[state] for state in waits)
    return min(99, (counts.total() - left) * 100 // counts.total()) if counts.total() else 0


def _start_page(
    request: HatRequest, form: ListForm, *, asked: str = "", found: list[PartyOrg] | None = None, status: int = 200
) -> HttpResponse:
    visible = TransferBatch.objects.visible_to(request.appointment)
    rows = visible.select_related("by__account", "org").annotate(
        listed=Count("rows"), opened=Count("rows", filter=Q(rows__state=RowState.OPENED))
    )
    context = {
        "form": form,
        "asked": asked,
        "found": found or [],
        "rows": rows.exclude(state=BatchState.DISCARDED)[:RECENT],
        "may_start": may_start(request.appointment),
        "limit": LARGEST,
    }
    return render(request, "transfer/batches.html", context, status=status)


def _told(request: HatRequest, found: TransferBatch, done: bool) -> HttpResponse:
    if not done:
        messages.info(request, _("这一批已经在办理或已办完，没有重复执行。"))
    return redirect(found)


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
