"""The states of W1, in the order and with the words of the domain table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ORIGIN_BRANCH_REVIEW = "origin_branch_review", _("转出支部意见")
    DESTINATION_REVIEW = "destination_review", _("转入方意见")
    PENDING_APPROVAL = "pending_approval", _("转出方党委审批")
    RETURNED = "returned", _("退回修改")
    LETTER_ISSUED = "letter_issued", _("已开具介绍信、待报到")
    ARRIVED = "arrived", _("已报到、待接收")
    RECEIVED = "received", _("已接收、待回执")
    RECEIPT_SENT = "receipt_sent", _("回执已寄出")
    COMPLETED = "completed", _("办结")
    WITHDRAWN = "withdrawn", _("撤回")


class Reason(models.TextChoices):
    """Why the relation moves (R-T1, F-02)."""

    UNIT_CHANGED = "unit_changed", _("工作单位变动")
    RESIDENCE_CHANGED = "residence_changed", _("经常居住地变动")
    STUDY = "study", _("外出学习")
    RETIREMENT = "retirement", _("退休")
    OTHER = "other", _("其他")


class Channel(models.TextChoices):
    """How the relation travels; recorded only (R-T15)."""

    PAPER = "paper", _("纸质介绍信")
    ONLINE_PROVINCE = "online_province", _("省内系统接转")
    ONLINE_NATIONAL = "online_national", _("全国系统接转")


class Carrier(models.TextChoices):
    """Who carries the letter; ordinary courier is not allowed (R-T18)."""

    MEMBER = "member", _("本人携带")
    CONFIDENTIAL_POST = "confidential_post", _("机要寄送")
