"""What was imported, by whom, when, with what result. What is personal is sealed or goes when the import is done.

The uploaded workbook, the repair workbook and kept sheets lie sealed in the file storage; `running.py` says when they
go. A file's name may be a person's, a row's name and value are: they are sealed columns, shown to who may import only.
Tests: tests/members/test_roster_running.py.
"""

import json
import uuid
from datetime import timedelta
from typing import Any

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

from .layouts import Layout
from .outcome import LEFT_OUT, Trouble

STALE = timedelta(minutes=2)


class State(models.TextChoices):
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("待确认")
    READ = "read", _("已读完，没有可写入的")
    IMPORTING = "importing", _("正在导入")
    DONE = "done", _("已导入")
    REFUSED = "refused", _("不能读取")
    DISCARDED = "discarded", _("已放弃")


WAITING = (State.CHECKING, State.CHECKED, State.IMPORTING)  # somebody or the worker still has something to do


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
    kept_sheets = models.CharField(max_length=120, blank=True)
    name_sealed = models.TextField(blank=True, default="", editable=False)
    preview_sealed = models.TextField(blank=True, default="", editable=False)

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
    def readable(self) -> bool:
        """Whether the file is still there to be read another way."""
        return self.state in {State.CHECKED, State.READ} and bool(self.upload)

    def rows(self, *became: str) -> int:
        """How many rows of all sheets were or would be `became`: `record.rows("new", "changed")`."""
        return sum(sheet.get(name, 0) for sheet in self.outcome.get("sheets", []) for name in became)

    def open_offers(self) -> "models.QuerySet[RosterProblem]":
        """The corrections offered that nobody has accepted or declined yet."""
        return self.problems.filter(kind=Trouble.OFFER, settled_at=None)

    @property
    def stale(self) -> bool:
        """Whether the worker has said nothing for so long that it must have died."""
        return self.at_work and self.beat_at < timezone.now() - STALE

    @property
    def percent(self) -> int:
        return min(99, self.rows_done * 100 // self.total) if self.total else 0

    @property
    def file_name(self) -> str:
        """What the office called the file; empty for imports older than this column."""
        return sealing.unseal(self.name_sealed) if self.name_sealed else ""

    @file_name.setter
    def file_name(self, name: str) -> None:
        self.name_sealed = sealing.seal(name[:200]) if name else ""

    @property
    def preview(self) -> dict[str, dict[str, Any]]:
        """By sheet: `samples` (column index as text, to three values, numbers masked) and `opening` (the first rows:
        `[number, [texts]]`). Empty once the import is done."""
        return json.loads(sealing.unseal(self.preview_sealed)) if self.preview_sealed else {}

    @preview.setter
    def preview(self, shown: dict[str, dict[str, Any]]) -> None:
        self.preview_sealed = sealing.seal(json.dumps(shown, ensure_ascii=False)) if shown else ""

    def sheets(self) -> list[tuple[str, Layout | None]]:
        """Name and layout of each sheet as found or corrected, in the workbook's order; None for an empty sheet."""
        found = [(name, Layout.from_json(kept) if kept else None) for name, kept in self.layouts.items()]
        return sorted(found, key=lambda sheet: sheet[1].place if sheet[1] else len(found))

    def problem_groups(self) -> list[dict[str, Any]]:
        """One line a kind of fault, most rows first.

        `kind`, `label`, `message`, `about` (an unknown branch), `warning`, `left_out` and `rows` of each."""
        told = self.problems.filter(settled_at=None).values("kind", "message", "about", "warning")
        groups = told.annotate(rows=models.Count("pk")).order_by("-rows", "kind", "message")
        return [
            {**group, "label": Trouble(group["kind"]).label, "left_out": group["kind"] in LEFT_OUT} for group in groups
        ]

    def keep(self, name: str, content: bytes) -> None:
        """Store `content` sealed as `upload`, `repair` or `kept_sheets`. The file name is the opaque id."""
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
    """One reason why a row was refused or left out, one warning that went in with a row, or one offered correction.

    `message` holds no personal data; the name and the value stand in `details`, sealed, and go after a week with the
    repair workbook: who imports needs them to find the row, nobody needs them later."""

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="problems")
    sheet = models.CharField(_("工作表"), max_length=60)
    row = models.PositiveIntegerField(_("行号"))
    kind = models.CharField(_("种类"), max_length=10, choices=Trouble)
    message = models.CharField(_("原因"), max_length=400)
    warning = models.BooleanField(_("仅提示"), default=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="roster_problems")
    about = models.CharField(max_length=120, blank=True, default="")
    details_sealed = models.TextField(blank=True, default="", editable=False)
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    taken = models.BooleanField(_("已更正"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("花名册问题")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}: {self.message}"

    @property
    def details(self) -> dict[str, str]:
        """`name` and `value` of the row; of an offer also `field`, `old` and `new`."""
        return json.loads(sealing.unseal(self.details_sealed)) if self.details_sealed else {}

    @details.setter
    def details(self, said: dict[str, str]) -> None:
        said = {name: value for name, value in said.items() if value}
        self.details_sealed = sealing.seal(json.dumps(said, ensure_ascii=False)) if said else ""

    @property
    def left_out(self) -> bool:
        return self.kind in LEFT_OUT
