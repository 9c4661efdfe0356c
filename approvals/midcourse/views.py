"""Pages of 补录: the list, the form, what was entered, its confirmation. What holds is in entering.py and desk.py.

How one begins is the procedure's: its view answers with `write`. Tests: tests/approvals/test_midcourse_pages.py.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import desk, reading_views
from approvals.reading_views import Wanted
from approvals.rules import NotAllowed, Refused
from documents import archive, responses
from members.access import Kind, get_visible
from members.appointments import Appointment, Post, takers
from members.forms import SigningForm
from members.middleware import HatRequest
from members.models import Person

from . import entering, kinds
from .forms import DecisionForm
from .records import CONFIRMS, Confirmation, EntryOfPast, Status

SHOWN = 100
NOTHING = mark_safe("")


class ConfirmForm(SigningForm, DecisionForm):
    """The committee's approver signs."""


def of_inbox(request: HatRequest) -> SafeString:
    """A line above the inbox: what waits for one's word, and what came back."""
    rows = EntryOfPast.objects
    context = {
        "confirm": rows.to_confirm(request.appointment).count(),
        "returned": rows.returned_to(request.appointment).count(),
    }
    if not any(context.values()):
        return NOTHING
    return render_to_string("approvals/_midcourse_waiting.html", context, request=request)


@login_required
@require_GET
def entries(request: HatRequest) -> HttpResponse:
    """What was entered in one's reach or is to be confirmed, what waits for oneself first."""
    rows = EntryOfPast.objects.select_related("org", "by__account", "case")
    mine = rows.to_confirm(request.appointment) | rows.returned_to(request.appointment)
    waiting = list(mine.distinct()[:SHOWN])
    rest = rows.visible_to(request.appointment).exclude(pk__in=[row.pk for row in waiting])
    context = {
        "waiting": waiting,
        "rest": list(rest[:SHOWN]),
        "may_enter": Post.CLERK in request.appointment.posts,
    }
    return render(request, "approvals/midcourse_entries.html", context)


@login_required
@require_GET
def entry(request: HatRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HatRequest, pk: int) -> HttpResponse:
    """Correct what waits or came back; whoever has confirmed is asked again."""
    found = _visible(request, pk)
    if not found.is_open or found.org_id != request.appointment.org_id:
        messages.info(request, _("由补录的组织修改；已经办结的不能再改。"))
        return redirect("midcourse_entry", pk)
    return write(request, found.kind, entry=found)


def write(
    request: HatRequest, kind: str, *, start: Any = None, person: Person | None = None, entry: EntryOfPast | None = None
) -> HttpResponse:
    """The form of a new entry that begins at `start`, or of `entry` anew; saved, it waits for its committees."""
    by, midcourse = request.appointment, kinds.of(kind)
    form = midcourse.form_of(by=by, start=start, entry=entry, data=request.POST or None, files=request.FILES or None)
    refused: list = []
    if request.method == "POST" and form.is_valid():
        try:
            if entry:
                saved = entering.correct(entry, by=by, facts=form.facts, steps=form.steps)
            else:
                saved = entering.enter(kind, by=by, person=person, facts=form.facts, steps=form.steps)
        except Refused as stop:
            refused = stop.missing
        except NotAllowed as stop:
            form.add_error(None, str(stop))
        except archive.StorageUnavailable:
            form.add_error(None, _("存储空间不足或不可用，没有保存。请联系管理员后重试。"))
        else:
            messages.success(request, _("已补录，等待确认；确认以后转为在办事项。"))
            return redirect("midcourse_entry", saved.pk)
    context = {"form": form, "refused": refused, "entry": entry, "person": person or (entry and entry.person)}
    return render(request, "approvals/midcourse_write.html", context, status=422 if refused or form.errors else 200)


