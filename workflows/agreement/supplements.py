"""Supplementary agreements 补充协议: what is changed while an agreement is in force (R-C12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Appointment

from .states import Mode


class Supplement(models.Model):
    """One change, numbered k within its agreement (-补k). `agreed_on` None: proposed, or dropped with the case's step.

    What may change: the mode, the last day, and anything in words."""

    case = models.ForeignKey("workflows.AgreementCase", models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField(_("补充协议"), default=0)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    words = models.TextField(_("变更内容"))
    mode = models.CharField(_("管理模式"), max_length=20, choices=Mode, blank=True)
    ends_on = models.DateField(_("期限改至"), null=True, blank=True)
    proposed_at = models.DateTimeField()
    agreed_on = models.DateField(null=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("补充协议")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(agreed_on__isnull=True, dropped=False), name="one_supplement_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 补{self.number}"
