"""Duties that are late: their owner is told, and after the same term again the superior's list holds them (R-S7).

Once each, by the clock of every day: late, twice or on two servers is the same. Tests:
tests/workflows/test_agreement_overdue.py.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.calendar import end_of
from approvals.clock_forecast import Due
from approvals.deadlines import Term, Unit
from approvals.local_terms import Known
from approvals.notices import Notice, NoticeKind
from approvals.supervision import superiors_of
from members.appointments import Post
from members.models import Appointment, PartyOrg
from members.orgs import path_range
from members.rulebook import declare

from .duties import Duty
from .living_clauses import FIVE_TOGETHER

declare(
    "R-C14",
    "组织共建、党员共管、工作共商、经费共担、活动共抓，每半年至少各有一项计划或记录，缺的在督办页提示。",
    "各地做法；频次为产品默认",
)

LISTED = Term("agreement.duty", 10, Unit.WORKDAYS, "R-S7", most=60)
KNOWN = Known(LISTED, str(_("共管协议职责")), str(_("超期后列入上级督办")), lapses=False)


def tell(now: datetime) -> int:
    """Remind of what has become late and list what has been late for a whole term; how many duties."""
    reminded = _each(Duty.objects.overdue(now).filter(reminded_at__isnull=True), _remind, now)
    late = Duty.objects.overdue(now).filter(reminded_at__isnull=False, listed_at__isnull=True)
    return reminded + _each(late, _list, now)


def newly_late(now: datetime) -> Due:
    """What the clock would remind of at `now`."""
    rows = Duty.objects.overdue(now).filter(reminded_at__isnull=True)
    return Due(KNOWN.procedure, rows.count())


def listed(by: Appointment) -> "QuerySet[Duty]":
    """What stands on the list of `by`'s organisation: its own and that of everybody below, oldest first."""
    rows = Duty.objects.owed().filter(listed_at__isnull=False)
    return rows.filter(path_range(by.org.reach, "org__path"))


def areas_without_record(by: Appointment, now: datetime) -> int:
    """How many of the five areas of a half-year in reach have passed without a record (R-C14)."""
    rows = Duty.objects.overdue(now).filter(key__in=FIVE_TOGETHER)
    return rows.filter(path_range(by.org.reach, "org__path")).count()


def _each(duties: "QuerySet[Duty]", do: Callable[..., int], now: datetime) -> int:
    terms: dict[int, int] = {}
    return sum(do(duty, now, terms) for duty in duties.select_related("org", "case").order_by("pk"))


@transaction.atomic
def _remind(duty: Duty, now: datetime, _terms: dict[int, int]) -> int:
    if not Duty.objects.owed().filter(pk=duty.pk, reminded_at__isnull=True).update(reminded_at=now):
        return 0  # done, or another server was faster
    _leave(duty, duty.org, Post.CLERK, NoticeKind.REMIND, now)
    return 1


@transaction.atomic
def _list(duty: Duty, now: datetime, terms: dict[int, int]) -> int:
    """The count of a place is read once a run."""
    count = terms.setdefault(duty.org_id, LISTED.count_at(duty.org))
    if end_of(replace(LISTED, count=count).last_day(duty.last_day)) > now:
        return 0
    if not Duty.objects.owed().filter(pk=duty.pk, listed_at__isnull=True).update(listed_at=now):
        return 0
    if superior := superiors_of([duty.org]).get(duty.org_id):
        _leave(duty, superior, Post.ORGANISER, NoticeKind.SUPERVISE, now)
    return 1


def _leave(duty: Duty, org: PartyOrg, post: Post, kind: NoticeKind, now: datetime) -> None:
    """One line a desk, agreement and moment, however many duties are late."""
    said = {"org": org, "post": post, "case_id": duty.case_id, "kind": kind, "state": duty.case.state, "at": now}
    Notice.objects.get_or_create(**said)
