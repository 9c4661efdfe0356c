"""What was imported, by whom, when, with what result. No personal data but masked first rows until the import is done.

The uploaded workbook and the repair workbook lie sealed in the file storage; `running.py` says when they go.
Tests: tests/members/test_roster_running.py.
"""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import sealing
from members.appointments import Account, Appointment, Post
from members.orgs import COMMITTEES, Kind
from members.people import Person

from .outcome import Trouble

STALE = timedelta(minutes=2)


class State(models.TextChoices):
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("待确认")
    IMPORTING = "importing", _("正在导入")
    DONE = "done", _("已导入")
    REFUSED = "refused", _("不能读取")
    DISCARDED = "discarded", _("已放弃")


def may_import(appointment: Appointment | None) -> bool:
    """Administrators and organisers of a committee or an organisation department may; branches send their roster up."""
    if appointment is None or appointment.org.kind not in COMMITTEES | {Kind.ORGANISATION_DEPARTMENT}:
        return False
    return appointment.post == Post.ADMINISTRATOR or Post.ORGANISER in appointment.posts


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, appointment: Appointment | None) -> "RosterImportQuerySet":
        """Imports of the appointment's own organisation, for those who may import."""
        return self.filter(by__org=appointment.org) if appointment and may_import(appointment) else self.none()


class RosterImport(models.Model):
    """One upload and what became of it. `attempt` counts who is at work: an overtaken worker stops."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, verbose_name=_("任职"))
    account = models.ForeignKey(Account, models.PROTECT, null=True, verbose_name=_("账户"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.CHECKING)
    file_hash = models.CharField(_("文件SHA-256"), max_length=64)
    layouts = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    message = models.CharField(_("说明"), max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    beat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    upload = models.CharField(max_length=120, blank=True)
    repair = models.CharField(max_length=120, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("花名册导入")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.uploaded_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("roster_import", args=[self.pk])

    @property
    def at_work(self) -> bool:
        return self.state in {State.CHECKING, State.IMPORTING}

    @property
    def stale(self) -> bool:
        """Whether the worker has said nothing for so long that it must have died."""
        return self.at_work and self.beat_at < timezone.now() - STALE

    @property
    def percent(self) -> int:
        return min(99, self.rows_done * 100 // self.total) if self.total else 0

    def keep(self, name: str, content: bytes) -> None:
        """Store `content` sealed as `upload` or `repair`. The file name is the opaque id."""
        self.forget(name)
        setattr(self, name, default_storage.save(f"imports/{self.pk}.{name}", ContentFile(sealing.seal_bytes(content))))

    def kept(self, name: str) -> bytes:
        with default_storage.open(getattr(self, name)) as file:
            return sealing.unseal_bytes(file.read())

    def forget(self, name: str) -> None:
        if stored := getattr(self, name):
            default_storage.delete(stored)
            setattr(self, name, "")


class RosterProblem(models.Model):
    """One row that was refused, or one warning that went in with a row. Keys and reasons only, no personal data."""

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="problems")
    sheet = models.CharField(_("工作表"), max_length=60)
    row = models.PositiveIntegerField(_("行号"))
    kind = models.CharField(_("种类"), max_length=10, choices=Trouble)
    message = models.CharField(_("原因"), max_length=400)
    warning = models.BooleanField(_("仅提示"), default=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="roster_problems")

    class Meta:
        verbose_name = verbose_name_plural = _("花名册问题")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}: {self.message}"
