"""What cannot be done yet in the office, and which step lifts it: the side card 现在还不能办."""

from django.utils.translation import gettext as _

from members.appointments import Post
from members.models import Appointment, PartyOrg, Relation
from members.powers import without_power

from . import open_desks

SHOWN = 3


def of(org: PartyOrg) -> list[str]:
    """A sentence for each thing that cannot be done yet below `org`."""
    within = PartyOrg.objects.within(org.reach)
    found = []
    needs = []
    if not Relation.objects.present().filter(org__in=within).exists():
        needs.append(_("名册（第 4 步）"))
    if not Appointment.objects.current().filter(org__in=within, post=Post.SECRETARY).exists():
        needs.append(_("至少一个书记账号（第 6 步）"))
    if needs:
        found.append(_("发起接转：要有%(needs)s。") % {"needs": _("和").join(needs)})
    issuers = open_desks.issuers(org.reach)
    if not issuers.exists():
        found.append(_("开具、接收介绍信：要有一个党委有审批权限（第 1 步）。"))
    idle = open_desks.without(Post.APPROVER, issuers).filter(kind__in=("party_committee", "working_committee"))
    if names := _named(idle):
        found.append(_("批准接转：%(orgs)s还没有审批人（第 6 步）。") % {"orgs": names})
    return found


def powerless(org: PartyOrg) -> list[PartyOrg]:
    """Committees below `org` that could hold the power to approve and do not; their branches' cases go further up."""
    return [found for found in without_power(PartyOrg.objects.within(org.reach)) if found.pk != org.pk]


def _named(orgs) -> str:
    names = [str(org) for org in orgs.order_by("path")[: SHOWN + 1]]
    more = _("等") if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more
