"""The states of W2, in the order and with the words of the domain table; the two kinds and the three modes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草拟")
    PROPOSED = "proposed", _("待对方审议")
    NEGOTIATING = "negotiating", _("协商修改")
    READY_TO_SIGN = "ready_to_sign", _("文本已定、待签")
    SIGNED_ONE_SIDE = "signed_one_side", _("一方已签")
    FILING = "filing", _("报双方上级备案")
    EFFECTIVE = "effective", _("生效")
    AMENDING = "amending", _("补充协议中")
    SUSPENDED = "suspended", _("中止")
    TERMINATION_NOTICE = "termination_notice", _("解除通知期")
    COORDINATION = "coordination", _("协调中")
    EXPIRED = "expired", _("期满")
    TERMINATED = "terminated", _("解除 / 自然终止")
    WITHDRAWN = "withdrawn", _("撤回")


class Scope(models.TextChoices):
    """What an agreement is about (R-C1)."""

    INDIVIDUAL = "individual", _("流动党员双向共管协议")
    ORGANISATION = "organisation", _("共建共管协议")


class Mode(models.TextChoices):
    """Who leads the daily management; the duties follow (R-C5)."""

    DESTINATION_LED = "destination_led", _("流入地为主、流出地配合")
    ORIGIN_LED = "origin_led", _("流出地为主、流入地配合")
    JOINT = "joint", _("共同管理")


class Every(models.IntegerChoices):
    """How often both tell each other how things stand: calendar months (R-C4: information exchange, frequency)."""

    MONTH = 1, _("每月")
    QUARTER = 3, _("每季度")
    HALF_YEAR = 6, _("每半年")


class SuspendedFor(models.TextChoices):
    """Why an agreement rests (W2)."""

    PERSON_LOST = "person_lost", _("党员失联")
    ORG_CHANGING = "org_changing", _("党组织正在调整")
