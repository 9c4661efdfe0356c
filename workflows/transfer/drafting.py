"""Writing a transfer before it is sent, or again after it came back: the one time its own facts may change."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import desk, journal
from approvals.rules import NotAllowed
from members.models import Appointment, Person

from .case import TransferCase
from .states import State

FACTS = ("destination", "reason", "reason_text", "away_since", "channel", "external_reference", "contact")


def begin(person: Person, *, by: Appointment, **facts: Any) -> TransferCase:
    """Open a draft for `person` at the branch that holds the relation now, and put it on the starter's desk.

    `facts` are those of FACTS. Raises NotAllowed when the branch is not in the reach of `by` (R-O14)."""
    branch = person.branch
    if branch is None or not by.org.covers(branch):
        raise NotAllowed(_("该同志的组织关系不在您所在组织，不能由您发起。"))
    case = TransferCase(kind="transfer", person=person, origin=branch, opened_by=by, **facts)
    case.dues_until = person.dues_until
    case.contact = case.contact or person.phone
    case.title = case.headline()
    desk.open_case(case, by=by)
    return case


@transaction.atomic
def rewrite(case: TransferCase, *, by: Appointment, **facts: Any) -> TransferCase:
    """Change a draft's or a returned case's facts. A returned one keeps what it said before in the log (R-O15)."""
    locked: TransferCase = case.flow.locked(case.pk)
    if locked.state not in (State.DRAFT, State.RETURNED) or locked.starter != by.org:
        raise NotAllowed(_("已提交的接转不能修改；需要修改的请由办理方退回。"))
    changed = {name: value for name, value in facts.items() if name in FACTS and getattr(locked, name) != value}
    if not changed:
        return locked
    before = {name: str(getattr(locked, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.forget_chains()
    locked.title = locked.headline()
    now = timezone.now()
    if locked.state == State.DRAFT:
        desk.touch(locked, now)
    else:
        journal.append(locked, "rewrite", by=by, from_state=locked.state, data={"before": before}, now=now)
    locked.save()
    return locked
