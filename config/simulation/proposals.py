"""The agreements of the year: between whom, about whom, and which of those members move or die in the course of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from members.models import Appointment, PartyOrg, Person
from workflows.agreement import drafting

from . import agreement_policy as policy
from .county import MOST_MEMBERS, County, enrol, floating_branch
from .luck import chosen, happens, luck
from .starts import Death, Planned, TransferStart, direction
from .workdays import Workdays

MOST_NAMED = max(*map(int, policy.ROSTER), policy.FLOATING_MEMBERS[1])  # members of one agreement


@dataclass(frozen=True)
class Proposal:
    """An agreement to begin, by the clerk of `proposer`, one of its parties."""

    people: tuple[Person, ...]
    origin: PartyOrg
    destination: PartyOrg
    proposer: PartyOrg
    floating_org: PartyOrg | None = None

    @property
    def desk(self) -> PartyOrg:
        return self.proposer

    def write(self, by: Appointment, seed: int) -> None:
        chance = luck(seed, "proposed", self.people[0].phone)
        case = drafting.begin(
            self.people, by=by, origin=self.origin, destination=self.destination, floating_org=self.floating_org
        )
        drafting.write(
            case,
            by=by,
            bodies=case.text.bodies,
            mode=chosen(policy.MODES, chance),
            exchange_months=int(chosen(policy.EVERY, chance)),
            dues_paid_to=chosen(policy.DUES, chance),
        )


class Proposals:
    """`count` agreements of the year between `first` and `last`, and what becomes of their members."""

    def __init__(self, county: County, workdays: Workdays, first: date, last: date, *, count: int, seed: int):
        self.county, self.workdays, self.seed, self.count = county, workdays, seed, count
        self.days = [day for day in workdays.days if first <= day <= last]
        self.weights = [policy.SEASON[day.month - 1] for day in self.days]
        self._numbers = iter(range(MOST_MEMBERS, 0, -1))  # from the other end than the transfers' members

    def planned(self) -> Iterator[Planned]:
        """By the day on which each draft is written. The members are entered now."""
        for number in range(self.count):
            chance = luck(self.seed, "agreement", number)
            day = chance.choices(self.days, self.weights)[0]
            between_committees = happens(policy.BETWEEN_COMMITTEES, chance)
            proposal = self._between_committees(chance) if between_committees else self._between_branches(chance)
            yield day, proposal
            if not between_committees:
                for person in proposal.people:
                    yield from self._what_becomes_of(person, proposal.destination, day)

    def _between_branches(self, chance: Random) -> Proposal:
        origin, destination = direction(self.county, chosen(policy.DIRECTIONS, chance), chance)
        people = self._enrolled(origin, destination, int(chosen(policy.ROSTER, chance)))
        return Proposal(people, origin, destination, _proposer(origin, destination, chance))

    def _between_committees(self, chance: Random) -> Proposal:
        """A town whose people have gone to a street or a town far away, and who have a branch of their own there."""
        home, there = chance.choice(self.county.home), chance.choice([*self.county.province, *self.county.far])
        origin, destination = home.base_committee() or home, there.base_committee() or there
        branch = floating_branch(self.county, origin, destination)
        people = self._enrolled(home, branch, chance.randint(*policy.FLOATING_MEMBERS))
        return Proposal(people, origin, destination, _proposer(origin, destination, chance), floating_org=branch)

    def _enrolled(self, branch: PartyOrg, away_at: PartyOrg, count: int) -> tuple[Person, ...]:
        return tuple(enrol(branch, next(self._numbers), self.seed, away_at=away_at) for _one in range(count))

    def _what_becomes_of(self, person: Person, destination: PartyOrg, begun: date) -> Iterator[Planned]:
        """Some are transferred to where they live, some die (R-C13); most stay away as they are."""
        chance = luck(self.seed, "fate", person.phone)
        day = self.workdays.from_day(begun + timedelta(days=chance.randint(*policy.AFTER_BEGUN)))
        if happens(policy.TRANSFERRED, chance):
            yield day, TransferStart(person, destination)
        elif happens(policy.DIED, chance):
            yield day, Death(person)


def _proposer(origin: PartyOrg, destination: PartyOrg, chance: Random) -> PartyOrg:
    return origin if happens(policy.PROPOSED_BY_ORIGIN, chance) else destination
