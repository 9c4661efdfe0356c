"""Living clauses: what each side owes, when, and what the balance says (R-C5, R-C14)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from approvals import desk, sweep
from approvals.rules import NotAllowed
from approvals.sides import Side
from workflows.agreement import balance, drafting, duties, living_clauses
from workflows.agreement.duties import Duty

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def now() -> datetime:
    return datetime.now(tz=SHANGHAI)


def owed(case) -> list[tuple[str, str, str]]:
    return [(d.key, d.side, d.last_day.isoformat()) for d in case.duties.order_by("due_at", "key", "side")]


def test_the_mode_decides_who_owes_what(effective):
    assert duties.open_due(now()) == 0  # they are owed the moment it takes effect
    assert owed(effective) == [
        ("contact", "origin", "2026-12-22"),
        ("exchange", "destination", "2026-12-22"),
        ("life", "destination", "2027-02-22"),
        ("materials", "origin", "2027-02-22"),
        ("service", "destination", "2027-05-22"),
    ]


def test_a_late_clock_opens_what_was_missed_once(effective):
    with at(2027, 2, 1):
        assert duties.open_due(now()) == 4
        assert duties.open_due(now()) == 0
    assert effective.duties.filter(key="contact").count() == 3


def test_a_duty_is_done_by_its_own_side_with_words(effective, wang, lin):
    duties.open_due(now())
    contact = Duty.objects.get(key="contact")
    with pytest.raises(NotAllowed):
        duties.done(contact, by=lin, evidence="12月1日电话联系，情况正常")
    with pytest.raises(NotAllowed):
        duties.done(contact, by=wang, evidence="已办")
    duties.done(contact, by=wang, evidence="12月1日电话联系，情况正常")
    with pytest.raises(NotAllowed):
        duties.done(contact, by=wang, evidence="12月2日又电话联系一次")
    assert effective.entries.last().verb == "duty_done"


def test_the_balance_shows_who_did_what_was_owed(effective, wang):
    duties.open_due(now())
    with at(2026, 12, 23, 0):
        late = Duty.objects.get(key="contact")
        duties.done(late, by=wang, evidence="12月22日夜间电话联系，次日登记")
        origin, destination = balance.of_case(effective, now())
    assert (origin.side, origin.in_time, origin.late, origin.missed, origin.open) == (Side.ORIGIN, 0, 1, 0, 1)
    assert (destination.in_time, destination.late, destination.missed, destination.open) == (0, 0, 1, 2)
    assert (origin.percent, destination.percent) == (0, 0)


def test_what_is_not_due_when_the_agreement_ends_is_owed_no_more(effective, wang):
    duties.open_due(now())
    desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
    with at(2026, 12, 24, 0):
        sweep.sweep()
    assert [d.key for d in Duty.objects.filter(dropped_on__isnull=False)] == ["life", "materials", "service"]
    assert sorted(d.key for d in Duty.objects.owed().filter(first_day__lt=date(2026, 12, 1))) == ["contact", "exchange"]


def test_nothing_begins_to_be_owed_while_it_rests(effective, wang):
    duties.open_due(now())
    with at(2026, 12, 1):
        case = desk.act(effective, "suspend", by=wang, suspended_for="person_lost", text="该同志失去联系，正在查找")
    with at(2027, 2, 1):
        desk.act(case, "resume", by=wang, text="该同志已经找到，恢复履行")
        duties.open_due(now())
    with at(2027, 2, 23):
        duties.open_due(now())
    contacts = effective.duties.filter(key="contact").values_list("first_day", flat=True)
    assert [day.isoformat() for day in contacts] == ["2026-11-23", "2027-02-23"]


def test_what_was_agreed_about_reporting_is_what_is_owed(proposed, wang, lin):
    drafting.write(proposed, by=lin, bodies=proposed.text.bodies, exchange_months=3, dues_paid_to="destination")
    case = desk.act(proposed, "counter", by=lin, text="支部人手少，改为每季度互通")
    case = in_force(desk.act(case, "accept_text", by=wang, text="同意"), wang, lin)
    duties.open_due(now())
    assert owed(case) == [
        ("contact", "origin", "2026-12-22"),
        ("dues", "destination", "2027-02-22"),
        ("exchange", "destination", "2027-02-22"),
        ("life", "destination", "2027-02-22"),
        ("materials", "origin", "2027-02-22"),
        ("service", "destination", "2027-05-22"),
    ]


def in_force(case, wang, lin):
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    case = desk.act(case, "sign_second", by=lin, text="同意签署")
    case = desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
    return desk.act(case, "file", by=lin, text="已报街道党工委备案")


@pytest.mark.parametrize("day", [date(2027, 1, 23), date(2027, 2, 1), date(2027, 2, 22)])
def test_a_supplement_changes_what_is_owed_from_then_on_and_nothing_before(effective, wang, lin, day):
    duties.open_due(now())
    with at(day.year, day.month, day.day):
        duties.open_due(now())
        case = desk.act(effective, "propose_change", by=lin, text="改为流出地为主，请贵方研究", mode="origin_led")
        case = desk.opine(case, by=lin, agrees=True, text="同意签署")
        desk.act(case, "agree_change", by=wang, text="同意签署")
        assert duties.open_due(now()) == 0
    with at(2027, 3, 1):
        duties.open_due(now())
    exchange = effective.duties.filter(key="exchange").order_by("first_day").values_list("first_day", "side")
    assert list(exchange) == [
        (date(2026, 11, 23), "destination"),
        (date(2026, 12, 23), "destination"),
        (date(2027, 1, 23), "destination"),
        (date(2027, 2, 23), "origin"),
    ]


def test_both_see_what_they_promise_before_they_sign(proposed):
    promised = living_clauses.promised(proposed.text)
    assert {side: [(p.clause.key, p.months, p.count, p.first_by) for p in rows] for side, rows in promised.items()} == {
        Side.ORIGIN: [("contact", 1, 12, date(2026, 12, 22)), ("materials", 3, 4, date(2027, 2, 22))],
        Side.DESTINATION: [
            ("exchange", 1, 12, date(2026, 12, 22)),
            ("life", 3, 4, date(2027, 2, 22)),
            ("service", 6, 2, date(2027, 5, 22)),
        ],
    }


def test_duties_go_on_while_an_objection_to_a_notice_is_coordinated(effective, wang, lin):
    duties.open_due(now())
    with at(2026, 12, 21):
        case = desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
        case = desk.act(case, "object", by=lin, text="该同志仍在本社区居住，应当继续")
    with at(2026, 12, 23):
        duties.open_due(now())
    assert case.state == "coordination"
    begun = case.duties.filter(first_day=date(2026, 12, 23)).order_by("key").values_list("key", flat=True)
    assert list(begun) == ["contact", "exchange"]


def test_a_plan_costs_the_same_however_many_duties(effective, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert len(list(duties.plan(effective, date(2027, 11, 22)))) == 34
