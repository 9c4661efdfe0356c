"""What the set-up stores: the one-time address, and what was acknowledged instead of done. The rest is derived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, PartyOrg


class SetupAddress(models.Model):
    """The one-time address that is open now; one row at most. `digest` is the SHA-256 of its token."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.expires_at:%Y-%m-%d %H:%M}"


class Acknowledgement(models.Model):
    """An administrator leaves a step as it is, with the reason. It holds while no more than `left` are open."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("党组织"))
    step = models.CharField(_("步骤"), max_length=20)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    left = models.PositiveIntegerField(_("当时未办"), default=0)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=_("经办身份"))
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("开始使用的说明")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["org", "step"], name="one_acknowledgement_a_step")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.step}"
