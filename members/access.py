"""Who looked at what they had to have a reason for, who tried what was not theirs, who changed an account
(R-I3, R-O12, R-O14).

Rows are only ever added. They name keys, never the number or the name that was shown.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from .appointments import Account, Appointment
from .checkpointed import Checkpointed, waiting

Found = TypeVar("Found", bound=models.Model)


class Kind(models.TextChoices):
    REVEAL = "reveal", _("查看完整身份号码")
    EXPORT = "export", _("导出")
    FOREIGN = "foreign", _("尝试访问无权查看的内容")
    STAY = "stay", _("登记毕业、出国情况")
    PROOF = "proof", _("查看证明材料")
    PAPER = "paper", _("查看含完整身份号码的文书")
    FILE = "file", _("查看附件")
    ASKED = "asked", _("请求转入（按姓名和身份号码）")


class AccessRecord(Checkpointed):
    """One look or one try. `subject` is a model name and key such as `person:12`."""

    kind = models.CharField(_("种类"), max_length=10, choices=Kind)
    account = models.ForeignKey(Account, models.PROTECT, null=True, verbose_name=_("账户"))
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, verbose_name=_("任职"))
    subject = models.CharField(_("对象"), max_length=80)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("访问记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject"], name="looks_at_one_subject"), waiting("access_not_checkpointed")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()} {self.subject}"

    @property
    def content(self) -> list[Any]:
        said = (self.kind, self.account_id, self.appointment_id, self.subject, self.reason)
        return [1, self.pk, *said, self.at.astimezone(UTC).isoformat()]


def get_visible(request: HttpRequest, visible: models.QuerySet[Found], pk: int | UUID) -> Found:
    """The row of `visible` with this key. Foreign and missing raise the same Http404; a foreign try is written down."""
    found = visible.filter(pk=pk).first()
    if found is not None:
        return found
    model = visible.model
    if model._default_manager.filter(pk=pk).exists():
        AccessRecord.objects.create(
            kind=Kind.FOREIGN,
            account=request.user if request.user.is_authenticated else None,
            appointment=getattr(request, "appointment", None),
            subject=f"{model._meta.model_name}:{pk}",
        )
    raise Http404


def record_foreign(people: Iterable[int], *, account: Account, hat: Appointment | None, reason: str) -> None:
    """Write down whose number somebody found out to be registered beyond their reach; once for one `reason`."""
    subjects = [f"person:{pk}" for pk in sorted(people)]
    told = AccessRecord.objects.filter(kind=Kind.FOREIGN, account=account, reason=reason, subject__in=subjects)
    known = set(told.values_list("subject", flat=True)) if subjects else set()
    AccessRecord.objects.bulk_create(
        AccessRecord(kind=Kind.FOREIGN, account=account, appointment=hat, subject=subject, reason=reason)
        for subject in subjects
        if subject not in known
    )


class Did(models.TextChoices):
    """What was done to an account or an appointment."""

    CREATED = "created", _("开通账户")
    APPOINTED = "appointed", _("任职")
    ENDED = "ended", _("免职")
    HANDED_OVER = "handed_over", _("交接岗位")
    DELEGATED = "delegated", _("授权代办")
    TAKEN_BACK = "taken_back", _("收回授权")
    CODE = "code", _("发放一次性代码")
    PASSWORD = "password", _("修改密码")
    TOTP_ON = "totp_on", _("开启两步验证")
    TOTP_OFF = "totp_off", _("关闭两步验证")
    TOTP_REMOVED = "totp_removed", _("管理员解除两步验证")
    UNLOCKED = "unlocked", _("解除登录锁定")
    SUSPENDED = "suspended", _("停用账户")
    REINSTATED = "reinstated", _("恢复账户")
    WITHDRAWN = "withdrawn", _("撤回账户")
    LINKED = "linked", _("与名册本人关联")


class AccountEventQuerySet(models.QuerySet["AccountEvent"]):
    def with_what(self) -> "AccountEventQuerySet":
        """With what a list of them reads."""
        whose = ("account", "by", "hat__org", "appointment__org")
        return self.select_related(*whose, "appointment__delegation__giver__account")


class AccountEvent(Checkpointed):
    """One change: who (`by`, wearing `hat`; None: a superuser or the person alone) did what for whom, when and why."""

    did = models.CharField(_("事项"), max_length=12, choices=Did)
    account = models.ForeignKey(Account, models.PROTECT, related_name="events", verbose_name=_("账户"))
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="events", verbose_name=_("任职")
    )
    by = models.ForeignKey(Account, models.PROTECT, related_name="deeds", verbose_name=_("经办"))
    hat = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="deeds", verbose_name=_("经办身份"))
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("账户变动记录")
        ordering = ["-pk"]
        indexes = [waiting("event_not_checkpointed")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_did_display()}"

    @property
    def content(self) -> list[Any]:
        who = (self.account_id, self.appointment_id, self.by_id, self.hat_id)
        return [1, self.pk, self.did, *who, self.reason, self.at.astimezone(UTC).isoformat()]
