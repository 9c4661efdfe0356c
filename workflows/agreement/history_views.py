"""Entering an agreement signed on paper: between whom. The rest is in approvals/midcourse/views.py."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.midcourse import views
from members.middleware import HatRequest
from members.models import PartyOrg

from . import uncovered
from .midcourse import Parties


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HatRequest) -> HttpResponse:
    """`?pair=` names the other party, as the list of those without an agreement does."""
    key = request.GET.get("pair", "")
    pair = next((pair for pair in uncovered.pairs_of(request.appointment) if pair.key == key), None)
    if pair is None or pair.destination is None:
        messages.info(request, _("请从还没有共管协议的党员中选择对方党组织，再补录。"))
        return redirect("agreement_start")
    origin = PartyOrg.objects.get(pk=pair.origin.pk)
    return views.write(request, "agreement", start=Parties(origin, pair.destination))
