"""One proof: who asked for it, how far it is, up to which checkpoint it reaches, what it found."""

from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.checkpoints import codes
from approvals.checkpoints.records import Checkpoint
from members.models import Appointment

STALE = timedelta(minutes=15)  # no step takes so long: whoever ran it is gone


class State(models.TextChoices):
    RUNNING = "running", _("正在核对")
    DONE = "done", _("核对完毕")
    FAILED = "failed", _("核对中断")


class ProofQuerySet(models.QuerySet["Proof"]):
    def done(self) -> "ProofQuerySet":
        return self.filter(state=State.DONE)


class Proof(models.Model):
    """`asked_by` None: the clock, at night, or an administrator without an appointment.

    `step` is the one at work, `position` the key of the last paper looked at. `findings` holds for each step that found
    something how many (`count`) and the first sentences; `error` the kind of what stopped it. `sheet`: the code of a
    printed checkpoint that is to be found again, `sheet_fault` what differs from it. `checkpoint`, and its code, is the
    last one there was when it began: kept as text, since it is to tell when that one vanishes."""

    asked_at = models.DateTimeField(_("开始时间"))
    asked_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RUNNING)
    step = models.CharField(max_length=20)
    position = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    papers = models.PositiveIntegerField(default=0)  # looked at so far
    findings = models.JSONField(default=dict)
    error = models.CharField(max_length=60, blank=True)
    checkpoint = models.CharField(_("核对到的检查点"), max_length=90, blank=True)
    checkpoint_at = models.DateTimeField(null=True)
    sheet = models.CharField(_("检查单的代码"), max_length=90, blank=True)
    sheet_fault = models.CharField(max_length=400, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("核对记录")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state=State.RUNNING), name="one_proof_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.asked_at):%Y-%m-%d %H:%M} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("proof", args=[self.pk])

    @property
    def at_work(self) -> bool:
        return self.state == State.RUNNING

    @property
    def stale(self) -> bool:
        return self.is_stale(timezone.now())

    def is_stale(self, now: datetime) -> bool:
        return self.at_work and now - self.beat_at > STALE

    @property
    def fault_count(self) -> int:
        return sum(found["count"] for found in self.findings.values()) + bool(self.sheet_fault)

    @property
    def is_clean(self) -> bool:
        return self.state == State.DONE and not self.fault_count

    @property
    def checkpoint_number(self) -> str:
        """`12`; empty where there was no checkpoint yet."""
        return self.checkpoint.partition("-")[0]

    @property
    def sheet_point(self) -> Checkpoint | None:
        """The checkpoint of the sheet it was asked about, where that is still there."""
        return codes.find(codes.Code.read(self.sheet)).point if self.sheet else None
