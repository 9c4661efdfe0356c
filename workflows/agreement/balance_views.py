"""The balance of a pair in the browser: for both, and for those above them the pairs that do worst.

Tests: tests/workflows/test_agreement_balance.py.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from members.middleware import HatRequest

from . import balance, chart
from .views import agreement_of


@login_required
@require_GET
def of_pair(request: HatRequest, number: str) -> HttpResponse:
    """All agreements between the two parties of this one, a half-year after the other."""
    case = agreement_of(request, number)
    if case.destination is None:
        raise Http404
    halves = balance.by_half(case.origin, case.destination, timezone.now())
    context = {"case": case, "halves": halves, "bars": chart.bars_of(halves)}
    return render(request, "agreement/balance.html", context)


@login_required
@require_GET
def pairs(request: HatRequest) -> HttpResponse:
    """Pairs in reach, worst first."""
    return render(
        request, "agreement/balances.html", {"pairs": balance.pairs_in_reach(request.appointment, timezone.now())}
    )
