"""What the clock has decided on a case, in the order in which it fell due (R-T24, R-S7).

`Case.clock_at` is the next of its `moments`: remind, put on the supervision list, run the state's written default. They
are done in their order; entries bear the due moment, so late, twice or on two servers gives the same record. Silence is
written down as silence. Tests: tests/approvals/test_sweep.py.
"""

from datetime import datetime

from members.binding import SEALED

from . import handling, journal
from .assignments import Assignment
from .case import Case
from .moments import REMIND, SUPERVISE, Moment, moments, next_moment
from .notices import Notice, NoticeKind
from .supervision import enlist

# Entries that change nothing a person was looking at.
QUIET = frozenset(
    {REMIND, SUPERVISE, "urge", "attach", "demand", "explain", "excuse", "recount", "note", "org_renamed", SEALED}
)


def settle(case: Case, now: datetime, until: datetime | None = None) -> list[str]:
    """Do on a locked case what fell due up to `until` (default now); returns in order what was written: reminders by
    name, verbs. Raises ClockDoubted (clock.py) if something did and `now` cannot be believed."""
    done: list[str] = []
    while case.clock_at and case.clock_at <= (until or now):
        came = case.clock_at
        held = list(case.assignments.open().select_related("org").order_by("pk"))
        come = [moment for moment in moments(case, held) if moment.at == came]
        for moment in come:
            _do(case, moment, now)
        done += [moment.verb for moment in come]
        if all(moment.held for moment in come):  # the state goes on
            case.clock_at = next_moment(case, held, after=came)
            case.save_changes()
    return done


def _do(case: Case, moment: Moment, now: datetime) -> None:
    if moment.held is None:
        _lapse(case, moment, now)
        return
    data = {"org": moment.held.org.name}
    journal.append(case, moment.verb, by=None, from_state=case.state, now=now, effective_at=moment.at, data=data)
    if moment.verb == SUPERVISE:
        enlist(moment.held, moment.at)
    else:
        _remind(case, moment.held, now)


def _lapse(case: Case, moment: Moment, now: datetime) -> None:
    verb = case.flow.verbs()[moment.verb]
    handling.carry_out(case, verb, None, {}, task=handling.open_task(case), now=now, effective_at=moment.at)


def _remind(case: Case, held: Assignment, now: datetime) -> None:
    about = {"case_id": case.pk, "kind": NoticeKind.REMIND, "state": case.state, "at": now}
    Notice.objects.create(org_id=held.org_id, post=held.post, **about)
