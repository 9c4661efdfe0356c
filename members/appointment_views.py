"""Appointing, ending, handing over, and the history of an organisation's posts (R-O12).

Scenarios: tests/members/test_appointments.py.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from . import appointing
from .access import AccountEvent, get_visible
from .account_forms import AppointForm, EndForm, HandOverForm
from .account_views import refuse
from .administrators import Administrator, administrator
from .appointments import Account
from .middleware import OfficeRequest, open_without_hat
from .row_keys import key_of
from .rulebook import RuleBroken
from .tree_changes import standing_for


@open_without_hat
@require_http_methods(["GET", "POST"])
def appoint(request: OfficeRequest, pk: int) -> HttpResponse:
    by = administrator(request)
    holder = get_visible(request, by.accounts(), pk)
    initial = _as_before(request.GET.get("as", ""), holder, by) | _at(request.GET.get("at", ""), by)
    form = AppointForm(request.POST or None, by=by, initial=initial)
    if form.is_valid():
        try:
            made = appointing.appoint(by, holder, **form.cleaned_data)
            messages.success(request, _("已任职：%(org)s · %(label)s。") % {"org": made.org, "label": made.label})
            return redirect("account_detail", holder.pk)
        except RuleBroken as broken:
            refuse(form, broken)
    page = {"form": form, "holder": holder}
    return render(request, "members/account_appoint.html", page, status=422 if form.errors else 200)


def _as_before(pk: str, holder: Account, by: Administrator) -> dict[str, str]:
    """The post `holder` had when its organisation ended, at whoever answers for that now."""
    held = by.appointments().filter(pk=key_of(pk) or 0, account=holder).first()
    return {"org": standing_for(held.org).name, "post": held.post, "title": held.title} if held else {}


def _at(pk: str, by: Administrator) -> dict[str, str]:
    """The organisation an account was to be opened for, when its holder turned out to have one."""
    org = by.orgs().current().filter(pk=key_of(pk) or 0).first()
    return {"org": org.name} if org else {}


@open_without_hat
@require_http_methods(["GET", "POST"])
def appointment_end(request: OfficeRequest, pk: int) -> HttpResponse:
    by = administrator(request)
    held = get_visible(request, by.appointments().select_related("org", "account"), pk)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            appointing.end(by, held, **form.cleaned_data)
            messages.success(request, _("已免职，岗位上的工作由同岗或接任者继续。"))
            return redirect("account_detail", held.account_id)
        except RuleBroken as broken:
            refuse(form, broken)
    page = {"form": form, "held": held}
    return render(request, "members/account_end.html", page, status=422 if form.errors else 200)


@open_without_hat
@require_http_methods(["GET", "POST"])
def appointment_hand_over(request: OfficeRequest, pk: int) -> HttpResponse:
    by = administrator(request)
    held = get_visible(request, by.appointments().select_related("org", "account"), pk)
    form = HandOverForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            made = appointing.hand_over(by, held, **form.cleaned_data)
            messages.success(
                request, _("已交接，%(name)s 自 %(since)s 起接任。") % {"name": made.account, "since": made.since}
            )
            return redirect("account_detail", made.account_id)
        except RuleBroken as broken:
            refuse(form, broken)
    page = {"form": form, "held": held}
    return render(request, "members/account_hand_over.html", page, status=422 if form.errors else 200)


@open_without_hat
@require_GET
def org_appointments(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who held which post of one organisation, and who changed it."""
    org = get_visible(request, administrator(request).orgs(), pk)
    page = {
        "org": org,
        "held": org.appointments.with_givers().order_by("-since", "-pk"),
        "events": AccountEvent.objects.filter(appointment__org=org).with_what()[:100],
    }
    return render(request, "members/account_posts.html", page)
