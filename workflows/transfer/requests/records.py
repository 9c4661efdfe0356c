"""`TransferRequest`: what a destination asks for, with the member's written wish, and how it was answered."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.attachments import Stored
from members.appointments import Post
from members.models import Appointment, PartyOrg, Person
from members.orgs import path_range
from members.people import Relation
from workflows.transfer.case import TransferCase
from workflows.transfer.states import Reason

KIND = "transfer"
ASKS = Post.CLERK  # who asks, answers and withdraws, as for a draft of the same transfer
STANDS_FOR = timedelta(days=60)  # without an answer, as a draft that nobody touches


class Status(models.TextChoices):
    WAITING = "waiting", _("待答复")
    DRAFTED = "drafted", _("已受理，起草中")
    REFUSED = "refused", _("未受理")
    WITHDRAWN = "withdrawn", _("已撤回")


class Decline(models.TextChoices):
    """Why the origin does not begin. As in R-T7, "we do not let anybody go" is none."""

    NOT_WISHED = "not_wished", _("经向本人核实，本人没有这个意愿")
    NOT_DUE = "not_due", _("外出不满六个月或地点不固定，按规定开具党员证明信或流动党员活动证（R-T2）")
    UNDER_WAY = "under_way", _("已有办理中的接转（R-T13）")
    PROOF = "proof", _("书面意愿看不清楚或没有本人签字")
    BY_RULE = "by_rule", _("按规定现在不能转（请写明哪一条）")


class TransferRequestQuerySet(models.QuerySet["TransferRequest"]):
    def waiting(self) -> "TransferRequestQuerySet":
        """Not answered, not withdrawn, and not older than STANDS_FOR."""
        return self.filter(status=Status.WAITING, asked_at__gt=timezone.now() - STANDS_FOR)

    def about_members_of(self, relations: models.QuerySet[Relation]) -> "TransferRequestQuerySet":
        """About people whose present relation is one of `relations`: a request follows the member."""
        return self.filter(Exists(relations.filter(person=OuterRef("person"))))

    def to_answer(self, appointment: Appointment | None) -> "TransferRequestQuerySet":
        """What waits for an answer in the reach of `appointment`."""
        if appointment is None:
            return self.none()
        held = Relation.objects.present().filter(path_range(appointment.org.reach, "org__path"))
        return self.waiting().about_members_of(held)

    def asked_by(self, appointment: Appointment | None) -> "TransferRequestQuerySet":
        """What was asked for in the reach of `appointment`."""
        return self.filter(path_range(appointment.org.reach, "org__path")) if appointment else self.none()

    def visible_to(self, appointment: Appointment | None) -> "TransferRequestQuerySet":
        """Those of the asking side; for the other, what waits for its answer and what it has answered (R-O14).

        A request about nobody, or withdrawn before an answer, is the asking side's alone."""
        if appointment is None:
            return self.none()
        reach = appointment.org.reach
        held = Relation.objects.present().filter(path_range(reach, "org__path"), person=OuterRef("person"))
        waiting = Q(Exists(held), status=Status.WAITING, asked_at__gt=timezone.now() - STANDS_FOR)
        answered = path_range(reach, "closed_by__org__path") & Q(status__in=(Status.DRAFTED, Status.REFUSED))
        return self.filter(path_range(reach, "org__path") | waiting | answered)

    def on_the_desk_of(self, appointment: Appointment) -> "TransferRequestQuerySet":
        """What waits for the organisation and post of `appointment` itself."""
        if ASKS not in appointment.posts or not appointment.may_handle(KIND):
            return self.none()
        own = Relation.objects.present().filter(org=appointment.org_id)
        return self.waiting().about_members_of(own)

    def answers_for(self, appointment: Appointment) -> "TransferRequestQuerySet":
        """Answers that the asking organisation has not read yet."""
        if ASKS not in appointment.posts or not appointment.may_handle(KIND):
            return self.none()
        return self.filter(
            org=appointment.org_id, status__in=(Status.DRAFTED, Status.REFUSED), answer_read_at__isnull=True
        )


class TransferRequest(models.Model):
    """One request of `org`, for its branch `destination`, about whoever bears the typed name and number.

    Only the masked number is kept (R-I3). `person` None: nobody of that name and number is a member here, which the
    asking side is never told. `closed_by`: who answered, or withdrew it. `case`: the draft that came of it.
    """

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("请求组织"))
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=_("经办"))
    asked_at = models.DateTimeField(_("请求时间"), default=timezone.now)
    destination = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("转入支部"))
    name = models.CharField(_("姓名"), max_length=60)
    masked_number = models.CharField(_("身份号码"), max_length=18)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("转移原因"), max_length=20, choices=Reason)
    away_since = models.DateField(_("何时起在转入地"))
    reason_text = models.CharField(_("情况说明"), max_length=300)
    contact = models.CharField(_("党员联系方式"), max_length=60)
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.WAITING)
    closed_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    decline = models.CharField(_("不受理的理由"), max_length=12, choices=Decline, blank=True)
    text = models.CharField(_("说明"), max_length=600, blank=True)
    case = models.OneToOneField(TransferCase, models.PROTECT, null=True, related_name="asked_for_by")
    answer_read_at = models.DateTimeField(null=True)

    objects = TransferRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("转入请求")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person"], condition=Q(status=Status.WAITING), name="requests_to_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == Status.WAITING and not self.has_lapsed

    @property
    def has_lapsed(self) -> bool:
        """Nobody answered in time: the member, or the destination anew, may ask again."""
        return self.status == Status.WAITING and self.asked_at <= timezone.now() - STANDS_FOR

    @property
    def state_label(self) -> str:
        return str(_("无人答复，已失效")) if self.has_lapsed else str(self.get_status_display())

    @property
    def wish(self) -> Stored:
        """The scan of what the member has written."""
        return Stored(self.file_name, self.content_type, self.size, self.sha256)
