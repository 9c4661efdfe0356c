"""An organisation that still has open cases is not closed (R-O11). Tests: tests/approvals/test_closing.py."""

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import PartyOrg

from .case import Case


def open_cases_stand_against_it(sender: object, *, org: PartyOrg, **_about: object) -> str | None:
    """Cases that leave or reach it, wait on its desk, or are coordinated by it."""
    concerned = Q(origin=org) | Q(destination=org) | Q(coordinator=org)
    waiting = Q(assignments__org=org, assignments__closed_at__isnull=True)
    count = Case.objects.open().filter(concerned | waiting).distinct().count()
    return _("还有%(count)d件办理中的事项，须先办结或改送") % {"count": count} if count else None
