"""A year's notice of holidays: read as published, checked, entered; open working days are counted again (R-T24)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from approvals import calendar, desk, holidays, journal
from approvals.models import CalendarDay
from members.rulebook import RuleBroken
from tests.conftest import SHANGHAI

# As such notices are written; the days of 2027 are invented.
NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。"""


def week_of(told) -> list[tuple]:
    return [(t.day, t.works) for t in told]


def test_a_notice_is_read_as_it_is_published():
    told = holidays.read(NOTICE, 2027)
    off = [date(2027, 1, 1) + timedelta(days=n) for n in range(3)]
    festival = [date(2027, 2, 5) + timedelta(days=n) for n in range(7)]
    worked = [date(2027, 1, 31), date(2027, 2, 14)]
    days = [(day, False) for day in [*off, *festival, date(2027, 4, 5)]] + [(day, True) for day in worked]
    assert week_of(told) == sorted(days)
    assert {t.note for t in told} == {"元旦", "春节", "清明节"}


def test_a_line_a_day_is_read_too():
    told = holidays.read("2027-01-01 放假 元旦\n2027-01-02 上班", 2027)
    assert (told[0].day, told[0].works, told[0].note) == (date(2027, 1, 1), False, "元旦")


@pytest.mark.parametrize(
    ("text", "year", "why"),
    [
        (NOTICE, 2028, "请核对年份"),
        ("元旦：1月1日至3日放假，共4天。", 2027, "是3天，通知写共4天"),
        ("元旦：2月30日放假。", 2027, "没有2027年2月30日"),
        ("元旦：1月1日至3日放假。1月2日上班。", 2027, "既写放假又写上班"),
        ("国庆：1日至7日放假。", 2027, "没有写明月份"),
        ("元旦：12月1日至1月3日放假。", 2027, "不像一次放假"),
        ("各地区、各部门要妥善安排好值班。", 2027, "没有读到"),
    ],
)
def test_what_does_not_fit_is_named(text, year, why):
    with pytest.raises(RuleBroken, match=why):
        holidays.read(text, year)


@pytest.mark.django_db
def test_only_days_that_differ_from_their_weekday_are_kept_and_a_new_notice_replaces_the_year(clock):
    CalendarDay.objects.create(day=date(2027, 3, 1), works=False, note="误录")
    CalendarDay.objects.create(day=date(2026, 10, 1), works=False, note="国庆节")
    holidays.enter(holidays.read(NOTICE, 2027), 2027)
    kept = dict(CalendarDay.objects.values_list("day", "works"))
    assert kept == {
        date(2026, 10, 1): False,
        date(2027, 1, 1): False,
        date(2027, 1, 31): True,
        **{date(2027, 2, day): False for day in (5, 8, 9, 10, 11)},
        date(2027, 2, 14): True,
        date(2027, 4, 5): False,
    }
    assert calendar.provisional_years([2027, 2028]) == {2028}


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen, clock):
    """Refused on Monday 21 December: fifteen working days end on 11 January by a calendar without New Year's Day."""
    clock.move_to(datetime(2026, 12, 21, 9, 0, tzinfo=SHANGHAI))
    why = "该同志不在本辖区工作和居住"
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=why)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=why)
    return desk.act(transfer_at_destination, "refuse", by=chen, reason="not_working_or_living_here", text=why)


def test_a_published_holiday_leaves_a_desk_its_working_days(refused, clock):
    case = refused.flow.whole(refused.pk)
    assert calendar.last_day_of(case.assignments.open().get().due_at) == date(2027, 1, 11)
    clock.move_to(datetime(2026, 12, 24, 9, 0, tzinfo=SHANGHAI))

    assert holidays.enter(holidays.read(NOTICE, 2027), 2027) == 1

    case = refused.flow.whole(refused.pk)
    held = case.assignments.open().get()
    assert calendar.last_day_of(held.due_at) == date(2027, 1, 12)
    assert calendar.last_day_of(held.second_due_at) == date(2027, 2, 1)  # New Year is off, 31 January is worked
    assert calendar.last_day_of(case.lapses_at) == date(2027, 2, 19)  # sixty days are sixty days
    entry = case.entries.last()
    assert (entry.verb, entry.by, entry.data) == (
        "recount",
        None,
        {"days": [{"was": "2027-01-11", "is": "2027-01-12"}]},
    )
    assert list(journal.broken()) == []
    assert holidays.enter(holidays.read(NOTICE, 2027), 2027) == 0  # once more changes nothing


def test_a_deadline_that_is_over_stays_over(refused, clock):
    clock.move_to(datetime(2027, 1, 13, 9, 0, tzinfo=SHANGHAI))
    assert holidays.enter(holidays.read(NOTICE, 2027), 2027) == 0
    held = refused.flow.whole(refused.pk).assignments.open().get()
    assert calendar.last_day_of(held.due_at) == date(2027, 1, 11)


def _sign_in(client, hat):
    client.force_login(hat.account, backend="django.contrib.auth.backends.ModelBackend")


def test_whoever_administers_the_top_enters_a_notice_after_looking_at_it(client, clock, orgs, appoint):
    _sign_in(client, appoint("系统管理员", "root", orgs.province, "administrator"))
    assert "2027年的节假日还没有录入" in client.get(reverse("calendar")).content.decode()
    looked = client.post(reverse("calendar_notice"), {"year": "2027", "text": NOTICE})
    assert "核对无误，保存" in looked.content.decode()
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    saved = client.post(reverse("calendar_notice"), {"year": "2027", "text": NOTICE, "confirmed": "1"}, follow=True)
    assert "2027年的节假日还没有录入" not in saved.content.decode()
    assert CalendarDay.objects.filter(day__year=2027).count() == 9


def test_one_day_by_hand_and_back_again(client, clock, orgs, appoint):
    _sign_in(client, appoint("系统管理员", "root", orgs.province, "administrator"))
    client.post(reverse("calendar_day"), {"day": "2026-12-02", "works": "", "note": "停电"})
    assert CalendarDay.objects.get().works is False
    client.post(reverse("calendar_day"), {"day": "2026-12-02", "works": "yes"})
    assert not CalendarDay.objects.exists()


def test_a_mistake_in_the_notice_is_said_and_the_text_kept(client, clock, orgs, appoint):
    _sign_in(client, appoint("系统管理员", "root", orgs.province, "administrator"))
    answer = client.post(reverse("calendar_notice"), {"year": "2028", "text": NOTICE})
    assert answer.status_code == 422
    assert "请核对年份" in answer.content.decode()
    assert "春节：2月5日" in answer.content.decode()


def test_everybody_reads_it_and_nobody_below_the_top_changes_it(client, clock, orgs, appoint, wang):
    for hat in (wang, appoint("镇管理员", "keeper", orgs.town, "administrator")):
        _sign_in(client, hat)
        assert client.get(reverse("calendar")).status_code == 200
        assert client.post(reverse("calendar_day"), {"day": "2026-12-02"}).status_code == 403
