"""What is written on a case beside its steps: a draft's text, a duty done, a cost, a remark. It changes no state.

The same stands before it as before a step: the tree's gate, the case's lock, an appointment in force at this moment and
within what was delegated (R-O12, R-O16), and nobody on their own case (R-O13). Tests: tests/workflows/test_beside.py.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from members import tree_gate
from members.models import Appointment

from . import desk, journal
from .case import Case
from .journal import Entry
from .rules import NotAllowed, Refused, not_on_own_case
from .sides import Seat

NOTE = "note"  # a remark; its data: `about` (a rule's number) and `text`


def locked_for(case: Case, *, by: Appointment, seat: Seat, otherwise: str) -> Any:
    """`locked_where` for whoever holds `seat`."""
    return locked_where(case, by=by, allowed=lambda locked: seat.held_by(by, locked), otherwise=otherwise)


def locked_where(case: Case, *, by: Appointment, allowed: Callable[[Any], bool], otherwise: str) -> Any:
    """The procedure's own record as it is now, locked for whom `allowed` lets write on it.

    Call it inside a transaction, before anything else. Raises NotAllowed with the sentence `otherwise` for everybody
    else, and Refused on one's own case."""
    tree_gate.hold()
    locked = case.flow.locked(case.pk)
    desk.refuse_out_of_office(by, locked)
    if not allowed(locked):
        raise NotAllowed(otherwise)
    if own := not_on_own_case(locked, by=by):
        raise Refused([own])
    return locked


def enter(case: Case, what: str, *, by: Appointment, now: datetime | None = None, **said: Any) -> Entry:
    """Append to the log of a locked case and save it. `said` is plain JSON or dates; what is empty is left out."""
    told = {name: value for name, value in said.items() if value}
    entry = journal.append(case, what, by=by, from_state=case.state, data=told, now=now or timezone.now())
    case.save_changes()
    return entry
