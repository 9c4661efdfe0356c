"""What this room adds to an organisation's page: its registers of numbers (R-T12), how its printer prints (R-P7)."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.middleware import HatRequest
from members.models import PartyOrg

from . import number_kinds, printing

NOTHING = mark_safe("")


def of_org(request: HatRequest, org: PartyOrg) -> SafeString:
    """Print settings are for organisations that issue letters (R-T3)."""
    if org.closed_on or not number_kinds.of_org(org):
        return NOTHING
    numbered = render_to_string("documents/_number_registers.html", {"org": org}, request=request)
    if not org.may_approve_probationary:
        return numbered
    context = {"org": org, "settings": printing.of(org)}
    return numbered + render_to_string("documents/_print_settings.html", context, request=request)
