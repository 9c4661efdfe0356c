"""What to say where no committee above an organisation has the power to approve (R-O6, R-O7, R-T3): who can grant it.

Tests: tests/workflows/test_powerless.py.
"""

from django.utils.translation import gettext as _

from members.models import PartyOrg
from members.powers import grant_for

from .rules import Missing


def powerless(org: PartyOrg) -> Missing:
    """`org` has no committee that approves: whose power is missing, and the administrator who can grant it."""
    grant = grant_for(org)
    if grant is None:
        what = _("%(org)s的上级中没有可以具有审批权限的党委，须先建立组织隶属") % {"org": org}
        return Missing(what, _("上级系统管理员"))
    said = {"org": org, "committee": grant.org}
    if grant.org == org:
        return Missing(_("%(org)s没有审批权限，须先授予") % said, grant.grantor, where=grant.org)
    what = _("%(org)s没有具有审批权限的上级党委，须先授予%(committee)s审批权限") % said
    return Missing(what, grant.grantor, where=grant.org)
