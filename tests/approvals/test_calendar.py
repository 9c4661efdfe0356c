"""Working days over holidays and 调休, years that are not published yet, months clipped, and 24:00."""

from datetime import date, datetime

import pytest
from django.core.management import call_command

from approvals.calendar import CalendarDay, add_months, add_workdays, end_of, provisional_years, workdays_between
from tests.conftest import SHANGHAI

NATIONAL_DAY = {  # 2026: seven days off, two weekend days worked for them
    date(2026, 9, 20): True,
    **{date(2026, 10, day): False for day in (1, 2, 5, 6, 7)},
    date(2026, 10, 10): True,
}


@pytest.fixture
def national_day(db):
    CalendarDay.objects.bulk_create(CalendarDay(day=day, works=works) for day, works in NATIONAL_DAY.items())


@pytest.mark.usefixtures("national_day")
@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
        (date(2026, 9, 29), 1, date(2026, 9, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # Thursday after the holiday
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Friday to the worked Sunday
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # begun on a day off
    ],
)
def test_working_days_step_over_the_holiday_and_onto_worked_weekends(start, days, last):
    assert add_workdays(start, days) == last
    if start.weekday() < 5 and days:
        assert workdays_between(start, last) == days
        assert workdays_between(last, start) == -days


@pytest.mark.django_db
def test_without_a_table_only_weekends_are_off():
    assert add_workdays(date(2026, 9, 30), 5) == date(2026, 10, 7)


@pytest.mark.django_db
def test_the_day_one_begins_on_does_not_count_and_the_last_day_does():
    assert add_workdays(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert workdays_between(date(2026, 11, 23), date(2026, 11, 30)) == 5
    assert workdays_between(date(2026, 11, 23), date(2026, 11, 23)) == 0


@pytest.mark.django_db
def test_a_long_holiday_does_not_run_out_of_the_table():
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date.fromordinal(date(2026, 2, 2).toordinal() + n), works=False) for n in range(14)
    )
    assert add_workdays(date(2026, 1, 30), 1) == date(2026, 2, 16)


def test_seeding_knows_the_published_years_and_says_which_are_provisional(db, clock, capsys):
    call_command("seed_calendar")
    assert "2027 年节假日尚未公布" in capsys.readouterr().out
    assert provisional_years([2026, 2027]) == {2027}
    assert CalendarDay.objects.get(day=date(2026, 10, 1)).note == "国庆节"
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 1)  # nobody has said yet that it is off


def test_seeding_keeps_what_an_administrator_entered(db, clock):
    CalendarDay.objects.create(day=date(2026, 10, 1), works=True, note="抗洪值守")
    call_command("seed_calendar")
    before = list(CalendarDay.objects.values_list("day", "works", "note"))
    call_command("seed_calendar")
    assert list(CalendarDay.objects.values_list("day", "works", "note")) == before
    assert (date(2026, 10, 1), True, "抗洪值守") in before


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 1, 1), -1, date(2026, 12, 1)),
        (date(2027, 12, 1), 0, date(2027, 12, 1)),
    ],
)
def test_months_keep_their_day_and_are_clipped_to_the_end(start, months, last):
    assert add_months(start, months) == last


def test_a_day_ends_at_midnight_in_shanghai():
    assert end_of(date(2026, 11, 30)) == datetime(2026, 12, 1, 0, 0, tzinfo=SHANGHAI)
    assert end_of(date(2026, 12, 31)) == datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI)
