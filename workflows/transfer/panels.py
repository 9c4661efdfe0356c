"""What a transfer adds to a person's page: the button that begins one."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from members.appointments import Post
from members.middleware import HatRequest
from members.models import Person

NOTHING = mark_safe("")


def of_person(request: HatRequest, person: Person) -> SafeString:
    """For whoever may start one; it goes on with the draft that is there."""
    if not person.is_member or Post.CLERK not in request.appointment.posts:
        return NOTHING
    return render_to_string("transfer/_begin.html", {"person": person}, request=request)
