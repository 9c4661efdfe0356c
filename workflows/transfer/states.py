"""The states of W1, in the order and with the words of the domain table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ORIGIN_BRANCH_REVIEW = "origin_branch_review", _("转出支部意见")
    DESTINATION_REVIEW = "destination_review", _("转入方意见")
    PENDING_APPROVAL = "pending_approval", _("转出方党委审批")
    RETURNED = "returned", _("退回修改")
    REFUSED = "refused", _("不同意 / 不予接收")
    COORDINATION = "coordination", _("协调中")
    LETTER_ISSUED = "letter_issued", _("已开具介绍信、待报到")
    LETTER_EXPIRED = "letter_expired", _("介绍信超期")
    LETTER_VOID = "letter_void", _("介绍信作废（遗失/差错）")
    ARRIVED = "arrived", _("已报到、待接收")
    DOSSIER_CHECK = "dossier_check", _("查核档案")
    RECEIVED = "received", _("已接收、待回执")
    RECEIPT_SENT = "receipt_sent", _("回执已寄出")
    COMPLETED = "completed", _("办结")
    WITHDRAWN = "withdrawn", _("撤回")
    CANCELLED = "cancelled", _("终止（仍留转出地）")


LETTER_ENTERED = "letter_entered"  # the first entry of an arrival with a paper letter from outside (R-T15)


class Reason(models.TextChoices):
    """Why the relation moves (R-T1, F-02)."""

    UNIT_CHANGED = "unit_changed", _("工作单位变动")
    RESIDENCE_CHANGED = "residence_changed", _("经常居住地变动")
    STUDY = "study", _("外出学习")
    RETIREMENT = "retirement", _("退休")
    OTHER = "other", _("其他")


class AskedBy(models.TextChoices):
    """Who wishes that a superior decides: a side, or the member, for whom a side's clerk records it (R-S1)."""

    ORGANISATION = "organisation", _("本组织")
    MEMBER = "member", _("党员本人（由本组织代为登记）")


class Refusal(models.TextChoices):
    """The closed list of reasons. "Full", "no quota", "we don't know the person" are none (R-T7)."""

    NOT_HERE = "not_working_or_living_here", _("不在本地工作或居住")
    WRONG_BRANCH = "wrong_branch", _("去向支部有误（须写明正确支部）")
    IDENTITY = "identity_unverified", _("身份无法核实")
    MATERIAL = "material_missing", _("材料不全（须逐项列明）")
    LETTER = "letter_defect_or_expired", _("介绍信有误或超期")
    DOSSIER = "dossier_under_check", _("档案正在查核")
    INVESTIGATED = "under_investigation", _("正在接受审查")
    CONDITION = "transfer_condition_not_met", _("不符合接转条件（认定不了党员身份的须附县级组织部门决定）")


# What a reason must also say, in words (R-T7).
DEMANDED = {Refusal.WRONG_BRANCH: _("正确的党支部"), Refusal.MATERIAL: _("所缺材料")}


class ConversionView(models.TextChoices):
    """What the origin branch thinks of a probationer whose probation is over and not decided on (R-T22)."""

    CONVERTIBLE = "convertible", _("可以转正")
    EXTEND = "extend", _("需延长预备期")
    NOT_CONVERTIBLE = "not_convertible", _("不能转正")


class Channel(models.TextChoices):
    """How the relation travels; recorded only (R-T15)."""

    PAPER = "paper", _("纸质介绍信")
    ONLINE_PROVINCE = "online_province", _("省内系统接转")
    ONLINE_NATIONAL = "online_national", _("全国系统接转")


class Carrier(models.TextChoices):
    """Who carries the letter; ordinary courier is not allowed (R-T18)."""

    MEMBER = "member", _("本人携带")
    CONFIDENTIAL_POST = "confidential_post", _("机要寄送")
