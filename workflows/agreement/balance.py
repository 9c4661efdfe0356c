"""The balance of a pair: what each side owed, did in time, did late, missed (S0 责任机制). It makes 一头热 visible.

Tests: tests/workflows/test_agreement_duties.py.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from approvals.sides import Side
from members.models import PartyOrg

from .case import AgreementCase
from .duties import Duty


@dataclass(frozen=True)
class Balance:
    """One side. `owed`: all whose day has come; `open`: not due yet. `percent` of what was owed was done in time."""

    side: Side
    org: PartyOrg
    in_time: int
    late: int
    missed: int
    open: int

    @property
    def owed(self) -> int:
        return self.in_time + self.late + self.missed

    @property
    def percent(self) -> int | None:
        """None where nothing was owed yet."""
        return round(100 * self.in_time / self.owed) if self.owed else None


def of_case(case: AgreementCase, now: datetime) -> list[Balance]:
    """Both sides of one agreement."""
    return _balances(Duty.objects.filter(case=case), case.origin, case.destination, now)


def of_pair(origin: PartyOrg, destination: PartyOrg, now: datetime) -> list[Balance]:
    """Both sides over all their agreements in this direction."""
    rows = Duty.objects.filter(case__origin=origin, case__destination=destination)
    return _balances(rows, origin, destination, now)


def _balances(rows, origin: PartyOrg, destination: PartyOrg | None, now: datetime) -> list[Balance]:
    owed = Q(done_at__isnull=True, dropped_on__isnull=True)
    counts = rows.values("side").annotate(
        in_time=Count("pk", filter=Q(done_at__isnull=False, done_at__lt=F("due_at"))),
        late=Count("pk", filter=Q(done_at__isnull=False, done_at__gte=F("due_at"))),
        missed=Count("pk", filter=owed & Q(due_at__lte=now)),
        open=Count("pk", filter=owed & Q(due_at__gt=now)),
    )
    found = {row["side"]: row for row in counts}
    sides = [(Side.ORIGIN, origin), (Side.DESTINATION, destination)]
    nothing = {"in_time": 0, "late": 0, "missed": 0, "open": 0}
    return [
        Balance(side, org, **{name: found.get(side, nothing)[name] for name in nothing}) for side, org in sides if org
    ]