@login_required
@require_POST
def confirm(request: HatRequest, pk: int) -> HttpResponse:
    """The committee's word; the last one makes it a case."""
    found = _visible(request, pk)
    form = ConfirmForm(request.POST, account=request.appointment.account)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    try:
        case = desk.enter_with_history(found, by=request.appointment, text=form.cleaned_data["text"])
    except Refused as refused:
        return _page(request, found, form=form, refused=refused.missing, status=422)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("midcourse_entry", pk)
    if case is None:
        messages.success(request, _("已确认，还等待另一组织确认。"))
        return redirect("midcourse_entry", pk)
    messages.success(request, _("已确认，转为在办事项。"))
    return redirect(case)


@login_required
@require_POST
def send_back(request: HatRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = DecisionForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    try:
        entering.send_back(found, by=request.appointment, text=text)
    except NotAllowed as refused:
        shown = ConfirmForm(initial={"text": text}, account=request.appointment.account)
        missing = refused.missing if isinstance(refused, Refused) else []
        return _page(request, found, form=shown, refused=missing, said="" if missing else str(refused), status=422)
    messages.success(request, _("已退回补录的组织修改。"))
    return redirect("midcourse_entry", pk)


@login_required
@require_POST
def withdraw(request: HatRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        entering.withdraw(found, by=request.appointment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("补录已撤回。"))
    return redirect("midcourse_entry", pk)


@login_required
@require_http_methods(["GET", "POST"])
def scan(request: HatRequest, pk: int, step: int) -> HttpResponse:
    """The scan of a past step, before it belongs to a case."""
    entry = _visible(request, pk)
    found = entry.steps.filter(pk=step).exclude(sha256="").first()
    if found is None:
        raise Http404
    org = request.appointment.org_id
    handled = entry.org_id == org or entry.confirmations.filter(org=org).exists()
    back = reverse("midcourse_entry", args=[pk])
    wanted = Wanted(_("附件"), entry.kind, handled, Kind.FILE, f"paststep:{step}", back)
    if answer := reading_views.closed(request, wanted):
        return answer
    headers = {"Content-Disposition": f'inline; filename="file-{found.pk}"'}
    try:
        data = archive.fetch(found.sha256)
    except archive.Damaged:
        return responses.lost_file()
    return HttpResponse(data, content_type=found.content_type, headers=headers)


def _visible(request: HatRequest, pk: int) -> EntryOfPast:
    rows = EntryOfPast.objects.visible_to(request.appointment)
    return get_visible(request, rows.select_related("org", "by__account", "person", "case"), pk)


def _vacant(confirmations: list[Confirmation]) -> set[int]:
    """The organisations that are still to confirm and have nobody in the post for it."""
    asked = {row.org_id for row in confirmations if row.at is None}
    held = Appointment.objects.current().filter(org__in=asked, post__in=takers(CONFIRMS))
    return asked - set(held.values_list("org_id", flat=True))


def _page(
    request: HatRequest,
    found: EntryOfPast,
    *,
    form: ConfirmForm | None = None,
    refused: list | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    by, midcourse = request.appointment, kinds.of(found.kind)
    confirmations = list(found.confirmations.in_force().select_related("org", "by__account"))
    asked = found.status == Status.WAITING and CONFIRMS in by.posts
    mine = asked and any(row.org_id == by.org_id and row.at is None for row in confirmations)
    context = {
        "entry": found,
        "told": midcourse.case_of(found),
        "steps": [(midcourse.step(step.key), step) for step in found.steps.all()],
        "facts_template": midcourse.facts_template,
        "confirmations": confirmations,
        "vacant": _vacant(confirmations) if found.status == Status.WAITING else set(),
        "mine": mine,
        "form": form or (ConfirmForm(account=by.account) if mine else None),
        "refused": refused or [],
        "said": said,
        "may_write": found.is_open and by.org_id == found.org_id and Post.CLERK in by.posts,
        "came_back": found.confirmations.filter(agrees=False).last() if found.status == Status.RETURNED else None,
    }
    return render(request, "approvals/midcourse_entry.html", context, status=status)
