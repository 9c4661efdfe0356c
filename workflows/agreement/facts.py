"""What ends a person's part in an agreement from outside: a completed transfer, or membership that ended (R-C13).

`members` announces it inside its transaction; the agreement follows in the same one (R-T25). Tests:
tests/workflows/test_agreement_facts.py, test_agreement_succession.py.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from approvals import due, handling, journal
from approvals.case import UNSENT
from approvals.notices import Notice, NoticeKind
from members import coverage
from members.appointments import Post
from members.models import Coverage, PartyOrg, Person
from members.people import MEMBERS
from members.tree_changes import TreeChange

from .bound import bind_text
from .case import AgreementCase
from .duties import Duty
from .states import Scope, State
from .texts import AgreementText

ROSTER_LEFT = "roster_left"  # on the agreement's log: somebody stands on its roster no more


def relation_moved(sender: object, *, person: Person, new: PartyOrg | None, because: str, **_about: Any) -> None:
    """Outside the origin's own area the origin no longer holds the relation: the agreement ends for this person.

    So it does before it took effect: what was signed goes on for the others. The person is locked by whoever moves
    them, then the agreements in the order of their ids."""
    running = Coverage.objects.running().filter(person=person).select_related("origin")
    covered = {row.because: row.origin for row in running}
    for case in _naming(person, covered):
        origin = covered.get(case.number, case.origin)
        if new is None or not origin.covers(new):
            _leave(case.pk, [person], because)


def _naming(person: Person, covered: Iterable[str]) -> list[AgreementCase]:
    """The open agreements that cover the person, or name them and are not in force yet."""
    named = AgreementText.objects.filter(people=person).values("case")
    found = Q(number__in=list(covered)) | Q(pk__in=named, effective_on__isnull=True)
    return list(AgreementCase.objects.filter(found, closed_at__isnull=True).select_related("origin").order_by("pk"))


def _leave(pk: int, people: list[Person], because: str = "") -> None:
    """End the part of `people` in one agreement, with a note to both sides; where nobody is left, the agreement."""
    now = timezone.now()
    case = _settled(pk, now)
    gone = [person for person in people if case.is_open and _taken_off(case, person, because)]
    if not gone:
        return
    case.title = case.headline()
    _note(case, gone, because, now)
    _end_if_empty(case, now)


def _settled(pk: int, now: datetime) -> AgreementCase:
    """The agreement, locked, with all that fell due before; what it waits for first, since that may move it."""
    case = AgreementCase.locked(pk)
    for child in case.children.open():
        due.settle(child.flow.locked(child.pk), now)
    case = AgreementCase.locked(pk)
    due.settle(case, now)
    return case


def _taken_off(case: AgreementCase, person: Person, because: str) -> bool:
    """Whether `person` stood on the roster until now."""
    if case.effective_on:
        today = timezone.localdate()
        return bool(coverage.end(because=case.number, on=today, person=person, ended_because=because))
    stood = case.covered.filter(pk=person.pk).exists()
    for text in case.texts.filter(people=person):
        if text.sent_at:
            text.left.add(person)
            bind_text(case, text)
        else:
            text.people.remove(person)
    return stood


def _note(case: AgreementCase, gone: list[Person], because: str, now: datetime) -> None:
    said = "、".join(person.name for person in gone) + "的组织关系已不在甲方，不再列入名册"
    said += f"（{because}）" if because else ""
    journal.append(case, ROSTER_LEFT, by=None, from_state=case.state, data={"text": said}, now=now)
    case.save_changes()
    told = [case.proposer] if case.state == UNSENT else case.both
    for org in told:
        Notice.objects.create(org=org, post=Post.CLERK, case=case, kind=NoticeKind.MOVED, state=case.state, at=now)


def _end_if_empty(case: AgreementCase, now: datetime) -> bool:
    """End an agreement about named members that names nobody any more, and what it waits for with it (R-C13)."""
    if not case.is_open or case.covered.exists() or (case.scope != Scope.INDIVIDUAL and not case.effective_on):
        return False
    for found in case.children.open():
        child = found.flow.locked(found.pk)
        ended = child.flow.verbs()["parent_ended"]
        words = {"text": "名册已无人，协议终止"}
        handling.carry_out(child, ended, None, words, task=handling.open_task(child), now=now)
    verb = case.flow.verbs()["nobody_left" if case.effective_on else "nobody_left_before"]
    handling.carry_out(case, verb, None, {}, task=handling.open_task(case), now=now)
    return True


def end_empty(now: datetime) -> int:
    """Once a day: take off the rosters of what was sent whoever is the origin's no more, as by a merger, and end what
    names or covers nobody (R-C13); how many ended."""
    sent = AgreementCase.objects.filter(closed_at__isnull=True, scope=Scope.INDIVIDUAL).exclude(state=State.DRAFT)
    for case in sent.filter(effective_on__isnull=True).select_related("origin"):
        _leave_unless_the_origins(case)
    covered = Coverage.objects.running().values("because")
    in_force = sent.filter(effective_on__isnull=False).exclude(number__in=covered)
    return sum(_end_empty(pk, now) for pk in in_force.values_list("pk", flat=True))


@transaction.atomic
def _leave_unless_the_origins(case: AgreementCase) -> None:
    named = case.text.standing
    kept = Person.objects.below(case.origin.path).filter(pk__in=named.values("pk"), stage__in=MEMBERS)
    if gone := list(named.exclude(pk__in=kept.values("pk"))):
        _leave(case.pk, gone)


@transaction.atomic
def _end_empty(pk: int, now: datetime) -> bool:
    return _end_if_empty(_settled(pk, now), now)


def duties_taken_over(sender: object, *, change: TreeChange, **_about: Any) -> None:
    """What an ended organisation still owes, its successor owes until the same day (R-O11)."""
    if change.successor:
        Duty.objects.owed().filter(org__in=change.orgs).update(org=change.successor)
