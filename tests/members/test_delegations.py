"""Delegation 授权代办 (R-O16): who may give it to whom, how long it holds, and what ends it."""

from datetime import date, timedelta

import pytest

from members import appointing, delegating
from members.access import AccountEvent
from members.administrators import Administrator
from members.delegations import holds_now, stand_ins_of
from members.models import Appointment, Delegation
from members.rulebook import RuleBroken

TODAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def feng(orgs, appoint, clock) -> Appointment:
    """冯兰, organisation commissioner of 东山村支部."""
    return appoint("冯兰", "feng", orgs.dongshan, "commissioner", "组织委员")


@pytest.fixture
def by(orgs, appoint, clock) -> Administrator:
    """方敏, administrator of 长田镇党委."""
    hat = appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")
    return Administrator(hat.account, hat)


def delegated(giver, receiver, *, since=TODAY, until=FRIDAY, ground="外出学习，支委会会议确定", **more) -> Appointment:
    return delegating.delegate(giver, receiver, since=since, until=until, ground=ground, **more)


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refused:
        call(*args, **kwargs)
    return str(refused.value)


def test_a_stand_in_wears_the_givers_post_under_both_names(wang, feng, orgs):
    hat = delegated(wang, feng)
    assert (hat.account, hat.org, hat.post) == (feng.account, orgs.dongshan, "secretary")
    assert (hat.since, hat.until, hat.posts) == (TODAY, FRIDAY, wang.posts)
    assert str(hat.label) == "代 王秀英（书记）"
    assert (hat.name_on_record, hat.label_on_record) == ("冯兰 代 王秀英", "组织委员 代 书记")
    assert (wang.name_on_record, wang.label_on_record) == ("王秀英", "书记")
    assert (hat.delegation.scope, hat.delegation.state, hat.kinds) == ("全部事项", "current", [])


def test_it_holds_from_its_first_to_its_last_day(wang, feng):
    hat = delegated(wang, feng, since=date(2026, 11, 24))
    days = [TODAY, date(2026, 11, 24), FRIDAY, date(2026, 11, 28)]
    assert [hat.is_current(day) for day in days] == [False, True, True, False]
    assert [Appointment.objects.current(day).filter(pk=hat.pk).exists() for day in days] == [False, True, True, False]
    assert hat.delegation.state == "coming"


def test_the_giver_keeps_working(wang, feng):
    delegated(wang, feng)
    assert [hat.account.name for hat in Appointment.objects.current().filter(post="secretary").order_by("pk")] == [
        "王秀英",
        "冯兰",
    ]


def test_it_is_written_down_on_the_account_of_the_stand_in(wang, feng):
    hat = delegated(wang, feng)
    delegating.take_back(hat.delegation, by=wang.account)
    told = AccountEvent.objects.order_by("pk").values_list("did", "account", "appointment", "by", "hat", "reason")
    assert list(told) == [
        ("delegated", feng.account_id, hat.pk, wang.account_id, wang.pk, "外出学习，支委会会议确定"),
        ("taken_back", feng.account_id, hat.pk, wang.account_id, wang.pk, ""),
    ]


def test_taken_back_it_ends_at_once(wang, feng, clock):
    hat = delegated(wang, feng)
    delegating.take_back(hat.delegation, by=wang.account)
    hat = Appointment.objects.get(pk=hat.pk)
    assert (hat.is_current(), hat.delegation.state) == (False, "taken_back")
    assert not Appointment.objects.current().filter(pk=hat.pk).exists()
    assert refusal(delegating.take_back, hat.delegation, by=wang.account) == "这项授权已经收回（R-O16）"


@pytest.mark.parametrize("whose", ["giver", "receiver"])
def test_it_ends_with_either_appointment_it_rests_on(wang, feng, by, clock, whose):
    hat = delegated(wang, feng)
    appointing.end(by, wang if whose == "giver" else feng, on=TODAY, reason="")
    assert Appointment.objects.current().filter(pk=hat.pk).exists()
    clock.shift(timedelta(days=1))
    hat = Appointment.objects.get(pk=hat.pk)
    assert (hat.is_current(), hat.delegation.state) == (False, "ended")
    assert not Appointment.objects.current().filter(pk=hat.pk).exists()


