"""授权代办 in the browser (R-O16): giving, the hat of the stand-in, taking back, and what others see of it."""

from datetime import date

import pytest
from django.urls import reverse

from members import delegating
from members.access import AccessRecord
from members.models import Appointment, Delegation
from tests.conftest import PASSWORD

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture
def feng(orgs, appoint, clock) -> Appointment:
    """冯兰, organisation commissioner of 东山村支部."""
    return appoint("冯兰", "feng", orgs.dongshan, "commissioner", "组织委员")


@pytest.fixture
def fang(orgs, appoint, clock) -> Appointment:
    """方敏, administrator of 长田镇党委."""
    return appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")


@pytest.fixture
def hat(wang, feng) -> Appointment:
    return delegating.delegate(wang, feng, since=TODAY, until=FRIDAY, ground="外出学习")


def typed(receiver: Appointment, **more) -> dict:
    return {
        "receiver": str(receiver.pk),
        "since": "2026-11-23",
        "until": "2026-11-27",
        "ground": "外出学习，支委会会议确定",
        "secret": PASSWORD,
        **more,
    }


def test_a_secretary_lets_the_commissioner_stand_in(wang, feng, client):
    client.force_login(wang.account)
    page = client.get(reverse("delegations")).content.decode()
    assert f'href="{reverse("delegation_new")}"' in page
    answer = client.post(reverse("delegation_new"), typed(feng, kinds=["transfer"]))
    made = Delegation.objects.get()
    assert answer.url == reverse("delegation", args=[made.pk])
    assert (made.giver, made.receiver, made.kinds, made.recorded_by) == (wang, feng, ["transfer"], wang.account)
    page = client.get(answer.url).content.decode()
    for words in ("冯兰 代 王秀英", "代办中", "11月23日 – 11月27日", "组织关系接转", "外出学习，支委会会议确定"):
        assert words in page


def test_what_is_said_of_it_is_said_once_and_travels_in_no_cookie(wang, feng, client):
    client.force_login(wang.account)
    answer = client.post(reverse("delegation_new"), typed(feng))
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    said = f"已授权 {feng.account.name} 代办："
    pages = [client.get(answer.url).content.decode() for _time in (1, 2)]
    assert [said in page for page in pages] == [True, False]


def test_it_is_signed_with_the_givers_own_secret(wang, feng, client):
    client.force_login(wang.account)
    answer = client.post(reverse("delegation_new"), typed(feng, secret="不是她的密码"))
    assert answer.status_code == 422
    assert "密码或动态码不对" in answer.content.decode()
    assert "外出学习，支委会会议确定" in answer.content.decode()  # what was typed is kept
    assert not Delegation.objects.exists()


def test_a_broken_rule_stands_on_the_form(wang, feng, client):
    client.force_login(wang.account)
    answer = client.post(reverse("delegation_new"), typed(feng, until="2027-11-27"))
    assert answer.status_code == 422
    assert "一次授权最长 90 天；更长的请由系统管理员任职或交接（R-O16）" in answer.content.decode()


def test_nobody_outside_the_list_is_chosen(wang, feng, xu, client):
    client.force_login(wang.account)
    assert client.post(reverse("delegation_new"), typed(xu)).status_code == 422
    assert not Delegation.objects.exists()


def test_an_office_without_a_leader_besides_is_told_what_to_do(wang, client, clock):
    client.force_login(wang.account)
    page = client.get(reverse("delegation_new")).content.decode()
    assert "本组织现在没有可以代办的人" in page
    assert '<form method="post">' not in page.partition("<main")[2]


def test_a_post_that_does_not_sign_has_nothing_to_give(feng, client):
    client.force_login(feng.account)
    assert "只有书记、审批人、组织员可以授权他人代办" in client.get(reverse("delegations")).content.decode()
    assert client.get(reverse("delegation_new")).url == reverse("delegations")


def test_the_stand_in_wears_it_beside_their_own_hat(feng, hat, client):
    client.force_login(feng.account)
    page = client.get(reverse("account"))
    assert [str(worn.label) for worn in page.context["request"].hats] == ["组织委员", "代 王秀英（书记）"]
    assert page.context["request"].appointment == feng
    text = " ".join(page.content.decode().split())
    assert "东山村支部 · 代 王秀英（书记） 至 11月27日" in text
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    page = client.get(reverse("account"))
    assert page.context["request"].appointment == hat
    assert '<span class="muted">代 王秀英（书记）</span>' in page.content.decode()


