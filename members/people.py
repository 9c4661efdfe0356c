"""People 党员 and their organisational relations 组织关系 (R-O1, R-T9, R-I3, R-I4).

A person is one row for the whole life. Relations store only their start: the end is the next start, so a gap or
an overlap cannot be written. Tests: tests/members/test_people.py.
"""

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import binding, characters, fact_log, name_keys, sealing
from .identity import IdNumber, tidy
from .name_keys import NameKey
from .orgs import PartyOrg, path_range
from .pinyin import name_initials, name_spelled
from .rulebook import RuleBroken, declare

declare(
    "R-O1",
    "党员在任何时刻有且只有一个正式组织关系，隶属一个党支部，不间断、不重叠。",
    "《党员教育管理工作条例》第25条",
)
declare(
    "R-I3",
    "身份号码一人一号，一律遮盖显示（至多前6位和后4位）；查看完整号码和导出须说明理由并留下记录。",
    "产品默认",
)
declare("R-I4", "年龄按指定日期的周岁计算，不存储。", "组织工作常识，待核")

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
        """Annotate `branch_id`, `branch_name`, `branch_path`, `branch_since` from the latest relation (R-O1)."""
        latest = Relation.objects.filter(person=OuterRef("pk")).order_by("-since")
        return self.annotate(
            branch_id=Subquery(latest.values("org")[:1]),
            branch_name=Subquery(latest.values("org__short_name")[:1]),
            branch_path=Subquery(latest.values("org__path")[:1]),
            branch_since=Subquery(latest.values("since")[:1]),
        )

    def with_log_length(self) -> "PersonQuerySet":
        """Annotate `log_length`: how many changes stand on each person's log."""
        return self.annotate(log_length=models.Count("register_entries"))

    def below(self, path: str) -> "PersonQuerySet":
        """People whose present relation, or application, is at or below the organisation path `path`."""
        return self.filter(pk__in=Relation.objects.present().filter(path_range(path, "org__path")).values("person"))

    def of(self, org: PartyOrg) -> "PersonQuerySet":
        """People whose present relation, or application, is at or below `org`."""
        return self.below(org.path)

    def visible_to(self, appointment) -> "PersonQuerySet":
        """People an appointment may see: those its organisation answers for (R-O14). None: nobody."""
        return self.below(appointment.org.reach) if appointment else self.none()

    def search(self, text: str) -> "PersonQuerySet":
        """By the start of the name or its pinyin, by initials, last four or all characters of the ID number (R-I3).

        Which dot stands in a name, whether a character is typed as GBK once had it, traditional or simplified, and
        which of its readings is meant makes no difference; every part of a name with dots finds it."""
        typed, number = characters.seen("".join(text.split())), tidy(text)
        if not typed:
            return self.none()
        low = name_keys.plain(typed)
        found = Q(pinyin__startswith=low) | Q(initials=low)
        for spelling in {typed, name_keys.simplified(typed)}:
            found |= Q(name__startswith=spelling)
        if len(number) == 4 and number[:3].isdigit():
            found |= Q(id_tail_index=sealing.blind(number, "tail"))
        if len(number) == 18:
            found |= Q(id_index=sealing.blind(number, "id"))
        named = NameKey.objects.matching(typed).filter(person__isnull=False).values("person")
        # Each of the two reads its own indexes; an "or" across both tables would read every person.
        return self.filter(pk__in=Person.objects.filter(found).order_by().values("pk").union(named))


# Whoever the register says anything of that is elsewhere is away, also before anybody knows since when.
AWAY = (
    models.Q(away_since__isnull=False)
    | models.Q(away_branch__isnull=False)
    | ~models.Q(away_place="", away_unit="", away_outside="")
)


