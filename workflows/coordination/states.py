"""The states of W10, in the order and with the words of the domain table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    REQUESTED = "requested", _("提请协调")
    JOINT = "joint", _("对口协调（无共同上级）")
    ACCEPTED = "accepted", _("受理、听取双方")
    DECIDED = "decided", _("已出协调意见")
    SUPERVISED = "supervised", _("督促执行")
    EXECUTED = "executed", _("已执行")
    INADMISSIBLE = "inadmissible", _("不予受理（说明理由）")
    WITHDRAWN = "withdrawn", _("撤回")
    UNRESOLVED = "unresolved", _("未达成一致，维持现状")


class Ground(models.TextChoices):
    """Why coordination is asked for (R-S1)."""

    REFUSED = "refused", _("对方不予办理")
    SILENCE = "silence", _("逾期两倍期限未答复")
    CONFLICT = "conflict", _("双方意见不一致")
