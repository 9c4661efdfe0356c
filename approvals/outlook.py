"""无人办理时: what happens to a case if nobody acts, to its end or to the desk that waits for ever (R-T24, R-S7).

It walks the same `moments` the clock carries out (due.py), state by state, through the states the clock itself leads
to, through the coordination a case waits for, and back into its parent. Nothing is written.
Tests: tests/workflows/test_outlook.py let the clock run and compare.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from members.appointments import Post
from members.models import PartyOrg

from . import pausing
from .assignments import Assignment
from .calendar import last_day_of, provisional_years
from .case import Case
from .moments import SUPERVISE, Moment, moments
from .supervision import superiors_of
from .verbs import Verb


@dataclass(frozen=True)
class Foreseen:
    """One thing to come: at `at` the clock writes the entry `verb` on `case`, which then stands in `state`.

    `tells`: the desks that are told, or that have the work then, in words."""

    case: Case
    at: datetime
    verb: str
    what: str
    tells: list[str]
    state: str
    moves: bool

    @property
    def year(self) -> int:
        return last_day_of(self.at).year


@dataclass(frozen=True)
class Outlook:
    """`ends`: the final state, in words, or empty: then the case stays in `stays`, with `waits_for`, for ever.

    `paused`: while a coordination runs and its own clock stands still, the state it came from, in words, and
    `held_before` the desks that held it. `unknown`: years whose holidays are not known yet."""

    rows: list[Foreseen] = field(default_factory=list)
    ends: str = ""
    stays: str = ""
    waits_for: list[str] = field(default_factory=list)
    listed: bool = False
    paused: str = ""
    held_before: list[Assignment] = field(default_factory=list)
    unknown: set[int] = field(default_factory=set)


def of(case: Case) -> Outlook:
    """The outlook of a case as it stands."""
    paused = bool(case.is_open and case.node.child)
    child = case.children.open().first() if paused else None
    here = child.flow.whole(child.pk) if child else case
    walk = _Walk(here)
    rows = list(walk.rows())
    return Outlook(
        rows,
        ends=walk.case.state_label if walk.case.node.is_end else "",
        stays=walk.case.state_label,
        waits_for=[_desk(held.org, held.post) for held in walk.held],
        listed=any(row.verb == SUPERVISE and row.state == walk.case.state_label for row in rows),
        paused=str(case.flow.at(case.came_from).task_title) if paused else "",
        held_before=pausing.paused(case) if paused else [],
        unknown=provisional_years(row.year for row in rows),
    )


class _Walk:
    """Goes from moment to moment; `case` and `held` are where it has come to."""

    def __init__(self, case: Case):
        self.case = case
        self.held = list(case.assignments.open().select_related("org").order_by("pk"))

    def rows(self) -> Iterator[Foreseen]:
        coming = [m for m in moments(self.case, self.held) if self.case.clock_at and m.at >= self.case.clock_at]
        been = set()
        while coming:
            yield from (self._knock(moment) for moment in coming if moment.held)
            ending = coming[-1]
            if ending.held or (here := (self.case.pk, self.case.state, *(h.org.pk for h in self.held))) in been:
                return
            been.add(here)
            yield from self._lapse(ending)
            coming = moments(self.case, self.held)

    def _knock(self, moment: Moment) -> Foreseen:
        held = moment.held
        assert held is not None  # noqa: S101  the caller has asked
        tells, what = [_desk(held.org, held.post)], _("提醒办理")
        if moment.verb == SUPERVISE:
            what = _("列入督办，任一方可提请协调") if _may_be_coordinated(self.case) else _("列入督办")
            above = superiors_of([held.org]).get(held.org.pk)
            tells += [_desk(above, Post.ORGANISER)] if above else []
        return Foreseen(self.case, moment.at, moment.verb, what, tells, self.case.state_label, moves=False)

    def _lapse(self, moment: Moment) -> Iterator[Foreseen]:
        yield self._run(self.case, self.case.flow.verbs()[moment.verb], moment.at)
        while name := self.case.moves_parent:
            parent = self.case.waiting_parent.flow.whole(self.case.waiting_parent.pk)
            yield self._run(parent, parent.flow.verbs()[name], moment.at)

    def _run(self, case: Case, verb: Verb, at: datetime) -> Foreseen:
        self.case = _once_run(case, verb, at)
        node = self.case.node
        desks = node.desks(self.case)
        self.held = [
            Assignment.of_desk(desk, self.case, decides=desk is desks[-1], now=at)
            for desk in ([] if node.is_end else node.asked_first(desks))
        ]
        tells = [_desk(held.org, held.post) for held in self.held]
        return Foreseen(self.case, at, verb.name, str(verb.label), tells, self.case.state_label, moves=True)


def _once_run(case: Case, verb: Verb, at: datetime) -> Case:
    """A copy of `case` as it stands once the clock has run `verb` at `at`. Never saved."""
    then = copy.copy(case)
    then.moves_parent = ""
    then.__dict__["state"] = verb.target  # past the protection of the field: nothing is moved here
    then.expect(verb)
    if verb.restarts_clock(then):
        then.state_since = at
    then.lapses_at = None if then.node.is_end else then.node.lapses_at(then)
    return then


def _may_be_coordinated(case: Case) -> bool:
    return any(getattr(case.flow.at(verb.target), "child", "") for verb in case.flow.leaving(case.state))


def _desk(org: PartyOrg, post: str) -> str:
    return f"{org} · {Post(post).label}"
