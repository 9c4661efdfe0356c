"""What else is known of members offered for an agreement: until when one covers them (R-C8), whether they are moving.

Tests: tests/workflows/test_agreement_ahead.py.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from approvals import kinds
from approvals.case import Case
from members.coverage import Coverage
from members.models import Appointment, Person
from members.people import MEMBERS, PersonQuerySet

from . import uncovered
from .overlap import with_last_day
from .uncovered import Pair


def pairs_of(by: Appointment, among: Iterable[int] | None = None) -> list[Pair]:
    """Those under an agreement whose last day is known: the one that follows it may be signed before that day (R-C8).

    Grouped as uncovered.pairs_of does; each person with `last_day`."""
    pairs = uncovered.grouped(by, _covered, among)
    people: list[Any] = [person for pair in pairs for person in pair.people]
    ends = dict(_running().filter(person__in=people).values_list("person").annotate(Max("last_day")))
    for person in people:
        person.last_day = ends[person.pk]
    return pairs


def first_free_day(pair: Pair) -> date:
    """The day after the last on which anybody of the pair is covered; of a pair from `pairs_of`."""
    people: list[Any] = pair.people
    return max(person.last_day for person in people) + timedelta(1)


def moving(people: Iterable[Person], by: Appointment) -> list[Person]:
    """The same people, each with `moving`: the open case that moves its relation and that `by` may see, or None.

    A transfer that is done takes its member off every roster (R-C13), so that whoever chooses should know. One query.
    """
    found: list[Any] = list(people)
    moves = [flow.kind for flow in kinds.all_flows() if flow.moves_members]
    open_cases = Case.objects.visible_to(by).open().filter(kind__in=moves, person__in=found, slot__isnull=False)
    by_person = {case.person_id: case for case in open_cases.select_related("destination")}
    for person in found:
        person.moving = by_person.get(person.pk)
    return found


def _covered(people: PersonQuerySet) -> PersonQuerySet:
    return people.filter(stage__in=MEMBERS, pk__in=_running().values("person"))


def _running() -> Any:
    """Coverage by agreements between two organisations about named members, with a last day that is known."""
    running = Coverage.objects.running().filter(individual=True)
    return with_last_day(running).filter(last_day__lt=date.max)
