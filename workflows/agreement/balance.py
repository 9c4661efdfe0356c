"""The balance of a pair: what each side owed, did in time, did late, missed (S0 责任机制). It makes 一头热 visible.

Beside the duties of the clauses the half-year evaluations count, which the destination owes (R-C10). Tests:
tests/workflows/test_agreement_balance.py.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from approvals.halves import Half
from approvals.sides import Side
from members.models import Appointment, PartyOrg
from members.orgs import path_range

from .case import AgreementCase
from .duties import Duty

NOT_DONE = Q(done_at__isnull=True, dropped_on__isnull=True)
WORST = 40
# What other procedures owe between two organisations: (who, half-year, a count of Balance) each (R-C10).
COUNTED: list[Callable[[PartyOrg, PartyOrg], Iterable[tuple[int, Half, str]]]] = []


@dataclass(frozen=True)
class Balance:
    """One side. `owed`: all whose day has come; `open`: not due yet. `percent` of what was owed was done in time.

    `excused`: how many of those missed the superior has struck off after an explanation (R-S7)."""

    side: Side
    org: PartyOrg
    in_time: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0
    excused: int = 0

    @property
    def owed(self) -> int:
        return self.in_time + self.late + self.missed

    @property
    def percent(self) -> int | None:
        """None where nothing was owed yet."""
        return round(100 * self.in_time / self.owed) if self.owed else None


@dataclass(frozen=True)
class HalfYear:
    """Both sides in one half-year, 甲方 of the agreement first."""

    half: Half
    sides: list[Balance]


@dataclass(frozen=True)
class Pair:
    """Two organisations as a superior sees them; `number`: one of their agreements, where the balance is shown."""

    sides: list[Balance]
    number: str

    @property
    def worst(self) -> int:
        """The lower percentage of the two; 100 where nothing was owed."""
        return min((100 if side.percent is None else side.percent for side in self.sides), default=100)

    @property
    def gap(self) -> int:
        """How far apart the two are: one side warm, the other cold."""
        known = [side.percent for side in self.sides if side.percent is not None]
        return max(known) - min(known) if len(known) == 2 else 0


def of_case(case: AgreementCase, now: datetime) -> list[Balance]:
    """Both sides of one agreement, by its duties."""
    counts = _counted(Duty.objects.filter(case=case), now, "side")
    found = {row.pop("side"): row for row in counts}
    sides = [(Side.ORIGIN, case.origin), (Side.DESTINATION, case.destination)]
    return [Balance(side, org, **found.get(side, {})) for side, org in sides if org]


def by_half(one: PartyOrg, other: PartyOrg, now: datetime) -> list[HalfYear]:
    """Both organisations over all agreements between them, in either direction, newest half-year first.

    A duty belongs to the half-year in which it falls due. Two queries, however many agreements."""
    found: dict[Half, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    both = Q(case__origin=one, case__destination=other) | Q(case__origin=other, case__destination=one)
    duties = Duty.objects.filter(both, dropped_on__isnull=True)
    for org, due_at, done_at in duties.values_list("org", "due_at", "done_at"):
        found[_half_of(due_at)][org][_how(due_at, done_at, now)] += 1
    for counted in COUNTED:
        for org, half, how in counted(one, other):
            found[half][org][how] += 1
    return [
        HalfYear(
            half, [Balance(side, org, **found[half][org.pk]) for side, org in zip(BOTH, (one, other), strict=True)]
        )
        for half in sorted(found, key=lambda half: half.key, reverse=True)
    ]


BOTH = (Side.ORIGIN, Side.DESTINATION)


def _half_of(due_at: datetime) -> Half:
    last = timezone.localdate(due_at) - date.resolution
    return Half(last.year, 1 if last.month < 7 else 2)


def _how(due_at: datetime, done_at: datetime | None, now: datetime) -> str:
    if done_at:
        return "in_time" if done_at < due_at else "late"
    return "missed" if due_at <= now else "open"


def pairs_in_reach(by: Appointment, now: datetime) -> list[Pair]:
    """Every pair of which `by` sees a side, by what it owes each other under duties: the worst first."""
    reach = by.org.reach
    seen = path_range(reach, "case__origin__path") | path_range(reach, "case__destination__path")
    counts = list(_counted(Duty.objects.filter(seen), now, "case__origin", "case__destination", "org"))
    orgs = PartyOrg.objects.in_bulk({row[name] for row in counts for name in ("case__origin", "case__destination")})
    numbers = dict(_numbers(counts))
    found: dict[frozenset[int], dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in counts:
        pair = frozenset({row.pop("case__origin"), row.pop("case__destination")})
        found[pair][row.pop("org")].update(row)
    pairs = [
        Pair([Balance(Side.ORIGIN, orgs[pk], **sides[pk]) for pk in sorted(pair)], numbers[pair])
        for pair, sides in found.items()
        if pair in numbers and all(pk in orgs for pk in pair)
    ]
    return sorted(pairs, key=lambda pair: (pair.worst, -pair.gap, pair.number))[:WORST]


def _numbers(counts: list[dict[str, Any]]) -> Iterable[tuple[frozenset[int], str]]:
    origins = {row["case__origin"] for row in counts}
    cases = AgreementCase.objects.filter(origin__in=origins, effective_on__isnull=False).order_by("pk")
    for origin, destination, number in cases.values_list("origin", "destination", "number"):
        yield frozenset({origin, destination}), number


def _counted(rows: Any, now: datetime, *keys: str) -> Any:
    """Counts by `keys`."""
    return (
        rows.order_by()
        .values(*keys)
        .annotate(
            in_time=Count("pk", filter=Q(done_at__isnull=False, done_at__lt=F("due_at"))),
            late=Count("pk", filter=Q(done_at__isnull=False, done_at__gte=F("due_at"))),
            missed=Count("pk", filter=NOT_DONE & Q(due_at__lte=now)),
            open=Count("pk", filter=NOT_DONE & Q(due_at__gt=now)),
            excused=Count("pk", filter=Q(excused_at__isnull=False)),
        )
    )
