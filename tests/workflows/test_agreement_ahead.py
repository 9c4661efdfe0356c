"""The list an agreement begins from: who is free when theirs is over (R-C8), who is being transferred (R-C13)."""

from datetime import date

import pytest
from django.test import Client

from approvals import desk
from members.models import Person
from workflows.agreement import ahead
from workflows.agreement.case import AgreementCase
from workflows.transfer import drafting as transfers

FOLLOWS = "已有协议的，先签期满以后的下一份"


@pytest.fixture
def wangs(wang) -> Client:
    browser = Client()
    browser.force_login(wang.account)
    return browser


@pytest.fixture
def elsewhere(li, orgs):
    """李明 now lives in the district of 二社区支部."""
    Person.objects.filter(pk=li.pk).update(away_since=date(2026, 3, 2), away_branch=orgs.second)
    return li


def transferred(li, wang, orgs):
    case = transfers.begin(
        li,
        by=wang,
        destination=orgs.second,
        reason="residence_changed",
        away_since=date(2026, 3, 2),
        contact="13586399530",
    )
    return desk.act(case, "submit", by=wang)


def test_r_c8_one_who_is_covered_is_offered_for_the_agreement_that_follows(effective, elsewhere, wangs, orgs, wang):
    page = wangs.get("/agreements/new/").content.decode()
    assert (
        page.index(FOLLOWS) < page.index("二社区支部") < page.index("李明") < page.index("现有协议到2027年11月22日为止")
    )

    [pair] = ahead.pairs_of(wang)
    typed = {"pair": pair.key, "person": elsewhere.pk, "follows": "1"}
    answer = wangs.post("/agreements/begin/", typed)

    case = AgreementCase.objects.latest("pk")
    assert answer.url == f"/agreements/{case.number}/write/"
    assert (case.destination, list(case.people)) == (orgs.second, [elsewhere])
    assert (case.text.starts_on, case.text.ends_on) == (date(2027, 11, 23), date(2028, 11, 22))
    assert desk.act(case, "send", by=wang).state == "proposed"


def test_r_c8_without_saying_that_it_follows_none_is_drafted(effective, elsewhere, wangs, wang):
    [pair] = ahead.pairs_of(wang)
    page = wangs.post("/agreements/begin/", {"pair": pair.key, "person": elsewhere.pk}, follow=True)
    assert "请先勾选至少一名党员" in page.content.decode()
    assert AgreementCase.objects.count() == 1


def test_who_is_under_no_agreement_does_not_stand_in_the_second_list(clock, elsewhere, wangs):
    page = wangs.get("/agreements/new/").content.decode()
    assert "李明" in page
    assert FOLLOWS not in page


def test_u12_an_open_transfer_is_told_beside_the_name(clock, elsewhere, wangs, wang, orgs, zhao, chen, xu, lin):
    transfer = transferred(elsewhere, wang, orgs)
    page = wangs.get("/agreements/new/").content.decode()
    assert "正在接转到二社区支部" in page
    assert f'<a class="link num nowrap" href="/cases/{transfer.number}/">{transfer.number}</a>' in page
    assert "接转办结后退出名册（R-C13）" in page


def test_u12_a_transfer_that_is_over_or_a_draft_is_not(draft, wangs, wang):
    assert "正在接转到" not in wangs.get("/agreements/new/").content.decode()
    desk.act(desk.act(draft, "submit", by=wang), "withdraw", by=wang, text="本人不再转出，撤回")
    assert "正在接转到" not in wangs.get("/agreements/new/").content.decode()


def test_u12_it_is_told_where_the_roster_is_written(agreement, wangs, wang, li, orgs, zhao, chen, xu):
    transferred(li, wang, orgs)
    assert "正在接转到二社区支部" in wangs.get(f"/agreements/{agreement.number}/write/").content.decode()


def test_whoever_may_not_see_the_transfer_is_not_told_of_it(clock, enrol, wang, lin, orgs, zhao, chen, xu):
    """Only the hat's own cases: the organisation of the agreement is not that of the transfer (R-O14)."""
    member = enrol("张卫东", "320724199001011233", orgs.dongshan)
    Person.objects.filter(pk=member.pk).update(away_since=date(2026, 3, 2), away_branch=orgs.first)
    transferred(member, wang, orgs)
    assert [person.moving is None for person in ahead.moving([member], wang)] == [False]
    assert [person.moving for person in ahead.moving([member], lin)] == [None]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_stand_on_it(
    effective, elsewhere, wang, enrol, orgs, count, django_assert_num_queries
):
    people = [elsewhere] * count
    with django_assert_num_queries(1):
        ahead.moving(people, wang)
    with django_assert_num_queries(3):
        ahead.pairs_of(wang)
