"""Delegation 授权代办: while somebody is absent, a leader of the same organisation acts for them (R-O16).

Standing in is an appointment like any other (giver's organisation and post, from, to), so inbox, desk and log need no
second rule about who may act. The row here says for whom, by which post of their own, for which kinds of case and on
what ground. How one comes about and ends: delegating.py. Tests: tests/members/test_delegations.py.
"""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .appointments import Account, Appointment, AppointmentQuerySet, Post, takers
from .orgs import path_range
from .rulebook import declare

if TYPE_CHECKING:
    from .administrators import Administrator

LONGEST_DAYS = 90  # longer absences take an appointment
GIVERS = {Post.SECRETARY, Post.APPROVER, Post.ORGANISER}
STAND_INS = {Post.SECRETARY, Post.DEPUTY, Post.COMMISSIONER, Post.APPROVER}

declare(
    "R-O16",
    "书记等因故不能办理的，可登记授权，由本组织的副书记、组织委员等在规定的期限和事项范围内代办；"
    "一次最长九十天，随时可以收回，不得转授；记录和文书写明“某某 代 某某”。",
    "产品默认",
)

# What a delegation may be limited to: a kind of case and its name. The rooms above enter theirs at start.
KINDS: dict[str, str | Promise] = {}


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def of(self, account: Account) -> "DelegationQuerySet":
        """Those an account has given or received."""
        return self.filter(Q(giver__account=account) | Q(receiver__account=account))

    def visible_to(self, account: Account, by: "Administrator | None" = None) -> "DelegationQuerySet":
        """The account's own, and for an administrator those of the organisations in reach."""
        if by is None:
            return self.of(account)
        if by.reach is None:
            return self
        mine = Q(giver__account=account) | Q(receiver__account=account)
        return self.filter(mine | path_range(by.reach, "giver__org__path"))

    def with_parties(self) -> "DelegationQuerySet":
        """With what a page about a delegation reads."""
        whose = ("giver__account", "giver__org", "receiver__account", "receiver__org")
        hat = ("appointment__account", "appointment__org")
        return self.select_related(*whose, *hat, "recorded_by", "taken_back_by")


class Delegation(models.Model):
    """`giver` lets the holder of `receiver` act for their post, until taken back or either appointment ends.

    From and to stand on `appointment`. `kinds`: kinds of case, empty for all. `ground`: the proof in words."""

    giver = models.ForeignKey(Appointment, models.PROTECT, related_name="given", verbose_name=_("授权人"))
    receiver = models.ForeignKey(Appointment, models.PROTECT, related_name="received", verbose_name=_("代办人"))
    kinds = models.JSONField(_("事项范围"), default=list)
    ground = models.CharField(_("授权依据"), max_length=200)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    taken_back_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("收回人"))
    taken_back_at = models.DateTimeField(_("收回时间"), null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("授权代办")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id}"

    @property
    def scope(self) -> str:
        """`全部事项`, or the names of the kinds of case."""
        return "、".join(str(KINDS.get(kind, kind)) for kind in self.kinds) or str(_("全部事项"))

    @property
    def by_administrator(self) -> bool:
        """Whether somebody else recorded it for a giver who is away."""
        return self.recorded_by_id != self.giver.account_id

    def holds(self, on: date) -> bool:
        """Whether it was not taken back, and both appointments it rests on are in force on that day."""
        kept = self.taken_back_at is None or timezone.localdate(self.taken_back_at) > on
        return kept and self.giver.is_current(on) and self.receiver.is_current(on)

    @property
    def state(self) -> str:
        """`coming`, `current`, or how it ended: `taken_back`, `over` (its time), `ended` (what it rests on)."""
        today = timezone.localdate()
        if self.taken_back_at:
            return "taken_back"
        if self.appointment.until and self.appointment.until < today:
            return "over"
        if self.appointment.since > today:
            return "coming"
        return "current" if self.appointment.is_current() else "ended"


def holds_now(hat: Appointment) -> bool:
    """Whether `hat` is in force at this moment. A stand-in's is read again and locked, so that an act and its being
    taken back come one after the other, never at once."""
    if hat.delegation_id is None:
        return hat.is_current()
    rested = ("giver__account", "giver__org", "receiver__account", "receiver__org")
    locked = Delegation.objects.select_for_update(of=("self",), no_key=True).select_related(*rested)
    hat.delegation = locked.get(pk=hat.delegation_id)
    return hat.is_current()


def stand_ins_of(giver: Appointment) -> AppointmentQuerySet:
    """Who may stand in for `giver`: leaders of the same organisation today whose own post does not take this work."""
    fit = [post for post in STAND_INS if post not in takers(giver.post)]
    found = Appointment.objects.current().own().filter(org=giver.org_id, post__in=fit)
    found = found.exclude(account=giver.account_id)
    if giver.account.person_id:
        found = found.exclude(account__person=giver.account.person_id)
    return found.select_related("account", "org").order_by("post", "pk")


def why_not_give(giver: Appointment) -> str:
    """Why the holder of `giver` cannot delegate, in a sentence; or an empty string."""
    if giver.delegation_id:
        return str(_("您现在是代他人办理，不能再转授给别人"))
    if giver.post not in GIVERS:
        return str(_("只有书记、审批人、组织员可以授权他人代办"))
    return ""
