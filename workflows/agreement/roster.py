"""The roster annex 名册 of an agreement in force: who is added or taken off without signing again (R-C16).

Either side changes it once a month at most; the change holds at once and is told to the other side, which may object
for ten working days. An objected change falls: whoever came is off again, whoever was taken off is back, and both words
stand on the log. Tests: tests/workflows/test_agreement_roster.py. Page: roster_views.py.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import beside
from approvals.deadlines import Term, Unit
from approvals.notices import Notice, NoticeKind
from approvals.rules import Missing, NotAllowed, Refused
from approvals.sides import Side
from members import coverage
from members.appointments import Post
from members.models import Appointment, Coverage, Person
from members.people import MEMBERS
from members.rulebook import RULES, RuleBroken, declare

from .case import AgreementCase
from .parties import EITHER_CLERK
from .rules import ROSTER_LIMIT
from .states import Scope, State

declare("R-C16", "名册每月可以调整一次，不必重新签署；每次调整告知对方，对方十个工作日内可以提出异议。", "产品默认")

CHANGEABLE = (State.EFFECTIVE, State.AMENDING)
OBJECTION = Term("agreement.roster_objection", 10, Unit.WORKDAYS, "R-C16")
LEAST_WORDS = 5


class RosterChange(models.Model):
    """One change by one side: who came and who was taken off, why. `object_by`: the first moment too late to object.

    `objected_at`: it has fallen. Never changed otherwise."""

    case = models.ForeignKey(AgreementCase, models.CASCADE, related_name="roster_changes")
    side = models.CharField(gettext_lazy("方"), max_length=12, choices=Side)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    added = models.ManyToManyField(Person, related_name="+", verbose_name=gettext_lazy("增加"))
    removed = models.ManyToManyField(Person, related_name="+", verbose_name=gettext_lazy("减少"))
    words = models.CharField(gettext_lazy("说明"), max_length=300)
    at = models.DateTimeField(gettext_lazy("调整时间"))
    object_by = models.DateTimeField(gettext_lazy("异议截止"))
    objected_at = models.DateTimeField(null=True)
    objected_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    objection = models.CharField(gettext_lazy("异议"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("名册调整")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"

    @property
    def last_day(self) -> date:
        """The last day on which the other side may object."""
        return timezone.localdate(self.object_by - timedelta(seconds=1))

    def may_be_objected_to(self, by: Appointment, now: datetime) -> bool:
        others = by.org in self.case.both and self.case.side_of(by.org) != self.side
        return others and self.objected_at is None and now < self.object_by and may_change(self.case, by)


def may_change(case: AgreementCase, by: Appointment | None) -> bool:
    """Whether `by` keeps the roster of one of the two parties now."""
    return by is not None and by.is_current() and EITHER_CLERK.held_by(by, case) and case.state in CHANGEABLE


def barred(case: AgreementCase, by: Appointment) -> Missing | None:
    """What stands against a change by `by` before anything is typed."""
    return _once_a_month(case, by)


@transaction.atomic
def change(
    case: AgreementCase, *, by: Appointment, added: Iterable[Person] = (), removed: Iterable[Person] = (), words: str
) -> RosterChange:
    """Put `added` on the roster and take `removed` off it from today.

    Raises Refused (R-C16, R-C2, R-C8), NotAllowed."""
    locked = _locked(case, by)
    came, left = list(added), list(removed)
    missing = [m for m in (_said(words), _something(came, left), _once_a_month(locked, by)) if m]
    missing += [m for m in (_of_the_origin(locked, came), _on_the_roster(locked, came, left)) if m]
    if missing:
        raise Refused(missing)
    now = timezone.now()
    made = RosterChange.objects.create(
        case=locked,
        side=locked.side_of(by.org),
        by=by,
        words=words.strip(),
        at=now,
        object_by=OBJECTION.due_at(now, locked.other(by.org)),
    )
    made.added.set(came)
    made.removed.set(left)
    _cover(locked, came=came, left=left)
    _enter(locked, "roster_changed", by, now, text=made.words, added=_names(came), removed=_names(left))
    return made


@transaction.atomic
def object_to(made: RosterChange, *, by: Appointment, words: str) -> RosterChange:
    """The other side objects in time: the change falls. Raises Refused (R-C16, R-C8), NotAllowed."""
    case = _locked(made.case, by)
    fresh = RosterChange.objects.select_for_update(of=("self",)).select_related("by__org").get(pk=made.pk)
    now = timezone.now()
    fresh.case = case
    if not fresh.may_be_objected_to(by, now):
        raise NotAllowed(_("只有对方可以在十个工作日内提出一次异议（R-C16）。"))
    if missing := _said(words):
        raise Refused([missing])
    fresh.objected_at, fresh.objected_by, fresh.objection = now, by, words.strip()
    fresh.save(update_fields=["objected_at", "objected_by", "objection"])
    came, left = list(fresh.removed.all()), list(fresh.added.all())
    _cover(case, came=_still_of_the_origin(case, came), left=left)
    _enter(case, "roster_objected", by, now, text=fresh.objection, undone=fresh.words)
    return fresh


def _locked(case: AgreementCase, by: Appointment) -> AgreementCase:
    said = _("名册由协议双方的经办人调整（R-O12）。")
    locked = beside.locked_for(case, by=by, seat=EITHER_CLERK, otherwise=said)
    if locked.state not in CHANGEABLE:
        raise NotAllowed(_("协议生效期间才能调整名册（R-C16）。"))
    return locked


def _cover(case: AgreementCase, *, came: list[Person], left: list[Person]) -> None:
    """Coverage ends with today for who left and begins today for who came; somebody stays."""
    today = timezone.localdate()
    if case.destination is None:
        raise LookupError("R-C2 was held when it was sent")
    for person in left:
        coverage.end(because=case.number, on=today, person=person, ended_because=case.number)
    there = set(case.covered.values_list("pk", flat=True))
    new = [person for person in came if person.pk not in there]
    try:
        individual = case.scope == Scope.INDIVIDUAL
        coverage.begin(new, case.origin, case.destination, because=case.number, individual=individual)
    except RuleBroken as broken:
        raise Refused([Missing(broken.message, rule=RULES[broken.number])]) from broken
    if not case.covered.exists():
        raise Refused([Missing(_("名册不能全部减去，不再共管的请通知解除协议"), rule=RULES["R-C16"])])


def _said(words: str) -> Missing | None:
    if len(words.strip()) >= LEAST_WORDS:
        return None
    return Missing(_("请写明理由，不少于5个字"), rule=RULES["R-C16"])


def _something(came: list[Person], left: list[Person]) -> Missing | None:
    return None if came or left else Missing(_("尚未写明增加或减少哪些党员"), rule=RULES["R-C16"])


def _once_a_month(case: AgreementCase, by: Appointment) -> Missing | None:
    """One change of a side in a calendar month; one that fell does not count."""
    first = timezone.localdate().replace(day=1)
    earlier = case.roster_changes.filter(side=case.side_of(by.org), objected_at__isnull=True, at__date__gte=first)
    if earlier.exists():
        return Missing(_("本方本月已经调整过一次名册，请下月一并调整"), rule=RULES["R-C16"])
    return None


def _of_the_origin(case: AgreementCase, came: list[Person]) -> Missing | None:
    kept = {person.pk for person in _still_of_the_origin(case, came)}
    foreign = [person.name for person in came if person.pk not in kept]
    if not foreign:
        return None
    said = _("%(names)s的组织关系不在%(org)s") % {"names": "、".join(foreign[:3]), "org": case.origin}
    return Missing(said, case.origin, rule=RULES["R-C2"])


def _on_the_roster(case: AgreementCase, came: list[Person], left: list[Person]) -> Missing | None:
    """Who is added is not on it, who is taken off is, nobody has another agreement, and 500 at most are on it."""
    covered = set(case.covered.values_list("pk", flat=True))
    if any(person.pk in covered for person in came) or any(person.pk not in covered for person in left):
        return Missing(_("名册已经变动，请刷新页面后重新选择"), rule=RULES["R-C16"])
    if len(covered) + len(came) - len(left) > ROSTER_LIMIT:
        return Missing(_("名册最多%(limit)d人") % {"limit": ROSTER_LIMIT}, rule=RULES["R-C16"])
    if case.scope != Scope.INDIVIDUAL:
        return None
    taken = Coverage.objects.running().filter(person__in=came, individual=True).select_related("person").first()
    if taken is None:
        return None
    said = {"name": taken.person.name, "number": taken.because}
    return Missing(_("%(name)s已有生效的共管协议 %(number)s") % said, rule=RULES["R-C8"])


def _still_of_the_origin(case: AgreementCase, people: list[Person]) -> list[Person]:
    """Those whose relation the origin, or what is below it, holds today. One query."""
    held = Person.objects.below(case.origin.path).filter(pk__in=[person.pk for person in people], stage__in=MEMBERS)
    kept = set(held.values_list("pk", flat=True))
    return [person for person in people if person.pk in kept]


def _names(people: list[Person]) -> str:
    return "、".join(person.name for person in people)


def _enter(case: AgreementCase, verb: str, by: Appointment, now: datetime, **said: Any) -> None:
    """On the agreement's log, and a notice to the other side."""
    beside.enter(case, verb, by=by, now=now, **said)
    other = case.other(by.org)
    if other:
        Notice.objects.create(org=other, post=Post.CLERK, case=case, kind=NoticeKind.MOVED, state=case.state, at=now)
