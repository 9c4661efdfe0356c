"""The list of steps as an administrator's home, in place of an inbox that is always empty (R-O12)."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.appointments import Post
from members.middleware import HatRequest
from members.models import PartyOrg

from . import obstacles, steps


def listed(org: PartyOrg) -> dict[str, Any]:
    """What the list shows: the steps, the first open one, and what cannot be done yet."""
    found = steps.of(org)
    still_open = [step for step in found if not step.settled]
    return {
        "steps": found,
        "done": len(found) - len(still_open),
        "open": len(still_open),
        "now": next((step for step in still_open if not step.later), None),
        "obstacles": obstacles.of(org),
        "powerless": len(obstacles.powerless(org)),
        "put_away": steps.put_away(org),
        "org": org,
    }


def home(request: HatRequest) -> SafeString:
    """The list for an administrator, until everything is done or it was put away; else an empty string."""
    hat = request.appointment
    if hat.post != Post.ADMINISTRATOR or steps.put_away(hat.org):
        return SafeString("")
    page = listed(hat.org)
    return render_to_string("setup/_list.html", page, request=request) if page["open"] else SafeString("")
