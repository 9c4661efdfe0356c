"""Who looked at what they had to have a reason for, and who tried what was not theirs (R-I3, R-O14).

Rows are only ever added. They name keys, never the number or the name that was shown.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .appointments import Account, Appointment


class Kind(models.TextChoices):
    REVEAL = "reveal", _("查看完整身份号码")
    EXPORT = "export", _("导出")
    FOREIGN = "foreign", _("尝试访问无权查看的内容")


class AccessRecord(models.Model):
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

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()} {self.subject}"
