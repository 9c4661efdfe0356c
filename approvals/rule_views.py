"""规则: every rule in the book with its sentence, its source and the numbers in force here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from members.middleware import OfficeRequest
from members.rulebook import in_order

from . import local_terms
from . import outcomes as written

GROUPS = {
    "O": _("组织与职责"),
    "I": _("身份与个人信息"),
    "T": _("组织关系接转"),
    "S": _("协调与督办"),
    "P": _("文书"),
}


@login_not_required
@require_GET
def rules(request: OfficeRequest) -> HttpResponse:
    """Public: rules are no secret, and papers refer to them."""
    groups: dict[str, list] = {}
    for rule in in_order():
        groups.setdefault(rule.number[2], []).append(rule)
    org = request.appointment.org if request.appointment else None
    context = {
        "groups": [(letter, GROUPS.get(letter, letter), found) for letter, found in groups.items()],
        "terms": local_terms.in_force(org),
        "org": org,
    }
    return render(request, "approvals/rules.html", context)


@login_not_required
@require_GET
def outcomes(request: OfficeRequest) -> HttpResponse:
    """Public as the rules are: what each waiting state comes to when nobody acts."""
    org = request.appointment.org if request.appointment else None
    context = {"procedures": written.of_procedures(org), "org": org}
    return render(request, "approvals/outcomes.html", context)
