"""督办事项 (R-S7): a desk that let twice its time pass, listed at its organisation and above until done or explained.

The superior demands and accepts, the organisation answers (R-S8: nobody writes the other's part). Done needs no row:
the assignment is closed. An accepted explanation closes the item until the day it asks for; then it is listed again.
What each of them does: supervising.py; the demand on paper: supervision_order.py. Tests:
tests/approvals/test_supervision.py.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.appointments import Post
from members.models import Appointment, PartyOrg
from members.orgs import Kind, path_range

from .assignments import Assignment, AssignmentQuerySet
from .case import Case


class Stage(models.TextChoices):
    """Where an item stands, for people: whose turn it is."""

    LISTED = "listed", _("列入督办")
    DEMANDED = "demanded", _("已发督办单，待说明")
    ANSWERED = "answered", _("已说明，待销号")
    EXPLAINED = "explained", _("已说明销号")
    DONE = "done", _("已办结销号")


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, appointment: Appointment | None) -> "SupervisionQuerySet":
        """Items of the organisations the hat answers for, and of the cases it coordinates (R-O14, R-S7)."""
        return self.filter(in_reach(appointment, "assignment__")) if appointment else self.none()

    def open(self) -> "SupervisionQuerySet":
        return self.filter(explained_at__isnull=True, assignment__closed_at__isnull=True)

    def of_case(self, case: Case) -> "SupervisionQuerySet":
        return self.filter(assignment__case=case.pk).select_related("assignment__org").order_by("-pk")

    def whole(self) -> "SupervisionQuerySet":
        """With all a page or a paper reads."""
        acts = ("demanded_by", "answered_by", "explained_by")
        who = [f"{act}__{part}" for act in acts for part in ("org", "account")]
        return self.select_related("assignment__org", "assignment__case__person", *who)


class Supervision(models.Model):
    """One desk, listed once: `listed_at` is the moment its second term was over.

    `demand` (with `answer_by`, the last day for the answer), `answer` and `excused_until` are the latest of each; all
    are on the case's log. `told`: the day's notice has been left. Open: neither explained nor the desk's work done.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="supervisions")
    listed_at = models.DateTimeField()
    number = models.CharField(_("督办单编号"), max_length=60, blank=True)
    demand = models.TextField(_("督办要求"), blank=True)
    answer_by = models.DateField(_("答复期限"), null=True)
    demanded_at = models.DateTimeField(null=True)
    demanded_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("情况说明"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)
    explained_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    excused_until = models.DateField(_("准予办至"), null=True)
    told = models.BooleanField(default=False)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("督办事项")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(explained_at__isnull=True), name="listed_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(told=False), name="listed_not_told")]

    def __str__(self) -> str:
        return f"{self.assignment} {self.stage}"

    @property
    def stage(self) -> Stage:
        if self.explained_at:
            return Stage.EXPLAINED
        if self.assignment.closed_at:
            return Stage.DONE
        if self.answered_at:
            return Stage.ANSWERED
        return Stage.DEMANDED if self.demanded_at else Stage.LISTED

    @property
    def case(self) -> Case:
        return self.assignment.case

    @property
    def closed_at(self) -> datetime | None:
        return self.explained_at or self.assignment.closed_at

    @property
    def answer_is_late(self) -> bool:
        """Demanded, and the day to answer is over."""
        return self.stage == Stage.DEMANDED and bool(self.answer_by and timezone.localdate() > self.answer_by)


def in_reach(appointment: Appointment, assignment: str = "") -> Q:
    """Assignments of organisations at or below the hat's, and of cases it coordinates; `assignment`: the way there."""
    return path_range(appointment.org.reach, f"{assignment}org__path") | Q(
        **{f"{assignment}case__coordinator": appointment.org_id}
    )


def overdue(appointment: Appointment, now: datetime) -> AssignmentQuerySet:
    """The list of a hat: open desks whose time is over, each once, annotated with how they stand."""
    rows = Supervision.objects.filter(assignment=OuterRef("pk"))
    late = Assignment.objects.open().filter(in_reach(appointment), due_at__lte=now)
    return late.annotate(
        is_listed=Exists(rows.filter(explained_at__isnull=True)),
        is_answered=Exists(rows.filter(explained_at__isnull=True, answered_at__isnull=False)),
        is_explained=Exists(rows.filter(explained_at__isnull=False)) & ~Exists(rows.filter(explained_at__isnull=True)),
    )


def enlist(held: Assignment, moment: datetime) -> Supervision:
    """Put a desk on the list; the clock does, at its own moment."""
    return Supervision.objects.create(assignment=held, listed_at=moment)


def superiors_of(orgs: Iterable[PartyOrg]) -> dict[int, PartyOrg]:
    """By id, who supervises each of `orgs`: the office of the nearest committee above, a department's above its own.

    Two queries for all; the top is left out."""
    orgs = list(orgs)
    chains = PartyOrg.objects.chains_of(orgs)
    above = {
        org.pk: next((o for o in chains[org.pk][2 if org.acts_for_parent else 1 :] if o.is_committee), None)
        for org in orgs
    }
    departments = PartyOrg.objects.current().filter(
        kind=Kind.ORGANISATION_DEPARTMENT, parent__in=[org.pk for org in above.values() if org]
    )
    offices = {office.parent_id: office for office in departments.order_by("-pk")}  # the first, as `office()`
    return {pk: offices.get(org.pk, org) for pk, org in above.items() if org}


def supervises(by: Appointment, org: PartyOrg) -> bool:
    """Whether `by` speaks for the office of the committee next above `org`, or for that committee itself (R-S7)."""
    superior = superiors_of([org]).get(org.pk)
    if superior is None or Post.ORGANISER not in by.posts:
        return False
    return by.org_id == superior.pk or (superior.acts_for_parent and by.org_id == superior.parent_id)


def may_demand(item: Supervision, by: Appointment) -> bool:
    """Who supervises the desk that let its time pass; a stand-in, within what was delegated (R-O16)."""
    return by.may_handle(item.case.kind) and supervises(by, item.assignment.org)


def may_demand_now(item: Supervision) -> bool:
    """Not while the answer to the last demand may still come."""
    return item.stage != Stage.DEMANDED or item.answer_is_late


def may_answer(item: Supervision, by: Appointment) -> bool:
    """The desk that let its time pass (R-S8)."""
    return item.assignment.waits_for(by)
