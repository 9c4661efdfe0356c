"""The door before every paper or scan that may hold a whole identity number (R-I3): `closed` answers who is kept out.

Tests: tests/approvals/test_reading.py.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from members.access import Kind
from members.forms import RevealForm
from members.middleware import HatRequest

from . import reading

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
