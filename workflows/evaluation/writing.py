"""Write an evaluation bit by bit, and send it: what one row of the table does, each its own act (R-C10).

Tests: tests/workflows/test_evaluation_table.py.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import beside, desk
from approvals.case import Case
from approvals.rules import AlreadyHandled, Refused
from members.models import Appointment

from .case import WRITER
from .rules import attendance_adds_up
from .states import State

SENT_BY = {
    State.DRAFTED: "submit",
    State.RETURNED: "complete",
    State.OVERDUE: "submit_late",
    State.ESCALATED: "submit_late",
}
OPEN_TO_WRITING = (State.DUE, *SENT_BY)


def keep(case: Case, *, by: Appointment, seen: int | None = None, **written: Any) -> Case:
    """Keep what is written so far; the first time it becomes a draft.

    `seen` as at the desk. Raises Refused, AlreadyHandled, NotAllowed."""
    if case.state == State.DUE:
        return desk.act(case, "draft", by=by, seen=seen, **written)
    return _rewrite(case, by, seen, written)


def send(case: Case, *, by: Appointment, seen: int | None = None, **written: Any) -> Case:
    """Send it to the origin, by the verb of its state. What was typed is kept even if sending is refused.

    Raises Refused, AlreadyHandled, NotAllowed."""
    if case.state == State.DUE:
        case, seen = keep(case, by=by, seen=seen, **written), None
    if case.state not in SENT_BY:
        raise AlreadyHandled(case.entries.select_related("by__account", "by__org").last())
    return desk.act(case, SENT_BY[State(case.state)], by=by, seen=seen, **written)


@transaction.atomic
def _rewrite(case: Case, by: Appointment, seen: int | None, written: dict[str, Any]) -> Case:
    locked = beside.locked_for(case, by=by, seat=WRITER, otherwise=_("这一步由其他组织或岗位办理（R-O12）。"))
    if locked.state not in SENT_BY or seen not in (None, locked.log_length):
        raise AlreadyHandled(locked.entries.select_related("by__account", "by__org").last())
    if against := attendance_adds_up(locked, data=written):
        raise Refused([against])
    before = {name: str(getattr(locked, name) or "") for name in locked.WRITTEN if name in written}
    locked.write(written)
    changed = {name: was for name, was in before.items() if was != str(getattr(locked, name) or "")}
    if changed:
        beside.enter(locked, "rewrite", by=by, before=changed)
    return locked
