"""What the page of a transfer says beyond its own record."""

from django import template

from members.coverage import guests_of
from members.models import Appointment, PartyOrg, Person
from workflows.transfer.case import TransferCase
from workflows.transfer.unreceived import RECEIVED

register = template.Library()


@register.filter
def has_moved(case: TransferCase) -> bool:
    """Whether the member has been received, so that another branch is responsible now."""
    return case.state in RECEIVED


@register.simple_tag
def responsible_org(person: Person) -> PartyOrg | None:
    """The branch that holds the relation now: it and those above it see the person's page (R-O14). One query."""
    return person.branch


@register.simple_tag
def opens_page_of(appointment: Appointment, person: Person, branch: PartyOrg | None) -> bool:
    """Whether the person's page is there for an appointment, by the branch that is responsible or an agreement."""
    if branch is not None and appointment.org.covers(branch):
        return True
    return guests_of(appointment).filter(pk=person.pk).exists()
