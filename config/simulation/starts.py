"""What begins in the year without anybody being asked, planned beforehand: whose, between whom, on which day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Protocol

from django.utils import timezone

from members import endings
from members.models import Appointment, PartyOrg, Person
from workflows.transfer import drafting

from . import policy
from .county import County, enrol
from .luck import chosen, happens, luck
from .saying import begun
from .workdays import Workdays


class Start(Protocol):
    """`desk` does it on its day; None: nobody any more."""

    @property
    def desk(self) -> PartyOrg | None: ...

    def write(self, by: Appointment, seed: int) -> None: ...


@dataclass(frozen=True)
class TransferStart:
    """A transfer to begin: of whom, and where to. The secretary of the member's branch writes the draft."""

    person: Person
    destination: PartyOrg

    @property
    def desk(self) -> PartyOrg | None:
        return self.person.branch

    def write(self, by: Appointment, seed: int) -> None:
        facts = begun(luck(seed, "begun", self.person.phone, timezone.localdate()))
        drafting.begin(self.person, by=by, destination=self.destination, **facts)


@dataclass(frozen=True)
class Death:
    """A member has died; the secretary of the branch records it."""

    person: Person

    @property
    def desk(self) -> PartyOrg | None:
        return self.person.branch

    def write(self, by: Appointment, seed: int) -> None:
        ground = "家属报告，村（居）委会证明。"
        endings.record(self.person, by=by, how=endings.How.DIED, on=timezone.localdate(), ground=ground)


Planned = tuple[date, Start]


def transfers(
    county: County, workdays: Workdays, first: date, last: date, *, count: int, seed: int
) -> Iterator[Planned]:
    """Who moves where, by the day on which the draft is written. The members are entered now."""
    days = [day for day in workdays.days if first <= day <= last]
    weights = [policy.SEASON[day.month - 1] for day in days]
    for number in range(count):
        chance = luck(seed, "start", number)
        origin, destination = direction(county, chosen(policy.DIRECTIONS, chance), luck(seed, "direction", number))
        start = TransferStart(enrol(origin, number, seed), destination)
        day = chance.choices(days, weights)[0]
        yield day, start
        if happens(policy.BEGUN_TWICE, chance):
            yield workdays.after(day, chance.randint(3, 10)), start


def direction(county: County, name: str, chance: Random) -> tuple[PartyOrg, PartyOrg]:
    """From which branch to which."""
    if name == "coming_in":
        return chance.choice([*county.province, *county.far]), chance.choice(county.home)
    origin = chance.choice(county.home)
    town = _same_town(county.home, origin)
    places = {
        "same_town": town,
        "same_county": [org for org in county.home if org not in town],
        "same_province": county.province,
        "other_system": county.far,
    }
    return origin, chance.choice([org for org in places[name] if org != origin])


def _same_town(branches: Sequence[PartyOrg], one: PartyOrg) -> list[PartyOrg]:
    return [org for org in branches if org.name.startswith(one.name[: len("中共青石县长田镇")])]
