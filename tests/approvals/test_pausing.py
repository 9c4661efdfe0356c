"""计时暂停: a coordination that comes to nothing leaves a desk the rest of its time (R-S1, R-T21)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from approvals import calendar, desk
from approvals.deadlines import Unit
from approvals.models import CalendarDay, Supervision
from approvals.pausing import put_off
from approvals.sweep import sweep
from tests.conftest import SHANGHAI
from workflows.coordination.case import CoordinationCase

WHY = "该同志不在本辖区工作和居住"


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, 0, tzinfo=SHANGHAI)


def day_of(moment: datetime | None) -> date | None:
    return calendar.last_day_of(moment) if moment else None


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen):
    """Monday 23 November: fifteen working days to answer (14 December), sixty days to its end (22 January)."""
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)
    return desk.act(transfer_at_destination, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)


def coordinate(case, by, verb="escalate") -> CoordinationCase:
    desk.act(case, verb, by=by, text="对方不予办理，请予协调")
    return CoordinationCase.objects.get(parent=case.pk, closed_at=None)


def whole(case):
    return case.flow.whole(case.pk)


@pytest.mark.parametrize(
    ("moment", "unit", "since", "until", "later"),
    [
        (at(12, 15, 0), Unit.WORKDAYS, at(12, 1), at(12, 8), at(12, 22, 0)),  # five working days
        (at(12, 15, 0), Unit.WORKDAYS, at(12, 5), at(12, 6), at(12, 15, 0)),  # a weekend takes no working day
        (at(12, 15, 0), Unit.WORKDAYS, at(12, 14), at(12, 15), at(12, 16, 0)),  # its last day is given back
        (at(12, 15, 0), Unit.WORKDAYS, at(12, 14), at(12, 14, 18), at(12, 15, 0)),  # the same day
        (at(12, 15, 0), Unit.WORKDAYS, at(12, 15, 0), at(12, 20), at(12, 15, 0)),  # over already: nothing is forgiven
        (at(12, 15, 0), Unit.DAYS, at(12, 5), at(12, 8), at(12, 18, 0)),
        (at(2, 29, 0, 2028), Unit.DAYS, at(2, 20, 9, 2028), at(2, 22, 9, 2028), at(3, 2, 0, 2028)),
        (None, Unit.DAYS, at(12, 5), at(12, 8), None),
    ],
)
@pytest.mark.django_db
def test_a_deadline_is_put_off_by_the_days_its_clock_stood_still(moment, unit, since, until, later):
    assert put_off(moment, unit, since, until) == later


@pytest.mark.django_db
def test_a_pause_over_a_holiday_takes_only_its_working_days():
    CalendarDay.objects.bulk_create(CalendarDay(day=date(2026, 10, n), works=False) for n in (1, 2, 5, 6, 7))
    assert put_off(at(10, 13, 0), Unit.WORKDAYS, at(9, 30), at(10, 9)) == at(10, 15, 0)  # 30 Sept and 8 Oct


def test_what_is_not_admissible_comes_back_with_the_rest_of_its_time(refused, clock, wang, gao):
    clock.move_to(at(11, 30))
    child = coordinate(refused, wang)
    assert (whole(refused).clock_at, refused.assignments.open().exists()) == (None, False)
    clock.move_to(at(12, 4))
    desk.act(child, "refuse", by=gao, text="拒绝理由成立，双方可自行补正")

    case = whole(refused)
    held = case.assignments.open().get()
    assert (case.state, held.org.short_name, held.closed_by) == ("refused", "东山村支部", None)
    assert day_of(held.due_at) == date(2026, 12, 18)  # four working days later than the 14th
    assert day_of(case.lapses_at) == date(2027, 1, 26)  # four days later than the 22nd
    assert timezone.localtime(case.state_since) == at(12, 4)


def test_two_pauses_add_up(refused, clock, wang, gao):
    for day in (1, 8):
        clock.move_to(at(12, day))
        child = coordinate(whole(refused), wang)
        clock.shift(timedelta(days=2))
        desk.act(child, "withdraw", by=wang, text="先行协商，撤回请求")
    case = whole(refused)
    assert day_of(case.assignments.open().get().due_at) == date(2026, 12, 18)
    assert day_of(case.lapses_at) == date(2027, 1, 26)


def test_silence_is_not_forgiven_and_the_committee_is_asked_where_it_was(transfer_at_destination, clock, lin, xu, wang):
    """Two desks have spoken; the committee has been silent twice over, is listed, and stays so after the pause."""
    case = desk.opine(transfer_at_destination, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    clock.move_to(at(12, 22))
    sweep()
    item = Supervision.objects.get()
    child = coordinate(case, wang, "escalate_timeout")
    assert item.case.assignments.open().count() == 0

    clock.move_to(at(12, 28))
    desk.act(child, "withdraw", by=wang, text="对方已电话答复，撤回请求")
    case = whole(case)
    held = case.assignments.open().get()
    assert (held.pk, held.decides, day_of(held.due_at)) == (item.assignment_id, True, date(2026, 12, 7))
    assert list(Supervision.objects.open()) == [item]
    assert case.clock_at is None
    sweep()
    written = [entry.verb for entry in case.entries.filter(by=None)]
    assert written == ["remind", "supervise"]  # the silence before the pause, once


def test_a_decision_gives_the_desk_it_names_its_full_time(refused, clock, wang, gao, chen):
    clock.move_to(at(12, 1))
    child = coordinate(refused, wang)
    desk.act(child, "accept", by=gao, officer="高文军")
    clock.move_to(at(12, 14))
    desk.act(child, "decide", by=gao, decision="reconsider_or_redirect", text="请转入方重新研究接收")
    desk.act(child, "execute", by=chen)
    held = whole(refused).assignments.open().get()
    assert (held.org.short_name, day_of(held.due_at)) == ("一社区支部", date(2026, 12, 28))


def test_r_t21_a_check_of_the_dossier_ends_the_clock_of_the_reception(letter_out, clock, chen):
    """Ten working days for the reception; the check has thirty days of its own, and leads on, never back."""
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    clock.move_to(at(12, 1))
    case = desk.act(case, "check_dossier", by=chen, text="入党志愿书需进一步核对")
    assert day_of(case.assignments.open().get().due_at) == date(2026, 12, 31)
    onward = {verb.target for verb in case.flow.leaving("dossier_check")}
    assert "arrived" not in onward
