"""Duties of living clauses: what each side owes under an agreement in force, with dates (R-C5, R-C14; S0 责任机制).

Which they are and when, living_clauses.py says; each falls due at the end of its period and is done with words of
evidence, on the agreement's own log. Tests: tests/workflows/test_agreement_duties.py.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from approvals import beside
from approvals.attachments import PROOF, Attachment, Scan, enclose
from approvals.calendar import end_of
from approvals.journal import BEFORE_SYSTEM
from approvals.rules import NotAllowed
from approvals.sides import Side
from approvals.supervision import supervises
from members.models import Appointment, PartyOrg

from .case import AgreementCase
from .clauses import on_paper
from .living_clauses import BY_KEY, owed_under
from .parties import EITHER_CLERK
from .states import State

LEAST_WORDS = 5
# While an objection to a notice is coordinated both go on as before; one that was never in force has no first day.
OWING = (State.EFFECTIVE, State.AMENDING, State.TERMINATION_NOTICE, State.COORDINATION)


class DutyQuerySet(models.QuerySet["Duty"]):
    def owed(self) -> "DutyQuerySet":
        """Neither done nor dropped nor struck off."""
        return self.filter(done_at__isnull=True, dropped_on__isnull=True, excused_at__isnull=True)

    def owed_by(self, org: PartyOrg) -> "DutyQuerySet":
        return self.owed().filter(org=org)

    def overdue(self, now: datetime) -> "DutyQuerySet":
        return self.owed().filter(due_at__lte=now)


class Duty(models.Model):
    """One duty of one side for one period. `due_at`: the first moment too late.

    `dropped_on`: the agreement ended before it fell due; a duty that was overdue by then stays missed. `reminded_at`,
    `listed_at`: when the owner was told that it is late, and its superior (overdue.py). `answer`: why it was not done,
    by the owner; `excused_at`: the superior has struck it off the list (excuses.py). It stays missed."""

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
    answer = models.TextField(_("情况说明"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    excused_at = models.DateTimeField(null=True)
    excused_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

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
        return str(BY_KEY[self.key].title)

    @property
    def title_on_record(self) -> str:
        """In Chinese, whatever language the writer's interface speaks."""
        with translation.override("zh-hans"):
            return self.title

    def in_words(self, words: str) -> str:
        """As the log has it: which duty, which period, then `words`."""
        period = f"{on_paper(self.first_day)}至{on_paper(self.last_day)}"
        return f"{self.title_on_record}（{period}）：{words}" if words else f"{self.title_on_record}（{period}）"

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.due_at) - timedelta(1)

    @property
    def was_late(self) -> bool:
        return self.done_at is not None and self.done_at >= self.due_at

    @property
    def is_owed(self) -> bool:
        """As `DutyQuerySet.owed`."""
        return self.done_at is None and self.dropped_on is None and self.excused_at is None

    def is_overdue(self, now: datetime) -> bool:
        return self.is_owed and self.due_at <= now


def plan(case: AgreementCase, until: date) -> Iterator[Duty]:
    """Every duty whose period has begun by `until`, unsaved. Periods count from the day the agreement took effect."""
    if case.effective_on is None or case.destination is None:
        return
    rests, ends_on, owes_from = _rests(case), case.ends_on, _owes_from(case)
    last = min(until, case.ended_on or ends_on)
    orgs = {Side.ORIGIN: case.origin, Side.DESTINATION: case.destination}
    for owed in owed_under(case.text, case.modes(), case.effective_on, ends_on):
        if owed.first_day > last or owed.last_day < owes_from:
            continue
        if not any(begin <= owed.first_day < over for begin, over in rests):
            due_at = end_of(owed.last_day)
            yield Duty(
                case=case,
                key=owed.clause.key,
                side=owed.side,
                org=orgs[owed.side],
                first_day=owed.first_day,
                due_at=due_at,
            )


def open_due(now: datetime) -> int:
    """Write down what has begun to be owed under the agreements in force; how many. Late or twice is the same."""
    today = timezone.localdate(now)
    in_force = AgreementCase.objects.filter(state__in=OWING, effective_on__isnull=False).select_related(
        "origin", "destination"
    )
    return sum(open_of(case, today) for case in in_force.iterator())


