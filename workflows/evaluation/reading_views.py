"""The origin's side of evaluations in the browser: what was sent, confirmed several at once, or asked more of (R-C10).

Tests: tests/workflows/test_evaluation_reading.py.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals import desk
from approvals.rules import NotAllowed
from members.middleware import HatRequest

from . import table
from .case import EvaluationCase
from .forms import FORMS
from .states import State
from .table_views import Pressed, keys_in, pressed_in, seen_in

NOTHING = mark_safe("")


@login_required
@require_http_methods(["GET", "POST"])
def read(request: HatRequest) -> HttpResponse:
    """What waits to be confirmed, whole, so that it is read before it is ticked."""
    rows = table.to_read(request.appointment)
    if request.method == "GET":
        cases, more = table.page_of(rows, request.GET.get("after", ""))
        return _page(request, cases, more=more)
    pressed = pressed_in(request, ("confirm", "ask"))
    ticked = [pressed.pk] if pressed.pk is not None else keys_in(request, "case")
    cases = list(table.whole(rows.filter(pk__in=ticked[: table.PAGE])))
    if not cases:
        messages.error(request, _("请先勾选至少一份，或者勾选的都已经有人办过。"))
        return redirect("evaluations_read")
    faults = {case.pk: fault for case in cases if (fault := _act(request, case, pressed))}
    if len(cases) > len(faults):
        messages.success(request, _("办好 %(n)d 份，每份都已单独记录。") % {"n": len(cases) - len(faults)})
    if not faults:
        return redirect("evaluations_read")
    left, more = table.page_of(rows, request.GET.get("after", ""))
    return _page(request, left, more=more, faults=faults, status=422)


def _act(request: HatRequest, case: EvaluationCase, pressed: Pressed) -> str:
    """Confirm one or ask more of it; why not, or an empty string."""
    by, verb = request.appointment, "ask_more" if pressed.act == "ask" else "confirm"
    typed = request.POST.get(f"text-{case.pk}" if pressed.act == "ask" else "text", "")
    form = FORMS[verb]({"text": typed}, case=case, by=by)
    if not form.is_valid():
        return "；".join(str(error) for errors in form.errors.values() for error in errors)
    try:
        desk.act(case, verb, by=by, seen=seen_in(request, case), **form.cleaned_data)
    except NotAllowed as refused:
        return str(refused)
    return ""


def _page(
    request: HatRequest, cases: list[EvaluationCase], *, more: str = "", faults: dict | None = None, status: int = 200
) -> HttpResponse:
    faults = faults or {}
    posted = request.method == "POST"
    ticked = set(keys_in(request, "case")) if posted else set()
    all_ticked = request.GET.get("ticked") == "all" and not posted
    for case in cases:
        case.fault = faults.get(case.pk, "")  # type: ignore[attr-defined]
        case.typed = request.POST.get(f"text-{case.pk}", "")  # type: ignore[attr-defined]
        case.ticked = all_ticked or case.pk in ticked  # type: ignore[attr-defined]
        case.was_asked = bool(case.sent_back)  # type: ignore[attr-defined]  # once only
    context = {
        "cases": cases,
        "more": more,
        "after": request.GET.get("after", ""),
        "faulty": [case for case in cases if case.pk in faults],
        "count": table.to_read(request.appointment).count(),
        "to_write": table.to_write(request.appointment).count(),
        "text": request.POST.get("text", ""),
    }
    return render(request, "evaluation/reading.html", context, status=status)


def of_inbox(request: HatRequest) -> SafeString:
    """A line above the inbox: how many evaluations are to be written, how many to be confirmed."""
    found = table.counts(table.to_write(request.appointment) | table.to_read(request.appointment))
    to_read = found.pop(State.SUBMITTED, 0)
    late = found.get(State.OVERDUE, 0) + found.get(State.ESCALATED, 0)
    context = {"count": sum(found.values()), "late": late, "to_read": to_read}
    if not (context["count"] or context["to_read"]):
        return NOTHING
    return render_to_string("evaluation/_due.html", context, request=request)
