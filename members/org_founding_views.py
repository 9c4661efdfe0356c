"""Add an organisation, correct one, enter a floating-member one: by a superior's administrator (R-O3, R-O10, R-O11).

Tests: tests/members/test_org_founding_pages.py.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import floating, org_founding
from .appointments import Post
from .middleware import HatRequest
from .org_founding_forms import CorrectionForm, FloatingForm, FoundingForm, WithdrawalForm
from .org_history import Change
from .orgs import PartyOrg
from .row_keys import key_of
from .tree_views import decided, org_page, org_to_change


@require_http_methods(["GET", "POST"])
def organisation_new(request: HatRequest) -> HttpResponse:
    """Add an organisation; `?under=` names the superior whose page one comes from."""
    by = request.appointment
    if by is None or by.post != Post.ADMINISTRATOR:
        raise PermissionDenied
    under = PartyOrg.objects.visible_to(by).filter(pk=key_of(request.GET.get("under", "")) or 0).first()
    form = FoundingForm(request.POST or None, by=by, initial={"parent": under.name} if under else {})
    made: list[PartyOrg] = []
    if form.is_valid() and decided(
        form, lambda: made.append(org_founding.found(form.cleaned_data["parent"], form.facts, form.decision(by)))
    ):
        org = made[0]
        if form.cleaned_data["floating"]:
            messages.success(request, _("已登记。请接着填批准设立的情况。"))
            return redirect("organisation_floating", org.pk)
        messages.success(request, _("已登记。没有填的代字、代码已按名称取好，可以修改；下一步请为它任职。"))
        return redirect("organisation", org.pk)
    return render(request, "members/org_new.html", {"form": form, "under": under}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def organisation_correct(request: HatRequest, pk: int) -> HttpResponse:
    """Kind and founding day, with ground and reason."""
    org = org_to_change(request, pk, Change.RENAMED)
    form = CorrectionForm(request.POST or None, org=org)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("kind", "founded_on")}
        if decided(form, lambda: org_founding.correct(org, **said, decision=form.decision(request.appointment))):
            messages.success(request, _("已更正。已出具的文件不变。"))
            return redirect("organisation", pk)
    return org_page(request, "members/org_correct.html", org, form)


@require_http_methods(["GET", "POST"])
def organisation_floating(request: HatRequest, pk: int) -> HttpResponse:
    """The founding record of a floating-member organisation; `withdraw` in the form takes the entry back."""
    org = org_to_change(request, pk, Change.RENAMED)
    if org.kind not in floating.KINDS:
        raise PermissionDenied
    taking_back = "withdraw" in request.POST
    form = FloatingForm(None if taking_back else request.POST or None, org=org)
    withdrawal = WithdrawalForm(request.POST if taking_back else None, prefix="withdrawal") if org.is_floating else None
    by = request.appointment
    if form.is_valid() and decided(form, lambda: floating.register(org, form.record, form.decision(by))):
        messages.success(request, _("已登记为流动党员党组织。党员的正式组织关系不转入（R-O10）。"))
        return redirect("organisation", pk)
    if (
        withdrawal
        and withdrawal.is_valid()
        and decided(withdrawal, lambda: floating.withdraw(org, withdrawal.decision(by)))
    ):
        messages.success(request, _("已取消流动党员党组织登记。"))
        return redirect("organisation", pk)
    status = 422 if form.errors or (withdrawal and withdrawal.errors) else 200
    page = {"org": org, "form": form, "withdrawal": withdrawal}
    return render(request, "members/org_floating.html", page, status=status)
