"""The door before every paper or scan that may hold a whole identity number (R-I3): `closed` answers who is kept out.

And who came through it: `readings`, for all who see the case.

Tests: tests/approvals/test_reading.py.
"""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from members.access import Kind
from members.forms import RevealForm
from members.middleware import HatRequest
from members.row_keys import key_of

from . import reading
from .fetching import get_case

PAGE = 100

PREVIEW, SHOWN, DOWNLOADED = "预览", "打开", "下载"  # how it was opened, as the record says it


@dataclass(frozen=True)
class Wanted:
    """What somebody asks to open. `handled`: whether their organisation has a part in it; `back`: the page it is on."""

    title: str
    case_kind: str
    handled: bool
    look: Kind
    subject: str
    back: str


def how(request: HatRequest) -> str:
    return DOWNLOADED if "download" in request.GET else SHOWN


def closed(request: HatRequest, wanted: Wanted) -> HttpResponse | None:
    """None once the reading is on record; else the page that says why not, or asks for the reason."""
    by = request.appointment
    refused = reading.why_never(by, wanted.case_kind)
    form = RevealForm(request.POST if request.method == "POST" else None)
    if not refused and (wanted.handled or form.is_valid()):
        reason = "" if wanted.handled else form.cleaned_data["reason"]
        reading.record(wanted.look, wanted.subject, by=by, how=how(request), reason=reason)
        return None
    context = {"wanted": wanted, "refused": refused, "form": form}
    status = 422 if form.is_bound and not refused else 403
    return render(request, "approvals/reading_closed.html", context, status=status)


@login_required
@require_GET
def readings(request: HatRequest, number: str) -> HttpResponse:
    """Who opened which paper or file of a case, when and why, a page at a time."""
    case = get_case(request, number)
    found, called = reading.of(case)
    if (last := key_of(request.GET.get("after", ""))) is not None:
        found = found.filter(pk__lt=last)
    rows = list(found[: PAGE + 1])
    context = {
        "case": case,
        "rows": [(record, called[record.subject]) for record in rows[:PAGE]],
        "more": str(rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    }
    return render(request, "approvals/readings.html", context)
