"""Funding lines in the browser: entered on the agreement's own page of them, with totals a side."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms import printable
from approvals.rules import NotAllowed
from members.access import get_visible
from members.days import PastDay
from members.middleware import HatRequest

from . import funding
from .funding import FundingLine, Source, Support
from .views import agreement_of


class FundingForm(forms.Form):
    """One line; yuan with two decimals at most."""

    support = forms.ChoiceField(label=gettext_lazy("类别"), choices=Support)
    source = forms.ChoiceField(label=gettext_lazy("来源"), choices=Source)
    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "min_value": gettext_lazy("金额不能小于 0（R-C15）。"),
            "max_decimal_places": gettext_lazy("金额最多两位小数，精确到分（R-C15）。"),
        },
        help_text=gettext_lazy("物资按价值折算。只登记，不支付（R-C15）。"),
    )
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200, validators=[printable])
    on = PastDay(label=gettext_lazy("日期"), future=gettext_lazy("日期在将来，请填实际发生的日期（R-C15）。"))


@login_required
@require_http_methods(["GET", "POST"])
def lines(request: HatRequest, number: str) -> HttpResponse:
    """All lines with totals; a new one of one's own side."""
    case = agreement_of(request, number)
    form = FundingForm(request.POST or None, initial={"on": timezone.localdate()})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            funding.register(case, by=request.appointment, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已登记。"))
            return redirect("agreement_funding", number)
    if form.errors:
        status = 422
    rows = case.funding.select_related("by__org")
    ours = case.side_of(request.appointment.org)
    offered = form if form.errors or funding.may_register(case, request.appointment) else None
    context = {"case": case, "form": offered, "rows": rows, "totals": funding.totals(case), "ours": ours}
    context["years"] = funding.totals_by_year(case)
    return render(request, "agreement/funding.html", context, status=status)


@login_required
@require_POST
def strike(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """Strike out a line of one's own side."""
    case = agreement_of(request, number)
    line = get_visible(request, FundingLine.objects.filter(case=case), pk)
    try:
        funding.strike(line, by=request.appointment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("agreement_funding", number)