def test_it_ends_when_the_givers_account_is_suspended(wang, feng):
    hat = delegated(wang, feng)
    wang.account.is_active = False
    wang.account.save()
    assert not Appointment.objects.current().filter(pk=hat.pk).exists()
    assert not Appointment.objects.get(pk=hat.pk).is_current()


def test_whoever_acts_with_an_old_page_is_seen_to_have_lost_it(wang, feng):
    held = delegated(wang, feng)
    assert holds_now(held)
    delegating.take_back(Delegation.objects.get(pk=held.delegation_id), by=wang.account)
    assert held.is_current()  # what was read before still says so
    assert not holds_now(held)


def test_only_leaders_of_the_same_organisation_stand_in(wang, feng, orgs, appoint):
    deputy = appoint("丁卫", "ding", orgs.dongshan, "deputy")
    clerk = appoint("马超", "ma", orgs.dongshan, "clerk")
    foreign = appoint("严红", "yan", orgs.xihe, "commissioner")
    assert list(stand_ins_of(wang)) == [feng, deputy]
    for other in (clerk, foreign):
        assert refusal(delegated, wang, other) == (
            "只能授权本组织现任的副书记、组织委员等负责人，且在其任职期内；经办人不能代办（R-O16）"
        )


def test_nobody_stands_in_for_themselves_by_another_post_or_account(wang, li, orgs, appoint):
    own = appoint("王秀英", "wang", orgs.dongshan, "commissioner")
    assert refusal(delegated, wang, own).startswith("只能授权本组织现任")
    wang.account.person = li
    wang.account.save()
    second = appoint("王秀英", "wang2", orgs.dongshan, "commissioner")
    second.account.person = li
    second.account.save()
    assert list(stand_ins_of(Appointment.objects.get(pk=wang.pk))) == []


def test_nobody_needs_a_delegation_for_what_their_post_takes_anyway(zhao, orgs, appoint):
    chief = appoint("钱进", "qian", orgs.town, "organiser")
    second = appoint("孙强", "sunq", orgs.town, "approver")
    assert list(stand_ins_of(chief)) == []  # an approver takes an organiser's work
    assert refusal(delegated, zhao, second).startswith("只能授权本组织现任")


def test_a_stand_in_does_not_delegate_on(wang, feng, orgs, appoint):
    deputy = appoint("丁卫", "ding", orgs.dongshan, "deputy")
    hat = delegated(wang, feng)
    assert refusal(delegated, hat, deputy) == "您现在是代他人办理，不能再转授给别人（R-O16）"
    assert hat not in stand_ins_of(wang)


@pytest.mark.parametrize("post", ["clerk", "commissioner", "deputy", "administrator"])
def test_only_posts_that_sign_are_delegated(feng, orgs, appoint, post):
    giver = appoint("甲", "jia", orgs.dongshan, post)
    assert refusal(delegated, giver, feng) == "只有书记、审批人、组织员可以授权他人代办（R-O16）"


def test_its_days_lie_ahead_in_order_and_within_ninety(wang, feng):
    ahead = "代办须先登记后办理：起始日期不早于今天，结束日期不早于起始日期（R-O16）"
    assert refusal(delegated, wang, feng, since=date(2026, 11, 22)) == ahead
    assert refusal(delegated, wang, feng, since=FRIDAY, until=TODAY) == ahead
    assert refusal(delegated, wang, feng, until=TODAY + timedelta(days=90)) == (
        "一次授权最长 90 天；更长的请由系统管理员任职或交接（R-O16）"
    )
    assert delegated(wang, feng, until=TODAY + timedelta(days=89)).until == date(2027, 2, 20)


