"""Deadlines (R-T24, R-S7): when a desk is late, counted where it stands, at whose count."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from approvals import desk
from approvals.calendar import CalendarDay
from approvals.deadlines import LocalTerm, Term, Unit
from tests.conftest import SHANGHAI

FIVE = Term("transfer.origin_branch_review", 5, Unit.WORKDAYS, "R-T24")
THIRTY = Term("transfer.returned", 30, Unit.DAYS, "W1")
A_MONTH = Term("transfer.receipt", 1, Unit.MONTHS, "R-T11")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("term", "last", "second"),
    [(FIVE, date(2026, 11, 30), date(2026, 12, 7)), (THIRTY, date(2026, 12, 23), date(2027, 1, 22))],
)
def test_a_term_and_twice_a_term(term, last, second):
    assert term.last_day(date(2026, 11, 23)) == last
    assert term.last_day(date(2026, 11, 23), times=2) == second


@pytest.mark.django_db
def test_twice_a_month_is_two_months_not_twice_clipped():
    assert A_MONTH.last_day(date(2027, 1, 31)) == date(2027, 2, 28)
    assert A_MONTH.last_day(date(2027, 1, 31), times=2) == date(2027, 3, 31)


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [0, 9, 23])
def test_a_desk_has_until_24_00_of_the_last_day_whenever_it_was_asked(hour):
    asked = datetime(2026, 11, 23, hour, 59, tzinfo=SHANGHAI)
    assert FIVE.due_at(asked) == datetime(2026, 12, 1, 0, 0, tzinfo=SHANGHAI)


@pytest.mark.django_db
def test_the_day_is_that_of_shanghai_not_of_greenwich():
    late_in_greenwich = datetime.fromisoformat("2026-11-23T17:00:00+00:00")  # already the 24th at home
    assert FIVE.due_at(late_in_greenwich) == datetime(2026, 12, 2, 0, 0, tzinfo=SHANGHAI)


def test_an_assignment_is_late_from_the_first_moment_of_the_next_day(transfer, clock):
    held = transfer.assignments.open().get()
    assert held.due_at == datetime(2026, 12, 1, 0, 0, tzinfo=SHANGHAI)
    assert not held.is_overdue(held.due_at - timedelta(microseconds=1))
    assert held.is_overdue(held.due_at)


def test_a_holiday_moves_the_deadline(draft, wang):
    CalendarDay.objects.create(day=date(2026, 11, 26), works=False, note="本地节日")
    case = desk.act(draft, "submit", by=wang)
    assert case.assignments.open().get().due_at == datetime(2026, 12, 2, 0, 0, tzinfo=SHANGHAI)


def test_the_nearest_organisation_that_set_a_count_wins(orgs):
    LocalTerm.objects.create(org=orgs.province, key=FIVE.key, count=9)
    assert FIVE.count_at(orgs.dongshan) == 9
    LocalTerm.objects.create(org=orgs.county, key=FIVE.key, count=7)
    assert FIVE.count_at(orgs.dongshan) == 7
    LocalTerm.objects.create(org=orgs.dongshan, key=FIVE.key, count=3)
    assert FIVE.count_at(orgs.dongshan) == 3
    assert FIVE.count_at(orgs.xihe) == 7
    assert FIVE.count_at(orgs.first) == 9
    assert FIVE.count_at(None) == 5
    assert THIRTY.count_at(orgs.dongshan) == 30
    assert FIVE.in_words(orgs.xihe) == "7 个工作日"


def test_each_desk_of_a_state_has_the_count_of_its_own_place_on_the_clock_of_the_state(
    transfer_at_destination, orgs, lin, xu, clock
):
    LocalTerm.objects.create(org=orgs.street, key="transfer.destination_review", count=3)
    LocalTerm.objects.create(org=orgs.general, key="transfer.destination_review", count=4)
    case = transfer_at_destination
    clock.shift(timedelta(days=2))
    desk.opine(case, by=lin, agrees=True)
    general = case.assignments.open().get()
    assert timezone.localdate(general.due_at) == date(2026, 11, 28)  # the fourth working day after Monday is Friday

    desk.opine(case, by=xu, agrees=True)
    street = case.assignments.open().get()
    assert timezone.localdate(street.due_at) == date(2026, 11, 27)


def test_a_promise_adds_up_every_desk_at_its_latest(transfer):
    """Working days to 30 Nov, 14 Dec, 21 Dec; a letter of 30 days to 20 Jan (one province); 3 Feb; 3 Mar; 2 Apr."""
    assert transfer.promised_on == date(2027, 4, 2)
