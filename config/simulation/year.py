"""The year: each night the clock's work, each working day what people do, until all it began has come to its end."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from approvals.models import Case
from approvals.sweep import sweep
from config.past import Clock
from workflows.agreement.case import AgreementCase
from workflows.evaluation.case import EvaluationCase

from . import accounting, starts
from .county import County
from .desks import Desks
from .duty_clerks import DutyClerks
from .hanging import hanging
from .proposals import Proposals
from .starts import Start
from .twice import changed_by_another_sweep
from .workdays import Workdays

NIGHT, MORNING = time(0, 10), time(9, 0)
BETWEEN_ACTS = timedelta(seconds=40)
LONGEST_AFTER = 900  # days after the year: agreements may be made longer and rest for months; what is open then hangs


class Year:
    """`transfers` and `agreements` begin between `first` and `last`. `clock` must stand before `first`; the same seed,
    the same year. `nights_twice`: on how many nights the clock ran twice, `changed_twice`: what that changed."""

    def __init__(
        self,
        county: County,
        clock: Clock,
        *,
        first: date,
        last: date,
        transfers: int = 0,
        agreements: int = 0,
        seed: int,
    ):
        self.county, self.clock, self.seed = county, clock, seed
        self.first, self.last = first, last
        self.workdays = Workdays(first, last + timedelta(days=LONGEST_AFTER + 60))
        self.desks = Desks(county, self.workdays, seed)
        self.clerks = DutyClerks(self.desks.hands, self.workdays, seed)
        self.nights_twice, self.changed_twice = 0, list[str]()
        self._starts: dict[date, list[Start]] = defaultdict(list)
        proposals = Proposals(county, self.workdays, first, last, count=agreements, seed=seed)
        moving = starts.transfers(county, self.workdays, first, last, count=transfers, seed=seed)
        for day, start in [*moving, *proposals.planned()]:
            self._starts[day].append(start)

    def live(self, tell: Callable[[date], None] = lambda day: None) -> None:
        """Day by day up to `last`; `tell` is called after each."""
        for day in _days(self.first, self.last):
            self._live_a_day(day)
            tell(day)

    def finish(self, tell: Callable[[date], None] = lambda day: None) -> None:
        """Go on without new drafts until nothing of the year is open, LONGEST_AFTER days at most."""
        for day in _days(self.last + timedelta(days=1), self.last + timedelta(days=LONGEST_AFTER)):
            if not unfinished().exists():
                return
            self._live_a_day(day)
            tell(day)

    def hanging(self) -> list[str]:
        """What hangs now, and what is lost of the duties; the clock looks first, as it does each minute."""
        now = self.clock.now()
        sweep()
        return [*hanging(now), *accounting.lost(now)]

    def _live_a_day(self, day: date) -> None:
        """One transaction a day: the disk is waited for once."""
        with transaction.atomic():
            self.clock.move_to(timezone.make_aware(datetime.combine(day, NIGHT)))
            now = self.clock.now()
            sweep(now)
            if day.day == 1 and AgreementCase.objects.exists():
                self.nights_twice += 1
                self.changed_twice += [f"{day} {table}" for table in changed_by_another_sweep(now)]
            if day not in self.workdays:
                return
            self.clock.move_to(timezone.make_aware(datetime.combine(day, MORNING)))
            for start in self._starts.pop(day, ()):
                self._begin(start, day)
            for errand in self.desks.errands_of(day):
                self._pause()
                self.desks.run(errand, day)
            self.clerks.work(day, self._pause)
            self.desks.look(day)

    def _begin(self, start: Start, day: date) -> None:
        """Its desk does it; whoever is away does it when back."""
        desk = start.desk
        by, back = self.desks.hands.of(desk.pk, "clerk", day) if desk else (None, day)
        if by is None:
            return
        if back > day:
            self._starts[self.workdays.from_day(back)].append(start)
            return
        self._pause()
        start.write(by, self.seed)

    def _pause(self) -> None:
        self.clock.move_to(self.clock.moment + BETWEEN_ACTS)


def unfinished() -> QuerySet[Case]:
    """What the year began and is open. An agreement in force that renews another belongs to the next year, and so do
    its members' evaluations, what is coordinated about it, and what will renew it."""
    in_force = Q(renews__isnull=False, effective_on__isnull=False)
    following = AgreementCase.objects.filter(in_force | Q(renews__renews__isnull=False))
    theirs = EvaluationCase.objects.filter(coverage__because__in=following.values("number"))
    cases = Case.objects.open().exclude(pk__in=following.values("pk")).exclude(pk__in=theirs.values("pk"))
    return cases.exclude(parent__in=following.values("pk"))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
