"""Organisations 党组织: the tree, its kinds, who may approve, and what a letter prints about each (R-O3…R-O11).

`path` is the ids from the root: a subtree is one index range on both databases, the chain of superiors is in the row.
How an organisation is renamed, moved, closed and succeeded: `tree_changes.py`, `succession.py`. Tests:
tests/members/test_orgs.py.
"""

import re
from collections.abc import Container, Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from . import name_keys
from .bytewise import BytewiseField
from .floating_record import FloatingRecord
from .org_names import FormerName, called, spelled
from .rulebook import declare

declare(
    "R-O3",
    "上级党组织的类别须高于下级（党委、党工委可设于党委之下），不得循环隶属；党小组是支部的组成部分，不单独用印、编号。",
    "组织工作常识，待核",
)
declare(
    "R-O6",
    "只有上级授权的党委、党工委有审批预备党员和直接接转组织关系的权限；支部、总支、临时组织和镇街以下的党委只审议。",
    "《党员教育管理工作条例》第25条；发展党员工作细则",
)
declare(
    "R-O7",
    "无审批权限的组织报最近的有权限的上级审批；其间的党总支、党委只审议并留下意见。",
    "发展党员工作细则",
)
declare(
    "R-O8",
    "县级以上党委的组织部门可在全国范围直接接转组织关系；当地另有规定的，由县级以上换开。",
    "中组发〔2004〕10号；各地做法",
)


class Kind(models.TextChoices):
    PARTY_COMMITTEE = "party_committee", _("党委")
    WORKING_COMMITTEE = "working_committee", _("党工委")
    ORGANISATION_DEPARTMENT = "organisation_department", _("组织部")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")
    JOINT_BRANCH = "joint_branch", _("联合党支部")
    TEMPORARY_BRANCH = "temporary_branch", _("临时党支部")
    PARTY_GROUP = "party_group", _("党小组")


BRANCHES = {Kind.BRANCH, Kind.JOINT_BRANCH, Kind.TEMPORARY_BRANCH}
COMMITTEES = {Kind.PARTY_COMMITTEE, Kind.WORKING_COMMITTEE}
# R-O3: a parent is of a higher kind; committees may stand under committees.
HEIGHT = {
    Kind.PARTY_COMMITTEE: 4,
    Kind.WORKING_COMMITTEE: 4,
    Kind.ORGANISATION_DEPARTMENT: 3,
    Kind.GENERAL_BRANCH: 3,
    Kind.BRANCH: 2,
    Kind.JOINT_BRANCH: 2,
    Kind.TEMPORARY_BRANCH: 2,
    Kind.PARTY_GROUP: 1,
}
# R-O6 names committees under a town or street committee: what a committee of that level is called on its seal.
TOWN_LEVEL = re.compile(r"(?:镇|乡|街道|苏木)(?:工作)?委员会$|(?:镇|乡|街道|苏木)党(?:工)?委$")


def may_stand_under(kind: str, parent_kind: str) -> bool:
    """Whether R-O3 lets an organisation of `kind` have a parent of `parent_kind`.

    A department serves a committee and has nothing below it."""
    if parent_kind == Kind.ORGANISATION_DEPARTMENT:
        return False
    if kind in COMMITTEES:
        return parent_kind in COMMITTEES
    return HEIGHT[Kind(parent_kind)] > HEIGHT[Kind(kind)]


def may_succeed(kind: str, successor_kind: str) -> bool:
    """Whether an organisation of `successor_kind` can take the place of one of `kind` (R-O11).

    Members need a branch; what stood under a general branch or a department may stand under its committee directly."""
    for alike in (BRANCHES, COMMITTEES):
        if kind in alike:
            return successor_kind in alike
    return successor_kind == kind or (kind != Kind.PARTY_GROUP and successor_kind in COMMITTEES)


def power_refused(kind: str, name: str, superiors: list[str]) -> str:
    """Why R-O6 forbids the power to approve, or an empty string. `superiors`: the full names of all ancestors."""
    if kind not in COMMITTEES | {Kind.ORGANISATION_DEPARTMENT}:
        return str(_("%(kind)s没有审批预备党员的权限，只能审议（R-O6）。") % {"kind": Kind(kind).label})
    if "临时" in name:
        return str(_("临时党组织没有审批预备党员的权限，只能审议（R-O6）。"))
    if any(TOWN_LEVEL.search(superior) for superior in superiors):
        return str(_("镇、街道以下的党委没有审批预备党员的权限，只能审议（R-O6）。"))
    return ""


