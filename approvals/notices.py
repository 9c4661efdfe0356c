"""In-app notices: a line for an organisation's post about a case. No names of members in the text, only the number."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.appointments import Post
from members.models import Appointment, PartyOrg

from .case import Case


class NoticeKind(models.TextChoices):
    MOVED = "moved", _("事项有进展")
    REMIND = "remind", _("限期已过，请办理")
    SUPERVISE = "supervise", _("列入督办")
    URGED = "urged", _("对方催办")
    RETURNED = "returned", _("退回修改")
    CLOSED = "closed", _("事项已办结")
    ENDED = "ended", _("当事人去世或不再是党员，事项终止")
    PAPER = "paper", _("文书已生成")
    REDIRECTED = "redirected", _("已改送")
    DEMANDED = "demanded", _("督办单，请书面说明")
    EXPLAINED = "explained", _("下级已书面说明，请审核销号")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def for_hat(self, appointment: Appointment | None) -> "NoticeQuerySet":
        if appointment is None:
            return self.none()
        told = self.filter(org_id=appointment.org_id, post__in=appointment.posts)
        kinds = appointment.kinds
        return told.filter(Q(case__kind__in=kinds) | Q(entry__kind__in=kinds)) if kinds else told

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Addressed to a post; read once for all who hold it.

    About one case, or (`entry`) about a case of the past that is being entered, or (`day`) about the supervision list:
    one line a day, however much was listed (R-S7)."""

    org = models.ForeignKey(PartyOrg, models.CASCADE, related_name="+")
    post = models.CharField(max_length=20, choices=Post)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="notices")
    entry = models.ForeignKey("approvals.EntryOfPast", models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    state = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("通知")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "post", "kind", "day"],
                condition=models.Q(day__isnull=False),
                name="one_notice_a_day_of_a_list",
            )
        ]
        indexes = [models.Index(fields=["org", "-id"], condition=models.Q(read_at__isnull=True), name="unread_notices")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case_id}"

    def get_absolute_url(self) -> str:
        if self.case:
            return self.case.get_absolute_url()
        return reverse("midcourse_entry", args=[self.entry_id]) if self.entry_id else reverse("supervision")

    @property
    def subject(self) -> str:
        """What it is about, for whoever it is addressed to; "" for a list."""
        about = self.case or self.entry
        return about.title if about else ""
