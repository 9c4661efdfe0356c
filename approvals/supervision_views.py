"""督办 (R-S7): what is overdue in the hat's reach, oldest first, each with its age; gone as soon as it is done.

Upper rooms add sections of their own to `PANELS`: what is listed for another reason than a desk's deadline.
Tests: tests/approvals/test_supervision.py.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from members.middleware import HatRequest
from members.orgs import path_range

from .assignments import Assignment

PAGE = 30
# Each answers with a section for the hat of the request, scoped to its reach; empty where it has nothing to list.
PANELS: list[Callable[[HatRequest], SafeString]] = []


@login_required
@require_GET
def supervision(request: HatRequest) -> HttpResponse:
    """Superiors see and urge; they write nothing for their subordinates (R-S8)."""
    now = timezone.now()
    late = Assignment.objects.open().filter(path_range(request.appointment.org.reach, "org__path"), due_at__lte=now)
    listed = Q(second_due_at__lte=now)
    counts = late.aggregate(all=Count("pk"), listed=Count("pk", filter=listed))
    chosen = request.GET.get("only", "")
    rows = late.filter(listed) if chosen == "listed" else late
    after = request.GET.get("after", "")
    skip = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    found = list(rows.select_related("case", "org").order_by("due_at", "pk")[skip : skip + PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "more": str(skip + PAGE) if len(found) > PAGE else "",
        "counts": counts,
        "chosen": chosen,
        "now": now,
        "panels": [part for panel in PANELS if (part := panel(request))],
    }
    return render(request, "approvals/supervision.html", context)
