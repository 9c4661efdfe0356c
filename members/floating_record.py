"""The founding record of a floating-member party organisation 流动党员党组织: columns of `PartyOrg` (R-O10).

Who may enter it and what it needs: `floating.py`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BuildMode(models.TextChoices):
    """How it was set up 组建方式."""

    ALONE = "alone", _("单独组建")
    AREA = "area", _("区域统建")
    TRADE = "trade", _("行业联建")
    JOINT = "joint", _("共驻共建")


class FloatingKind(models.TextChoices):
    """What its members have in common."""

    ENTERPRISE = "enterprise", _("同企型")
    TRADE = "trade", _("同业型")
    HOMETOWN = "hometown", _("同乡型")


class FloatingRecord(models.Model):
    """Who set it up, who approved that, where it is attached. Empty for every other organisation.

    `founding_committee` set it up; `approving_committee`, of county level or higher, approved by `approval_document`;
    at the meetings of `observes` its secretary may be present."""

    is_floating = models.BooleanField(_("流动党员党组织"), default=False)
    founding_committee = models.ForeignKey(
        "members.PartyOrg", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("组建的党组织")
    )
    approving_committee = models.ForeignKey(
        "members.PartyOrg", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准组建的党委")
    )
    approval_document = models.CharField(_("批准文号"), max_length=40, blank=True)
    attached_to = models.CharField(_("挂靠单位"), max_length=120, blank=True)
    build_mode = models.CharField(_("组建方式"), max_length=10, choices=BuildMode, blank=True)
    floating_kind = models.CharField(_("党员构成"), max_length=10, choices=FloatingKind, blank=True)
    observes = models.ForeignKey(
        "members.PartyOrg", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("列席会议的党委")
    )

    class Meta:
        abstract = True
