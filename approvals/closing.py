"""What an organisation still has to do stands against its end, or goes to its successor: both told before (R-O11).

Tests: tests/approvals/test_closing.py.
"""

import copy
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from members.models import PartyOrg
from members.tree_changes import Obstacle

from . import kinds
from .assignments import Assignment
from .case import Case
from .succession import concerned

SHOWN = 20  # cases named one by one; the rest is counted


@dataclass(frozen=True)
class TakenOver:
    """An open case a successor would take over; `ends`: it would end, because both sides become one."""

    case: Case
    ends: bool


def open_work(
    sender: object, *, orgs: QuerySet[PartyOrg], taken_over: bool, on: date, **_about: object
) -> list[Obstacle]:
    """Open cases, unless somebody takes them over; and what was done for `orgs` after the day `on`."""
    found = []
    open_ones = [] if taken_over else concerned(orgs)
    if open_ones:
        shown = Case.objects.filter(pk__in=[case.pk for case in open_ones[:SHOWN]]).order_by("pk")
        links = tuple((f"{case.number} {case.title}", case.get_absolute_url()) for case in shown)
        said = _("还有%(count)d件办理中的事项，须先办结，或由承继组织接办") % {"count": len(open_ones)}
        found.append(Obstacle(said, links))
    done = Assignment.objects.filter(org__in=orgs, closed_by__isnull=False, closed_at__date__gt=on)
    if on < localdate() and (last := done.order_by("closed_at").last()):
        said = _("%(day)s还以该组织名义办过事项，生效日期不能早于这一天")
        found.append(Obstacle(said % {"day": localdate(last.closed_at).isoformat()}))
    return found


def outline(orgs: list[PartyOrg], successor: PartyOrg | None) -> list[TakenOver]:
    """What would become of the open cases of `orgs` if `successor` (None: a new one) took their place. Changes nothing.

    As many queries as there are procedures, twice."""
    heir, ended = successor or orgs[0], {org.pk for org in orgs}  # any one may stand for one that is not there yet
    keys = [case.pk for case in concerned(PartyOrg.objects.filter(pk__in=ended))]
    found = []
    for flow in kinds.all_flows():
        loaded = flow.case_class.objects.filter(pk__in=keys).select_related(*flow.case_class.organisations)
        for case in loaded:
            named = [column for column in case.organisations if getattr(case, f"{column}_id") in ended]
            for column in named:
                setattr(case, column, heir)
            case.organisations_changed()
            found.append(TakenOver(case, ends=case.pointless_step() is not None))
    freed = {one.case.parent_id for one in found if one.ends}
    found = [TakenOver(one.case, one.ends or (one.case.pk in freed and _ends_once_freed(one.case))) for one in found]
    return sorted(found, key=lambda one: one.case.pk)


def _ends_once_freed(case: Case) -> bool:
    """Whether it ends once the coordination it waits for has: a copy is asked, in the state it came from."""
    then = copy.copy(case)
    then.__dict__["state"] = case.came_from  # past the protection of the field: nothing is moved here
    return then.pointless_step() is not None
