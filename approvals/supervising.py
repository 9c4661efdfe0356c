"""What is done about a listed desk: the one above demands, it explains, the one above excuses (R-S7, R-S8).

Each is an entry on the case's log and moves nothing: the work stays where it is. `tell_desks` leaves the day's notice.
Tests: tests/approvals/test_supervision.py.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import tree_gate
from members.appointments import Post
from members.delegations import holds_now
from members.models import Appointment
from members.rulebook import RuleBroken

from . import calendar, handling, journal
from .moments import next_moment
from .notices import Notice, NoticeKind
from .rules import AlreadyHandled, NotAllowed, Refused, not_on_own_case
from .supervision import Supervision, may_answer, may_demand, may_demand_now, superiors_of
from .supervision_order import ClosedOrder, SupervisionOrder

DEMAND, EXPLAIN, EXCUSE = "demand", "explain", "excuse"  # the entries


@transaction.atomic
def demand(item: Supervision, *, by: Appointment, text: str, answer_by: date) -> Supervision:
    """Issue a 督办单 with what is demanded, to be answered in writing until the end of `answer_by`.

    Once more after an answer that does not satisfy, or after none: a new number, what was said stays on the log.
    Raises AlreadyHandled, NotAllowed, Refused, RuleBroken while an answer may still come."""
    item, now = _held(item, by, may_demand), timezone.now()
    if not may_demand_now(item):
        raise RuleBroken("R-S7", _("督办单已发出，还在答复期限内"))
    _refuse_past(answer_by, now)
    item.demand, item.answer_by, item.demanded_at, item.demanded_by = text, answer_by, now, by
    item.answer, item.answered_at, item.answered_by = "", None, None
    _write(item, DEMAND, by, now, text=text, until=answer_by)
    handling.issue(handling.number(SupervisionOrder(item, by=by, now=now)))
    _tell(item, NoticeKind.DEMANDED, item.assignment.org_id, item.assignment.post, now)
    return item


@transaction.atomic
def explain(item: Supervision, *, by: Appointment, text: str) -> Supervision:
    """The responsible organisation says in writing why, and until when it will be done.

    Raises AlreadyHandled, NotAllowed, Refused."""
    item, now = _held(item, by, may_answer), timezone.now()
    if item.answer == text:
        return item  # a double click
    item.answer, item.answered_at, item.answered_by = text, now, by
    _write(item, EXPLAIN, by, now, text=text)
    if superior := superiors_of([item.assignment.org]).get(item.assignment.org_id):
        _tell(item, NoticeKind.EXPLAINED, superior.pk, Post.ORGANISER, now)
    return item


@transaction.atomic
def excuse(item: Supervision, *, by: Appointment, until: date) -> Supervision:
    """Accept the explanation: off the list until the end of `until`, then listed again should it not be done.

    Raises AlreadyHandled, NotAllowed, Refused, RuleBroken where there is no explanation."""
    item, now = _held(item, by, may_demand), timezone.now()
    if not item.answered_at:
        raise RuleBroken("R-S7", _("责任组织尚未书面说明，不能销号"))
    _refuse_past(until, now)
    item.explained_at, item.explained_by, item.excused_until = now, by, until
    held = item.assignment
    held.again_at = calendar.end_of(until)
    held.save(update_fields=["again_at"])
    item.case.clock_at = next_moment(item.case, item.case.assignments.open(), after=now)
    _write(item, EXCUSE, by, now, until=until)
    if item.number:
        handling.issue(handling.number(ClosedOrder(item, by=by, now=now)))
    return item


def _held(item: Supervision, by: Appointment, allowed: Callable[[Supervision, Appointment], bool]) -> Supervision:
    """The item as it is now, its case locked and at hand, for who may act on it."""
    tree_gate.hold()
    case = item.case.flow.locked(item.assignment.case_id)
    item = Supervision.objects.whole().get(pk=item.pk)
    item.assignment.case = case
    if item.closed_at:
        raise AlreadyHandled(case.entries.select_related("by__account", "by__org").last())
    if not holds_now(by) or not allowed(item, by):
        raise NotAllowed(_("督办由上一级党委提出和销号，由责任组织书面说明，不得相互代替（R-S8）。"))
    if own := not_on_own_case(case, by=by):
        raise Refused([own])
    return item


def _refuse_past(day: date, now: datetime) -> None:
    if day <= timezone.localdate(now):
        raise RuleBroken("R-S7", _("日期须在今天以后"))


def _write(item: Supervision, verb: str, by: Appointment, now: datetime, **said) -> None:
    item.save()
    data = {"org": item.assignment.org.name, **said}
    journal.append(item.case, verb, by=by, from_state=item.case.state, data=data, now=now)
    item.case.save_changes()


def _tell(item: Supervision, kind: NoticeKind, org_id: int, post: str, now: datetime) -> None:
    Notice.objects.create(org_id=org_id, post=post, case_id=item.case.pk, kind=kind, state=item.case.state, at=now)


# The day's notice ------------------------------------------------------------------------------------------------

AT_ONCE = 500


@transaction.atomic
def tell_desks(now: datetime) -> int:
    """Leave each desk, and the one above it, one notice a day on which something of theirs was listed. The items told.

    Two sweeps never tell of the same item, and a day's second notice is no row: late or twice leaves the same."""
    rows = Supervision.objects.filter(told=False).select_related("assignment__org").order_by("pk")
    items = list(rows.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    superiors = superiors_of({item.assignment.org for item in items})
    told = set()
    for item in items:
        day, held = timezone.localdate(item.listed_at), item.assignment
        told.add((day, held.org_id, held.post))
        if superior := superiors.get(held.org_id):
            told.add((day, superior.pk, str(Post.ORGANISER)))
    Notice.objects.bulk_create(
        (Notice(kind=NoticeKind.SUPERVISE, day=day, org_id=org, post=post, at=now) for day, org, post in sorted(told)),
        ignore_conflicts=True,
    )
    Supervision.objects.filter(pk__in=[item.pk for item in items]).update(told=True)
    return len(items)
