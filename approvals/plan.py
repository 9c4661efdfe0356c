"""The way ahead: each step, whose desk, how long, until when. Shown before sending and on every open case.

A plan adds the deadlines up as if everybody used all their time: a promise nobody need be ashamed of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from members.models import PartyOrg

from .calendar import provisional_years
from .case import Case
from .flow import Waiting


@dataclass(frozen=True)
class Step:
    """One state of the main line. `last_day` is the last day in time; None where no term runs; `recorded`: the side
    asked is outside the system, `orgs` record its answer; `provisional`: that year's holidays are not known yet."""

    node: Waiting
    orgs: list[PartyOrg]
    days: str
    last_day: date | None
    now: bool
    recorded: bool
    provisional: bool = False

    @property
    def label(self) -> str:
        return str(self.node.task_title)

    @property
    def between(self) -> str:
        """What stands between `orgs`: an arrow where one is asked after the other."""
        return " → " if self.node.in_turn else "、"

    @property
    def is_reckoned(self) -> bool:
        """Whether `last_day` depends on the calendar still: not where the day of the present state is set."""
        return not (self.now and self.node.until)


def ahead(case: Case, state: str | None = None, start: date | None = None) -> list[Step]:
    """The steps from `state` (default: the present one) to the end, counted from `start` (default: when it began)."""
    state = state or case.state
    steps = [
        Step(node, orgs, _in_words(case, node, orgs), last_day, node.state == state, case.recorded_in(node.state))
        for node, orgs, last_day in _dated(case, state, start or timezone.localdate(case.state_since))
    ]
    unknown = provisional_years(step.last_day.year for step in steps if step.last_day)
    return [
        replace(step, provisional=bool(step.last_day and step.is_reckoned and step.last_day.year in unknown))
        for step in steps
    ]


def promised(case: Case, state: str, start: date) -> date | None:
    """When everything from `state` on is done at the latest, or None when no deadline is known."""
    days = [last_day for _node, _orgs, last_day in _dated(case, state, start) if last_day]
    return days[-1] if days else None


def _dated(case: Case, state: str, day: date) -> Iterator[tuple[Waiting, list[PartyOrg], date | None]]:
    """Each place from `state` to the end, who is asked there, and its last day where one is known."""
    if state not in case.flow.main_line:
        return  # from beside the main line there is more than one way
    line = [s for s in case.flow.main_line if s == state or not case.skips(s)]
    for node in map(case.flow.at, line[line.index(state) :]):
        if node.is_end:
            return
        orgs = [desk.org for desk in node.desks(case)]
        last_day = _last_day(case, node, day, orgs[0] if orgs else None)
        yield node, orgs, last_day
        day = last_day or day


def _last_day(case: Case, node: Waiting, start: date, org: PartyOrg | None) -> date | None:
    if node.until:
        return getattr(case, node.until) or case.expected_until(node.state, start)
    return node.term.last_day(start, org) if node.term else None


def _in_words(case: Case, node: Waiting, orgs: list[PartyOrg]) -> str:
    if node.until:
        return str(case.until_in_words(node.state))
    return node.term.in_words(orgs[0] if orgs else None) if node.term else ""
