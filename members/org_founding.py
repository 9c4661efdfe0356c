"""Add an organisation 设立 and correct its kind and founding day 更正, by a document (R-O3, R-O6, R-O11).

How it is renamed, moved and closed: `tree_changes.py`; how it is reached and what it signs with: `org_forms.py`. Tests:
tests/members/test_org_founding.py.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from . import floating, tree_gate
from .appointments import Appointment, Post
from .org_history import Change, Decision, enter
from .orgs import BRANCHES, COMMITTEES, PartyOrg, may_stand_under, power_refused
from .people import Relation
from .register import changes
from .register.log import Kind
from .rulebook import RuleBroken
from .tree_changes import asked_of_upper_rooms


def why_not_found(parent: PartyOrg, by: Appointment) -> str:
    """Why `by` may not add an organisation below `parent`, in a sentence that names who can; or an empty string."""
    if by.post != Post.ADMINISTRATOR or not by.org.covers(parent):
        return _("由%(org)s或其上级的系统管理员登记") % {"org": parent}
    if parent.closed_on:
        return _("%(org)s已撤销，请选承继它的组织") % {"org": parent}
    return ""


@transaction.atomic
def found(parent: PartyOrg, facts: Mapping[str, Any], decision: Decision) -> PartyOrg:
    """A new organisation below `parent`, in register, log and history; `decision.on` is its first day.

    Raises RuleBroken (R-O11, R-O12), ValidationError (R-O3, R-O6, R-T12, a name in use)."""
    tree_gate.hold()
    parent = PartyOrg.objects.select_for_update(of=("self",)).get(pk=parent.pk)
    if why := why_not_found(parent, decision.by):
        raise RuleBroken("R-O12", why)
    decision.refuse_unlawful_day()
    org = PartyOrg(parent=parent, founded_on=decision.on, **facts)
    org.full_clean(exclude=["path"])
    org.save()
    changes.enter([org], ("parent", "founded_on", *facts), Kind.ENTERED, decision.ground)
    enter(Change.FOUNDED, org, decision, was=parent.name, became=org.name)
    return org


def obstacles_to_kind(org: PartyOrg, kind: str) -> list[str]:
    """Everything that stands against `org` being of `kind`, in sentences (R-O3, R-O6, R-O10, R-O11, R-T10)."""
    said = {"org": org, "kind": PartyOrg(kind=kind).get_kind_display()}
    found = []
    if org.parent is None and kind not in COMMITTEES:
        found.append(_("%(kind)s必须有上级党组织（R-O3）") % said)
    if org.parent and not may_stand_under(kind, org.parent.kind):
        found.append(_("%(parent)s的类别不能作%(kind)s的上级（R-O3）") % {**said, "parent": org.parent})
    for child in org.children.current():
        if not may_stand_under(child.kind, kind):
            found.append(_("下级%(child)s不能隶属%(kind)s，请先调整隶属（R-O3）") % {**said, "child": child})
    if org.may_approve_probationary and (
        why := power_refused(kind, org.name, [above.name for above in org.chain()[1:]])
    ):
        found.append(_("%(why)s请先由上级收回") % {"why": why})
    if org.is_floating and kind not in floating.KINDS:
        found.append(_("流动党员党组织只能是党支部、党总支或党委（R-O10）"))
    return found + _left_behind(org, kind)


def _left_behind(org: PartyOrg, kind: str) -> list[str]:
    """What an organisation of another family could not go on with: members, cases, agreements."""
    if any({org.kind, kind} <= family for family in (BRANCHES, COMMITTEES)) or org.kind == kind:
        return []
    found = [obstacle.sentence for obstacle in asked_of_upper_rooms([org], localdate(), taken_over=False)]
    people = Relation.objects.present().filter(org=org).count()
    if people and kind not in BRANCHES:
        found.append(_("还有%(count)d人的组织关系，须先编入下级党支部（R-T10）") % {"count": people})
    return found


@transaction.atomic
def correct(org: PartyOrg, *, kind: str, founded_on: date | None, decision: Decision) -> bool:
    """Set right what was entered wrongly, or follow an upgrade 支部→总支→党委; whether anything is different now.

    Raises RuleBroken (R-O3 and others) with everything that stands against it."""
    tree_gate.take()
    org = PartyOrg.objects.select_for_update(of=("self",)).select_related("parent").get(pk=org.pk)
    if decision.on > localdate():
        raise RuleBroken("R-O11", _("生效日期不能在将来，请在决定生效当日登记"))
    if against := obstacles_to_kind(org, kind):
        raise RuleBroken("R-O3", "；".join(against))
    first = org.changes.order_by("on").exclude(kind=Change.FOUNDED).first()
    if founded_on and first and founded_on > first.on:
        said = _("成立日期晚于%(day)s的%(change)s，请核对")
        raise RuleBroken("R-O11", said % {"day": first.on.isoformat(), "change": first.get_kind_display()})
    values = {"kind": kind, "founded_on": founded_on}
    return changes.change(org, values, Kind.CORRECTED, decision.ground) is not None
