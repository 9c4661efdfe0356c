"""What a transfer adds to a person's page: the button that begins one, and what stays at school or abroad ask for."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from members.appointments import Appointment, Post
from members.middleware import HatRequest
from members.models import Person
from members.register.keeping import why_not_keep

from .arrival_rules import may_enter_any
from .starting import why_not
from .stays import contact_due_on, school_keeps_until

NOTHING = mark_safe("")


def way_in(by: Appointment) -> tuple[str, str | Promise] | None:
    """Where an arrival with a paper letter begins, for whoever enters letters (R-T15)."""
    return (reverse("transfer_arrival"), gettext_lazy("接收外来党员（纸质介绍信）")) if may_enter_any(by) else None


def of_person(request: HatRequest, person: Person) -> SafeString:
    """For whoever may start one; it goes on with the draft that is there."""
    if not person.is_member or Post.CLERK not in request.appointment.posts or person.branch is None:
        return NOTHING
    against = why_not([person], request.appointment)[person.pk]
    return render_to_string("transfer/_begin.html", {"person": person, "against": against}, request=request)


def stay_of_person(request: HatRequest, person: Person) -> SafeString:
    """Where a graduate or a member abroad stands (R-T23); for others, to whoever may enter it, the way to do so."""
    known, may_enter = person.graduated_on or person.abroad_since, not why_not_keep(person, request.appointment)
    if not person.is_member or not (known or may_enter):
        return NOTHING
    today, until, contact = timezone.localdate(), school_keeps_until(person), contact_due_on(person)
    context = {
        "person": person,
        "school_until": until,
        "school_over": bool(until and today > until),
        "contact_by": contact,
        "contact_over": bool(contact and today > contact),
        "may_enter": may_enter,
    }
    return mark_safe(render_to_string("transfer/_stay.html", context, request=request))  # noqa: S308  own template
