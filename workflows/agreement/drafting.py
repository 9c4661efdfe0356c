"""Writing the text of an agreement: a new one, the next version of either side, the one that renews (R-C7, R-C9).

What is being written is seen by its own side alone and may change until a verb sends it. Tests:
tests/workflows/test_agreement.py, test_agreement_pages.py.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import beside, desk
from approvals.calendar import add_months
from approvals.case import Case
from approvals.rules import NotAllowed, Refused, not_on_own_case
from approvals.sides import Side
from members.appointments import Post
from members.models import Appointment, PartyOrg, Person

from .case import AgreementCase
from .parties import TEXT_WRITER
from .renewing import renewed_text
from .rules import ROSTER_LIMIT
from .states import Scope, State
from .texts import TERMS, AgreementText, first_text

USUAL_MONTHS = 12  # R-C9
RENEWED = ("exchange_months", "dues_paid_to")  # terms a renewal begins with; the mode may have been changed since


@transaction.atomic
def begin(
    people: Iterable[Person],
    *,
    by: Appointment,
    origin: PartyOrg,
    destination: PartyOrg | None,
    floating_org: PartyOrg | None = None,
    renews: AgreementCase | None = None,
    starts_on: date | None = None,
) -> AgreementCase:
    """Open a draft on the desk of `by`'s organisation, one of the two, with the library's text for a year.

    Raises NotAllowed when `by` acts for neither party, or may not draft."""
    if by.org not in (origin, destination):
        raise NotAllowed(_("协议由双方党组织签订，您代表的组织不是其中一方。"))
    if not by.is_current() or Post.CLERK not in by.posts:
        raise NotAllowed(_("您的岗位不能起草协议，请由本组织书记、组织员或经办人起草（R-O12）。"))
    if origin == destination:
        raise NotAllowed(_("双方不能是同一党组织：%(org)s不能与自己签订共管协议（R-C2）。") % {"org": origin})
    scope = Scope.ORGANISATION if floating_org else Scope.INDIVIDUAL
    case = AgreementCase(
        kind="agreement",
        origin=origin,
        destination=destination,
        opened_by=by,
        scope=scope,
        floating_org=floating_org,
        renews=renews,
        title=str(scope.label),
    )
    desk.open_case(case, by=by)
    start = starts_on or timezone.localdate()
    kept = {"mode": renews.mode, **{name: getattr(renews.text, name) for name in RENEWED}} if renews else {}
    text = AgreementText.objects.create(
        case=case,
        side=case.side_of(by.org),
        by=by,
        bodies=renewed_text(renews) if renews else first_text(scope),
        starts_on=start,
        ends_on=add_months(start, USUAL_MONTHS) - timedelta(1),
        **kept,
    )
    text.people.set(_within_limit(people))
    if own := not_on_own_case(case, by=by):
        raise Refused([own])
    return _retitled(case)


def renew(old: AgreementCase, *, by: Appointment) -> AgreementCase:
    """A draft that follows `old` from the day after its last, for those who are still covered (R-C9)."""
    if old.state != State.EFFECTIVE or timezone.localdate() < old.renewal_from:
        raise NotAllowed(_("期满前三十天起可以续签（R-C9）。"))
    if standing := old.renewed_by.exclude(state=State.WITHDRAWN).first():
        raise NotAllowed(_("续签已经起草：%(number)s。") % {"number": standing.number})
    return begin(
        old.covered,
        by=by,
        origin=old.origin,
        destination=old.destination,
        floating_org=old.floating_org,
        renews=old,
        starts_on=old.ends_on + timedelta(1),
    )


def may_write(case: Case, by: Appointment | None) -> bool:
    """Whether `by`'s organisation may write a version now."""
    return by is not None and by.is_current() and TEXT_WRITER.held_by(by, case)


def in_writing(case: AgreementCase, by: Appointment) -> AgreementText | None:
    """What the side of `by` is writing, if it has begun."""
    return case.texts.filter(sent_at__isnull=True, side=_side(case, by)).first()


@transaction.atomic
def write(
    case: AgreementCase,
    *,
    by: Appointment,
    bodies: dict[str, str],
    people: Iterable[Person] | None = None,
    counterpart: PartyOrg | None = None,
    **terms: Any,
) -> AgreementText:
    """Keep what the side of `by` has written so far. A clause with empty words is left out.

    `terms` are those of texts.TERMS. `counterpart`: the other party, while the agreement is a draft.
    Raises NotAllowed when it is not this side's turn.
    """
    locked = beside.locked_for(case, by=by, seat=TEXT_WRITER, otherwise=_("文本现在不由本方修改。"))
    text = in_writing(locked, by) or _next_version(locked, by)
    text.bodies = {key: words.strip() for key, words in bodies.items() if words.strip()}
    for name in TERMS:
        setattr(text, name, terms.get(name, getattr(text, name)))
    text.by = by
    text.save()
    if people is not None:
        text.people.set(_within_limit(people))
    if locked.state == State.DRAFT and counterpart is not None:
        _choose_counterpart(locked, by, counterpart)
    _retitled(locked)
    return text


def _next_version(case: AgreementCase, by: Appointment) -> AgreementText:
    """A copy of the newest version, to be changed."""
    newest = case.text
    copy = AgreementText.objects.create(
        case=case,
        side=_side(case, by),
        by=by,
        library=newest.library,
        bodies=newest.bodies,
        **{name: getattr(newest, name) for name in TERMS},
    )
    copy.people.set(newest.standing)
    return copy


def _choose_counterpart(case: AgreementCase, by: Appointment, counterpart: PartyOrg) -> None:
    if case.proposer == case.origin:
        case.destination = counterpart
    else:
        case.origin = counterpart


def _retitled(case: AgreementCase) -> AgreementCase:
    if case.state == State.DRAFT:
        case.forget_text()
        case.title = case.headline()
        case.save()
    return case


def _side(case: AgreementCase, by: Appointment) -> Side:
    return case.side_of(by.org)


def _within_limit(people: Iterable[Person]) -> list[Person]:
    found = list(people)
    if len(found) > ROSTER_LIMIT:
        raise NotAllowed(_("名册一次最多%(limit)d人，请分开签订。") % {"limit": ROSTER_LIMIT})
    return found
