"""What the register does not say yet of an organisation, for its administrators: each with where it is entered (R9).

Tests: tests/members/test_org_page.py.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from . import floating
from .appointments import Appointment, Post
from .org_history import Change
from .orgs import COMMITTEES, Kind, PartyOrg
from .powers import grant_for, may_grant
from .register import shown
from .tree_changes import why_not_change

SIGNING = COMMITTEES | {Kind.ORGANISATION_DEPARTMENT}


@dataclass(frozen=True)
class Missing:
    """One thing that is missing; `url` is empty where somebody else enters it, whom the sentence names."""

    sentence: str
    url: str = ""


def missing(org: PartyOrg, by: Appointment) -> list[Missing]:
    """What `org` lacks, the gravest first; empty when nothing does."""
    if org.closed_on:
        return []
    edit = reverse("organisation_edit", args=[org.pk])
    found = [*_power(org, by, edit), *_record(org, by)]
    for name, why in _columns(org):
        if not getattr(org, name):
            said = _("%(label)s：%(why)s") % {"label": shown.label(org, name), "why": why}
            found.append(Missing(said, f"{edit}#id_{name}"))
    if not org.appointments.current().exclude(post=Post.ADMINISTRATOR).exists():
        found.append(Missing(_("任职：送来的事项没有人能办"), reverse("org_appointments", args=[org.pk])))
    return found


def _columns(org: PartyOrg) -> list[tuple[str, str]]:
    contact = [("contact_name", _("印在介绍信上")), ("phone", _("印在介绍信上"))]
    if org.kind == Kind.PARTY_GROUP:
        return []
    if org.kind not in SIGNING:
        return contact
    codes = [("document_code", _("公文文号的开头")), ("code", _("流转单编号的开头"))]
    return [*codes, ("region", _("介绍信有效期的默认天数由它定（R-T4）")), *contact]


def _power(org: PartyOrg, by: Appointment, edit: str) -> list[Missing]:
    """A committee that could hold the power and does not; where others grant it, the sentence names them (R-O6)."""
    if org.may_approve_probationary or not org.is_committee or not org.may_hold_power:
        return []
    if may_grant(org, by):
        return [Missing(_("审批权限：没有登记；上级授权过的请补登（R-O6）"), f"{edit}#id_may_approve_probationary")]
    grant = grant_for(org)
    who = grant.grantor if grant else org.superior_committee()
    return [Missing(_("审批权限：没有登记；上级授权过的，请%(who)s登记（R-O6）") % {"who": who})]


def _record(org: PartyOrg, by: Appointment) -> list[Missing]:
    if not (lacking := floating.lacking(org)):
        return []
    said = _("流动党员党组织的%(what)s（R-O10）") % {"what": "、".join(lacking)}
    mine = not why_not_change(org, by, Change.RENAMED)
    return [Missing(said, reverse("organisation_floating", args=[org.pk]) if mine else "")]
