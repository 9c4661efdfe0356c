"""What the clock has decided on a case, in the order in which it fell due (R-T24, R-S7).

`Case.clock_at` is the next moment at which it has something to do: remind, put on the supervision list, run the state's
written default. Entries bear the due moment, so late, twice or on two servers gives the same record. Silence is
written down as silence. Tests: tests/approvals/test_sweep.py.
"""

from datetime import datetime

from members.appointments import Post

from . import handling, journal
from .assignments import Assignment
from .case import Case
from .notices import Notice, NoticeKind

REMIND, SUPERVISE = "remind", "supervise"
QUIET = frozenset({REMIND, SUPERVISE, "urge"})  # entries that change nothing a person was looking at


def settle(case: Case, now: datetime) -> list[str]:
    """Do on a locked case what fell due up to `now`; returns in order what was written: reminders by name, verbs."""
    done: list[str] = []
    while case.clock_at and case.clock_at <= now:
        moment = case.clock_at
        if case.lapses_at and case.lapses_at <= moment:
            done.append(_lapse(case, now))
        else:
            done += _knock(case, moment, now)
    return done


def _lapse(case: Case, now: datetime) -> str:
    verb = case.flow.verbs()[case.node.lapse]
    task = handling.open_task(case)
    handling.carry_out(case, verb, None, {}, task=task, now=now, effective_at=case.lapses_at)
    return verb.name


def _knock(case: Case, moment: datetime, now: datetime) -> list[str]:
    """The reminders of one moment, and when the next comes."""
    held = list(case.assignments.open().select_related("org").order_by("pk"))
    done = []
    for row in held:
        if row.due_at == moment or moment in case.node.nudges(case):
            done.append(_remind(case, row, moment, now))
        if row.second_due_at == moment:
            done.append(_supervise(case, row, moment, now))
    case.clock_at = case.node.next_moment(case, held, after=moment)
    case.save_changes()
    return done


def _remind(case: Case, held: Assignment, moment: datetime, now: datetime) -> str:
    _write(case, REMIND, held, moment, now)
    if held.due_at == moment:
        held.reminded_at = moment
        held.save(update_fields=["reminded_at"])
    _notify(case, NoticeKind.REMIND, held.org_id, held.post, now)
    return REMIND


def _supervise(case: Case, held: Assignment, moment: datetime, now: datetime) -> str:
    """On the list of the responsible organisation and of its superior, once (R-S7)."""
    _write(case, SUPERVISE, held, moment, now)
    held.supervised_at = moment
    held.save(update_fields=["supervised_at"])
    _notify(case, NoticeKind.SUPERVISE, held.org_id, held.post, now)
    if superior := held.org.superior_committee():
        _notify(case, NoticeKind.SUPERVISE, superior.pk, Post.APPROVER, now)
    return SUPERVISE


def _write(case: Case, verb: str, held: Assignment, moment: datetime, now: datetime) -> None:
    data = {"org": held.org.name}
    journal.append(case, verb, by=None, from_state=case.state, now=now, effective_at=moment, data=data)


def _notify(case: Case, kind: NoticeKind, org_id: int, post: str, now: datetime) -> None:
    Notice.objects.create(org_id=org_id, post=post, case_id=case.pk, kind=kind, state=case.state, at=now)
