"""An organisation's registers of the year, and the last number that was given on paper (R-T12)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from members.access import get_visible
from members.middleware import HatRequest
from members.models import PartyOrg
from members.rulebook import RuleBroken

from . import number_kinds, numbers
from .numbers import LastOnPaper, NumberSeries

HIGHEST = 999_999  # a letter has six places for its number
SHOWN = 20


class LastOnPaperForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("编号种类"))
    number = forms.IntegerField(
        label=gettext_lazy("纸面末号"),
        min_value=0,
        max_value=HIGHEST,
        help_text=gettext_lazy("本年度在纸上已用到第几号；本系统从下一号起编。没有用过的填 0。"),
    )

    def __init__(self, *args: Any, org: PartyOrg, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(kind.code, kind.label) for kind in number_kinds.of_org(org)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@login_required
@require_http_methods(["GET", "POST"])
def registers(request: HatRequest, pk: int) -> HttpResponse:
    """Where each register of this year stands; who works there says where the paper ended."""
    org = get_visible(request, PartyOrg.objects.visible_to(request.appointment), pk)
    why_not, year = numbers.why_not_continue(org, request.appointment), timezone.localdate().year
    form = LastOnPaperForm(request.POST or None, org=org)
    if request.method == "POST" and why_not:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        kind, number = form.cleaned_data["kind"], form.cleaned_data["number"]
        try:
            numbers.continue_after(org, kind, year, number, by=request.appointment)
        except RuleBroken as broken:
            form.add_error("number", broken.message)
        else:
            messages.success(request, _("已登记，下一号为第%(number)d号。") % {"number": number + 1})
            return redirect("number_registers", org.pk)
    context = {
        "org": org,
        "year": year,
        "form": form,
        "why_not": why_not,
        "registers": _standing(org, year),
        "told": _told(org),
    }
    return render(request, "documents/number_registers.html", context, status=422 if form.errors else 200)


def _standing(org: PartyOrg, year: int) -> list[dict[str, Any]]:
    known = {series.kind: series for series in NumberSeries.objects.filter(org=org, year=year)}
    nothing = NumberSeries()
    return [
        {"label": kind.label, "series": known.get(kind.code, nothing), "next": known.get(kind.code, nothing).last + 1}
        for kind in number_kinds.of_org(org)
    ]


def _told(org: PartyOrg) -> list[tuple[Any, LastOnPaper]]:
    """What was said, newest first, each with its kind's name."""
    labels = {kind.code: kind.label for kind in number_kinds.of_org(org)}
    rows = LastOnPaper.objects.filter(series__org=org).select_related("series", "by__account", "by__org")
    return [(labels.get(row.series.kind, row.series.kind), row) for row in rows[:SHOWN]]
