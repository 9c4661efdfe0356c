"""The roster import in the browser: upload, columns, preview, commit, repair workbook. Works without JavaScript.

Tests: tests/members/test_roster_pages.py.
"""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import disclosure
from .access import Kind, get_visible
from .appointments import Appointment, Post
from .import_offers import OffersForm, offers_shown
from .middleware import HatRequest
from .roster import mapping, offers, running, sample
from .roster.outcome import Trouble
from .roster.places import Places
from .roster.records import RosterImport, State, may_import
from .roster.remembered import remember
from .roster.words import Holds
from .roster.workbook import Unreadable
from .row_keys import key_of

PAGE = 100
RECENT = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("花名册工作簿"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv"}),
        error_messages={
            "required": gettext_lazy("请选择要导入的文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def roster_upload(request: HatRequest) -> HttpResponse:
    """Take a workbook; it is measured at once and checked row by row in the background."""
    if not may_import(request.appointment):
        return render(request, "members/import_closed.html", status=403)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(_uploaded(request, form))
            except Unreadable as unreadable:
                status = unreadable.status
                form.add_error("file", str(unreadable))
            except OSError:
                status = 507
                form.add_error("file", running.why_full())
    every = RosterImport.objects.visible_to(request.appointment).order_by("-uploaded_at", "pk")
    recent = Paginator(every.select_related("account"), RECENT).get_page(request.GET.get("page"))
    context = {"form": form, "recent": recent, "limit": settings.UPLOAD_LIMIT // 2**20, "required": sample.required()}
    return render(request, "members/import_upload.html", context, status=status)


@never_cache
@require_GET
def roster_import(request: HatRequest, pk: UUID) -> HttpResponse:
    """One import: progress, how each sheet is read, what is wrong, or the result."""
    return import_page(request, visible_import(request, pk))


def import_page(
    request: HatRequest,
    record: RosterImport,
    refused: mapping.Said | None = None,
    unsettled: OffersForm | None = None,
) -> HttpResponse:
    """`refused`, `unsettled`: the columns or the offers as they were sent, with what cannot be; all typed is kept."""
    problems = record.problems.filter(settled_at=None)
    kind = request.GET.get("kind", "")
    if kind in Trouble.values:
        problems = problems.filter(kind=kind)
    if (last := key_of(request.GET.get("after", ""))) is not None:
        problems = problems.filter(pk__gt=last)
    rows = list(problems[: PAGE + 1])
    for problem in rows:
        problem.words = offers.in_words(problem)  # type: ignore[attr-defined]
    sheets = record.outcome.get("sheets", [])
    typed = mapping.Typed(request.POST, refused.faults) if refused else mapping.Typed()
    groups = record.problem_groups()
    layouts = mapping.shown(record, typed)
    context = {
        "record": record,
        "problems": rows[:PAGE],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "kind": kind,
        "reads": not _why_not_read(record, request.appointment),
        "groups": groups,
        "unknown": _unknown(groups, typed) if record.readable else [],
        "offers": offers_shown(record, unsettled),
        "offers_form": unsettled or OffersForm(by=request.appointment),
        "sheets": sheets,
        "total_new": record.rows("new", "changed"),
        "writes_people": any(sheet["new"] and sheet["holds"] == Holds.MEMBERS for sheet in sheets),
        "may_add_orgs": request.appointment.post == Post.ADMINISTRATOR,
        "total_kept": record.rows("kept"),
        "mapping": layouts,
        "branches": _branches(record) if layouts["asks_branch"] or any(group["about"] for group in groups) else [],
    }
    return render(request, "members/import.html", context, status=422 if refused or unsettled else 200)


def _branches(record: RosterImport) -> list[str]:
    """The branches to choose from while the columns can still be said."""
    if not record.readable or record.by is None:
        return []
    return mapping.branches_within(Places(record.by.org.reach))


def _unknown(groups: list[dict], typed: mapping.Typed) -> list[dict]:
    """The branch names nothing was found for, each to be told once for all its rows."""
    named = [group for group in groups if group["about"]][:PAGE]
    return [
        {**group, "number": n, "value": typed.answer(f"is-{n}", ""), "fault": typed.faults.get(f"is-{n}", "")}
        for n, group in enumerate(named)
    ]


@require_POST
def roster_columns(request: HatRequest, pk: UUID) -> HttpResponse:
    """The user says how each sheet is to be read; it is kept for the next file and the rows are checked again."""
    record = visible_import(request, pk)
    if record.state not in {State.CHECKED, State.READ}:
        return redirect(record)
    said = mapping.said(record, request.POST, Places(request.appointment.org.reach))
    if said.faults:
        return import_page(request, record, said)
    remember(said.layouts, by=request.appointment)
    running.correct(record, said.layouts)
    return redirect(record)


@require_GET
def roster_sample(request: HatRequest) -> HttpResponse:
    """A workbook to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="roster-sample.xlsx"'}
    return HttpResponse(sample.workbook(), content_type=XLSX, headers=headers)


@require_POST
def roster_kept(request: HatRequest, pk: UUID) -> HttpResponse:
    """The sheets whose procedure does not stand yet, as they came."""
    return _hand_out(request, pk, "kept_sheets", "kept")


@require_POST
def roster_confirm(request: HatRequest, pk: UUID) -> HttpResponse:
    """Import the good rows, or take up an interrupted import again. A second click changes nothing."""
    record = visible_import(request, pk)
    if record.stale and record.state == "checking":
        running.check_again(record)
    elif not running.confirm(record):
        messages.info(request, _("这次导入已经在办理或已办完，没有重复执行。"))
    return redirect(record)


@require_POST
def roster_discard(request: HatRequest, pk: UUID) -> HttpResponse:
    record = visible_import(request, pk)
    running.discard(record)
    messages.success(request, _("已放弃，上传的文件已删除，没有写入任何内容。"))
    return redirect("roster_upload")


@require_POST
def roster_repair(request: HatRequest, pk: UUID) -> HttpResponse:
    """The refused rows as a workbook, to be corrected and imported again."""
    return _hand_out(request, pk, "repair", "repair")


def _hand_out(request: HatRequest, pk: UUID, what: str, name: str) -> HttpResponse:
    """The workbook an import keeps as `what`, to whoever may read it; the download is on record (R-I3)."""
    record = visible_import(request, pk)
    if not getattr(record, what):
        raise Http404
    if refused := _why_not_read(record, request.appointment):
        return render(request, "members/import_closed.html", {"refused": refused}, status=403)
    disclosure.record(Kind.EXPORT, f"rosterimport:{record.pk}", by=request.appointment)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y%m%d}.xlsx"'}
    return HttpResponse(record.kept(what), content_type=XLSX, headers=headers)


def _why_not_read(record: RosterImport, by: Appointment) -> str:
    """Why `by` reads no whole numbers of an import: an administrator has those of their own file alone (R-I3)."""
    return "" if record.account_id == by.account_id else disclosure.why_not_reveal(by)


def _uploaded(request: HatRequest, form: UploadForm) -> RosterImport:
    file = form.cleaned_data["file"]
    if file.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 2**20
        raise Unreadable(_("文件超过%(limit)d兆，请按党委或总支分成几个文件。") % {"limit": limit}, 413)
    return running.upload(file.read(), request.appointment, name=file.name or "")


def visible_import(request: HatRequest, pk: UUID) -> RosterImport:
    return get_visible(request, RosterImport.objects.visible_to(request.appointment), pk)
