"""Accept or decline the corrections an import offers (R3). Tests: tests/members/test_roster_offers_page.py."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .import_offers import OffersForm
from .import_views import import_page, visible_import
from .middleware import HatRequest
from .register import scans
from .roster import offers, running
from .roster.records import RosterProblem
from .rulebook import RuleBroken

TOLD = 10  # refusals said one by one


@require_POST
def roster_offers(request: HatRequest, pk: UUID) -> HttpResponse:
    """Take the ticked corrections, with reason and proof, or leave the register as it is.

    What is missing is said on the page itself, with the rows still ticked."""
    record = visible_import(request, pk)
    form = OffersForm(request.POST, request.FILES, by=request.appointment)
    offered = list(record.open_offers().filter(pk__in=form.ticked))
    if not offered:
        messages.error(request, _("没有勾选。"))
        return redirect(record)
    if request.POST.get("go") == "leave":
        done, refused = _each(offered, lambda offer: offers.decline(offer, by=request.appointment))
    elif form.is_valid():
        proof, name = scans.keep(form.cleaned_data["proof"])
        ground = {"reason": form.cleaned_data["reason"], "proof": proof, "proof_name": name}
        done, refused = _each(offered, lambda offer: offers.accept(offer, by=request.appointment, **ground))
    else:
        return import_page(request, record, unsettled=form)
    if done:
        messages.success(request, _("已处理 %(n)d 行。") % {"n": len(done)})
    for sentence in refused[:TOLD]:
        messages.error(request, sentence)
    running.answered(record, renamed=any(offer.taken and offers.is_name(offer) for offer in done))
    return redirect(record)


def _each(offered: list[RosterProblem], settle) -> tuple[list[RosterProblem], list[str]]:
    """The offers `settle` took, as they are now, and what was refused, a sentence each."""
    done, refused = [], []
    for offer in offered:
        try:
            settle(offer)
        except RuleBroken as broken:
            refused.append(_("第%(row)d行：%(why)s") % {"row": offer.row, "why": broken})
        else:
            offer.refresh_from_db()
            done.append(offer)
    return done, refused
