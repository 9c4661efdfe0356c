"""What the clock will do in a case's present state, moment by moment: remind, list, run its default (R-T24, R-S7).

`due.settle` carries these out when they have come, `outlook` shows them before. Tests: tests/approvals/test_sweep.py,
tests/workflows/test_outlook.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .assignments import Assignment
from .case import Case

REMIND, SUPERVISE = "remind", "supervise"


@dataclass(frozen=True)
class Moment:
    """At `at` the clock writes the entry `verb`: about the desk `held`, or (None) the verb that ends the state."""

    at: datetime
    verb: str
    held: Assignment | None = None


def moments(case: Case, held: Iterable[Assignment]) -> list[Moment]:
    """All of the present state, past ones too, in the order in which they come; `held`: its open assignments.

    What ends the state comes last: nothing else happens at its moment or after it. While a child decides, or once the
    case has ended, nothing."""
    if case.node.is_end or case.node.child:
        return []
    nudges = case.node.nudges(case)
    found = []
    for row in held:
        found += [Moment(at, REMIND, row) for at in sorted({*nudges, *filter(None, [row.due_at])})]
        found += [Moment(at, SUPERVISE, row) for at in filter(None, [row.second_due_at, row.again_at])]
    if case.lapses_at is None:
        return sorted(found, key=_when)
    in_time = [moment for moment in found if moment.at < case.lapses_at]
    return [*sorted(in_time, key=_when), Moment(case.lapses_at, case.node.lapse)]


def _when(moment: Moment) -> datetime:
    return moment.at


def next_moment(case: Case, held: Iterable[Assignment], after: datetime | None = None) -> datetime | None:
    """When the clock has something to do next (after `after`), for `Case.clock_at`; None: never."""
    return next((moment.at for moment in moments(case, held) if after is None or moment.at > after), None)
