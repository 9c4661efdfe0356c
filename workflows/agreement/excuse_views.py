"""A late duty on a page of its own: what is owed, what its owner says of it, and what the office above makes of that.

Tests: tests/workflows/test_agreement_excuses.py.
"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from approvals.case import Case
from approvals.rules import NotAllowed
from approvals.supervision import supervises
from approvals.supervision_forms import words_field
from members.access import get_visible
from members.appointments import Post
from members.middleware import HatRequest

from . import excuses
from .duties import Duty


class ReasonForm(forms.Form):
    text = words_field(_("未落实的原因"), _("请写明为什么没有落实、今后怎样落实，不少于 10 个字。"))


class MoreForm(forms.Form):
    text = words_field(_("还要说明什么"), _("请写明还要说明什么，或者要求何时补办，不少于 10 个字。"))


class NoForm(forms.Form):
    """A button and nothing typed."""


@login_required
@require_GET
def late(request: HatRequest, pk: int) -> HttpResponse:
    return _page(request, _duty(request, pk))


@login_required
@require_POST
def explain(request: HatRequest, pk: int) -> HttpResponse:
    """The owner says why."""
    return _act(request, pk, ReasonForm, excuses.explain, _("情况说明已报上级，审核后销号。"))


@login_required
@require_POST
def excuse(request: HatRequest, pk: int) -> HttpResponse:
    """The office above accepts it."""
    return _act(request, pk, NoForm, excuses.excuse, _("已销号。这一项仍计为未落实。"))


@login_required
@require_POST
def ask_again(request: HatRequest, pk: int) -> HttpResponse:
    """The office above wants more."""
    return _act(request, pk, MoreForm, excuses.ask_again, _("已退回，请责任组织补办或者再说明。"))


def _act(request: HatRequest, pk: int, form_class: type[forms.Form], do: Callable, done) -> HttpResponse:
    duty, form = _duty(request, pk), form_class(request.POST)
    if not form.is_valid():
        return _page(request, duty, form, status=422)
    try:
        do(duty, by=request.appointment, **form.cleaned_data)
    except NotAllowed as refused:
        return _page(request, _duty(request, pk), form, refused=str(refused), status=409)
    messages.success(request, str(done))
    return redirect("agreement_duty_late", pk=pk)


def _page(
    request: HatRequest, duty: Duty, bound: forms.Form | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """The forms of whoever may act now; what was typed stands again in its own."""
    by, late = request.appointment, duty.is_overdue(timezone.now())
    superior = late and bool(duty.answered_at) and supervises(by, duty.org)
    shown = {
        "reason_form": ReasonForm() if late and by.org_id == duty.org_id and Post.CLERK in by.posts else None,
        "more_form": MoreForm() if superior else None,
    }
    context = {
        "duty": duty,
        "case": duty.case,
        "late": late,
        "refused": refused,
        **{name: bound if form and type(bound) is type(form) else form for name, form in shown.items()},
    }
    return render(request, "agreement/late_duty.html", context, status=status)


def _duty(request: HatRequest, pk: int) -> Duty:
    visible = Duty.objects.filter(case__in=Case.objects.visible_to(request.appointment))
    parties = ("case__origin", "case__destination", "org", "done_by", "answered_by__org", "answered_by__account")
    return get_visible(request, visible.select_related(*parties, "excused_by__org", "excused_by__account"), pk)
