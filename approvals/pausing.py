"""计时暂停: the clock of a state stands still while a coordination decides (R-S1), and goes on where it stood.

A coordination that comes to nothing gives the desks that held the case their work back with the rest of their time:
neither a new full term, which would reward silence, nor days that were not theirs to use. The day it began is given
back, the day it ends counts. A check of a dossier stops the clock of the reception for good (R-T21): what follows it is
the reception itself or a refusal. Tests: tests/approvals/test_pausing.py.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from viewflow.workflow.models import Task

from . import calendar
from .assignments import Assignment
from .case import Case
from .deadlines import Unit
from .moments import next_moment


def paused(case: Case) -> list[Assignment]:
    """The desks that held a case when the coordination it waits for began."""
    return list(case.assignments.filter(closed_at=case.state_since).select_related("org").order_by("pk"))


def resume(case: Case, task: Task, *, since: datetime, now: datetime) -> bool:
    """Give the desks that held `case` until `since` their work back, on `task`, each deadline put off by the pause.

    False where one of them has no part in the state any more (it was merged, say): then nothing is done."""
    held = list(case.assignments.filter(closed_at=since).order_by("pk"))
    if not held or not {row.org_id for row in held} <= {desk.org.pk for desk in case.node.desks(case)}:
        return False
    node = case.node
    unit = node.term.unit if node.term else Unit.DAYS
    for row in held:
        row.task, row.closed_at, row.closed_by = task, None, None
        row.due_at, row.second_due_at = (put_off(at, unit, since, now) for at in (row.due_at, row.second_due_at))
        row.again_at = put_off(row.again_at, Unit.DAYS, since, now)
        row.save()
    case.slot = case.claim()
    case.lapses_at = put_off(case.lapses_at, node.lapse_term.unit if node.lapse_term else Unit.DAYS, since, now)
    case.clock_at = next_moment(case, held, after=now)
    return True


def put_off(moment: datetime | None, unit: Unit, since: datetime, now: datetime) -> datetime | None:
    """A deadline later by as many working days, or days, as lie from `since` up to, not with, `now`.

    One that had come before `since` stays: the pause forgives nothing."""
    if moment is None or moment <= since:
        return moment
    last, first, end = calendar.last_day_of(moment), timezone.localdate(since), timezone.localdate(now)
    if unit is not Unit.WORKDAYS:
        return calendar.end_of(last + (end - first))
    day = timedelta(days=1)
    return calendar.end_of(calendar.add_workdays(last, calendar.workdays_between(first - day, end - day)))