def open_of(case: AgreementCase, today: date) -> int:
    """As `open_due`, for one agreement: also the moment it takes effect."""
    wanted = list(plan(case, today))
    there = set(case.duties.values_list("key", "side", "first_day"))
    new = [duty for duty in wanted if (duty.key, duty.side, duty.first_day) not in there]
    Duty.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _owes_from(case: AgreementCase) -> date:
    """What was over when it entered from paper is not owed here: nothing is late on the first day (R-D38)."""
    entered = case.entries.filter(verb=BEFORE_SYSTEM).first() if case.with_history else None
    return timezone.localdate(entered.recorded_at) if entered else date.min


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
        case, fresh = locked_for_its_owner(duty, by)
        if not fresh.is_owed:
            raise NotAllowed(_("这项职责已经登记过或已销号，或者协议已经终止。"))
        if len(evidence.strip()) < LEAST_WORDS:
            raise NotAllowed(_("请写明什么时候、怎样落实的，不少于5个字。"))
        now = timezone.now()
        fresh.done_at, fresh.done_by, fresh.evidence = now, by, evidence.strip()
        fresh.file = enclose(case, stored, by=by, now=now) if stored else None
        fresh.save(update_fields=["done_at", "done_by", "evidence", "file"])
        said = _said(fresh, fresh.evidence) | (
            {PROOF: {"file": fresh.file.pk, "sha256": fresh.file.sha256}} if fresh.file else {}
        )
        beside.enter(case, "duty_done", by=by, now=now, **said)
    return fresh


@transaction.atomic
def take_back(duty: Duty, *, by: Appointment, reason: str) -> Duty:
    """A slip: the duty is owed again. What was entered stays on the log, with the reason beside it (R-O15).

    Raises NotAllowed."""
    case, fresh = locked_for_its_owner(duty, by)
    if not fresh.done_at:
        raise NotAllowed(_("这项职责还没有登记，不用更正。"))
    if len(reason.strip()) < LEAST_WORDS:
        raise NotAllowed(_("请写明为什么更正，不少于5个字。"))
    said = _said(fresh, reason.strip())
    fresh.done_at, fresh.done_by, fresh.evidence, fresh.file = None, None, "", None
    if not case.is_open:  # nothing is owed any more that was not late by then
        fresh.dropped_on = case.ended_on if case.ended_on and fresh.last_day > case.ended_on else None
    fresh.save(update_fields=["done_at", "done_by", "evidence", "file", "dropped_on"])
    beside.enter(case, "duty_taken_back", by=by, **said)
    return fresh


def locked_for_its_owner(duty: Duty, by: Appointment) -> tuple[AgreementCase, Duty]:
    """The agreement and the duty, locked. Raises NotAllowed for another organisation's."""
    said = _("这项职责由%(org)s办理（R-O12）。") % {"org": duty.org}
    case = beside.locked_for(duty.case, by=by, seat=EITHER_CLERK, otherwise=said)
    fresh = _fresh(duty)
    if by.org_id != fresh.org_id:
        raise NotAllowed(said)
    return case, fresh


def locked_for_its_superior(duty: Duty, by: Appointment) -> tuple[AgreementCase, Duty]:
    """The agreement and the duty, locked for the office above its owner (R-S7). Raises NotAllowed for others."""
    said = _("由%(org)s的上一级党委审核（R-S7）。") % {"org": duty.org}
    case = beside.locked_where(duty.case, by=by, allowed=lambda _case: supervises(by, duty.org), otherwise=said)
    return case, _fresh(duty)


def _fresh(duty: Duty) -> Duty:
    return Duty.objects.select_for_update(of=("self",)).select_related("org").get(pk=duty.pk)


def _said(duty: Duty, words: str) -> dict[str, Any]:
    period = {"from": duty.first_day, "until": duty.last_day}
    return {"text": duty.in_words(words), "duty": duty.title_on_record, "evidence": duty.evidence, **period}
