"""Add one person whom no roster brought: complete with relation, or not at all (R-I3, R-O1).

Tests: tests/members/test_person_add.py.
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import disclosure, sealing, tree_gate
from members.access import Kind as Look
from members.appointments import Appointment
from members.identity import IdNumber
from members.orgs import PartyOrg
from members.people import MEMBERS, Person, refuse_unfit
from members.roster.register import ENTERED
from members.rulebook import RuleBroken

from . import changes
from .keeping import refuse_by, why_not_enter
from .log import Ground, Kind

BECAUSE = "名册补登"


def whose_number(id_number: IdNumber, by: Appointment, *, but: Person | None = None) -> str:
    """Why nobody else may be given this number, or an empty string.

    Who has it is only said within reach; a number of somebody beyond it leaves a record (R-I3)."""
    known = Person.objects.filter(id_index=sealing.blind(str(id_number), "id")).with_branch()
    found = known.exclude(pk=but.pk).first() if but else known.first()
    if found is None:
        return ""
    if Person.objects.visible_to(by).filter(pk=found.pk).exists():
        about = {"name": found.name, "branch": found.branch_name}  # type: ignore[attr-defined]  # annotated
        return _("这个身份号码已登记：%(name)s（%(branch)s）。资料有误的，请到该同志的人员页更正（R-I3）") % about
    disclosure.record(Look.FOREIGN, f"person:{found.pk}", by=by, reason="登记的身份号码与其相同")
    return _("这个身份号码已在系统内登记，不在您的管理范围。请核对证件；本人转来的，办理组织关系接转（R-I3）")


def add(facts: Mapping[str, Any], id_number: IdNumber, branch: PartyOrg, ground: Ground) -> Person:
    """Enter a person with `facts`, who belongs to `branch` since the day they joined (applied), and begin their log.

    Raises RuleBroken: R-O12 by whom, R-T10 and R-O11 for a branch that cannot hold them, R-I3 for a number in use."""
    try:
        return _add(facts, id_number, branch, ground)
    except IntegrityError:
        raise RuleBroken("R-I3", _("这个身份号码刚刚登记过，请核对名册")) from None


@transaction.atomic
def _add(facts: Mapping[str, Any], id_number: IdNumber, branch: PartyOrg, ground: Ground) -> Person:
    tree_gate.hold()
    branch = PartyOrg.objects.get(pk=branch.pk)
    refuse_by(ground.by, lambda by: why_not_enter(by) or _beyond(branch, by))
    refuse_unfit(branch)
    person = Person(**facts)
    person.id_number = id_number
    person.save()
    since = person.joined_on if person.stage in MEMBERS else person.applied_on
    if since is None:
        raise RuleBroken("R-O1", _("须填写入党（申请）日期，组织关系从这一天起算"))
    person.join(branch, because=BECAUSE, at=datetime.combine(since, time(), timezone.get_default_timezone()))
    changes.enter([person], [*ENTERED, "contacted_on"], Kind.ENTERED, ground)
    return person


def _beyond(branch: PartyOrg, by: Appointment) -> str:
    said = _("%(branch)s不在您的管理范围，由该支部或其上级党组织登记")
    return "" if by.org.covers(branch) else said % {"branch": branch}
