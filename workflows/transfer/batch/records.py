"""A batch of transfers and its rows: who started it, what became of each member.

A row keeps what it says of the transfer until the case is open; what a refused row says goes a week after the end.
Tests: tests/workflows/test_transfer_batch.py.
"""

import uuid
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.case import Case
from approvals.rules import Missing
from members.models import Appointment, PartyOrg, Person
from workflows.transfer.case import TransferCase
from workflows.transfer.parties import STARTER

LARGEST = 500  # rows of one batch
STALE = timedelta(minutes=2)  # a worker that says nothing for so long has died


class BatchState(models.TextChoices):
    CHOOSING = "choosing", _("正在选人")
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("待发起")
    RUNNING = "running", _("正在发起")
    STOPPED = "stopped", _("已停下")
    DONE = "done", _("已办完")
    DISCARDED = "discarded", _("已放弃")


class RowState(models.TextChoices):
    WAITING = "waiting", _("待检查")
    READY = "ready", _("可以发起")
    WARNED = "warned", _("有提示，须说明理由")
    BARRED = "barred", _("不能发起")
    OPENED = "opened", _("已发起")
    FAILED = "failed", _("没有发起")


@dataclass(frozen=True)
class Objection:
    """What stands against a row, in words for the clerk. `rule` may be empty; `supplier` says who can help.

    `warning`: a reason answers it. `note`: it stands against nothing, someone should look at it."""

    what: str
    rule: str = ""
    supplier: str = ""
    warning: bool = False
    note: bool = False

    @classmethod
    def of(cls, missing: Missing) -> "Objection":
        number = missing.rule.number if missing.rule else ""
        return cls(missing.what, number, missing.supplier, warning=missing.overridable)

    @property
    def bars(self) -> bool:
        return not (self.warning or self.note)

    @property
    def sentence(self) -> str:
        """`转入支部就是现在所在支部（R-T14）：请发起人办理`, for a workbook."""
        said = f"{self.what}（{self.rule}）" if self.rule else self.what
        return str(_("%(said)s：请%(who)s办理") % {"said": said, "who": self.supplier}) if self.supplier else said


def may_start(appointment: Appointment | None) -> bool:
    """Whoever may start a single transfer may start many."""
    return appointment is not None and STARTER.post in appointment.posts


class BatchQuerySet(models.QuerySet["TransferBatch"]):
    def visible_to(self, appointment: Appointment | None) -> "BatchQuerySet":
        """Batches of the appointment's own organisation, for those who may start one. Its cases are seen as cases."""
        return self.filter(by__org=appointment.org_id) if appointment and may_start(appointment) else self.none()

    def with_cases_for(self, appointment: Appointment | None) -> "BatchQuerySet":
        """Batches of which the appointment may see a case, whoever started them (R-O14)."""
        seen = BatchRow.objects.filter(case__in=Case.objects.visible_to(appointment).values("pk"))
        return self.filter(pk__in=seen.values("batch"))


class TransferBatch(models.Model):
    """One list. `org` is where its members are chosen from, None for a workbook. `reasons` answers warnings for every
    row that has them: rule number to text. `started_by` is who had the cases opened; they act in that name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=_("建立人"))
    started_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    org = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+", verbose_name=_("从何处选人"))
    destination = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+", verbose_name=_("转入党支部"))
    state = models.CharField(_("状态"), max_length=10, choices=BatchState, default=BatchState.CHOOSING)
    reasons = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("办完时间"), null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("批量接转")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.created_at):%Y-%m-%d %H:%M} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("batch", args=[self.pk])

    @property
    def at_work(self) -> bool:
        return self.state in {BatchState.CHECKING, BatchState.RUNNING}

    @property
    def stale(self) -> bool:
        """Whether the worker must have died."""
        return self.at_work and self.beat_at < timezone.now() - STALE

    @property
    def size(self) -> int:
        return self.rows.count()

    def counts(self) -> "Counter[str]":
        """Rows by what became of them; one query."""
        found = self.rows.order_by().values_list("state").annotate(n=models.Count("pk"))
        return Counter(dict(found))


class BatchRow(models.Model):
    """One member of the list. `number` is the workbook's row or the order of choosing.

    `typed` is what the single transfer's form is given; `read` what the reading found, `objections` what the rules say.
    """

    batch = models.ForeignKey(TransferBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    said_name = models.CharField(_("表中姓名"), max_length=60, blank=True)
    said_destination = models.CharField(_("表中转入党支部"), max_length=120, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    destination = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+", verbose_name=_("转入党支部"))
    typed = models.JSONField(default=dict)
    dues_until = models.DateField(_("党费交至"), null=True)
    read = models.JSONField(default=list)
    objections = models.JSONField(default=list)
    state = models.CharField(_("结论"), max_length=10, choices=RowState, default=RowState.WAITING)
    case = models.OneToOneField(TransferCase, models.PROTECT, null=True, related_name="batch_row")

    class Meta:
        verbose_name = verbose_name_plural = _("批量接转名单")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_a_number")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number} {self.state}"

    @property
    def member(self) -> Person:
        """Whom a row means that was read. Raises LookupError for one that names nobody."""
        if self.person is None:
            raise LookupError(f"row {self.pk} names nobody")
        return self.person

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.said_name

    @property
    def said(self) -> list[Objection]:
        """All that is to be said of this row, what was read first."""
        return [Objection(**kept) for kept in (*self.read, *self.objections)]

    def find(self, objections: list[Objection]) -> None:
        """Take in what the rules say now, and the verdict that follows from it. The caller saves."""
        self.objections = [asdict(objection) for objection in objections]
        if any(objection.bars for objection in self.said):
            self.state = RowState.BARRED
        elif any(objection.warning for objection in self.said):
            self.state = RowState.WARNED
        else:
            self.state = RowState.READY

    def answers(self, reasons: dict[str, Any]) -> dict[str, str] | None:
        """The reasons for this row's own warnings (rule number to text); None while one of them has no reason."""
        asked = {objection.rule for objection in self.said if objection.warning}
        return {rule: reasons[rule] for rule in asked} if asked <= reasons.keys() else None
