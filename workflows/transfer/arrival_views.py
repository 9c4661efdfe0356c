"""接收外来党员（纸质介绍信）: one page on which a letter from outside the system is entered (R-T15)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals import warned
from approvals.rules import Missing, NotAllowed, Refused
from documents import archive
from members.middleware import HatRequest

from . import arrival
from .arrival_forms import ArrivalForm
from .arrival_rules import may_enter_any
from .case import TransferCase


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def arrive(request: HatRequest) -> HttpResponse:
    """Enter a letter; whatever is refused comes back with the text kept."""
    if not may_enter_any(request.appointment):
        raise PermissionDenied(_("纸质介绍信由接收支部的上级党委或县级以上党委组织部的组织员、经办人登记（R-T15）。"))
    posted = request.method == "POST"
    form = ArrivalForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        by=request.appointment,
        initial={"reported_on": timezone.localdate()},
    )
    refused: list[Missing] = []
    status = 200
    if posted and form.is_valid():
        try:
            return _entered(request, _enter(request, form))
        except Refused as stop:
            refused = stop.missing
        except NotAllowed as stop:
            form.add_error(None, str(stop))
        except archive.StorageUnavailable:
            form.add_error(None, _("存储空间不足或不可用，没有登记。请联系管理员后重试。"))
            status = 503
    if status == 200 and (refused or form.errors):
        status = 422
    context = {"form": form, "refused": refused, "warned": warned.asked(refused, request.POST)}
    return render(request, "transfer/arrival.html", context, status=status)


def _enter(request: HatRequest, form: ArrivalForm) -> TransferCase:
    return arrival.enter(
        by=request.appointment,
        number=form.number,
        member=form.member,
        letter=form.letter,
        reported_on=form.cleaned_data["reported_on"],
        proof=form.cleaned_data["proof"],
        overrides=form.overrides,
    )


def _entered(request: HatRequest, case: TransferCase) -> HttpResponse:
    asked = case.assignments.open().select_related("org").first()
    words = {"org": asked.org if asked else "", "state": case.state_label}
    messages.success(request, _("已登记。下一步：%(org)s，环节「%(state)s」。") % words)
    return HttpResponseRedirect(f"{reverse('case', args=[case.number])}?done=1")
