"""Work that waits where nobody holds the post (R-O12): the case and the administrators say so; a successor finds it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from approvals import vacancies
from approvals.models import Assignment
from members import appointing, delegating
from members.administrators import Administrator
from members.models import Account, Appointment

TODAY = date(2026, 11, 23)


@pytest.fixture
def by(orgs, appoint, clock) -> Administrator:
    """方敏, administrator of 长田镇党委."""
    hat = appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")
    return Administrator(hat.account, hat)


@pytest.fixture
def empty(transfer, by, wang, clock):
    """李明's transfer waits for a secretary whose appointment ended yesterday."""
    appointing.end(by, wang, on=TODAY, reason="")
    clock.shift(timedelta(days=1))
    return transfer


def test_a_desk_is_empty_once_its_holder_is_gone(transfer, by, wang, clock):
    assert vacancies.of(transfer) == []
    appointing.end(by, wang, on=TODAY, reason="")
    assert vacancies.of(transfer) == []  # the last day counts
    clock.shift(timedelta(days=1))
    assert [(str(v.org), v.post, [hat.account.name for hat in v.appointers]) for v in vacancies.of(transfer)] == [
        ("东山村支部", "书记", ["方敏"])
    ]


def test_only_who_takes_the_work_fills_the_desk(empty, orgs, appoint):
    appoint("马超", "ma", orgs.dongshan, "clerk")
    assert len(vacancies.of(empty)) == 1
    appoint("丁卫", "ding", orgs.dongshan, "secretary")
    assert vacancies.of(empty) == []


def test_a_stand_in_does_not_fill_the_desk_of_one_who_is_gone(transfer, by, wang, orgs, appoint, clock):
    commissioner = appoint("冯兰", "feng", orgs.dongshan, "commissioner")
    delegating.delegate(wang, commissioner, since=TODAY, until=date(2026, 12, 5), ground="外出学习")
    appointing.end(by, wang, on=TODAY, reason="")
    clock.shift(timedelta(days=1))
    assert len(vacancies.of(transfer)) == 1


def test_administrators_of_the_department_above_are_named_too_nearest_first(empty, orgs, appoint):
    appoint("钱进", "qian", orgs.county_department, "administrator")
    appoint("外人", "other", orgs.street, "administrator")
    assert [hat.account.name for hat in vacancies.of(empty)[0].appointers] == ["方敏", "钱进"]


def test_the_case_page_says_who_can_appoint(empty, zhao, client):
    client.force_login(zhao.account)
    page = client.get(reverse("case", args=[empty.number])).content.decode()
    assert "东山村支部的「书记」岗位目前无人任职，事项停在这里" in page
    assert "长田镇党委 方敏（0518-82441955）" in page


def test_the_administrator_finds_the_empty_desks_in_reach(empty, by, orgs, appoint, client):
    client.force_login(by.account)
    page = client.get(reverse("accounts")).content.decode()
    assert "有待办、无人任职的岗位" in page
    assert "中共青石县长田镇东山村支部委员会</a> · 书记" in page
    assert "待办 1 件，最早限期 11月30日" in page
    foreign = appoint("外人", "other", orgs.street, "administrator")
    client.force_login(foreign.account)
    assert "有待办、无人任职的岗位" not in client.get(reverse("accounts")).content.decode()


def test_the_next_holder_finds_the_work_and_the_note_is_gone(empty, by, orgs, client):
    new = Account.objects.create_user("ding", password=None, name="丁卫")
    made = appointing.appoint(
        by, new, org=orgs.dongshan, post="secretary", title="书记", since=date(2026, 11, 24), until=None, reason=""
    )
    assert [held.case.number for held in Assignment.objects.waiting_for(made)] == [empty.number]
    client.force_login(new)
    page = client.get(reverse("case", args=[empty.number]))
    assert (page.context["vacant"], page.context["choices"][0].name) == ([], "agree_to_release")


def test_the_page_costs_the_same_however_many_desks_are_empty(
    empty, by, wang, orgs, enrol, appoint, client, django_assert_max_num_queries
):
    from workflows.transfer import drafting  # deferred: nothing else here names a procedure

    client.force_login(by.account)
    with django_assert_max_num_queries(60) as one:
        client.get(reverse("accounts"))
    second = appoint("严红", "yan", orgs.xihe, "secretary")
    drafting.begin(enrol("周杰", "320724199001011233", orgs.xihe), by=second, destination=orgs.first, reason="other")
    Appointment.objects.filter(pk=second.pk).update(until=date(2026, 11, 23))
    with django_assert_max_num_queries(len(one)):
        page = client.get(reverse("accounts")).content.decode()
    assert page.count("待办 1 件") == 2
