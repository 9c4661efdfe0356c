"""What this room adds to an organisation's page: how its printer prints letters (R-P7)."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.middleware import HatRequest
from members.models import PartyOrg

from . import printing

NOTHING = mark_safe("")


def of_org(request: HatRequest, org: PartyOrg) -> SafeString:
    """For organisations that issue letters (R-T3)."""
    if not org.may_approve_probationary or org.closed_on:
        return NOTHING
    context = {"org": org, "settings": printing.of(org)}
    return render_to_string("documents/_print_settings.html", context, request=request)
