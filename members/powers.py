"""The power to approve 审批权限 (R-O6): where it is missing, whose it should be and which administrator can grant it.

Tests: tests/members/test_powers.py.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .appointments import Appointment
from .orgs import PartyOrg, PartyOrgQuerySet, power_refused


@dataclass(frozen=True)
class Grant:
    """`org`: the nearest committee that could hold the power; `grantors`: who may grant it to it, nearest first."""

    org: PartyOrg
    grantors: list[Appointment]

    @property
    def grantor(self) -> str:
        """Who grants it: `青石县委系统管理员何静`; without an administrator the organisation that must name one."""
        if self.grantors:
            hat = self.grantors[0]
            return f"{hat.org}{hat.get_post_display()}{hat.account.name}"
        above = self.org.superior_committee() or self.org
        return _("%(org)s先任命一位系统管理员，再") % {"org": above}


def grant_for(org: PartyOrg) -> Grant | None:
    """What would give `org` a committee that approves; None where no committee above it may hold the power (R-O6)."""
    chain = [above for above in org.chain() if not above.closed_on]
    for place, above in enumerate(chain):
        if above.is_committee and not power_refused(above.kind, above.name, [o.name for o in chain[place + 1 :]]):
            return Grant(above, grantors_of(above))
    return None


def grantors_of(org: PartyOrg) -> list[Appointment]:
    """The administrators who may give `org` the power: those above it; with nothing above it, its own."""
    administrators = Appointment.objects.administering(org)
    if org.parent_id is None:
        return list(administrators)
    return [hat for hat in administrators if org.path not in {hat.org.path, hat.org.reach}]


def may_grant(org: PartyOrg, by: Appointment) -> bool:
    """Whether `by`, an administrator, stands high enough to give or take the power of `org`."""
    own = org.path in {by.org.path, by.org.reach}
    return org.path.startswith(by.org.reach) and (org.parent_id is None or not own)


def without_power(within: PartyOrgQuerySet) -> list[PartyOrg]:
    """Committees of `within` that may hold the power and do not, superiors first."""
    committees = within.current().filter(kind__in=("party_committee", "working_committee"))
    lacking = list(committees.filter(may_approve_probationary=False).order_by("path"))
    chains = PartyOrg.objects.chains_of(lacking)
    return [o for o in lacking if not power_refused(o.kind, o.name, [above.name for above in chains[o.pk][1:]])]
