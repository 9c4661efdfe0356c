"""The sheet of organisations: rows in any order become nodes of the tree, parents first (R-O3, R-O6).

A row that names an organisation of the register updates how it is reached; kind and place in the tree are not changed
here. Tests: tests/members/test_roster_orgs.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members import characters, regions, tree_gate, written_numbers
from members.org_codes import FIELDS
from members.orgs import COMMITTEES, Kind, PartyOrg, may_stand_under, power_refused
from members.register import changes
from members.register.log import Ground
from members.register.log import Kind as Entered

from . import cells, naming
from .outcome import Problem, Trouble
from .pace import breathe
from .person_rows import note_characters, over_limit
from .places import NotFound, Place, Places
from .words import Holds

KINDS = {
    "党委": Kind.PARTY_COMMITTEE,
    "基层党委": Kind.PARTY_COMMITTEE,
    "党工委": Kind.WORKING_COMMITTEE,
    "工委": Kind.WORKING_COMMITTEE,
    "组织部": Kind.ORGANISATION_DEPARTMENT,
    "党委组织部": Kind.ORGANISATION_DEPARTMENT,
    "党总支": Kind.GENERAL_BRANCH,
    "总支": Kind.GENERAL_BRANCH,
    "党支部": Kind.BRANCH,
    "支部": Kind.BRANCH,
    "联合党支部": Kind.JOINT_BRANCH,
    "联合支部": Kind.JOINT_BRANCH,
    "临时党支部": Kind.TEMPORARY_BRANCH,
    "临时支部": Kind.TEMPORARY_BRANCH,
    "党小组": Kind.PARTY_GROUP,
}
FLOATING = "流动党员"
BATCH = 25
# Facts a later roster may change: how to reach the organisation. The rest needs an act of its own.
CONTACT = ("secretary_name", "contact_name", "phone", "address", "postcode", "fax", "remark")
# What stands in the first entry of an organisation's log.
ENTERED = (
    *("name", "short_name", "kind", "is_floating", "may_approve_probationary", "founded_on", *CONTACT),
    *("document_code", "code", "region"),
)


@dataclass(eq=False)
class OrgRow:
    """One row, read. Unless `good` it comes back."""

    number: int
    values: dict[str, Any]
    raw: list[Any]
    problems: list[Problem] = field(default_factory=list)
    place: Place | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    became: str = ""  # "new", "changed", "same" or "refused"

    @property
    def good(self) -> bool:
        return all(problem.warning for problem in self.problems)

    def refuse(self, kind: Trouble, message: str) -> None:
        self.problems.append(Problem(kind.value, message))
        self.became = "refused"

    def warn(self, kind: Trouble, message: str) -> None:
        self.problems.append(Problem(kind.value, message, warning=True))

    def said(self, name: str) -> str:
        return cells.text(self.values.get(name, ""))


def read(rows: list[OrgRow], places: Places) -> None:
    """Judge every row and set its `place`; arrivals are made known to `places` so that people may name them."""
    waiting = [row for row in rows if row.good and _read_cells(row) and _codes_are_free(row, places)]
    first: dict[str, OrgRow] = {}
    for row in list(waiting):
        name = row.said("name")
        if name in first:
            row.refuse(Trouble.NAME, _("组织全称与第%(row)d行重复") % {"row": first[name].number})
            waiting.remove(row)
        first.setdefault(name, row)
    for row in _place_all(waiting, places):
        row.refuse(Trouble.TREE, _why_unplaced(row, first, places))
    arrivals = [row for row in rows if row.place and not row.place.pk]
    places.free_short_names([row.place for row in arrivals if row.place])
    for row in arrivals:
        if row.place and row.facts["may_approve_probationary"] and not row.facts["document_code"]:
            row.facts["document_code"] = places.free_code(row.place)


def _codes_are_free(row: OrgRow, places: Places) -> bool:
    """Refuse a code that another organisation bears, in the register or in an earlier row (R-T12)."""
    for column, label in FIELDS.items():
        code = row.facts[column]
        if other := places.bearer_of(column, code, row.said("name")):
            said = _("%(label)s“%(code)s”由%(org)s使用，文号会重复，请改填或留空")
            row.refuse(Trouble.CODE, said % {"label": label, "code": code, "org": other})
    return row.good


def _read_cells(row: OrgRow) -> bool:
    name, kind = row.said("name"), cells.compact(row.values.get("kind", ""))
    row.facts["is_floating"] = kind.startswith(FLOATING) or FLOATING in name
    row.facts["kind"] = KINDS.get(kind) or KINDS.get(kind.removeprefix(FLOATING)) or ("" if kind else _by_name(name))
    if not name or len(name) > 120:
        row.refuse(Trouble.NAME, _("组织全称为空或超过120字"))
    elif objection := characters.objection_to_name(name):
        row.refuse(Trouble.CHARACTER, objection)
    note_characters(row, Holds.ORGS)
    if not row.facts["kind"]:
        known = "、".join(str(label) for label in Kind.labels)
        row.refuse(Trouble.TREE, _("组织类别应为%(kinds)s之一") % {"kinds": known})
    try:
        row.facts["may_approve_probationary"] = cells.yes(row.values.get("power", ""))
        founded = cells.day(row.values.get("founded_on", ""))
        row.facts["founded_on"] = founded.on if founded else None
    except cells.Unclear as unclear:
        row.refuse(Trouble.CELL, str(unclear))
    for name in (*CONTACT, "document_code", "code", "region", "short_name"):
        said = written_numbers.kept(name, row.said(name))
        if name == "postcode" and said and (why := written_numbers.fault_of_postcode(said)):
            row.refuse(Trouble.CELL, why.removesuffix("。"))
        elif too_long := over_limit(PartyOrg, name, said):
            row.refuse(Trouble.CELL, too_long)
        row.facts[name] = said
    row.facts["contact_name"] = row.facts["contact_name"] or row.facts["secretary_name"]
    if row.facts["region"] and (why := regions.fault(row.facts["region"])):
        row.refuse(Trouble.CELL, why.removesuffix("。"))
    return row.good


def _by_name(name: str) -> Kind | None:
    """What an organisation is by the last words of its name on the seal, where the sheet has no column for it.

    `…支部委员会` may be a joint or a temporary one too: the words say so."""
    ending = {"branch": Kind.BRANCH, "general": Kind.GENERAL_BRANCH, "group": Kind.PARTY_GROUP}
    ending |= {"committee": Kind.PARTY_COMMITTEE, "department": Kind.ORGANISATION_DEPARTMENT}
    kind = ending.get(naming.split(name)[1])
    if kind == Kind.BRANCH:
        return Kind.JOINT_BRANCH if "联合" in name else Kind.TEMPORARY_BRANCH if "临时" in name else kind
    working = name.endswith(("工作委员会", "党工委", "工委"))
    return Kind.WORKING_COMMITTEE if kind == Kind.PARTY_COMMITTEE and working else kind


def _place_all(waiting: list[OrgRow], places: Places) -> list[OrgRow]:
    """Place rows, superiors first, whatever their order; returns those that cannot be placed.

    Full names of superiors go before short forms, so that a short form is judged against all that may be meant."""
    names = {row.said("name") for row in waiting}
    while True:
        placed = {id(row) for row in waiting if _place(row, places, names, exact=True)}
        placed = placed or {id(row) for row in waiting if _place(row, places, names, exact=False)}
        if not placed:
            return waiting
        names -= {row.said("name") for row in waiting if id(row) in placed}
        waiting = [row for row in waiting if id(row) not in placed]


def _why_unplaced(row: OrgRow, first: dict[str, OrgRow], places: Places) -> str:
    said = row.said("parent")
    if said not in first:
        try:
            places.find(said)
        except NotFound as lost:
            return _("上级党组织%(why)s") % {"why": lost}
    return _("上级党组织所在的行有误或循环隶属，请先改正上级")


def _place(row: OrgRow, places: Places, waiting: set[str], *, exact: bool) -> bool:
    """Find the row's superior and place the row. False: the superior is not known, or not yet."""
    said = row.said("parent")
    parent = None
    if said:
        if said in waiting or (exact and said not in places.by_name):
            return False
        try:
            parent = places.find(said)
        except NotFound:
            return False
    known = places.by_name.get(row.said("name"))
    renamed = places.formerly.get(row.said("name"))
    if known:
        _compare(row, known, parent)
    elif renamed:
        row.refuse(Trouble.NAME, _("该组织已更名为%(name)s，请改用现在的全称") % {"name": renamed.name})
    else:
        _arrive(row, parent, places)
    return True