def test_it_lies_within_both_appointments(wang, feng):
    wang.until = date(2026, 11, 26)
    wang.save()
    assert refusal(delegated, wang, feng) == "授权不能超出本人任职的期限（R-O16）"
    feng.until = date(2026, 11, 25)
    feng.save()
    assert refusal(delegated, wang, feng, until=date(2026, 11, 26)).startswith("只能授权本组织现任")
    assert delegated(wang, feng, until=date(2026, 11, 25)).pk


def test_the_same_two_have_one_at_a_time(wang, feng):
    hat = delegated(wang, feng)
    assert refusal(delegated, wang, feng, since=FRIDAY, until=FRIDAY) == (
        "冯兰 在这段时间已有授权，需要改动的请先收回（R-O16）"
    )
    delegating.take_back(hat.delegation, by=wang.account)
    assert delegated(wang, feng).pk != hat.pk


def test_a_scope_names_kinds_of_case_that_exist(wang, feng):
    hat = delegated(wang, feng, kinds=["transfer"])
    assert (hat.kinds, hat.delegation.scope) == (["transfer"], "组织关系接转")
    assert (hat.may_handle("transfer"), hat.may_handle("coordination")) == (True, False)
    assert (wang.may_handle("coordination"), wang.kinds) == (True, [])
    with pytest.raises(ValueError, match="no such kinds"):
        delegated(wang, feng, since=date(2026, 12, 1), until=date(2026, 12, 1), kinds=["no-such"])


def test_a_stand_in_is_no_second_secretary(by, wang, feng, orgs):
    """Neither the delegation nor a real appointment beside it asks to insist."""
    delegated(wang, feng)
    appointing.end(by, wang, on=TODAY, reason="")
    made = appointing.appoint(
        by,
        feng.account,
        org=orgs.dongshan,
        post="secretary",
        title="书记",
        since=date(2026, 11, 24),
        until=None,
        reason="换届",
    )
    assert (made.post, made.delegation) == ("secretary", None)


def test_an_administrator_records_it_for_whoever_is_away(by, wang, feng):
    hat = delegated(wang, feng, ground="王秀英住院，经镇党委同意", by=by)
    assert (hat.delegation.recorded_by, hat.delegation.by_administrator) == (by.account, True)
    event = AccountEvent.objects.get()
    assert (event.by, event.hat, event.reason) == (by.account, by.hat, "王秀英住院，经镇党委同意")


def test_an_administrator_does_so_in_reach_and_never_for_themselves(by, xu, feng, orgs, appoint):
    assert refusal(delegated, xu, feng, by=by).startswith("综合党总支 不在您的管理范围内")
    own = appoint("方敏", "fang", orgs.town, "commissioner")
    zhao = appoint("赵建国", "zhao", orgs.town, "approver")
    assert refusal(delegated, zhao, own, by=by) == ("不能为本人办理，请由上级或本单位另一位系统管理员办理（R-O12）")


def test_an_administrator_takes_back_with_a_reason_and_others_not_at_all(by, wang, feng, zhao):
    hat = delegated(wang, feng)
    alone = "授权由本人收回；本人不能办理的，由系统管理员写明理由后收回（R-O16）"
    assert refusal(delegating.take_back, hat.delegation, by=by) == alone
    assert refusal(delegating.take_back, hat.delegation, by=feng.account) == alone
    assert refusal(delegating.take_back, hat.delegation, by=zhao.account) == alone
    delegating.take_back(hat.delegation, by=by, reason="代办人调离")
    given = Delegation.objects.get()
    assert (given.state, given.taken_back_by) == ("taken_back", by.account)


def test_what_was_delegated_is_not_ended_as_an_appointment(by, wang, feng):
    hat = delegated(wang, feng)
    assert refusal(appointing.end, by, hat, on=TODAY, reason="") == (
        "这是授权代办，不是任职；需要结束的请收回授权（R-O16）"
    )
