"""Members on the move whom no agreement covers: where an agreement begins, and where its members return (R-C9).

Grouped by the other organisation, because an agreement is made between two. Tests:
tests/workflows/test_agreement_pages.py.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from approvals.sides import Side
from members import floating
from members.models import Appointment, Coverage, PartyOrg, Person
from members.orgs import path_range
from members.people import MEMBERS

from .case import AgreementCase
from .overlap import with_last_day
from .rules import ROSTER_LIMIT
from .texts import AgreementText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from members.people import PersonQuerySet

SHOWN = 200


@dataclass
class Pair:
    """Two organisations and those who are away from the first at the second. `key` names it in a form."""

    origin: PartyOrg
    destination: PartyOrg | None
    ours: str  # "origin" or "destination": which of the two the hat acts for
    people: list[Person] = field(default_factory=list)

    @property
    def key(self) -> str:
        other = self.destination if self.ours == "origin" else self.origin
        return f"{self.ours}-{other.pk if other else 0}"

    @property
    def other(self) -> PartyOrg | None:
        return self.destination if self.ours == "origin" else self.origin


def pairs_of(by: Appointment, among: "Iterable[int] | None" = None) -> list[Pair]:
    """Both directions for the hat's organisation, largest groups first; SHOWN people at most in each direction.

    `among`: only people with these keys."""
    return grouped(by, _uncovered, among)


def grouped(
    by: Appointment, narrowed: "Callable[[PersonQuerySet], PersonQuerySet]", among: "Iterable[int] | None" = None
) -> list[Pair]:
    """As `pairs_of`, of those whom `narrowed` leaves of the people away from or at the hat's organisation."""
    mine = by.org
    found: dict[str, Pair] = {}
    people = Person.objects.all() if among is None else Person.objects.filter(pk__in=list(among))
    for person in _shown(narrowed(people.of(mine).filter(away_since__isnull=False))):
        _put(found, Pair(mine, person.away_branch, "origin"), person)
    for person in _shown(narrowed(people.filter(path_range(mine.reach, "away_branch__path")))):
        branch = PartyOrg(pk=person.branch_id, short_name=person.branch_name, path=person.branch_path or "")
        if branch.pk and not branch.path.startswith(mine.reach):  # None: died, or left the system
            _put(found, Pair(branch, mine, "destination"), person)
    return sorted(found.values(), key=lambda pair: (-len(pair.people), pair.key))


def chosen(pairs: list[Pair], key: str) -> Pair | None:
    """The pair of that key among those of the people who were ticked; None where nobody of it was."""
    pair = next((pair for pair in pairs if pair.key == key), None)
    if pair is not None:
        pair.origin = PartyOrg.objects.get(pk=pair.origin.pk)
    return pair


def pair_key(by: Appointment, person: Person) -> str:
    """Under which key `pairs_of` lists a member of the hat's organisation who is away and has no agreement; else ""."""
    pairs = pairs_of(by, [person.pk])
    return pairs[0].key if pairs else ""


def offered(case: AgreementCase, by: Appointment, text: AgreementText) -> "QuerySet[Person]":
    """Who may stand on the roster: whoever stands on `text` or the newest version, and whoever could be added.

    The origin may name whoever is away; the destination those who are registered with it (R-O14)."""
    named = set(text.standing.values_list("pk", flat=True)) | set(case.text.standing.values_list("pk", flat=True))
    return (
        Person.objects.filter(pk__in=named | _to_add(case, by, text.starts_on)).with_branch().order_by("pinyin", "pk")
    )


def between(origin: PartyOrg, destination: PartyOrg, ours: str, named: "Iterable[int]") -> "QuerySet[Person]":
    """Who may stand on an agreement of these two that is entered from paper, and who stands on it already (`named`)."""
    there = path_range(destination.reach, "away_branch__path")
    if ours == "origin":
        there |= Q(away_branch__isnull=True)
    away = _uncovered(Person.objects.of(origin).filter(there, away_since__isnull=False))
    keys = away.order_by("pinyin", "pk").values_list("pk", flat=True)[:SHOWN]
    return Person.objects.filter(pk__in={*keys, *named}).order_by("pinyin", "pk")


def taking_part(about: PartyOrg, *, from_: PartyOrg, told: PartyOrg) -> "PersonQuerySet":
    """Who takes part in a floating organisation, as `told` may read it (R-O14): the origin, whose members they are, and
    the committee above that organisation, where they are registered. Nobody else reads a name."""
    found = floating.taking_part(about, from_=from_)
    return found if told == from_ or told.covers(about) else found.none()


def _to_add(case: AgreementCase, by: Appointment, starts_on: date) -> set[int]:
    if case.floating_org:
        members = taking_part(case.floating_org, from_=case.origin, told=by.org)
        return set(members.order_by("pinyin", "pk").values_list("pk", flat=True)[:ROSTER_LIMIT])
    there = path_range(case.destination.reach, "away_branch__path") if case.destination else Q(pk__in=[])
    if case.side_of(by.org) == Side.ORIGIN:
        there |= Q(away_branch__isnull=True)
    away = Person.objects.of(case.origin).filter(there, away_since__isnull=False)
    renewed = case.renews.number if case.renews else ""
    return set(_uncovered(away, renewed, starts_on).order_by("pinyin", "pk").values_list("pk", flat=True)[:SHOWN])


def _uncovered(people: "PersonQuerySet", renewed: str = "", starts_on: date | None = None) -> "PersonQuerySet":
    """Those of `people` under no agreement, but the `renewed` one, and none that is over by `starts_on` (R-C8)."""
    running: QuerySet[Any] = Coverage.objects.running().filter(individual=True).exclude(because=renewed)
    if starts_on:
        running = with_last_day(running).filter(last_day__gte=starts_on)
    return people.filter(stage__in=MEMBERS).exclude(coverage__in=running)


def _shown(people):
    """With the branch of each on the row (`with_branch`)."""
    return people.with_branch().select_related("away_branch").order_by("pinyin", "pk")[:SHOWN]


def _put(found: dict[str, Pair], pair: Pair, person: Person) -> None:
    found.setdefault(pair.key, pair).people.append(person)
