"""Appointing, ending and handing over (R-O12): work follows the post, dates decide, and each change is written down."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from members import appointing
from members.access import AccountEvent
from members.administrators import Administrator
from members.models import Account, Appointment
from members.rulebook import RuleBroken

TODAY = date(2026, 11, 23)


@pytest.fixture
def fang(orgs, appoint, clock) -> Appointment:
    """方敏, administrator of 长田镇党委."""
    return appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")


@pytest.fixture
def by(fang) -> Administrator:
    return Administrator(fang.account, fang)


@pytest.fixture
def liu(db) -> Account:
    return Account.objects.create_user("liu", password=None, name="刘伟")


def appointed(by, account, org, *, post="clerk", since=TODAY, until=None, reason="", **more) -> Appointment:
    return appointing.appoint(
        by, account, org=org, post=post, title="", since=since, until=until, reason=reason, **more
    )


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refused:
        call(*args, **kwargs)
    return str(refused.value)


def test_an_appointment_counts_from_its_first_to_its_last_day(by, liu, orgs):
    hat = appointed(by, liu, orgs.dongshan, until=date(2026, 11, 30))
    days = [date(2026, 11, 22), TODAY, date(2026, 11, 30), date(2026, 12, 1)]
    assert [hat.is_current(day) for day in days] == [False, True, True, False]
    assert [Appointment.objects.current(day).filter(pk=hat.pk).exists() for day in days] == [False, True, True, False]


def test_nobody_appoints_outside_their_reach(by, liu, orgs):
    assert refusal(appointed, by, liu, orgs.street) == (
        "朝晖街道党工委 不在您的管理范围内，请由其上级的系统管理员任职（R-O12）"
    )
    assert refusal(appointed, by, liu, orgs.county).startswith("青石县委 不在您的管理范围内")
    assert not liu.appointments.exists()


def test_nobody_appoints_themselves(by, fang, orgs):
    assert refusal(appointed, by, fang.account, orgs.dongshan, post="secretary") == (
        "不能为本人办理，请由上级或本单位另一位系统管理员办理（R-O12）"
    )


def test_an_organisation_department_appoints_for_its_whole_county(appoint, liu, orgs, clock):
    hat = appoint("钱进", "qian", orgs.county_department, "administrator")
    assert appointed(Administrator(hat.account, hat), liu, orgs.dongshan).org == orgs.dongshan


def test_a_closed_organisation_gets_nobody(by, liu, orgs):
    orgs.xihe.closed_on = date(2026, 1, 1)
    orgs.xihe.save()
    assert refusal(appointed, by, liu, orgs.xihe) == "西河村支部 已撤销，不能任职；请选承继组织（R-O12）"


def test_a_past_date_needs_a_reason(by, liu, orgs):
    assert refusal(appointed, by, liu, orgs.dongshan, since=date(2026, 11, 1)) == (
        "日期早于今天的，须写明理由，例如任免文件的文号（R-O12）"
    )
    assert appointed(by, liu, orgs.dongshan, since=date(2026, 11, 1), reason="长镇组〔2026〕3号").pk


def test_the_same_post_is_not_held_twice_at_once(by, liu, orgs):
    appointed(by, liu, orgs.dongshan)
    assert refusal(appointed, by, liu, orgs.dongshan, since=TODAY + timedelta(days=9)).startswith(
        "刘伟 在这段时间已任此岗位"
    )


def test_a_second_secretary_is_warned_of_and_possible(by, wang, liu, orgs, client):
    assert refusal(appointed, by, liu, orgs.dongshan, post="secretary").startswith("东山村支部 这段时间已有书记 王秀英")
    assert appointed(by, liu, orgs.dongshan, post="secretary", anyway=True).post == "secretary"


def test_the_page_offers_to_insist_only_after_the_warning(by, wang, zhao, client):
    client.force_login(by.account)
    address = reverse("account_appoint", args=[zhao.account_id])
    posted = {"org": "东山村支部", "post": "secretary", "since": TODAY.isoformat()}
    assert 'type="checkbox"' not in client.get(address).content.decode()
    warned = client.post(address, posted)
    assert (warned.status_code, 'type="checkbox"' in warned.content.decode()) == (422, True)
    assert client.post(address, {**posted, "anyway": "on"}).status_code == 302
    assert zhao.account.appointments.filter(post="secretary").count() == 1


def test_ending_keeps_the_appointment_and_its_last_day_counts(by, wang):
    appointing.end(by, wang, on=TODAY, reason="")
    wang.refresh_from_db()
    assert (wang.until, wang.is_current(TODAY), wang.is_current(TODAY + timedelta(days=1))) == (TODAY, True, False)
    event = AccountEvent.objects.get()
    assert (event.did, event.account, event.appointment, event.by) == ("ended", wang.account, wang, by.account)


def test_an_end_lies_within_the_appointment(by, wang):
    assert refusal(appointing.end, by, wang, on=date(2019, 12, 31), reason="更正") == (
        "免职日期不能早于任职日期 2020-01-01（R-O12）"
    )
    appointing.end(by, wang, on=TODAY, reason="")
    assert refusal(appointing.end, by, wang, on=date(2026, 12, 31), reason="") == (
        "该任职已于 2026-11-23 结束（R-O12）"
    )


def test_handing_over_ends_one_and_starts_the_other_the_next_day(by, wang, liu, orgs):
    made = appointing.hand_over(by, wang, liu, on=TODAY, same_day=False, reason="换届")
    wang.refresh_from_db()
    assert wang.until == TODAY
    assert (made.account, made.org, made.post, made.title) == (liu, orgs.dongshan, "secretary", "书记")
    assert (made.since, made.until) == (date(2026, 11, 24), None)
    assert [e.did for e in AccountEvent.objects.order_by("pk")] == ["handed_over", "appointed"]


def test_handing_over_the_same_day_lets_both_act_for_a_day(by, wang, liu):
    made = appointing.hand_over(by, wang, liu, on=TODAY, same_day=True, reason="")
    assert made.since == TODAY
    assert Appointment.objects.current(TODAY).filter(org=made.org, post="secretary").count() == 2


def test_a_refused_hand_over_changes_nothing(by, wang, liu, orgs):
    appointed(by, liu, orgs.dongshan, post="secretary", anyway=True)
    refusal(appointing.hand_over, by, wang, liu, on=TODAY, same_day=False, reason="")
    wang.refresh_from_db()
    assert wang.until is None
    assert refusal(appointing.hand_over, by, wang, wang.account, on=TODAY, same_day=False, reason="") == (
        "接任者与原任职者是同一账户（R-O12）"
    )


def test_handing_over_on_the_page(by, wang, zhao, client):
    client.force_login(by.account)
    answer = client.post(
        reverse("appointment_hand_over", args=[wang.pk]),
        {"successor": "zhao", "on": TODAY.isoformat(), "same_day": "next", "reason": ""},
    )
    assert answer.url == reverse("account_detail", args=[zhao.account_id])
    assert zhao.account.appointments.filter(post="secretary", since=date(2026, 11, 24)).count() == 1


def test_a_foreign_appointment_looks_like_a_missing_one(by, lin, client):
    client.force_login(by.account)
    for name in ("appointment_end", "appointment_hand_over"):
        answers = [client.get(reverse(name, args=[pk])) for pk in (lin.pk, 999_999)]
        assert [a.status_code for a in answers] == [404, 404]


def test_the_history_of_an_organisation_names_every_holder(by, wang, liu, orgs, client):
    appointing.hand_over(by, wang, liu, on=TODAY, same_day=False, reason="换届")
    client.force_login(by.account)
    page = client.get(reverse("org_appointments", args=[orgs.dongshan.pk]))
    assert [(h.account.name, h.since) for h in page.context["held"]] == [
        ("刘伟", date(2026, 11, 24)),
        ("王秀英", date(2020, 1, 1)),
    ]
    assert client.get(reverse("org_appointments", args=[orgs.first.pk])).status_code == 404
