"""What the page of an agreement asks about the hat."""

from collections.abc import Iterable

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

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
def marked(pieces: Iterable[comparison.Piece]) -> SafeString:
    """The words of a clause, struck out where they went and underlined where they came; said so to whoever listens."""
    return mark_safe("".join(map(_marked, pieces)))  # noqa: S308  each piece is escaped


def _marked(piece: comparison.Piece) -> SafeString:
    if piece.kind == "gone":
        return format_html(
            '<del><span class="sr">{}「</span>{}<span class="sr">」</span></del>', _("删去"), piece.words
        )
    if piece.kind == "new":
        return format_html(
            '<ins><span class="sr">{}「</span>{}<span class="sr">」</span></ins>', _("增加"), piece.words
        )
    return conditional_escape(piece.words)


@register.filter
def difference(text: AgreementText) -> comparison.Difference:
    """What this version changed in the one before it."""
    return comparison.of_version(text)


@register.filter
def promised(text: AgreementText) -> dict[Side, list[living_clauses.Promised]]:
    """What both sides promise by signing it."""
    return living_clauses.promised(text)


@register.filter
def promised_in_force(case: AgreementCase) -> dict[Side, list[living_clauses.Promised]]:
    """What both sides promised by signing it, over its whole term."""
    return living_clauses.promised_in_force(case)


@register.filter
def renewable(case: AgreementCase) -> bool:
    """Whether the agreement that follows may be drafted (R-C9)."""
    return case.state == State.EFFECTIVE and timezone.localdate() >= case.renewal_from


@register.filter
def balances(case: AgreementCase) -> list[balance.Balance]:
    """What each side owed and did."""
    return balance.of_case(case, timezone.now())
