"""What batches add to an organisation's page: the button that begins one with its members."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.middleware import HatRequest
from members.models import PartyOrg

from .records import may_start

NOTHING = mark_safe("")


def of_org(request: HatRequest, org: PartyOrg) -> SafeString:
    """For whoever may start one; the page itself is only shown to those who answer for the organisation."""
    if org.closed_on or not may_start(request.appointment):
        return NOTHING
    return render_to_string("transfer/_batch_begin.html", {"org": org}, request=request)
