"""A year of agreements by a moved clock: every duty ends as done, missed or dropped, none is lost (R-C5, R-C10)."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from approvals import desk, journal
from approvals.models import Case, Entry, Notice
from approvals.sweep import sweep
from members.models import Coverage, Person
from members.people import relation_moved
from workflows.agreement import drafting, duties
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty
from workflows.evaluation.case import EvaluationCase

AGREEMENTS = 5
SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST = date(2027, 11, 22)
NOTICED, EMPTIED = 0, 1  # the agreement that gets notice in March, and the one whose member leaves in May


@pytest.fixture
def in_force(clock, orgs, wang, lin, zhao, chen) -> list[AgreementCase]:
    """One agreement a member, all between the same two branches, from 2026-11-23 to 2027-11-22."""
    found = []
    for n in range(AGREEMENTS):
        person = Person.objects.create(
            name=f"党员{n}", gender="male", stage="full_member", joined_on=date(2010, 7, 1), away_branch=orgs.first
        )
        person.join(orgs.dongshan, because="名册")
        case = drafting.begin([person], by=wang, origin=orgs.dongshan, destination=orgs.first)
        case = desk.act(case, "send", by=wang)
        case = desk.act(case, "accept_text", by=lin, text="同意文本")
        case = desk.act(case, "sign_first", by=wang, text="同意签署")
        case = desk.act(case, "sign_second", by=lin, text="同意签署")
        case = desk.opine(case, by=wang, agrees=True, text="已备案")
        found.append(desk.act(case, "file", by=lin, text="已备案"))
    return found


def everything() -> dict[str, int]:
    rows = {model.__name__: model.objects.count() for model in (Case, Entry, Notice, Duty, EvaluationCase, Coverage)}
    return rows | Counter(Case.objects.values_list("state", flat=True))


def clear(by, diligence: int) -> None:
    """The clerk does what is owed under every agreement but each `diligence`-th."""
    for duty in Duty.objects.owed_by(by.org).select_related("case"):
        if duty.case_id % diligence:
            duties.done(duty, by=by, evidence="已按约定联系并做好记录")


@pytest.mark.giant("simulation")
def test_in_a_year_no_duty_is_lost_and_each_half_year_is_evaluated_once(in_force, clock, wang, lin, orgs):
    day = date(2026, 11, 24)
    while day <= LAST + timedelta(days=1):
        clock.move_to(datetime(day.year, day.month, day.day, 1, tzinfo=SHANGHAI))
        sweep()
        before = everything()
        sweep()
        assert everything() == before  # late, twice, on two servers: the same
        if day == date(2027, 3, 1):
            desk.act(in_force[NOTICED], "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
        if day == date(2027, 5, 1):
            _leaves(in_force[EMPTIED], orgs)
        if day.day == 1:
            clear(wang, 7)
            clear(lin, 2)
        day = min(_next(day), LAST + timedelta(days=1)) if day <= LAST else day + timedelta(days=1)

    states = Counter(AgreementCase.objects.values_list("state", flat=True))
    assert states == {"expired": AGREEMENTS - 2, "terminated": 2}
    _every_duty_is_accounted_for(in_force)
    halves = Counter(EvaluationCase.objects.values_list("half", flat=True))
    assert halves == {"2026H2": AGREEMENTS, "2027H1": AGREEMENTS - 2}
    assert not Coverage.objects.running().exists()
    assert list(journal.broken()) == []


def _next(day: date) -> date:
    """Every tenth day, and each first of a month."""
    first = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(day + timedelta(days=10), first)


def _leaves(case: AgreementCase, orgs) -> None:
    person = case.people.get()
    person.join(orgs.xihe, because="ZJ2027-000001")
    relation_moved.send(Person, person=person, old=orgs.dongshan, new=orgs.xihe, because="ZJ2027-000001")


def _every_duty_is_accounted_for(cases: list[AgreementCase]) -> None:
    now = timezone.now()
    for case in AgreementCase.objects.filter(pk__in=[case.pk for case in cases]):
        planned = {(duty.key, duty.side, duty.first_day) for duty in duties.plan(case, LAST)}
        there = set(case.duties.values_list("key", "side", "first_day"))
        assert planned == there
        for duty in case.duties.all():
            ended = [duty.done_at is not None, duty.dropped_on is not None, duty.is_overdue(now)]
            assert ended.count(True) == 1, (case, duty)
    assert {duty.case_id for duty in Duty.objects.filter(dropped_on__isnull=False)} == {
        cases[NOTICED].pk,
        cases[EMPTIED].pk,
    }
