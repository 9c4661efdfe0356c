"""Living clauses: what each side owes under an agreement in force, with dates (R-C5, R-C14; S0 责任机制).

From the mode and the scope the clauses become duties; each falls due at the end of its period and is done with words of
evidence, on the agreement's own log. Tests: tests/workflows/test_agreement_duties.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals import beside
from approvals.attachments import PROOF, Attachment, Scan, enclose
from approvals.calendar import add_months, end_of
from approvals.rules import NotAllowed
from approvals.sides import Side
from members.models import Appointment, PartyOrg

from .case import AgreementCase
from .parties import EITHER_CLERK
from .states import Mode, Scope, State

LEAST_WORDS = 5


@dataclass(frozen=True)
class Clause:
    """A duty as the clauses have it: once every `months`, owed by the side that `owed_by` names for each mode."""

    key: str
    title: str
    months: int
    owed_by: dict[Mode, tuple[Side, ...]]
    scope: Scope | None = None


BOTH = (Side.ORIGIN, Side.DESTINATION)
ORIGIN, DESTINATION = (Side.ORIGIN,), (Side.DESTINATION,)


def _always(sides: tuple[Side, ...]) -> dict[Mode, tuple[Side, ...]]:
    return dict.fromkeys(Mode, sides)


def _led() -> dict[Mode, tuple[Side, ...]]:
    """Owed by whoever leads; by both where they lead jointly."""
    return {Mode.DESTINATION_LED: DESTINATION, Mode.ORIGIN_LED: ORIGIN, Mode.JOINT: BOTH}


DUTIES = (
    Clause("contact", "与党员联系", 1, _always(ORIGIN)),
    Clause("exchange", "互通联系情况", 1, _led()),
    Clause("life", "安排参加组织生活并考勤", 3, _always(DESTINATION)),
    Clause("materials", "寄送学习资料、通报重要事项", 3, _always(ORIGIN)),
    Clause("service", "走访了解困难、提供服务", 6, _led()),
    Clause("organisation", "组织共建", 6, _led(), Scope.ORGANISATION),
    Clause("management", "党员共管", 6, _led(), Scope.ORGANISATION),
    Clause("consultation", "工作共商", 6, _always(BOTH), Scope.ORGANISATION),
    Clause("funding", "经费共担", 6, _always(BOTH), Scope.ORGANISATION),
    Clause("activities", "活动共抓", 6, _led(), Scope.ORGANISATION),
)
BY_KEY = {clause.key: clause for clause in DUTIES}
FIVE_TOGETHER = ("organisation", "management", "consultation", "funding", "activities")


class DutyQuerySet(models.QuerySet["Duty"]):
    def owed(self) -> "DutyQuerySet":
        """Neither done nor dropped."""
        return self.filter(done_at__isnull=True, dropped_on__isnull=True)

    def owed_by(self, org: PartyOrg) -> "DutyQuerySet":
        return self.owed().filter(org=org)

    def overdue(self, now: datetime) -> "DutyQuerySet":
        return self.owed().filter(due_at__lte=now)


class Duty(models.Model):
    """One duty of one side for one period. `due_at`: the first moment too late.

    `dropped_on`: the agreement ended before it fell due; a duty that was overdue by then stays missed. `reminded_at`,
    `listed_at`: when the owner was told that it is late, and its superior (overdue.py)."""

    case = models.ForeignKey(AgreementCase, models.CASCADE, related_name="duties")
    key = models.CharField(max_length=20)
    side = models.CharField(max_length=12, choices=Side)
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+")
    first_day = models.DateField()
    due_at = models.DateTimeField(_("限期"))
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    evidence = models.CharField(_("落实情况"), max_length=600, blank=True)
    dropped_on = models.DateField(null=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("佐证材料"))
    reminded_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("协议职责")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key", "side", "first_day"], name="one_duty_a_period"),
        ]
        indexes = [
            models.Index(
                fields=["org", "due_at"], condition=Q(done_at__isnull=True, dropped_on__isnull=True), name="owed_duties"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key} {self.first_day}"

    @property
    def title(self) -> str:
        return BY_KEY[self.key].title

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.due_at) - timedelta(1)

    @property
    def was_late(self) -> bool:
        return self.done_at is not None and self.done_at >= self.due_at

    def is_overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.dropped_on is None and self.due_at <= now


def plan(case: AgreementCase, until: date) -> Iterator[Duty]:
    """Every duty whose period has begun by `until`, unsaved. Periods count from the day the agreement took effect."""
    if case.effective_on is None:
        return
    last = min(until, case.ended_on or case.ends_on)
    rests = _rests(case)
    for clause in DUTIES:
        if clause.scope not in (None, case.scope):
            continue
        for side in clause.owed_by[case.mode]:
            org = case.origin if side == Side.ORIGIN else case.destination
            for first, end in _periods(case.effective_on, clause.months, last, case.ends_on):
                if not any(begin <= first < over for begin, over in rests):
                    yield Duty(case=case, key=clause.key, side=side, org=org, first_day=first, due_at=end_of(end))


def _periods(start: date, months: int, last: date, ends_on: date) -> Iterator[tuple[date, date]]:
    """First and last day of each period that begins by `last`; the last one ends with the agreement."""
    count = 0
    while (first := add_months(start, count * months)) <= last:
        yield first, min(add_months(start, (count + 1) * months) - timedelta(1), ends_on)
        count += 1


def open_due(now: datetime) -> int:
    """Write down what has begun to be owed under the agreements in force; how many. Late or twice is the same."""
    today = timezone.localdate(now)
    in_force = AgreementCase.objects.filter(
        state__in=(State.EFFECTIVE, State.AMENDING, State.TERMINATION_NOTICE), effective_on__isnull=False
    ).select_related("origin", "destination")
    opened = 0
    for case in in_force.iterator():
        wanted = list(plan(case, today))
        there = set(case.duties.values_list("key", "side", "first_day"))
        new = [duty for duty in wanted if (duty.key, duty.side, duty.first_day) not in there]
        Duty.objects.bulk_create(new, ignore_conflicts=True)
        opened += len(new)
    return opened


def _rests(case: AgreementCase) -> list[tuple[date, date]]:
    """The days on which it was suspended: nothing begins to be owed then."""
    rests: list[tuple[date, date]] = []
    for verb, at in (
        case.entries.filter(verb__in=("suspend", "resume")).order_by("seq").values_list("verb", "effective_at")
    ):
        day = timezone.localdate(at)
        if verb == "suspend":
            rests.append((day, date.max))
        elif rests:
            rests[-1] = (rests[-1][0], day)
    return rests


def done(duty: Duty, *, by: Appointment, evidence: str, proof: Scan | None = None) -> Duty:
    """Say how a duty was done, with a scan that shows it where there is one: on the agreement's log, once.

    Raises NotAllowed."""
    stored = proof.store() if proof else None
    with transaction.atomic():
        case, fresh = _own(duty, by)
        if fresh.done_at or fresh.dropped_on:
            raise NotAllowed(_("这项职责已经登记过，或者协议已经终止。"))
        if len(evidence.strip()) < LEAST_WORDS:
            raise NotAllowed(_("请写明什么时候、怎样落实的，不少于5个字。"))
        now = timezone.now()
        fresh.done_at, fresh.done_by, fresh.evidence = now, by, evidence.strip()
        fresh.file = enclose(case, stored, by=by, now=now) if stored else None
        fresh.save(update_fields=["done_at", "done_by", "evidence", "file"])
        said = _said(fresh) | ({PROOF: {"file": fresh.file.pk, "sha256": fresh.file.sha256}} if fresh.file else {})
        beside.enter(case, "duty_done", by=by, now=now, **said)
    return fresh


@transaction.atomic
def take_back(duty: Duty, *, by: Appointment, reason: str) -> Duty:
    """A slip: the duty is owed again. What was entered stays on the log, with the reason beside it (R-O15).

    Raises NotAllowed."""
    case, fresh = _own(duty, by)
    if not fresh.done_at:
        raise NotAllowed(_("这项职责还没有登记，不用更正。"))
    if len(reason.strip()) < LEAST_WORDS:
        raise NotAllowed(_("请写明为什么更正，不少于5个字。"))
    said = _said(fresh) | {"text": reason.strip()}
    fresh.done_at, fresh.done_by, fresh.evidence, fresh.file = None, None, "", None
    if not case.is_open:  # nothing is owed any more that was not late by then
        fresh.dropped_on = case.ended_on if case.ended_on and fresh.last_day >= case.ended_on else None
    fresh.save(update_fields=["done_at", "done_by", "evidence", "file", "dropped_on"])
    beside.enter(case, "duty_taken_back", by=by, **said)
    return fresh


def _own(duty: Duty, by: Appointment) -> tuple[AgreementCase, Duty]:
    """The agreement and the duty, locked. Raises NotAllowed for another organisation's."""
    said = _("这项职责由%(org)s办理（R-O12）。") % {"org": duty.org}
    case = beside.locked_for(duty.case, by=by, seat=EITHER_CLERK, otherwise=said)
    fresh = Duty.objects.select_for_update(of=("self",)).select_related("org").get(pk=duty.pk)
    if by.org_id != fresh.org_id:
        raise NotAllowed(said)
    return case, fresh


def _said(duty: Duty) -> dict:
    return {"duty": duty.title, "from": duty.first_day, "until": duty.last_day, "evidence": duty.evidence}
