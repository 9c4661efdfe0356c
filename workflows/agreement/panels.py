"""What agreements add to a person's and an organisation's page: where a new one is begun.

Tests: tests/workflows/test_agreement_pages.py.
"""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.appointments import Post
from members.middleware import HatRequest
from members.models import PartyOrg, Person

from . import uncovered

NOTHING = mark_safe("")


def of_person(request: HatRequest, person: Person) -> SafeString:
    """For a member who is away without any agreement, the button that drafts one; what holds is told under 共管."""
    writes = Post.CLERK in request.appointment.posts
    key = uncovered.pair_key(request.appointment, person) if writes and person.away_since else ""
    if not key:
        return NOTHING
    return render_to_string("agreement/_of_person.html", {"person": person, "key": key}, request=request)


def of_org(request: HatRequest, org: PartyOrg) -> SafeString:
    """Where an agreement is begun: on the page of one's own organisation, and on that of a floating one (R-C1)."""
    by = request.appointment
    about = org.is_floating and by.org.is_committee
    if Post.CLERK not in by.posts or org.closed_on or not (about or org == by.org):
        return NOTHING
    return render_to_string("agreement/_of_org.html", {"org": org, "about": about}, request=request)
