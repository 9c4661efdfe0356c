"""The list of letters nobody was received with: a section of the supervision page, and the form that answers it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from approvals.fetching import get_case
from approvals.forms import LONGEST_TEXT, printable
from members.middleware import HatRequest
from members.models import Appointment, PartyOrg

from .case import TransferCase
from .parties import ORIGIN_COMMITTEE
from .unreceived import explain, may_explain, unreceived

SHOWN = 30
NOTHING = mark_safe("")


class CauseForm(forms.Form):
    """Why nobody was received, and what is done about it."""

    text = forms.CharField(
        label=gettext_lazy("原因和处理意见"),
        min_length=10,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
        error_messages={"min_length": gettext_lazy("请写明原因和处理意见，不少于 10 个字。")},
    )


def section(request: HatRequest) -> SafeString:
    """For the committee of the origin and those above it; left out where nothing is listed."""
    found = unreceived(request.appointment.org.reach, timezone.localdate())
    cases = list(found.select_related("person", "origin")[: SHOWN + 1])
    if not cases:
        return NOTHING
    mine = _issued_by(request.appointment, cases)
    context = {"rows": [(case, case.pk in mine) for case in cases[:SHOWN]], "more": len(cases) > SHOWN}
    return mark_safe(render_to_string("transfer/_unreceived.html", context, request=request))  # noqa: S308  own template


def _issued_by(by: Appointment, cases: list[TransferCase]) -> set[int]:
    """Those of `cases` whose letter `by` answers for; one query for all."""
    if ORIGIN_COMMITTEE.post not in by.posts:
        return set()
    chains = PartyOrg.objects.chains_of({case.home for case in cases})
    issuers = {
        pk: next((org.pk for org in chain if org.may_approve_probationary), None) for pk, chain in chains.items()
    }
    return {case.pk for case in cases if issuers[case.home.pk] == by.org_id}


@login_required
@require_http_methods(["GET", "POST"])
def explanation(request: HatRequest, number: str) -> HttpResponse:
    """Why, in the words of the committee that issued the letter; for everybody else there is no such page."""
    case = get_case(request, number)
    by = request.appointment
    if not isinstance(case, TransferCase) or not may_explain(case, by):
        raise Http404
    if not unreceived(by.org.reach, timezone.localdate()).filter(pk=case.pk).exists():
        raise Http404
    form = CauseForm(request.POST or None)
    if form.is_valid():
        explain(case, by=by, text=form.cleaned_data["text"])
        messages.success(request, _("已记入办理记录，不再列入清单。组织处理由党组织按规定另行研究。"))
        return redirect("supervision")
    context = {"case": case, "form": form}
    return render(request, "transfer/unreceived.html", context, status=422 if form.errors else 200)