class Person(models.Model):
    """One person, from applicant to full member. Ages are computed, never stored (R-I4)."""

    name = models.CharField(_("姓名"), max_length=60, db_index=True)
    pinyin = models.CharField(max_length=240, editable=False, db_index=True)
    initials = models.CharField(max_length=60, editable=False, db_index=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender)
    nationality = models.CharField(_("民族"), max_length=20, default="汉族")
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    id_sealed = models.CharField(max_length=200, editable=False, default="", blank=True)
    id_index = models.CharField(max_length=64, editable=False, null=True, unique=True)  # noqa: DJ001 - many without a number, and unique
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
    away_branch = models.ForeignKey(
        PartyOrg, models.SET_NULL, null=True, blank=True, related_name="inflow", verbose_name=_("流入地党支部")
    )
    away_outside = models.CharField(_("系统外的流入地党组织"), max_length=120, blank=True)
    graduated_on = models.DateField(_("毕业日期"), null=True, blank=True)
    abroad_since = models.DateField(_("出国（境）日期"), null=True, blank=True)
    contacted_on = models.DateField(_("最近一次联系"), null=True, blank=True)
    cultivation_contact = models.CharField(_("培养联系人"), max_length=60, blank=True)
    certificate_number = models.CharField(_("活动证编号"), max_length=30, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        ordering = ["pinyin", "pk"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic(savepoint=False)
    def save(self, **kwargs) -> None:
        self.spell()
        new, update_fields = self._state.adding, kwargs.get("update_fields")
        if update_fields:
            kwargs["update_fields"] = {*update_fields, "pinyin", "initials"}
        super().save(**kwargs)
        if update_fields is None or "name" in update_fields:
            name_keys.keep_for_person(self, new=new)

    def spell(self) -> None:
        self.pinyin, self.initials = name_spelled(self.name), name_initials(self.name)

    @property
    def is_away(self) -> bool:
        """The same for one person as `AWAY` for a query."""
        return bool(self.away_since or self.away_branch_id or self.away_place or self.away_unit or self.away_outside)

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
        """Move the relation to `org` (None: out of the system) from `at` (default now) on; announce it (R-T9, R-T25).

        Locks the person. Raises RuleBroken when `org` is no branch (R-T10) or is closed (R-O11), ValueError when `at`
        is not after the present relation's start or lies in the future."""
        refuse_unfit(org)
        Person.objects.select_for_update(no_key=True).get(pk=self.pk)
        last = self.relations.select_related("org").order_by("-since").first()
        at = at or timezone.now()
        if last and at <= last.since:
            raise ValueError(f"relation of person {self.pk} would start before the present one")
        if at > timezone.now():
            raise ValueError(f"relation of person {self.pk} would start in the future")
        relation = self.relations.create(org=org, since=at, because=because, group=group)
        bind_relations([relation])
        relation_moved.send(Person, person=self, old=last.org if last else None, new=org, because=because)
        return relation


def bind_relations(relations: "list[Relation]") -> None:
    """Write new relations, one a person, on the log of facts; the caller has locked the people. Two statements."""
    fact_log.append([("person", new.person_id, "relation", relation_fact(new)) for new in relations])


def relation_fact(relation: "Relation") -> binding.Facts:
    """What binds a relation: `relation:12`."""
    return {binding.beside("relation", relation.pk): binding.facts_of(relation, RELATION)}


def refuse_unfit(org: PartyOrg | None) -> None:
    """Raise RuleBroken when `org` cannot hold a relation: no branch (R-T10), or closed (R-O11)."""
    if org and not org.is_branch:
        raise RuleBroken("R-T10", gettext("%(org)s不是党支部，请写明接收的党支部") % {"org": org})
    if org and org.closed_on:
        raise RuleBroken("R-O11", gettext("%(org)s已撤销，请选承继它的党支部") % {"org": org})


class RelationQuerySet(models.QuerySet["Relation"]):
    def present(self) -> "RelationQuerySet":
        """Each person's latest relation."""
        later = Relation.objects.filter(person=OuterRef("person"), since__gt=OuterRef("since"))
        return self.filter(~models.Exists(later))


RELATION = binding.columns("since", "group", "because", org="org_id")


class Relation(models.Model):
    """From `since` until the person's next relation, `org` is responsible (R-O1). `org` None: outside the system."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="relations")
    org = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, related_name="relations", db_index=False, verbose_name=_("党组织")
    )
    since = models.DateTimeField(_("自"))
    group = models.CharField(_("党小组"), max_length=60, blank=True)
    because = models.CharField(_("依据"), max_length=40)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("组织关系")
        ordering = ["person", "since"]
        constraints = [models.UniqueConstraint(fields=["person", "since"], name="one_relation_at_a_time")]
        # Everything "who belongs to these organisations now" reads, so that the answer comes from the index alone.
        indexes = [models.Index(fields=["org", "person", "since"])]

    def __str__(self) -> str:
        return f"{self.org} {self.since:%Y-%m-%d}"