class PathField(BytewiseField):
    """A path of ids, compared byte by byte."""


class PartyOrgQuerySet(models.QuerySet["PartyOrg"]):
    def within(self, path: str) -> "PartyOrgQuerySet":
        """Organisations at or below `path`: one index range, the same on SQLite and PostgreSQL."""
        return self.filter(path_range(path))

    def current(self) -> "PartyOrgQuerySet":
        return self.filter(closed_on__isnull=True)

    def visible_to(self, appointment) -> "PartyOrgQuerySet":
        """Organisations an appointment answers for (R-O14). None: none."""
        return self.within(appointment.org.reach) if appointment else self.none()

    def chains_of(self, orgs: "Iterable[PartyOrg]") -> "dict[int, list[PartyOrg]]":
        """By id, each of `orgs` and its ancestors, nearest first: one query for all."""
        above = self.in_bulk({ancestor for org in orgs for ancestor in org.ancestor_ids()})
        return {org.pk: [org, *(above[i] for i in reversed(org.ancestor_ids()))] for org in orgs}

    def search(self, text: str) -> "PartyOrgQuerySet":
        """By a part of a name, by pinyin from its start, or by initials; former and second names count too."""
        text = "".join(text.split())
        return self.filter(called(text) | Q(second_name__contains=text)) if text else self.none()

    def bearing(self, part: str) -> "PartyOrgQuerySet":
        """Whose full name has this part: today's, a former one, or that of one whose place they took (R-O11)."""
        ended = PartyOrg.objects.filter(name__contains=part, successor__isnull=False).values("successor")
        former = FormerName.objects.filter(name__contains=part).values("org")
        return self.filter(Q(name__contains=part) | Q(pk__in=former) | Q(pk__in=ended))


