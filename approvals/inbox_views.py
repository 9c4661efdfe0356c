"""待办, 已办, 我发起, 全部: four lists over one table, all scoped by the hat. Keyset paging, never page numbers."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from members.appointments import Post
from members.middleware import HatRequest
from members.models import AccessRecord, Appointment, Person
from members.roster.records import may_import
from members.row_keys import key_of

from . import calendar, kinds, paging, sheet
from .assignments import Assignment
from .case import Case, CaseQuerySet
from .integrity import shown as integrity
from .notices import Notice

PAGE = 30
# Lines of other rooms above the inbox, called with the request; each a rendered part, or an empty string.
PANELS: list[Callable[[HatRequest], SafeString]] = []
# What stands in place of an inbox that is always empty, called with the request; a rendered part, or an empty string.
HOMES: list[Callable[[HatRequest], SafeString]] = []
EXPORT_LIMIT = 5000


@login_required
@require_GET
def inbox(request: HatRequest) -> HttpResponse:
    """What waits on this desk, due first."""
    waiting = Assignment.objects.in_the_inbox_of(request.appointment)
    today = timezone.localdate()
    spans = {
        "overdue": Q(due_at__lte=timezone.now()),
        "today": Q(due_at__gt=timezone.now(), due_at__lte=calendar.end_of(today)),
        "soon": Q(due_at__gt=calendar.end_of(today), due_at__lte=calendar.end_of(calendar.add_workdays(today, 3))),
    }
    counts = waiting.aggregate(all=Count("pk"), **{name: Count("pk", filter=span) for name, span in spans.items()})
    chosen = request.GET.get("due", "")
    rows = waiting.filter(spans[chosen]) if chosen in spans else waiting
    parties = ("case__person", "case__origin", "case__destination")
    page, more = paging.by_due(rows.select_related(*parties), request.GET.get("after", ""))
    return render(
        request,
        "approvals/inbox.html",
        {
            "rows": _rows_due(page, request),
            "more": more,
            "counts": counts,
            "inbox_count": counts["all"],  # the tab's figure is the same: not asked for twice
            "chosen": chosen,
            "chips": [
                ("", _("全部"), counts["all"]),
                ("overdue", _("已超期"), counts["overdue"]),
                ("today", _("今天到期"), counts["today"]),
                ("soon", _("三个工作日内"), counts["soon"]),
            ],
            "notices": Notice.objects.for_hat(request.appointment).unread().select_related("case", "entry")[:5],
            "beginnings": kinds.beginnings() if Post.CLERK in request.appointment.posts else [],
            "unsound": integrity.warning(request),
            "panels": [part for panel in PANELS if (part := panel(request))],
            "home": next((part for home in HOMES if (part := home(request))), ""),
            "may_import": may_import(request.appointment),
            "first_steps": _first_steps(request.appointment, counts["all"]),
        },
    )


def _first_steps(hat: Appointment, waiting: int) -> str:
    """What a desk that never had a case begins with: `case`, `roster` where nobody is in yet, `administrator` for those
    who handle none (R-O12); empty once there is work or was."""
    if waiting or Assignment.objects.done_by(hat).exists():
        return ""
    if Post.CLERK not in hat.posts:
        return "administrator" if hat.post == Post.ADMINISTRATOR else ""
    return "case" if Person.objects.visible_to(hat).exists() else "roster"


def _row(case: Case, due_at: datetime | None, request: HatRequest) -> dict:
    step, steps = case.flow.step_of(case.state)
    mine = case.origin is not None and case.origin.path.startswith(request.appointment.org.reach)
    return {
        "case": case,
        "due_at": due_at,
        "step": step,
        "steps": steps,
        "percent": round(100 * step / steps),
        "other": case.destination_label if mine else case.origin_label,
    }


def _rows_due(page: list[Assignment], request: HatRequest) -> list[dict]:
    left = calendar.workdays_left(timezone.localdate(), {a.due_at for a in page if a.due_at})
    return [_row(a.case, a.due_at, request) | {"workdays": left.get(a.due_at) if a.due_at else None} for a in page]


def _cases(name: str, title: Promise, empty: Promise, chosen: Callable[[HatRequest], CaseQuerySet]) -> Callable:
    """A list of cases, newest first, with one chip a state that occurs."""

    @login_required
    @require_GET
    def page(request: HatRequest) -> HttpResponse:
        rows = chosen(request)
        kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
        counts = rows.order_by().values("kind", "state").annotate(n=Count("pk")).order_by("kind", "state")
        chips = [
            (row["kind"], row["state"], str(kinds.flow_of(row["kind"]).at(row["state"]).task_title), row["n"])
            for row in counts
        ]
        total = sum(chip[3] for chip in chips)
        rows = rows.filter(state=state, kind=kind) if state and kind else rows
        after = request.GET.get("after", "")
        if (last := key_of(after)) is not None:
            rows = rows.filter(pk__lt=last)
        found = list(rows.with_parties().order_by("-pk")[: PAGE + 1])
        more = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
        context = {
            "rows": [_row(case, None, request) for case in found[:PAGE]],
            "more": more,
            "chips": chips,
            "total": total,
            "kind": kind,
            "state": state,
            "title": title,
            "empty": empty,
            "beginnings": kinds.beginnings() if Post.CLERK in request.appointment.posts else [],
            "name": name,
        }
        return render(request, "approvals/cases.html", context)

    return page


def _done(request: HatRequest) -> CaseQuerySet:
    visible = Case.objects.visible_to(request.appointment)
    return visible.filter(pk__in=Assignment.objects.done_by(request.appointment).values("case"))


def _started(request: HatRequest) -> CaseQuerySet:
    by = request.appointment
    return Case.objects.visible_to(by).filter(starter=by.org_id)


def _all(request: HatRequest) -> CaseQuerySet:
    return Case.objects.visible_to(request.appointment)


done = _cases("done", gettext_lazy("已办"), gettext_lazy("您在本岗位办过的事项会列在这里。"), _done)
started = _cases(
    "started", gettext_lazy("我发起"), gettext_lazy("还没有发起过事项。点右上角「发起接转」开始第一件。"), _started
)
cases = _cases("cases", gettext_lazy("全部"), gettext_lazy("本组织及下级还没有办理中的事项。"), _all)

LISTS = {"done": _done, "started": _started, "cases": _all}


@login_required
@require_POST
def export(request: HatRequest, name: str) -> HttpResponse:
    """The list as a workbook, with a row in the access record (R-I3). Newest 5,000 at most."""
    if name == "inbox":
        chosen = Case.objects.filter(pk__in=Assignment.objects.in_the_inbox_of(request.appointment).values("case"))
    else:
        chosen = LISTS[name](request)
    AccessRecord.objects.create(
        kind="export", account=request.user, appointment=request.appointment, subject=f"cases:{name}"
    )
    return sheet.of_cases(chosen.with_parties().order_by("-pk")[:EXPORT_LIMIT])


@login_required
@require_POST
def read_notices(request: HatRequest) -> HttpResponse:
    """Mark this desk's notices read."""
    Notice.objects.for_hat(request.appointment).unread().update(read_at=timezone.now(), read_by=request.appointment)
    return redirect("inbox")
