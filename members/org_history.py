"""What became of an organisation 沿革: each decision on the tree, by which document, and who entered it (R-O11).

Rows are only ever added. Tests: tests/members/test_tree_changes.py.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .appointments import Appointment
from .orgs import PartyOrg
from .register.log import Ground
from .rulebook import RuleBroken

LONGEST_REASON = 200  # characters on the log; the history keeps the whole


class Change(models.TextChoices):
    FOUNDED = "founded", gettext_lazy("设立")
    RENAMED = "renamed", gettext_lazy("更名")
    MOVED = "moved", gettext_lazy("调整隶属")
    SUCCEEDED = "succeeded", gettext_lazy("撤销并由承继组织接办")
    CLOSED = "closed", gettext_lazy("撤销")


@dataclass(frozen=True)
class Decision:
    """Who decided what is entered: from which day it holds, its document 文号, who enters it and, for a day that is
    past, why only now."""

    on: date
    document: str
    by: Appointment
    reason: str = ""

    @property
    def ground(self) -> Ground:
        """The same for the log of the register: document and reason stand together there."""
        said = "；".join(filter(None, (self.document, self.reason)))
        return Ground(self.by, reason=said[:LONGEST_REASON], on=self.on)

    def refuse_unlawful_day(self) -> None:
        """Raise RuleBroken (R-O11) for a day to come, and for a past one without a reason."""
        if self.on > timezone.localdate():
            raise RuleBroken("R-O11", _("生效日期不能在将来，请在决定生效当日登记"))
        if self.on < timezone.localdate() and not self.reason:
            raise RuleBroken("R-O11", _("生效日期早于今天的，须写明补登的理由"))


class OrgChange(models.Model):
    """`was` and `became`: the names, or the superiors' names, as they were called on that day."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="changes", verbose_name=gettext_lazy("党组织"))
    kind = models.CharField(gettext_lazy("变动"), max_length=10, choices=Change)
    on = models.DateField(gettext_lazy("生效日期"))
    document = models.CharField(gettext_lazy("文号"), max_length=40)
    reason = models.CharField(gettext_lazy("补登理由"), max_length=200, blank=True)
    was = models.CharField(max_length=120, blank=True)
    became = models.CharField(max_length=120, blank=True)
    successor = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="takeovers")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=gettext_lazy("登记人"))
    at = models.DateTimeField(gettext_lazy("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("组织变动")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()} {self.org_id}"

    @property
    def sentence(self) -> str:
        """What happened, in Chinese, as logs and pages tell it."""
        told = {
            Change.FOUNDED: _("设立%(became)s，隶属%(was)s"),
            Change.RENAMED: _("%(was)s更名为%(became)s"),
            Change.MOVED: _("由%(was)s调整隶属%(became)s"),
            Change.SUCCEEDED: _("%(was)s撤销，由%(became)s承继"),
            Change.CLOSED: _("%(was)s撤销"),
        }
        return told[Change(self.kind)] % {"was": self.was or _("无上级"), "became": self.became}


def enter(kind: Change, org: PartyOrg, decision: Decision, **facts: object) -> OrgChange:
    """Write a decision into the history of `org`. `facts`: `was`, `became`, `successor`."""
    return OrgChange.objects.create(
        org=org, kind=kind, on=decision.on, document=decision.document, reason=decision.reason, by=decision.by, **facts
    )


def history(org: PartyOrg) -> list[OrgChange]:
    """What was decided about `org` and what it took over, newest first. One query."""
    about = OrgChange.objects.filter(Q(org=org) | Q(successor=org))
    return list(about.select_related("org", "successor", "by__account", "by__org"))
