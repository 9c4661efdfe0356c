"""People 党员 and their organisational relations 组织关系 (R-O1, R-T9, R-I3).

A person is one row for the whole life. Relations store only their start: the end is the next start, so a gap or
an overlap cannot be written.
"""

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import sealing
from .identity import IdNumber
from .orgs import PartyOrg, path_range
from .pinyin import initials, spelled

# Announced inside the transaction that moves a relation (R-T25): person, old (PartyOrg or None), new, because (str).
relation_moved = Signal()


class Stage(models.TextChoices):
    APPLICANT = "applicant", _("入党申请人")
    ACTIVIST = "activist", _("入党积极分子")
    DEVELOPMENT_TARGET = "development_target", _("发展对象")
    PROBATIONARY = "probationary_member", _("预备党员")
    FULL = "full_member", _("正式党员")


MEMBERS = {Stage.PROBATIONARY, Stage.FULL}


class Gender(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class PersonQuerySet(models.QuerySet["Person"]):
    def with_branch(self) -> "PersonQuerySet":
        """Annotate `branch_id`, `branch_path` and `branch_since`: the latest relation is the present one (R-O1)."""
        latest = Relation.objects.filter(person=OuterRef("pk")).order_by("-since")
        return self.annotate(
            branch_id=Subquery(latest.values("org")[:1]),
            branch_name=Subquery(latest.values("org__short_name")[:1]),
            branch_path=Subquery(latest.values("org__path")[:1]),
            branch_since=Subquery(latest.values("since")[:1]),
        )

    def of(self, org: PartyOrg) -> "PersonQuerySet":
        """People whose present relation, or application, is at or below `org`."""
        return self.filter(pk__in=Relation.objects.present().filter(path_range(org.path, "org__path")).values("person"))

    def visible_to(self, appointment) -> "PersonQuerySet":
        """People an appointment may see: those its organisation answers for (R-O14). None: nobody."""
        if appointment is None:
            return self.none()
        return self.filter(pk__in=Relation.objects.present().filter(path_range(appointment.org.reach, "org__path")).values("person"))

    def search(self, text: str) -> "PersonQuerySet":
        """By name, pinyin, initials or the last four characters of the ID number (R-I3)."""
        text = "".join(text.split())
        if not text:
            return self.none()
        found = Q(name__startswith=text) | Q(pinyin__startswith=text.lower()) | Q(initials=text.lower())
        if len(text) == 4 and text[:3].isdigit():
            found |= Q(id_tail_index=sealing.blind(text.upper(), "tail"))
        if len(text) == 18:
            found |= Q(id_index=sealing.blind(text.upper(), "id"))
        return self.filter(found)


class Person(models.Model):
    """One person, from applicant to full member. Ages are computed, never stored (R-I4)."""

    name = models.CharField(_("姓名"), max_length=60)
    pinyin = models.CharField(max_length=240, editable=False, db_index=True)
    initials = models.CharField(max_length=60, editable=False, db_index=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender)
    nationality = models.CharField(_("民族"), max_length=20, default="汉族")
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    id_sealed = models.CharField(max_length=200, editable=False, default="", blank=True)
    id_index = models.CharField(max_length=64, editable=False, null=True, unique=True)
    id_tail_index = models.CharField(max_length=64, editable=False, default="", db_index=True)
    education = models.CharField(_("学历"), max_length=20, blank=True)
    occupation = models.CharField(_("工作岗位"), max_length=60, blank=True)
    phone = models.CharField(_("手机号"), max_length=40, blank=True)
    stage = models.CharField(_("党员类别"), max_length=20, choices=Stage, default=Stage.FULL)
    applied_on = models.DateField(_("申请入党日期"), null=True, blank=True)
    activist_on = models.DateField(_("确定积极分子日期"), null=True, blank=True)
    joined_on = models.DateField(_("入党日期"), null=True, blank=True)
    converted_on = models.DateField(_("转正日期"), null=True, blank=True)
    dues_until = models.DateField(_("党费交至"), null=True, blank=True, help_text=_("当月一日"))
    under_examination = models.BooleanField(_("正在接受审查"), default=False)
    away_since = models.DateField(_("外出日期"), null=True, blank=True)
    away_place = models.CharField(_("外出地点"), max_length=120, blank=True)
    away_unit = models.CharField(_("外出单位"), max_length=120, blank=True)
    away_branch = models.ForeignKey(PartyOrg, models.SET_NULL, null=True, blank=True, related_name="inflow", verbose_name=_("流入地党支部"))
    certificate_number = models.CharField(_("活动证编号"), max_length=30, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        ordering = ["pinyin", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.pinyin, self.initials = spelled(self.name), initials(self.name)
        super().save(**kwargs)

    @property
    def id_number(self) -> str:
        """The full number. Show it only to people handling a case, and log it with `AccessRecord` (R-I3)."""
        return sealing.unseal(self.id_sealed) if self.id_sealed else ""

    @id_number.setter
    def id_number(self, value: IdNumber) -> None:
        self.id_sealed = sealing.seal(str(value))
        self.id_index = sealing.blind(str(value), "id")
        self.id_tail_index = sealing.blind(str(value)[-4:], "tail")
        self.born_on = value.born_on

    @property
    def masked_id(self) -> str:
        """First six and last four at most (R-I3): `320724********833X`."""
        number = self.id_number
        return f"{number[:6]}********{number[-4:]}" if number else "—"

    @property
    def is_member(self) -> bool:
        return self.stage in MEMBERS

    def age_on(self, day: date) -> int | None:
        """Years completed on `day` (R-I4)."""
        if not self.born_on:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    @property
    def branch(self) -> PartyOrg | None:
        """The organisation that holds the relation now; None outside the system. Reads the database each time."""
        relation = self.relations.select_related("org").order_by("-since").first()
        return relation.org if relation else None

    @transaction.atomic
    def join(self, org: PartyOrg | None, *, because: str, at: datetime | None = None, group: str = "") -> "Relation":
        """Move the relation to `org` (None: out of the system) from `at` on and announce it (R-T9, R-T25).

        Locks the person. Raises ValueError when `at` is not after the present relation's start."""
        Person.objects.select_for_update().get(pk=self.pk)
        last = self.relations.select_related("org").order_by("-since").first()
        at = at or timezone.now()
        if last and at <= last.since:
            raise ValueError(f"relation of person {self.pk} would start before the present one")
        relation = self.relations.create(org=org, since=at, because=because, group=group)
        relation_moved.send(Person, person=self, old=last.org if last else None, new=org, because=because)
        return relation


class RelationQuerySet(models.QuerySet["Relation"]):
    def present(self) -> "RelationQuerySet":
        """Each person's latest relation."""
        later = Relation.objects.filter(person=OuterRef("person"), since__gt=OuterRef("since"))
        return self.filter(~models.Exists(later))


class Relation(models.Model):
    """From `since` until the person's next relation, `org` is responsible (R-O1). `org` None: outside the system."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="relations")
    org = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="relations", verbose_name=_("党组织"))
    since = models.DateTimeField(_("自"))
    group = models.CharField(_("党小组"), max_length=60, blank=True)
    because = models.CharField(_("依据"), max_length=40)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("组织关系")
        ordering = ["person", "since"]
        constraints = [models.UniqueConstraint(fields=["person", "since"], name="one_relation_at_a_time")]
        indexes = [models.Index(fields=["org", "person"])]

    def __str__(self) -> str:
        return f"{self.org} {self.since:%Y-%m-%d}"
