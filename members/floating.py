"""Floating-member party organisations 流动党员党组织: their founding record, who takes part, what they may do (R-O10).

Members' formal relation does not move there: whoever is registered as away at the organisation takes part in its life.
Tests: tests/members/test_floating.py.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from . import tree_gate
from .org_history import Decision
from .orgs import BRANCHES, COMMITTEES, TOWN_LEVEL, Kind, PartyOrg, path_range
from .people import MEMBERS, Person, PersonQuerySet, Relation
from .register import changes, shown
from .register.log import Kind as Entered
from .rulebook import RuleBroken, declare
from .tree_changes import asked_of_upper_rooms

declare(
    "R-O10",
    "流动党员党组织由县级以上党委批准设立，负责教育和日常管理、组织生活、民主评议、接受入党申请和培养积极分子；党员的正式组织关系不转入。",
    "《党员教育管理工作条例》第32条；发展党员工作细则第6、40条",
)

KINDS = {Kind.PARTY_COMMITTEE, Kind.GENERAL_BRANCH} | BRANCHES
# What a committee of county level or higher is called: 县, 市, 区, 旗, 州, 盟, 省 …, and their working committees.
COUNTY_LEVEL = re.compile(r"(?:省|自治区|市|州|盟|地区|县|旗|(?<!社)(?<!小)区)(?:直属|直)?(?:机关)?(?:工作)?委员会$")
RECORD = (
    "founding_committee",
    "approving_committee",
    "approval_document",
    "attached_to",
    "build_mode",
    "floating_kind",
    "observes",
)
REQUIRED = RECORD[:-1]  # nobody is present at the meetings of a committee until that committee says so


def of_county_level(org: PartyOrg) -> bool:
    """Whether `org` is a committee of county level or higher: by its department, else by what it is called.

    Only such committees have an organisation department (R-O3)."""
    if org.kind not in COMMITTEES or TOWN_LEVEL.search(org.name):
        return False
    has_department = org.children.current().filter(kind=Kind.ORGANISATION_DEPARTMENT).exists()
    return has_department or bool(COUNTY_LEVEL.search(org.name))


def lacking(org: PartyOrg) -> list[str]:
    """Labels of what the founding record of a floating organisation does not say yet; empty for every other one."""
    if not org.is_floating:
        return []
    return [shown.label(org, name) for name in REQUIRED if not getattr(org, name)]


def taking_part(org: PartyOrg, *, from_: PartyOrg | None = None) -> PersonQuerySet:
    """Members who live at `org` or below it, their formal relation elsewhere, and those it has taken in itself.

    `from_`: only those whose formal relation is at or below that organisation."""
    there = Relation.objects.present().filter(path_range(org.path, "org__path")).values("person")
    found = Person.objects.filter(path_range(org.path, "away_branch__path") | Q(pk__in=there), stage__in=MEMBERS)
    if from_:
        found = found.filter(pk__in=Person.objects.of(from_).values("pk"))
    return found


@transaction.atomic
def register(org: PartyOrg, record: Mapping[str, Any], decision: Decision) -> bool:
    """Enter that `org` is a floating-member organisation, with its founding record; whether anything is different now.

    Raises RuleBroken (R-O10)."""
    tree_gate.hold()
    if org.kind not in KINDS:
        raise RuleBroken("R-O10", _("流动党员党组织只能是党支部、党总支或党委"))
    approving = record["approving_committee"]
    if not of_county_level(approving):
        said = _("流动党员党组织须由县级以上党委批准设立，%(org)s不是县级以上党委")
        raise RuleBroken("R-O10", said % {"org": approving})
    if decision.on > localdate():
        raise RuleBroken("R-O10", _("批准日期不能在将来"))
    values = {"is_floating": True, **record}
    return changes.change(org, values, Entered.ADMINISTERED, decision.ground) is not None


@transaction.atomic
def withdraw(org: PartyOrg, decision: Decision) -> None:
    """It is a floating-member organisation no more, or never was one.

    Raises RuleBroken (R-O10) while members are away there, cases are open or agreements hold."""
    tree_gate.take()
    against = [obstacle.sentence for obstacle in asked_of_upper_rooms([org], localdate(), taken_over=False)]
    if count := Person.objects.filter(path_range(org.path, "away_branch__path")).count():
        against.append(_("还有%(count)d名流动党员登记在这里") % {"count": count})
    if against:
        raise RuleBroken("R-O10", _("不能取消流动党员党组织登记：%(reasons)s") % {"reasons": "；".join(against)})
    values = {"is_floating": False, **dict.fromkeys(RECORD, ""), **dict.fromkeys(RELATED)}
    changes.change(org, values, Entered.ADMINISTERED, decision.ground)


RELATED = ("founding_committee", "approving_committee", "observes")
