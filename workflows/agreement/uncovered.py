"""Members on the move whom no agreement covers: where an agreement begins, and where its members return (R-C9).

Grouped by the other organisation, because an agreement is made between two. Tests:
tests/workflows/test_agreement_pages.py.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from members.models import Appointment, Coverage, PartyOrg, Person
from members.orgs import path_range
from members.people import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def pairs_of(by: Appointment) -> list[Pair]:
    """Both directions for the hat's organisation, largest groups first; SHOWN people at most in each direction."""
    mine = by.org
    found: dict[str, Pair] = {}
    for person in _uncovered(Person.objects.of(mine).filter(away_since__isnull=False)):
        _put(found, Pair(mine, person.away_branch, "origin"), person)
    for person in _uncovered(Person.objects.filter(path_range(mine.reach, "away_branch__path"))):
        branch = PartyOrg(pk=person.branch_id, short_name=person.branch_name, path=person.branch_path or "")
        if not branch.path.startswith(mine.reach):
            _put(found, Pair(branch, mine, "destination"), person)
    return sorted(found.values(), key=lambda pair: (-len(pair.people), pair.key))


def chosen(by: Appointment, key: str, ticked: "Iterable[str]") -> Pair | None:
    """The pair of that key with only those of it who were ticked; None for a key that is not on the list."""
    pair = next((pair for pair in pairs_of(by) if pair.key == key), None)
    if pair is None:
        return None
    wanted = set(ticked)
    pair.people = [person for person in pair.people if str(person.pk) in wanted]
    pair.origin = PartyOrg.objects.get(pk=pair.origin.pk)
    return pair


def _uncovered(people):
    members = people.filter(stage__in=MEMBERS).exclude(coverage__in=Coverage.objects.running().filter(individual=True))
    return members.with_branch().select_related("away_branch").order_by("pinyin", "pk")[:SHOWN]


def _put(found: dict[str, Pair], pair: Pair, person: Person) -> None:
    found.setdefault(pair.key, pair).people.append(person)
