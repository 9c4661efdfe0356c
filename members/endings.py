"""The end of membership 党籍终止: a member has died or is no member any more (R-O1, R-O6, R-O15).

The system never ends a membership by itself: an organisation that may say so records what happened or was decided, on
which day and on what proof. The relation then leaves the system, and rooms that hold open work for the person end it in
the same transaction: `membership_ended`. The row is the record of who said so: written once, and undone only beside.
Tests: tests/members/test_endings.py; what becomes of cases: tests/workflows/test_person_ended.py.
"""

from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import tree_gate
from .appointments import Appointment, Post
from .delegations import holds_now
from .orgs import PartyOrg, path_range
from .people import MEMBERS, Person, Stage
from .rulebook import RuleBroken
from .tree_changes import standing_for

# Announced inside the transaction that records it: ending (Ending), by (Appointment).
membership_ended = Signal()


class How(models.TextChoices):
    """How it ended. 停止党籍 is none of these: it is a decision on the way (失联)."""

    DIED = "died", gettext_lazy("去世")
    EXPELLED = "expelled", gettext_lazy("开除党籍")
    REMOVED = "removed", gettext_lazy("除名")
    LEFT = "left", gettext_lazy("退党")
    CANCELLED = "cancelled", gettext_lazy("取消预备党员资格")


# What a committee may have decided, by what the member is.
DECIDED = {
    Stage.FULL: [How.EXPELLED, How.REMOVED, How.LEFT],
    Stage.PROBATIONARY: [How.CANCELLED, How.LEFT],
}
IN_WORDS = {  # on the record, which is Chinese
    How.DIED: "去世",
    How.EXPELLED: "被开除党籍",
    How.REMOVED: "被除名",
    How.LEFT: "退党",
    How.CANCELLED: "被取消预备党员资格",
}


class EndingQuerySet(models.QuerySet["Ending"]):
    def in_force(self) -> "EndingQuerySet":
        """Without those that were recorded by mistake."""
        return self.filter(undone_at__isnull=True)

    def visible_to(self, appointment: Appointment | None) -> "EndingQuerySet":
        """Those of people the appointment's organisation answered for (R-O14). None: none."""
        return self.filter(path_range(appointment.org.reach, "org__path")) if appointment else self.none()


class Ending(models.Model):
    """`on` is the day it happened or was decided; `org` held the relation then; `document` is the decision."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="endings", verbose_name=gettext_lazy("人员"))
    how = models.CharField(gettext_lazy("情形"), max_length=12, choices=How)
    on = models.DateField(gettext_lazy("日期"))
    document = models.CharField(gettext_lazy("决定文件"), max_length=120, blank=True)
    ground = models.CharField(gettext_lazy("依据"), max_length=300)
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="endings", verbose_name=gettext_lazy("原所在组织"))
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name=gettext_lazy("登记人"))
    recorded_at = models.DateTimeField(gettext_lazy("登记时间"))
    undone_at = models.DateTimeField(gettext_lazy("更正时间"), null=True)
    undone_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    undone_because = models.CharField(gettext_lazy("更正理由"), max_length=300, blank=True)

    objects = EndingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("党籍终止")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(undone_at__isnull=True), name="membership_ends_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.how} {self.on}"

    @property
    def in_words(self) -> str:
        """`2026年11月20日去世`: the fact as the record of a case says it, in Chinese and without a name."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日{IN_WORDS[How(self.how)]}"


def ways_for(person: Person, by: Appointment) -> list[How]:
    """What `by` may record of `person`: a death the branch's secretary or the committee's approver, what a committee
    decides the approver of the committee with the power (R-O6, R-O7). A scoped delegation covers cases alone."""
    if not by.posts & {Post.SECRETARY, Post.APPROVER} or by.kinds or by.account.person_id == person.pk:
        return []
    branch = person.branch
    return [] if branch is None else _sayable(person.stage, branch, by)


def _sayable(stage: str, branch: PartyOrg, by: Appointment) -> list[How]:
    committee = branch.base_committee()
    if committee is not None and committee.pk == by.org_id and Post.APPROVER in by.posts:
        return [How.DIED, *DECIDED.get(Stage(stage), [])]
    return [How.DIED] if branch.pk == by.org_id and Post.SECRETARY in by.posts else []


