"""The year: each night the clock's own work, each working day what people do, until every case has come to its end."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from approvals.models import Case
from approvals.sweep import sweep
from config.past import Clock
from members.models import PartyOrg, Person
from workflows.transfer import drafting

from . import policy
from .county import County, enrol
from .desks import Desks
from .hanging import hanging
from .luck import chosen, happens, luck
from .saying import begun
from .workdays import Workdays

NIGHT, MORNING = time(0, 10), time(9, 0)
BETWEEN_ACTS = timedelta(seconds=40)
LONGEST_AFTER = 500  # days after the year: what is open then hangs


@dataclass(frozen=True)
class Start:
    """A transfer to begin: of whom, and where to."""

    person: Person
    destination: PartyOrg


class Year:
    """`transfers` begin between `first` and `last`. `clock` must stand before `first`; the same seed, the same year."""

    def __init__(self, county: County, clock: Clock, *, first: date, last: date, transfers: int, seed: int):
        self.county, self.clock, self.seed = county, clock, seed
        self.first, self.last = first, last
        self.workdays = Workdays(first, last + timedelta(days=LONGEST_AFTER + 60))
        self.desks = Desks(county, self.workdays, seed)
        self._starts = self._planned(transfers)

    def live(self, tell: Callable[[date], None] = lambda day: None) -> None:
        """Day by day up to `last`; `tell` is called after each."""
        for day in _days(self.first, self.last):
            self._live_a_day(day)
            tell(day)

    def finish(self, tell: Callable[[date], None] = lambda day: None) -> None:
        """Go on without new transfers until nothing is open, LONGEST_AFTER days at most."""
        for day in _days(self.last + timedelta(days=1), self.last + timedelta(days=LONGEST_AFTER)):
            if not Case.objects.open().exists():
                return
            self._live_a_day(day)
            tell(day)

    def hanging(self) -> list[str]:
        """What hangs now; the clock looks first, as it does each minute."""
        now = self.clock.now()
        sweep()
        return list(hanging(now))

    def _live_a_day(self, day: date) -> None:
        """One transaction a day: the disk is waited for once."""
        with transaction.atomic():
            self.clock.move_to(timezone.make_aware(datetime.combine(day, NIGHT)))
            sweep()
            if day not in self.workdays:
                return
            self.clock.move_to(timezone.make_aware(datetime.combine(day, MORNING)))
            for start in self._starts.pop(day, ()):
                self._begin(start, day)
            for errand in self.desks.errands_of(day):
                self.clock.move_to(self.clock.moment + BETWEEN_ACTS)
                self.desks.run(errand, day)
            self.desks.look(day)

    def _begin(self, start: Start, day: date) -> None:
        """The secretary of the member's branch writes the draft; whoever is away does it when back."""
        branch = start.person.branch
        by, back = self.desks.hands.of(branch.pk, "clerk", day) if branch else (None, day)
        if by is None:
            return
        if back > day:
            self._starts[self.workdays.from_day(back)].append(start)
            return
        self.clock.move_to(self.clock.moment + BETWEEN_ACTS)
        facts = begun(luck(self.seed, "begun", start.person.phone, day))
        drafting.begin(start.person, by=by, destination=start.destination, **facts)

    # The plan of the year -----------------------------------------------------------------------------------------

    def _planned(self, transfers: int) -> dict[date, list[Start]]:
        """Who moves where, by the day on which the draft is written. The members are entered now."""
        plan: dict[date, list[Start]] = defaultdict(list)
        days = [day for day in self.workdays.days if self.first <= day <= self.last]
        weights = [policy.SEASON[day.month - 1] for day in days]
        for number in range(transfers):
            chance = luck(self.seed, "start", number)
            origin, destination = self._direction(chosen(policy.DIRECTIONS, chance), number)
            start = Start(enrol(origin, number, self.seed), destination)
            day = chance.choices(days, weights)[0]
            plan[day].append(start)
            if happens(policy.BEGUN_TWICE, chance):
                plan[self.workdays.after(day, chance.randint(3, 10))].append(start)
        return plan

    def _direction(self, name: str, number: int) -> tuple[PartyOrg, PartyOrg]:
        """From which branch to which."""
        county, chance = self.county, luck(self.seed, "direction", number)
        if name == "coming_in":
            return chance.choice([*county.province, *county.far]), chance.choice(county.home)
        origin = chance.choice(county.home)
        town = [org for org in county.home if org.name.startswith(origin.name[: len("中共青石县长田镇")])]
        places = {
            "same_town": town,
            "same_county": [org for org in county.home if org not in town],
            "same_province": county.province,
            "other_system": county.far,
        }
        return origin, chance.choice([org for org in places[name] if org != origin])


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
