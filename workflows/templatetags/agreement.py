"""What the page of an agreement asks about the hat."""

from django import template
from django.utils import timezone

from approvals.sides import Side
from members.models import Appointment
from workflows.agreement import balance, comparison, drafting, living_clauses
from workflows.agreement.case import AgreementCase
from workflows.agreement.states import State
from workflows.agreement.texts import AgreementText

register = template.Library()
TALKED_OVER = (State.PROPOSED, State.NEGOTIATING, State.READY_TO_SIGN, State.SIGNED_ONE_SIDE, State.FILING)


@register.filter
def writable_by(case: AgreementCase, appointment: Appointment | None) -> bool:
    """Whether this hat writes the text now."""
    return drafting.may_write(case, appointment)


@register.filter
def unsent_changes_of(case: AgreementCase, appointment: Appointment | None) -> comparison.Difference | None:
    """What this hat's side has changed in the text at hand and not sent."""
    writing = case.changes_of(appointment) if drafting.may_write(case, appointment) else None
    return comparison.between(case.text, writing) if writing else None


@register.filter
def is_talked_over(case: AgreementCase) -> bool:
    """Whether its text is still being decided on or signed."""
    return case.state in TALKED_OVER


@register.filter
def difference(text: AgreementText) -> comparison.Difference:
    """What this version changed in the one before it."""
    return comparison.of_version(text)


@register.filter
def promised(text: AgreementText) -> dict[Side, list[living_clauses.Promised]]:
    """What both sides promise by signing it."""
    return living_clauses.promised(text)


@register.filter
def renewable(case: AgreementCase) -> bool:
    """Whether the agreement that follows may be drafted (R-C9)."""
    return case.state == State.EFFECTIVE and timezone.localdate() >= case.renewal_from


@register.filter
def balances(case: AgreementCase) -> list[balance.Balance]:
    """What each side owed and did."""
    return balance.of_case(case, timezone.now())