def _compare(row: OrgRow, known: Place, parent: Place | None) -> None:
    """A row about an organisation of the register."""
    if not known.within_reach:
        row.refuse(Trouble.REACH, _("该组织不在本组织管理范围内，请由其上级导入"))
    elif known.closed:
        row.refuse(Trouble.TREE, _("该组织已撤销"))
    elif known.kind != row.facts["kind"] or (known.parent is not parent and row.said("parent")):
        row.refuse(Trouble.TREE, _("类别或上级与登记不同；调整隶属关系请由管理员在组织页面办理"))
    else:
        row.place = known


def _arrive(row: OrgRow, parent: Place | None, places: Places) -> None:
    kind, name = row.facts["kind"], row.said("name")
    place = Place(name, kind, parent, short_name=row.facts["short_name"])
    if parent is None:
        if kind not in COMMITTEES:
            row.refuse(Trouble.TREE, _("除最高一级党委外，都须写明上级党组织"))
        elif not places.everywhere:
            row.refuse(Trouble.REACH, _("没有上级的组织只能由系统管理员用命令导入"))
    elif not parent.within_reach:
        row.refuse(Trouble.REACH, _("上级党组织不在本组织管理范围内，请由其上级导入"))
    elif parent.closed or not may_stand_under(kind, parent.kind):
        row.refuse(Trouble.TREE, _("上级党组织已撤销或类别不高于本组织"))
    if row.facts["may_approve_probationary"]:
        why = power_refused(kind, name, [above.name for above in place.superiors()])
        if why:
            row.refuse(Trouble.POWER, why.removesuffix("（R-O6）。"))
    if row.good:
        row.place = place
        places.add(place)


