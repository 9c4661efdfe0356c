"""The states of W8, in the order and with the words of the domain table; grades and proposals of F-13."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DUE = "due", _("待评价")
    DRAFTED = "drafted", _("支部已拟")
    SUBMITTED = "submitted", _("已反馈")
    RETURNED = "returned", _("请补充")
    OVERDUE = "overdue", _("逾期")
    ESCALATED = "escalated", _("上级督促")
    CONFIRMED = "confirmed", _("流出地已确认")
    CLOSED_NO_FEEDBACK = "closed_no_feedback", _("未反馈结案（记入考核）")


class Grade(models.TextChoices):
    GOOD = "good", _("好")
    FAIR = "fair", _("较好")
    PLAIN = "plain", _("一般")
    POOR = "poor", _("差")


class Proposal(models.TextChoices):
    """What the destination proposes for the member (F-13)."""

    TRANSFER = "transfer", _("建议转移组织关系")
    COMMEND = "commend", _("建议表扬")
    HELP = "help", _("建议帮扶")
    TALK = "talk", _("建议谈话提醒")
