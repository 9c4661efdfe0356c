"""The roster import in the browser: upload, columns, preview, commit, repair workbook. Works without JavaScript.

Tests: tests/members/test_roster_pages.py.
"""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import disclosure
from .access import Kind, get_visible
from .middleware import HatRequest
from .roster import running
from .roster.layouts import Layout
from .roster.outcome import Trouble
from .roster.records import RosterImport, may_import
from .roster.words import COLUMNS, label
from .roster.workbook import Unreadable
from .row_keys import key_of

PAGE = 100
RECENT = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("花名册工作簿"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("请选择要导入的 .xlsx 文件。"),
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
    recent = RosterImport.objects.visible_to(request.appointment).select_related("account")[:RECENT]
    context = {"form": form, "recent": recent, "limit": settings.UPLOAD_LIMIT // 2**20}
    return render(request, "members/import_upload.html", context, status=status)


@never_cache
@require_GET
def roster_import(request: HatRequest, pk: UUID) -> HttpResponse:
    """One import: progress, preview with what is wrong, or the result."""
    record = _visible(request, pk)
    problems = record.problems.all()
    kind = request.GET.get("kind", "")
    if kind in Trouble.values:
        problems = problems.filter(kind=kind)
    after = request.GET.get("after", "")
    if (last := key_of(after)) is not None:
        problems = problems.filter(pk__gt=last)
    rows = list(problems[: PAGE + 1])
    context = {
        "record": record,
        "problems": rows[:PAGE],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "kind": kind,
        "kinds": [(key, Trouble(key).label, number) for key, number in record.outcome.get("kinds", {}).items()],
        "sheets": record.outcome.get("sheets", []),
        "total_new": sum(s["new"] + s["changed"] for s in record.outcome.get("sheets", [])),
        "layouts": _mapping(record),
    }
    return render(request, "members/import.html", context)


@require_POST
def roster_columns(request: HatRequest, pk: UUID) -> HttpResponse:
    """The user says which column is which; the rows are checked again."""
    record = _visible(request, pk)
    layouts: dict[str, Layout | None] = {}
    for number, (sheet, kept) in enumerate(record.layouts.items()):
        layout = Layout.from_json(kept) if kept else None
        if layout:
            said = {i: request.POST.get(f"s{number}c{i}", "") for i in range(len(layout.headers))}
            known = COLUMNS[layout.holds]
            layout.fields = {}
            for index, name in said.items():
                if name in known and name not in layout.fields.values():
                    layout.fields[index] = name
        layouts[sheet] = layout
    running.correct(record, layouts)
    return redirect(record)


@require_POST
def roster_confirm(request: HatRequest, pk: UUID) -> HttpResponse:
    """Import the good rows, or take up an interrupted import again. A second click changes nothing."""
    record = _visible(request, pk)
    if record.stale and record.state == "checking":
        running.check_again(record)
    elif not running.confirm(record):
        messages.info(request, _("这次导入已经在办理或已办完，没有重复执行。"))
    return redirect(record)


@require_POST
def roster_discard(request: HatRequest, pk: UUID) -> HttpResponse:
    record = _visible(request, pk)
    running.discard(record)
    messages.success(request, _("已放弃，上传的文件已删除，没有写入任何内容。"))
    return redirect("roster_upload")


@require_POST
def roster_repair(request: HatRequest, pk: UUID) -> HttpResponse:
    """The refused rows as a workbook, to be corrected and imported again; the download is on record (R-I3)."""
    record = _visible(request, pk)
    if not record.repair:
        raise Http404
    disclosure.record(Kind.EXPORT, f"rosterimport:{record.pk}", by=request.appointment)
    name = f"repair-{timezone.localdate():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(record.kept("repair"), content_type=XLSX, headers=headers)


def _uploaded(request: HatRequest, form: UploadForm) -> RosterImport:
    file = form.cleaned_data["file"]
    if file.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 2**20
        raise Unreadable(_("文件超过%(limit)d兆，请按党委或总支分成几个文件。") % {"limit": limit}, 413)
    return running.upload(file.read(), request.appointment, name=file.name or "")


def _visible(request: HatRequest, pk: UUID) -> RosterImport:
    return get_visible(request, RosterImport.objects.visible_to(request.appointment), pk)


def _mapping(record: RosterImport) -> list[dict]:
    """For each recognised sheet its columns with what each may hold, for the form."""
    shown = []
    for number, (sheet, kept) in enumerate(record.layouts.items()):
        if not kept:
            shown.append({"sheet": sheet, "columns": []})
            continue
        layout = Layout.from_json(kept)
        choices = [(name, label(layout.holds, name)) for name in COLUMNS[layout.holds]]
        columns = [
            {"input": f"s{number}c{index}", "header": header, "field": layout.fields.get(index, "")}
            for index, header in enumerate(layout.headers)
            if header
        ]
        missing = layout.missing
        shown.append({"sheet": sheet, "columns": columns, "choices": choices, "missing": missing})
    return shown
