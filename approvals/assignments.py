"""`Assignment`: the inbox. One row says: this case waits on this organisation's desk, for this post, until then.

Work follows the post, not the person (R-O12): the next holder of the post finds it.
"""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from members.appointments import Post, takers
from members.models import Appointment, PartyOrg
from members.rulebook import declare

from .calendar import start_of
from .case import Case
from .sides import Desk, Side

declare("R-O12", "办理人凭现任职务代表组织办理，代表哪一方按每件事项计算；工作随岗位，不随人。", "各地做法；产品默认")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> "AssignmentQuerySet":
        return self.filter(closed_at__isnull=True)

    def waiting_for(self, appointment: Appointment | None) -> "AssignmentQuerySet":
        """What waits on the desk of `appointment`: its organisation, the posts whose work it takes, and, standing in,
        the kinds of case that were delegated (R-O16)."""
        if appointment is None:
            return self.none()
        waiting = self.open().filter(org_id=appointment.org_id, post__in=appointment.posts)
        return waiting.filter(case__kind__in=appointment.kinds) if appointment.kinds else waiting

    def vacant(self) -> "AssignmentQuerySet":
        """What waits where nobody holds a post that takes the work today (R-O12). Whoever stands in does not count
        apart: they act only while the holder is there."""
        held = Appointment.objects.current().own().filter(org=OuterRef("org"))
        nobody = (Q(post=post) & ~Exists(held.filter(post__in=takers(post))) for post in Post if takers(post))
        return self.open().filter(reduce(or_, nobody))

    def in_the_inbox_of(self, appointment: Appointment | None) -> "AssignmentQuerySet":
        """The same without what rests: the inbox shows it when its day has come."""
        return self.waiting_for(appointment).filter(shown_from__lte=timezone.now())

    def due_first(self) -> "AssignmentQuerySet":
        """By deadline, those without one last: the two databases differ on where they would stand."""
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def done_by(self, appointment: Appointment | None) -> "AssignmentQuerySet":
        """What the account of `appointment` has closed for that organisation, under any appointment there."""
        if appointment is None:
            return self.none()
        return self.filter(closed_by__account_id=appointment.account_id, org_id=appointment.org_id)


class Assignment(models.Model):
    """`due_at` is the moment the deadline has passed (midnight after the last day); None where a state has none.
    `shown_from`: the inbox does not show it before; what is in force for a year would lie on the desk all year.

    `second_due_at` is the same period once more: then it stands on the supervision list (R-T24, R-S7). `again_at` is
    when it is listed once more, because the time an accepted explanation had asked for is over (supervision.py)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="assignments")
    post = models.CharField(max_length=20, choices=Post)
    side = models.CharField(max_length=12, choices=Side)
    decides = models.BooleanField(default=True)  # False: speaks before the one whose word moves the case
    opened_at = models.DateTimeField()
    shown_from = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("限期"), null=True)
    second_due_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("待办")
        indexes = [
            models.Index(fields=["org", "due_at", "id"], condition=Q(closed_at__isnull=True), name="inbox"),
            models.Index(fields=["case"], condition=Q(closed_at__isnull=True), name="open_of_case"),
            models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="falling_due"),
            models.Index(fields=["org", "closed_by", "-id"], name="done"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.org_id} {self.post}"

    @classmethod
    def of_desk(cls, desk: Desk, case: Case, *, decides: bool, now: datetime) -> "Assignment":
        """What asks `desk` for the present state of `case`: unsaved, without its task."""
        due_at, second_due_at = case.node.deadline(case, desk.org)
        rests_until = getattr(case, case.node.rests) if case.node.rests else None
        return cls(
            case_id=case.pk,
            org=desk.org,
            post=desk.seat.post,
            side=desk.seat.side,
            decides=decides,
            opened_at=now,
            shown_from=max(start_of(rests_until), now) if rests_until else now,
            due_at=due_at,
            second_due_at=second_due_at,
        )

    @property
    def rests(self) -> bool:
        """Nothing is asked before its day, though its desk may act."""
        return self.shown_from > timezone.now()

    def waits_for(self, appointment: Appointment) -> bool:
        """As the queryset's `waiting_for`, for a row at hand that is open."""
        mine = self.org_id == appointment.org_id and self.post in appointment.posts
        return mine and appointment.may_handle(self.case.kind)

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and now >= self.due_at