def why_not(person: Person, by: Appointment) -> str:
    """Why `by` may record nothing of `person`, in a sentence that names who can; or an empty string."""
    if ways_for(person, by):
        return ""
    branch = person.branch
    if branch is None:
        return _("该同志的组织关系已不在本系统")
    if by.account.person_id == person.pk:
        return _("不得办理本人的事项，请由本组织其他任职人员办理")
    if by.kinds:
        return _("授权代办的范围只含指定的事项，请由授权人本人登记")
    committee = branch.base_committee()
    said = _("去世由%(branch)s书记登记；开除党籍、除名、退党、取消预备党员资格由%(committee)s审批人登记")
    return said % {"branch": branch, "committee": committee or _("有审批权限的党委")}


@transaction.atomic
def record(person: Person, *, by: Appointment, how: str, on: date, ground: str, document: str = "") -> Ending:
    """Record how a membership ended; the relation leaves the system and open work of the person ends.

    Raises RuleBroken: R-O12 by whom, R-O6 what may be said, R-O1 a day that cannot be; and what rooms above refuse."""
    tree_gate.hold()
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not holds_now(by):
        raise RuleBroken("R-O12", _("您的任职或授权已结束，不能登记"))
    if refused := why_not(person, by):
        raise RuleBroken("R-O12", refused)
    if how not in ways_for(person, by):
        raise RuleBroken("R-O6", _("这一情形须由有审批权限的党委按规定决定后登记，且与党员类别相符"))
    if how != How.DIED and not document.strip():
        raise RuleBroken("R-O6", _("须填写决定文件的名称或文号"))
    _refuse_day(person, on)
    branch = person.branch
    if branch is None:
        raise RuleBroken("R-O1", _("该同志的组织关系已不在本系统"))
    now = timezone.now()
    ending = Ending.objects.create(
        person=person, how=how, on=on, document=document, ground=ground, org=branch, by=by, recorded_at=now
    )
    person.join(None, because=IN_WORDS[How(how)], at=_end_of_relation(person, on, now))
    membership_ended.send(Ending, ending=ending, by=by)
    return ending


def _refuse_day(person: Person, on: date) -> None:
    if on > timezone.localdate():
        raise RuleBroken("R-O1", _("日期不能晚于今天"))
    began = person.joined_on if person.stage in MEMBERS else person.applied_on
    if began and on < began:
        raise RuleBroken("R-O1", _("日期早于入党（申请）日期 %(day)s，请核对") % {"day": began.isoformat()})


def _end_of_relation(person: Person, on: date, now: datetime) -> datetime:
    """24:00 of the day `on`; now where that lies ahead, or another branch has taken the member in since."""
    after = datetime.combine(on + timedelta(days=1), time.min, timezone.get_default_timezone())
    began = person.relations.order_by("-since").values_list("since", flat=True).first()
    return after if after <= now and (began is None or after > began) else now


def may_undo(ending: Ending, by: Appointment) -> bool:
    """Whether `by` sits where this could be recorded (R-O15). Cases that ended stay ended."""
    if ending.undone_at or by.kinds or by.account.person_id == ending.person_id:
        return False
    return ending.how in _sayable(ending.person.stage, ending.org, by)


@transaction.atomic
def undo(ending: Ending, *, by: Appointment, because: str) -> None:
    """Say beside a record that it was a mistake: the member belongs to the branch, or its successor, from now on.

    Nothing that ended is opened again. Not for restoring a membership, which is decided by its own rules.
    Raises RuleBroken: R-O12 by whom, R-O15 twice, R-O1 a relation that began meanwhile, R-O11 no branch is left."""
    tree_gate.hold()
    person = Person.objects.select_for_update(no_key=True).get(pk=ending.person_id)
    ending = Ending.objects.select_related("person", "org").get(pk=ending.pk)
    if ending.undone_at:
        raise RuleBroken("R-O15", _("这项登记已经更正"))
    if not holds_now(by) or not may_undo(ending, by):
        raise RuleBroken("R-O12", _("更正由有权登记的组织办理：原党支部书记，或有审批权限的党委"))
    if person.branch is not None:
        raise RuleBroken("R-O1", _("该同志已另有组织关系，不能恢复原来的"))
    ending.undone_at, ending.undone_by, ending.undone_because = timezone.now(), by, because
    ending.save(update_fields=["undone_at", "undone_by", "undone_because"])
    person.join(standing_for(ending.org), because="更正误登记")
