"""Move, close and succeed organisations: what an administrator does to the tree (R-O11).

Upper rooms keep their own reasons against closing: they answer the signal `closing` with a sentence.
Tests: tests/members/test_orgs.py.
"""

from datetime import date

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from .orgs import PartyOrg
from .people import Relation
from .rulebook import RuleBroken, declare

declare(
    "R-O11",
    "仍有党员、下级组织、在办事项或有效协议的党组织不得撤销；合并、更名的由承继组织接办，已出具的文件保留旧名。",
    "各地做法；产品默认",
)

# Asked before an organisation closes: org, successor (PartyOrg or None). A receiver returns a Chinese sentence that
# says what still stands in the way, or None.
closing = Signal()


@transaction.atomic
def move(org: PartyOrg, parent: PartyOrg) -> None:
    """Put `org` with its whole subtree under `parent`. Raises ValidationError (R-O3, R-O6)."""
    locked = {o.pk: o for o in PartyOrg.objects.select_for_update().filter(pk__in=[org.pk, parent.pk]).order_by("pk")}
    org.path, org.parent = locked[org.pk].path, locked[parent.pk]
    org.full_clean()
    org.save()


@transaction.atomic
def close(org: PartyOrg, *, on: date | None = None, successor: PartyOrg | None = None) -> None:
    """Close `org` on the day `on` (default today). Raises RuleBroken (R-O11) naming everything that stands against it.

    `successor` answers for the closed organisation from then on; it must itself be open."""
    org = PartyOrg.objects.select_for_update().get(pk=org.pk)
    if reasons := reasons_against_closing(org, successor):
        raise RuleBroken("R-O11", _("不能撤销%(org)s：%(reasons)s") % {"org": org, "reasons": "；".join(reasons)})
    org.closed_on, org.successor = on or timezone.localdate(), successor
    org.may_approve_probationary = False
    org.save()


def reasons_against_closing(org: PartyOrg, successor: PartyOrg | None = None) -> list[str]:
    """Chinese sentences, empty when the organisation may close."""
    reasons = []
    if org.closed_on:
        reasons.append(_("已于%(day)s撤销") % {"day": org.closed_on.isoformat()})
    if people := Relation.objects.present().filter(org=org).count():
        reasons.append(_("还有%(count)d人的组织关系，须先接转") % {"count": people})
    if below := org.children.current().count():
        reasons.append(_("还有%(count)d个下级组织，须先撤销或调整隶属") % {"count": below})
    if successor and (successor.pk == org.pk or successor.closed_on):
        reasons.append(_("承继组织须是另一个未撤销的组织"))
    reasons += [str(answer) for _receiver, answer in closing.send(PartyOrg, org=org, successor=successor) if answer]
    return reasons


def standing_for(org: PartyOrg) -> PartyOrg:
    """The organisation that answers for `org` today: itself, or the last in the line of successors."""
    seen = {org.pk}
    while org.closed_on and org.successor_id and org.successor_id not in seen:
        seen.add(org.successor_id)
        org = PartyOrg.objects.get(pk=org.successor_id)
    return org
