"""Who is at work on which day: everybody takes leave, and while one is away the work waits, or another of the house
who may take it does it (R-O12)."""

from collections.abc import Mapping
from datetime import date, timedelta

from members.models import Appointment

from .luck import happens, luck
from .policy import LEAVE_DAYS, LEAVES_A_YEAR, LONG_ABSENCE, LONG_ABSENCE_DAYS


class Hands:
    """`hats`: who holds the posts of an organisation, by its key. The same seed gives the same absences."""

    def __init__(self, hats: Mapping[int, list[Appointment]], seed: int):
        self.hats, self.seed = hats, seed
        self._away: dict[tuple[int, int], list[tuple[date, date]]] = {}

    def of(self, org_id: int, post: str, day: date) -> tuple[Appointment | None, date]:
        """Who does the work of a post on `day`; where all are away, who is back first, and when. None: nobody."""
        holders = [hat for hat in self.hats.get(org_id, []) if post in hat.posts]
        back = sorted(((self.back_on(hat, day), n) for n, hat in enumerate(holders)))
        if not back:
            return None, day
        first, n = back[0]
        return holders[n], first

    def back_on(self, hat: Appointment, day: date) -> date:
        """`day`, or the first day after the absence it falls into."""
        for year in (day.year - 1, day.year):
            for first, last in self.absences(hat, year):
                if first <= day <= last:
                    day = last + timedelta(days=1)
        return day

    def absences(self, hat: Appointment, year: int) -> list[tuple[date, date]]:
        """From and to, in order; the last may reach into the next year."""
        if (hat.pk, year) not in self._away:
            self._away[hat.pk, year] = sorted(self._drawn(hat, year))
        return self._away[hat.pk, year]

    def _drawn(self, hat: Appointment, year: int) -> list[tuple[date, date]]:
        chance = luck(self.seed, "leave", hat.org.name, hat.post, year)
        lengths = [chance.randint(*LEAVE_DAYS) for _leave in range(chance.randint(*LEAVES_A_YEAR))]
        if happens(LONG_ABSENCE, chance):
            lengths.append(chance.randint(*LONG_ABSENCE_DAYS))
        starts = [date(year, 1, 1) + timedelta(days=chance.randrange(365)) for _length in lengths]
        return [(first, first + timedelta(days=days - 1)) for first, days in zip(starts, lengths, strict=True)]
