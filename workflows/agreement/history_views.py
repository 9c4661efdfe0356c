"""Entering an agreement signed on paper: between whom. The rest is in approvals/midcourse/views.py."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.midcourse import views
from members.middleware import HatRequest
from members.models import PartyOrg
from members.orgs import COMMITTEES
from members.row_keys import key_of

from . import uncovered
from .midcourse import Parties
from .organisation_form import parties


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HatRequest) -> HttpResponse:
    """`?pair=` names the other party, as the list of those without an agreement does; `?about=` a floating
    organisation and `?with=` the committee an agreement about it was made with, by their keys."""
    between = _about(request) if "about" in request.GET else _pair(request)
    if between is None:
        messages.info(request, _("请从还没有共管协议的党员中选择对方党组织，再补录。"))
        return redirect("agreement_start")
    return views.write(request, "agreement", start=between)


def _pair(request: HatRequest) -> Parties | None:
    key = request.GET.get("pair", "")
    pair = next((pair for pair in uncovered.pairs_of(request.appointment) if pair.key == key), None)
    if pair is None or pair.destination is None:
        return None
    return Parties(PartyOrg.objects.get(pk=pair.origin.pk), pair.destination)


def _about(request: HatRequest) -> Parties | None:
    about = _org(request.GET["about"], is_floating=True)
    other = _org(request.GET.get("with", ""), kind__in=COMMITTEES)
    if about is None or other is None or other == request.appointment.org:
        return None
    try:
        return Parties(*parties(request.appointment.org, about, other), floating_org=about)
    except ValidationError:  # said where the two were chosen
        return None


def _org(key: str, **conditions: Any) -> PartyOrg | None:
    found = key_of(key)
    return PartyOrg.objects.filter(pk=found, **conditions).first() if found else None
