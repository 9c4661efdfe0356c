"""督办 (R-S7): what is overdue in the hat's reach, oldest first, each with its age; and the page of one listed item.

Upper rooms add sections of their own to `PANELS`: what is listed for another reason than a desk's deadline.
Tests: tests/approvals/test_supervision.py, tests/approvals/test_supervision_pages.py.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from members.access import get_visible
from members.middleware import HatRequest
from members.models import AccessRecord
from members.rulebook import RuleBroken

from . import paging, sheet, supervising
from .assignments import Assignment, AssignmentQuerySet
from .calendar import last_day_of
from .rules import NotAllowed
from .supervision import Supervision, may_answer, may_demand, may_demand_now, overdue
from .supervision_forms import AnswerForm, DemandForm, ExcuseForm

PAGE = 30
AT_MOST = 5000  # rows of a workbook or of the printed list
# Each answers with a section for the hat of the request, scoped to its reach; empty where it has nothing to list.
PANELS: list[Callable[[HatRequest], SafeString]] = []
ON_THE_LIST = Q(is_explained=False)
CHOICES = {
    "": ON_THE_LIST,
    "listed": Q(is_listed=True),
    "answered": Q(is_answered=True),
    "explained": Q(is_explained=True),
}


@login_required
@require_GET
def supervision(request: HatRequest) -> HttpResponse:
    """Superiors see and urge; they write nothing for their subordinates (R-S8)."""
    now = timezone.now()
    late = overdue(request.appointment, now)
    counts = late.aggregate(**{name or "all": Count("pk", filter=which) for name, which in CHOICES.items()})
    chosen = _chosen(request)
    page, more = paging.by_due(_rows(late.filter(CHOICES[chosen])), request.GET.get("after", ""))
    context = {
        "rows": page,
        "more": more,
        "chosen": chosen,
        "total": counts["all"],
        "listed": counts["listed"],
        "chips": [(name, label, counts[name or "all"]) for name, label in _labels()],
        "panels": [part for panel in PANELS if (part := panel(request))],
    }
    return render(request, "approvals/supervision.html", context)


@login_required
@require_GET
def printed(request: HatRequest) -> HttpResponse:
    """The chosen list whole, as a table to print."""
    now = timezone.now()
    rows = list(_rows(overdue(request.appointment, now).filter(CHOICES[_chosen(request)])).due_first()[:AT_MOST])
    context = {"rows": rows, "label": dict(_labels())[_chosen(request)], "now": now}
    return render(request, "approvals/supervision_print.html", context)


@login_required
@require_POST
def export(request: HatRequest) -> HttpResponse:
    """The whole list as a workbook, with a row in the access record (R-I3). Oldest 5,000 at most."""
    now = timezone.now()
    hat = {"account": request.user, "appointment": request.appointment}
    AccessRecord.objects.create(kind="export", subject="supervision", **hat)
    rows = _rows(overdue(request.appointment, now)).due_first()[:AT_MOST]
    heads = [_("责任组织"), _("岗位"), _("编号"), _("标题"), _("环节"), _("限期"), _("已超期（天）"), _("督办情况")]
    heads += [_("督办单编号"), _("督办要求"), _("答复期限"), _("情况说明"), _("准予办至")]
    return sheet.workbook(_("督办"), heads, (_cells(held, now) for held in rows), file="supervision")


@login_required
@require_GET
def item(request: HatRequest, pk: int) -> HttpResponse:
    return _page(request, _item(request, pk))


@login_required
@require_POST
def demand(request: HatRequest, pk: int) -> HttpResponse:
    """Issue a 督办单."""
    return _act(request, pk, DemandForm, supervising.demand, _("督办单已发出，文书正在生成。"))


@login_required
@require_POST
def explain(request: HatRequest, pk: int) -> HttpResponse:
    """The responsible organisation's written answer."""
    return _act(request, pk, AnswerForm, supervising.explain, _("情况说明已报上级。"))


@login_required
@require_POST
def excuse(request: HatRequest, pk: int) -> HttpResponse:
    """Accept the answer: off the list until the day given."""
    return _act(request, pk, ExcuseForm, supervising.excuse, _("已销号；届期未办结的，系统重新列入督办。"))


def _act(request: HatRequest, pk: int, form_class, do: Callable, done: str) -> HttpResponse:
    found = _item(request, pk)
    form = form_class(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        do(found, by=request.appointment, **form.cleaned_data)
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return _page(request, found, form, status=422)
    except NotAllowed as refused:
        return _page(request, _item(request, pk), form, refused=str(refused), status=409)
    messages.success(request, done)
    return redirect("supervised", pk=pk)


def _page(request: HatRequest, found: Supervision, bound=None, *, refused: str = "", status: int = 200) -> HttpResponse:
    by, is_open = request.appointment, found.closed_at is None
    superior = is_open and may_demand(found, by)
    forms = {
        "answer_form": AnswerForm() if is_open and may_answer(found, by) else None,
        "excuse_form": ExcuseForm() if superior and found.answered_at else None,
        "demand_form": DemandForm() if superior and may_demand_now(found) else None,
    }
    context = {
        "item": found,
        "held": found.assignment,
        "case": found.case,
        "earlier": found.assignment.supervisions.exclude(pk=found.pk).order_by("-pk"),
        "orders": [paper for paper in found.case.papers if found.number and paper.number == found.number],
        "refused": refused,
        **{name: bound if form and type(bound) is type(form) else form for name, form in forms.items()},
    }
    return render(request, "approvals/supervised.html", context, status=status)


def _item(request: HatRequest, pk: int) -> Supervision:
    return get_visible(request, Supervision.objects.visible_to(request.appointment).whole(), pk)


def _chosen(request: HatRequest) -> str:
    chosen = request.GET.get("only", "")
    return chosen if chosen in CHOICES else ""


def _labels() -> list[tuple[str, str]]:
    return [("", _("全部超期")), ("listed", _("列入督办")), ("answered", _("待销号")), ("explained", _("已说明"))]


def _rows(late: AssignmentQuerySet) -> AssignmentQuerySet:
    """With the case, the organisation and the latest item of each."""
    items = Supervision.objects.order_by("-pk")
    return late.select_related("case", "org").prefetch_related(Prefetch("supervisions", items, to_attr="items"))


def _cells(held: Assignment, now: datetime) -> list[str]:
    items: list[Supervision] = getattr(held, "items", [])  # as `_rows` has fetched them
    item = items[0] if items else None
    last = last_day_of(held.due_at) if held.due_at else timezone.localdate(now)
    row = [held.org.name, str(held.get_post_display()), held.case.number, held.case.title, held.case.state_label]
    row += [str(last), str((timezone.localdate(now) - last).days), str(item.stage.label if item else _("超期"))]
    if item is None:
        return [*row, "", "", "", "", ""]
    return [*row, item.number, item.demand, str(item.answer_by or ""), item.answer, str(item.excused_until or "")]
