"""What the page of an agreement asks about the hat."""

from django import template
from django.utils import timezone

from members.models import Appointment
from workflows.agreement import balance, drafting
from workflows.agreement.case import AgreementCase
from workflows.agreement.states import State

register = template.Library()


@register.filter
def writable_by(case: AgreementCase, appointment: Appointment | None) -> bool:
    """Whether this hat writes the text now."""
    return drafting.may_write(case, appointment)


@register.filter
def renewable(case: AgreementCase) -> bool:
    """Whether the agreement that follows may be drafted (R-C9)."""
    return case.state == State.EFFECTIVE and timezone.localdate() >= case.renewal_from


@register.filter
def balances(case: AgreementCase) -> list[balance.Balance]:
    """What each side owed and did."""
    return balance.of_case(case, timezone.now())
