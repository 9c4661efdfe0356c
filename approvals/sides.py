"""The two sides of a case, and whose desk a step is on (R-O12).

A side is computed per case from the organisation someone acts for; nobody "is" origin or destination.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.appointments import Appointment, Post
from members.orgs import PartyOrg
from members.rulebook import declare

if TYPE_CHECKING:
    from .case import Case


declare("R-S8", "上级可以查看和催办，不得代下级填写意见。", "产品默认")


class Side(models.TextChoices):
    ORIGIN = "origin", _("流出地")
    DESTINATION = "destination", _("流入地")
    SUPERIOR = "superior", _("上级")
    SYSTEM = "system", _("系统")


class Verdict(models.TextChoices):
    AGREE = "agree", _("同意")
    DISAGREE = "disagree", _("不同意")
    SEND_BACK = "send_back", _("退回修改")
    NOTE = "note", _("办理")
    FILED = "filed", _("备案")  # reported to one's superior: nobody was asked for a yes


@dataclass(frozen=True)
class Seat:
    """A desk a step can be on. `of` names the case's attribute that answers with an organisation, several in
    order, or None when no such organisation stands there. `when`: in which cases, in words; empty: in all."""

    side: Side
    of: str
    post: Post
    when: str | Promise = ""

    def orgs(self, case: "Case") -> list[PartyOrg]:
        """The organisations of this seat for `case`, in the order in which they speak."""
        found = getattr(case, self.of)
        if found is None:
            return []
        return list(found) if isinstance(found, Sequence) else [found]

    def held_by(self, appointment: Appointment | None, case: "Case") -> bool:
        """Whether `appointment` may sit here: its organisation, and a post that takes this work (R-O12, R-O16)."""
        return (
            appointment is not None
            and self.post in appointment.posts
            and appointment.may_handle(case.kind)
            and any(org.pk == appointment.org_id for org in self.orgs(case))
        )


@dataclass(frozen=True)
class Desk:
    """One seat taken by one organisation: what an assignment is addressed to."""

    seat: Seat
    org: PartyOrg
