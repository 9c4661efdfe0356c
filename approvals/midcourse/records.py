"""`EntryOfPast`: what a clerk enters of a case begun on paper, its past steps, and who confirms it (R-D38)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.attachments import Stored
from approvals.case import Case
from members.appointments import Post
from members.models import Appointment, PartyOrg, Person
from members.orgs import path_range

CONFIRMS = Post.APPROVER


class Status(models.TextChoices):
    WAITING = "waiting", _("待确认")
    RETURNED = "returned", _("退回修改")
    ENTERED = "entered", _("已转为事项")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN = (Status.WAITING, Status.RETURNED)


class EntryOfPastQuerySet(models.QuerySet["EntryOfPast"]):
    def visible_to(self, appointment: Appointment | None) -> "EntryOfPastQuerySet":
        """What was entered in one's reach, and what one's organisation is asked to confirm (R-O14). None: nothing."""
        if appointment is None:
            return self.none()
        asked = Confirmation.objects.filter(entry=OuterRef("pk"), org=appointment.org_id)
        return self.filter(path_range(appointment.org.reach, "org__path") | Exists(asked))

    def to_confirm(self, appointment: Appointment | None) -> "EntryOfPastQuerySet":
        """What waits for the word of `appointment`'s organisation and post."""
        if appointment is None or CONFIRMS not in appointment.posts:
            return self.none()
        asked = Confirmation.objects.waiting().filter(entry=OuterRef("pk"), org=appointment.org_id)
        mine = self.filter(Exists(asked), status=Status.WAITING)
        return mine.filter(kind__in=appointment.kinds) if appointment.kinds else mine

    def returned_to(self, appointment: Appointment | None) -> "EntryOfPastQuerySet":
        """What came back to whoever entered it."""
        if appointment is None or Post.CLERK not in appointment.posts:
            return self.none()
        return self.filter(org=appointment.org_id, status=Status.RETURNED)


class EntryOfPast(models.Model):
    """One case of the past that is being entered. `facts` are the procedure's, plain values by name.

    `claim`: what it occupies while open, so that one matter is entered once; None when closed. `case`: what came of it.
    """

    kind = models.CharField(_("事项"), max_length=30)
    title = models.CharField(_("标题"), max_length=240)
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("补录组织"))
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=_("补录人"))
    entered_at = models.DateTimeField(_("补录时间"), default=timezone.now)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    facts = models.JSONField(default=dict)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.WAITING)
    claim = models.CharField(max_length=60, null=True, unique=True, editable=False)  # noqa: DJ001  NULLs never clash
    closed_at = models.DateTimeField(null=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="entry_of_past")

    objects = EntryOfPastQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("补录")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(status=Status.ENTERED), name="only_what_is_entered_is_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class PastStep(models.Model):
    """One step taken on paper: on which day, by whom, with a scan or with why there is none.

    `key` names it in the procedure's list; `who` and `org_name` are as on the paper."""

    entry = models.ForeignKey(EntryOfPast, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=40)
    on = models.DateField(_("日期"))
    org_name = models.CharField(_("党组织"), max_length=100)
    who = models.CharField(_("经办人及职务"), max_length=90)
    text = models.CharField(_("内容"), max_length=600, blank=True)
    without = models.CharField(_("没有扫描件的原因"), max_length=300, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("以前的步骤")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="a_past_step_is_told_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.key}"

    @property
    def scan(self) -> Stored | None:
        return Stored(self.file_name, self.content_type, self.size, self.sha256) if self.sha256 else None


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def in_force(self) -> "ConfirmationQuerySet":
        """Of the newest version: a correction asks everybody again."""
        return self.filter(superseded=False)

    def waiting(self) -> "ConfirmationQuerySet":
        return self.in_force().filter(at__isnull=True)


class Confirmation(models.Model):
    """That an organisation is asked to confirm an entry, and what it said. Said once, never changed (R-O15)."""

    entry = models.ForeignKey(EntryOfPast, models.CASCADE, related_name="confirmations")
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+")
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    agrees = models.BooleanField(null=True)
    text = models.CharField(_("意见"), max_length=600, blank=True)
    superseded = models.BooleanField(default=False)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("补录确认")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["org"], condition=Q(at__isnull=True, superseded=False), name="confirmations_waited_for"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.org_id}"
