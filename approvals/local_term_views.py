"""本地期限: what holds at an organisation and whose it is; administrators set it for those in their reach (R-T24)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from members.access import get_visible
from members.administrators import Administrator, administrator
from members.middleware import OfficeRequest, open_without_hat
from members.models import PartyOrg
from members.rulebook import RuleBroken

from . import local_terms


@open_without_hat
@require_GET
def terms(request: OfficeRequest) -> HttpResponse:
    """The terms of the administrator's own organisation."""
    admin = administrator(request)
    org = admin.hat.org if admin.hat else PartyOrg.objects.filter(parent=None).order_by("pk").first()
    if org is None:
        return _page(request, admin, None)
    return redirect("local_terms_of", pk=org.pk)


@open_without_hat
@require_GET
def of_org(request: OfficeRequest, pk: int) -> HttpResponse:
    admin = administrator(request)
    return _page(request, admin, get_visible(request, admin.orgs(), pk))


@open_without_hat
@require_POST
def change(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Set one term, or with nothing typed give back what holds above."""
    admin = administrator(request)
    org = get_visible(request, admin.orgs(), pk)
    typed = request.POST.get("count", "").strip()
    try:
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 5):
            raise RuleBroken("R-T24", _("请填整数，不填即恢复上级规定或系统默认"))
        local_terms.set_term(admin, org, key, int(typed) if typed else None)
    except RuleBroken as broken:
        return _page(request, admin, org, wrong=key, typed=typed, why=str(broken), status=422)
    messages.success(request, _("已保存。已经送达的事项仍按原来的限期，今后送达的用新的期限。"))
    return redirect(f"{reverse('local_terms_of', args=[pk])}#{key}")


def _page(
    request: OfficeRequest, admin: Administrator, org: PartyOrg | None, *, status: int = 200, **more: str
) -> HttpResponse:
    groups: dict[str, list[local_terms.InForce]] = {}
    for row in local_terms.in_force(org):
        groups.setdefault(row.known.procedure, []).append(row)
    below = admin.orgs().filter(parent=org).current().order_by("path")[:200] if org else []
    context = {
        "org": org,
        "groups": groups.items(),
        "below": below,
        "above": admin.orgs().filter(children=org).first() if org else None,
        "history": local_terms.history(org) if org else [],
        "names": {known.term.key: known for known in local_terms.known_terms()},
        **more,
    }
    return render(request, "approvals/local_terms.html", context, status=status)