def write(rows: list[OrgRow], *, save: bool, ground: Ground) -> None:
    """Set what became of each row; with `save`, write it, parents before children, a few rows in one transaction."""
    known = PartyOrg.objects.in_bulk([row.place.pk for row in rows if row.place and row.place.pk])
    placed = sorted(((row, row.place) for row in rows if row.place), key=lambda pair: len(list(pair[1].superiors())))
    for start in range(0, len(placed), BATCH):
        with transaction.atomic():
            if save:
                tree_gate.hold()
            _write_batch(placed[start : start + BATCH], known, ground if save else None)
        if save:
            breathe()


def _write_batch(batch: list[tuple[OrgRow, Place]], known: dict[int, PartyOrg], ground: Ground | None) -> None:
    """Inside the batch's transaction. `ground` None: only judged."""
    above = {place.parent.pk for _row, place in batch if place.parent and place.parent.pk}
    parents = PartyOrg.objects.in_bulk(above) if ground else {}
    created = []
    for row, place in batch:
        if place.pk:
            _update(row, known[place.pk], ground)
        else:
            row.became = "new"
            if ground and (org := _create(row, place, parents)):
                parents[org.pk] = org
                created.append(org)
    if ground:
        changes.enter(created, ENTERED, Entered.ENTERED, ground)


def _create(row: OrgRow, place: Place, parents: dict[int, PartyOrg]) -> PartyOrg | None:
    facts = {**row.facts, "name": place.name, "short_name": place.short_name}
    parent = parents[place.parent.pk] if place.parent and place.parent.pk else None
    if place.parent and (parent is None or parent.closed_on):  # refused itself, or ended since it was read (R-O11)
        row.refuse(Trouble.TREE, _("上级党组织已撤销或类别不高于本组织"))
        return None
    if parent and not facts["region"]:
        facts["region"] = parent.region
    org = PartyOrg(parent=parent, **facts)
    org.save()
    place.pk = org.pk
    return org


def _update(row: OrgRow, org: PartyOrg, ground: Ground | None) -> None:
    """Blank cells erase nothing; what differs otherwise is taken over. `ground` None: only judged."""
    power = row.facts["may_approve_probationary"]
    changed = {name: row.facts[name] for name in CONTACT if row.facts[name] and row.facts[name] != getattr(org, name)}
    if row.said("power") and power != org.may_approve_probationary:
        row.refuse(Trouble.POWER, _("审批权限与登记不同；权限由上级在组织页面授予或收回"))
        return
    row.became = "changed" if changed else "same"
    if changed and ground:
        changes.change(org, changed, Entered.IMPORTED, ground)