def path_range(path: str, field: str = "path") -> Q:
    """A condition for "at or below `path`" on `field`. Paths end in "/", and "0" is the character after it."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})


class PartyOrg(FloatingRecord, models.Model):
    """One node of the tree. `path` is the ids from the root, `"1/4/9/"`; it is written by `save` alone."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级党组织")
    )
    path = PathField(max_length=255, db_index=True, editable=False, default="")
    kind = models.CharField(_("组织类别"), max_length=32, choices=Kind)
    name = models.CharField(_("组织全称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    second_name = models.CharField(_("第二名称"), max_length=120, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    document_code = models.CharField(_("机关代字"), max_length=20, blank=True)
    code = models.CharField(_("组织代码"), max_length=20, blank=True)
    region = models.CharField(
        _("行政区划代码"),
        max_length=6,
        blank=True,
        help_text=_("前两位省、前四位市，用于介绍信有效期默认值（R-T4）"),
    )
    may_approve_probationary = models.BooleanField(_("具有审批预备党员权限"), default=False)
    address = models.CharField(_("通讯地址"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    fax = models.CharField(_("传真"), max_length=40, blank=True)
    postcode = models.CharField(_("邮编"), max_length=6, blank=True)
    secretary_name = models.CharField(_("书记"), max_length=40, blank=True)  # as the register says; who acts: posts
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("承继组织")
    )

    objects = PartyOrgQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("党组织")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=[name],
                condition=~Q(**{name: ""}),
                name=f"one_bearer_of_a_{name}",
                violation_error_message=_("这个机关代字或组织代码已由别的组织使用，文号会重复，请换一个（R-T12）。"),
            )
            for name in ("document_code", "code")
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @transaction.atomic
    def save(self, **kwargs) -> None:
        """Write the row and its path; a new parent carries the whole subtree with it in one statement."""
        self.spell()
        new, named = self._state.adding, {"name", "short_name"} & set(kwargs.get("update_fields") or ["name"])
        if not self.pk:
            super().save(**kwargs)
            kwargs = {"using": kwargs.get("using")}
        above = PartyOrg.objects.values_list("path", flat=True).get(pk=self.parent_id) if self.parent_id else ""
        old_path, self.path = self.path, f"{above}{self.pk}/"
        if update_fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*update_fields, "path", "pinyin", "initials"}
        super().save(**kwargs)
        if old_path and old_path != self.path:
            below = PartyOrg.objects.within(old_path).exclude(pk=self.pk)
            below.update(path=Concat(Value(self.path), Substr("path", len(old_path) + 1)))
        if named:
            name_keys.keep_for_org(self, new=new)

    def clean(self) -> None:
        """Hold R-O3 (a parent of a higher kind, no cycle) and R-O6 (who may never approve)."""
        if self.parent:
            if self.pk and self.parent.path.startswith(self.path):
                raise ValidationError({"parent": _("上级不能是本组织或其下级（R-O3）。")})
            if not may_stand_under(self.kind, self.parent.kind):
                said = _("%(parent)s 的类别不能作%(kind)s的上级（R-O3）。")
                raise ValidationError({"parent": said % {"parent": self.parent, "kind": self.get_kind_display()}})
        elif self.kind not in COMMITTEES:
            said = _("%(kind)s必须有上级党组织（R-O3）。")
            raise ValidationError({"parent": said % {"kind": self.get_kind_display()}})
        if self.may_approve_probationary and not self.may_hold_power:
            above = [org.name for org in self.parent.chain()] if self.parent else []
            raise ValidationError({"may_approve_probationary": power_refused(self.kind, self.name, above)})

    def spell(self) -> None:
        self.pinyin, self.initials = spelled(self.name, self.short_name)

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCHES

    @property
    def is_committee(self) -> bool:
        return self.kind in COMMITTEES

    @property
    def may_hold_power(self) -> bool:
        """Whether R-O6 lets a superior give this organisation the power to approve.

        Organisation departments carry it for their committee (R-O8). One query for the superiors of a committee."""
        if self.kind not in COMMITTEES:
            return self.kind == Kind.ORGANISATION_DEPARTMENT
        return not power_refused(self.kind, self.name, [org.name for org in self.parent.chain()] if self.parent else [])

    @property
    def reach(self) -> str:
        """The path this organisation answers for: its own, or its committee's for an organisation department."""
        if self.kind == Kind.ORGANISATION_DEPARTMENT and self.parent_id:
            return self.path.removesuffix(f"{self.pk}/")
        return self.path

    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to the parent."""
        return [int(part) for part in self.path.rstrip("/").split("/")[:-1]]

    def chain(self) -> list["PartyOrg"]:
        """This organisation and its ancestors, nearest first: one query."""
        return PartyOrg.objects.chains_of([self])[self.pk]

    def base_committee(self) -> "PartyOrg | None":
        """The nearest organisation at or above with the power to approve (R-O7), or None."""
        return next((org for org in self.chain() if org.may_approve_probationary), None)

    @property
    def acts_for_parent(self) -> bool:
        """Whether this is a department that works for the committee above it."""
        return self.kind == Kind.ORGANISATION_DEPARTMENT

    def office(self) -> "PartyOrg":
        """Who does this committee's coordination: its organisation department where it has one, else itself."""
        departments = self.children.filter(kind=Kind.ORGANISATION_DEPARTMENT, closed_on__isnull=True)
        return departments.order_by("pk").first() or self

    def superior_committee(self) -> "PartyOrg | None":
        """The nearest committee above, whom overdue work and refusals are told to (R-T8, R-S7); None at the top."""
        return next((org for org in self.chain()[1:] if org.is_committee), None)

    def reviewers(self) -> list["PartyOrg"]:
        """Organisations between this one and its base committee, which only review (R-O7), nearest first."""
        between: list[PartyOrg] = []
        for org in self.chain()[1:]:
            if org.may_approve_probationary:
                return between
            between.append(org)
        return between

    def covers(self, other: "PartyOrg") -> bool:
        """Whether `other` is in this organisation's reach (R-O14)."""
        return other.path.startswith(self.reach)


def lowest_common_superior(one: PartyOrg, other: PartyOrg, *, but_not: Container[int] = ()) -> PartyOrg | None:
    """The nearest shared ancestor that is a committee (R-S1); general branches and branches are skipped upward, and so
    are the committees whose keys are in `but_not`.

    Common to both means above both, so an organisation is never its own superior. None: two systems (R-S2).
    """
    shared = [a for a, b in zip(one.ancestor_ids(), other.ancestor_ids(), strict=False) if a == b]
    ancestors = PartyOrg.objects.in_bulk(shared)
    return next((ancestors[i] for i in reversed(shared) if ancestors[i].is_committee and i not in but_not), None)