def test_the_hat_falls_off_the_moment_it_is_taken_back(wang, feng, hat, client, client_of):
    theirs = client_of(feng)
    theirs.post(reverse("choose_hat"), {"appointment": hat.pk})
    client.force_login(wang.account)
    answer = client.post(reverse("delegation_take_back", args=[hat.delegation_id]))
    assert answer.url == reverse("delegation", args=[hat.delegation_id])
    assert theirs.get(reverse("account")).context["request"].hats == [feng]
    page = client.get(answer.url).content.decode()
    assert ("已收回 11月23日 09:00" in page, "h-end" in page) == (True, False)


def test_both_see_it_and_what_is_over_stays_listed(wang, feng, hat, client):
    delegating.take_back(hat.delegation, by=wang.account)
    client.force_login(wang.account)
    page = client.get(reverse("delegations"))
    assert (page.context["given"], page.context["received"]) == ([(hat.delegation, 0)], [])
    client.force_login(feng.account)
    page = client.get(reverse("delegations"))
    assert (page.context["given"], page.context["received"]) == ([], [(hat.delegation, 0)])
    assert client.get(reverse("delegation", args=[hat.delegation_id])).context["may_end"] is False


def test_the_stand_in_cannot_take_it_back_nor_pass_it_on(feng, hat, client):
    client.force_login(feng.account)
    answer = client.post(reverse("delegation_take_back", args=[hat.delegation_id]))
    assert answer.status_code == 422
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    page = client.get(reverse("delegation_new"), follow=True).content.decode()
    assert "您现在是代他人办理，不能再转授给别人（R-O16）" in page


def test_for_others_it_looks_like_a_missing_one_and_the_try_is_written_down(zhao, hat, client):
    client.force_login(zhao.account)
    for name, send in (("delegation", client.get), ("delegation_take_back", client.post)):
        answers = [send(reverse(name, args=[pk])) for pk in (hat.delegation_id, 999_999)]
        assert [a.status_code for a in answers] == [404, 404]
    assert [r.subject for r in AccessRecord.objects.all()] == [f"delegation:{hat.delegation_id}"] * 2


def test_an_administrator_records_it_for_a_secretary_who_is_away(fang, wang, feng, client):
    client.force_login(fang.account)
    detail = client.get(reverse("account_detail", args=[wang.account_id])).content.decode()
    address = reverse("appointment_delegate", args=[wang.pk])
    assert f'href="{address}"' in detail
    answer = client.post(address, typed(feng, ground="王秀英住院，经镇党委同意"))
    made = Delegation.objects.get()
    assert answer.url == reverse("delegation", args=[made.pk])
    assert "由 方敏 代为登记" in client.get(answer.url).content.decode()
    # … and must say why it is taken back
    back = reverse("delegation_take_back", args=[made.pk])
    assert client.post(back).status_code == 422
    assert client.post(back, {"reason": "代办人调离"}).status_code == 302
    assert Delegation.objects.get().state == "taken_back"


def test_an_administrator_elsewhere_does_not_find_it(fang, xu, lin, hat, orgs, appoint, client):
    client.force_login(appoint("外人", "other", orgs.street, "administrator").account)
    for name, args in (("delegation", hat.delegation_id), ("appointment_delegate", hat.delegation.giver_id)):
        assert client.get(reverse(name, args=[args])).status_code == 404


def test_accounts_and_organisation_name_whom_somebody_stands_in_for(fang, zhao, hat, feng, orgs, client):
    client.force_login(fang.account)
    assert "代 王秀英（书记）" in client.get(reverse("accounts")).content.decode()
    detail = client.get(reverse("account_detail", args=[feng.account_id])).content.decode()
    assert f'href="{reverse("delegation", args=[hat.delegation_id])}"' in detail
    assert reverse("appointment_hand_over", args=[hat.pk]) not in detail
    client.force_login(zhao.account)
    assert "代 王秀英（书记）" in client.get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()


def test_the_lists_cost_the_same_for_one_and_for_three(
    wang, feng, orgs, appoint, client, django_assert_max_num_queries
):
    client.force_login(wang.account)
    client.get(reverse("delegations"))
    delegating.delegate(wang, feng, since=TODAY, until=FRIDAY, ground="外出学习")
    with django_assert_max_num_queries(20) as one:
        client.get(reverse("delegations"))
    for n in range(2):
        deputy = appoint(f"副书记{n}", f"deputy{n}", orgs.dongshan, "deputy")
        delegating.delegate(wang, deputy, since=TODAY, until=FRIDAY, ground="外出学习")
    with django_assert_max_num_queries(len(one)):
        assert len(client.get(reverse("delegations")).context["given"]) == 3
