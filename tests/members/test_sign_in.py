"""Signing in, lock-out, expiry, one-time codes, changing the password, proof of identity at signing."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone

from members import sign_in
from members.access import AccountEvent
from members.appointments import Account
from members.forms import SigningForm
from tests.conftest import PASSWORD

WRONG = "不是这个密码-2026"
NEW = "新的密码-长田-2026"


def try_in(client, username="wang", password=PASSWORD, **query):
    return client.post(reverse("sign_in", query=query), {"username": username, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_name_and_password_lead_to_the_page_that_was_asked_for(client, wang):
    answer = try_in(client, next="/account/")
    assert (answer.status_code, answer.url) == (302, "/account/")
    assert signed_in(client)


@pytest.mark.parametrize("typed", ["WANG", "Wang", " wang "])
def test_a_login_name_is_found_whatever_its_case(client, wang, typed):
    assert try_in(client, username=typed).status_code == 302
    code = sign_in.new_code(wang.account)
    assert sign_in.holder_of_code(typed, code) == wang.account


def test_an_old_name_with_capitals_signs_in_and_two_of_them_by_their_exact_spelling(client, wang):
    Account.objects.filter(pk=wang.account_id).update(username="WangXY")
    assert try_in(client, username="wangxy").status_code == 302
    client.logout()
    other = Account.objects.create_user("WANGXY", name="王小燕", password=NEW)
    assert other.username == "wangxy"
    assert try_in(client, username="wangxy", password=PASSWORD).status_code == 422
    assert try_in(client, username="WangXY").status_code == 302


def test_another_case_is_no_way_round_the_lock(client, wang):
    for name in ("wang", "Wang", "WANG", "wAng", "waNg"):
        last = try_in(client, username=name, password=WRONG)
    assert last.status_code == 429
    assert try_in(client).status_code == 429


def test_signing_in_never_leads_to_another_site(client, wang):
    assert try_in(client, next="https://elsewhere.example/").url == "/"


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client, wang):
    unknown, wrong = try_in(client, username="nobody"), try_in(client, password=WRONG)
    assert unknown.status_code == wrong.status_code == 422
    said = [page.context["form"].non_field_errors() for page in (unknown, wrong)]
    assert said[0] == said[1] == ["登录名或密码不对。忘记密码请找本单位系统管理员领取一次性代码。"]


def test_a_suspended_account_gets_the_answer_of_a_wrong_password(client, wang):
    wang.account.is_active = False
    wang.account.save()
    assert try_in(client).context["form"].non_field_errors() == [
        "登录名或密码不对。忘记密码请找本单位系统管理员领取一次性代码。"
    ]


def test_the_page_says_that_nothing_secret_may_be_entered(client, db):
    assert "不得录入涉密信息（R-P11）" in client.get(reverse("sign_in")).content.decode()


@pytest.mark.parametrize("username", ["wang", "nobody"])
def test_five_failures_lock_the_name_out_and_the_page_says_until_when(client, wang, clock, username):
    answers = [try_in(client, username=username, password=WRONG) for _ in range(5)]
    assert [a.status_code for a in answers] == [422, 422, 422, 422, 429]
    assert "登录已锁定到 09:15" in answers[-1].content.decode()
    assert "系统管理员" in answers[-1].content.decode()


def test_a_locked_name_is_refused_even_the_right_password_until_the_time_is_over(client, wang, clock):
    for _ in range(5):
        try_in(client, password=WRONG)
    clock.shift(timedelta(minutes=10))
    late = try_in(client)
    assert (late.status_code, signed_in(client)) == (429, False)
    assert "登录已锁定到 09:15" in late.content.decode()  # trying again does not prolong it

    clock.shift(timedelta(minutes=6))
    assert try_in(client).status_code == 302


def test_a_lock_out_holds_for_one_address_only(client, wang, clock):
    for _ in range(5):
        try_in(client, password=WRONG)
    elsewhere = client.post(reverse("sign_in"), {"username": "wang", "password": PASSWORD}, REMOTE_ADDR="10.0.0.8")
    assert elsewhere.status_code == 302


def test_neither_name_nor_password_is_kept_with_a_failure_or_logged(client, wang, caplog):
    try_in(client, password=WRONG)
    attempt = AccessAttempt.objects.get()
    assert WRONG not in attempt.post_data
    assert "wang" not in attempt.post_data
    assert "wang" not in caplog.text
    assert WRONG not in caplog.text


def test_every_page_asks_for_sign_in_and_comes_back(client, db):
    answer = client.get("/account/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=%2Faccount%2F")


def test_an_expired_session_comes_back_to_the_page_the_form_stood_on(client, wang, clock):
    try_in(client)
    clock.shift(timedelta(hours=5))
    answer = client.post("/account/password/", {"old_password": "x"}, HTTP_REFERER="http://testserver/account/")
    assert answer.url == "/sign-in/?next=%2Faccount%2F&expired=1"
    assert "登录已过期，请重新登录，填写的内容已保留" in client.get(answer.url).content.decode()


def test_a_form_from_another_site_does_not_choose_where_one_comes_back_to(client, db):
    answer = client.post("/account/password/", {}, HTTP_REFERER="https://elsewhere.example/account/")
    assert answer.url == "/sign-in/?next=%2F&expired=1"


def test_htmx_is_led_to_sign_in_as_a_whole_page(client, db):
    answer = client.get("/account/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/rules/")
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Frules%2F"


def test_signing_out_ends_the_session(client, wang):
    client.force_login(wang.account)
    assert client.post(reverse("sign_out")).url == "/sign-in/"
    assert not signed_in(client)


def test_signing_out_is_never_a_link(client, wang):
    client.force_login(wang.account)
    assert client.get(reverse("sign_out")).status_code == 405
    assert signed_in(client)


def test_the_cast_signs_in_with_one_click_in_the_demo(client, wang, zhao, settings):
    settings.DEMO = True
    page = client.get(reverse("sign_in"))
    assert [a.name for a in page.context["cast"]] == ["王秀英", "赵建国"]
    client.post(reverse("demo_sign_in"), {"account": wang.account_id})
    assert client.session["_auth_user_id"] == str(wang.account_id)


def test_outside_the_demo_there_is_no_one_click(client, wang):
    assert client.get(reverse("sign_in")).context["cast"] == []
    assert client.post(reverse("demo_sign_in"), {"account": wang.account_id}).status_code == 404
    assert not signed_in(client)


def test_the_demo_never_offers_a_superuser(client, orgs, wang, settings):
    settings.DEMO = True
    wang.account.is_superuser = True
    wang.account.save()
    assert client.post(reverse("demo_sign_in"), {"account": wang.account_id}).status_code == 404


def reset(client, code, username="wang", password=NEW):
    posted = {"username": username, "code": code, "new_password1": password, "new_password2": password}
    return client.post(reverse("password_reset_by_code"), posted)


def test_of_two_who_use_one_code_at_the_same_moment_one_sets_the_password(wang):
    code = sign_in.new_code(wang.account)
    one, other = (sign_in.holder_of_code("wang", code) for _ in range(2))
    assert [sign_in.spend_code(one, NEW), sign_in.spend_code(other, f"{NEW}-二")] == [True, False]
    wang.account.refresh_from_db()
    assert wang.account.check_password(NEW)


def test_a_one_time_code_sets_a_new_password_once(client, wang):
    code = sign_in.new_code(wang.account)
    assert len(code) == 10
    assert not set(code) & set("01OIL")
    assert reset(client, f"{code[:5]}-{code[5:]}".lower()).url == "/sign-in/"
    assert try_in(client, password=NEW).status_code == 302

    client.logout()
    again = reset(client, code)
    assert again.context["form"].errors["code"] == [
        "登录名或一次性代码不对，或代码已过期、已使用。请找系统管理员重新发放。"
    ]
    assert AccountEvent.objects.filter(did="password", account=wang.account).count() == 1


def test_a_one_time_code_is_stored_as_a_hash_and_dies_after_a_day(client, wang, clock):
    code = sign_in.new_code(wang.account)
    wang.account.refresh_from_db()
    assert code not in wang.account.reset_code
    assert wang.account.reset_code_until == timezone.now() + timedelta(hours=24)
    clock.shift(timedelta(hours=24, minutes=1))
    assert reset(client, code).status_code == 422


def test_guessing_codes_locks_the_name_out(client, wang):
    sign_in.new_code(wang.account)
    assert [reset(client, "AAAAAAAAAA").status_code for _ in range(5)] == [422, 422, 422, 422, 429]


def test_a_weak_password_is_refused_in_plain_chinese_and_the_code_stays_good(client, wang):
    code = sign_in.new_code(wang.account)
    short = reset(client, code, password="12345678")
    assert short.status_code == 422
    assert "密码太短，至少 10 个字符" in str(short.context["form"].errors["new_password2"])
    assert reset(client, code).status_code == 302


def test_a_password_that_is_due_comes_before_everything_else(client, wang):
    wang.account.must_change_password = True
    wang.account.save()
    client.force_login(wang.account)
    assert client.get("/").url == "/account/password/"

    posted = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/account/password/", posted).url == "/account/"
    wang.account.refresh_from_db()
    assert wang.account.must_change_password is False
    assert signed_in(client)


def test_the_old_password_is_asked_for(client, wang):
    client.force_login(wang.account)
    posted = {"old_password": WRONG, "new_password1": NEW, "new_password2": NEW}
    answer = client.post("/account/password/", posted)
    assert answer.context["form"].errors == {
        "old_password": ["现在的密码不对。忘记密码请找本单位系统管理员领取一次性代码。"]
    }


def test_the_password_proves_identity_at_signing(zhao):
    assert sign_in.confirm(zhao.account, PASSWORD) is True
    assert sign_in.confirm(zhao.account, WRONG) is False


def test_five_wrong_secrets_lock_signing_but_not_signing_in(client, zhao, clock):
    for _ in range(5):
        assert not sign_in.confirm(zhao.account, WRONG)
    assert not sign_in.confirm(zhao.account, PASSWORD)
    form = SigningForm({"secret": PASSWORD}, account=zhao.account)
    assert form.errors == {
        "secret": ["连续输错次数过多，签署已锁定到 09:15；可请本单位系统管理员解除。填写的内容已保留。"]
    }
    assert try_in(client, username="zhao").status_code == 302
    clock.shift(timedelta(minutes=16))
    assert sign_in.confirm(zhao.account, PASSWORD)


def test_failures_at_signing_are_forgotten_by_a_success(zhao):
    for _ in range(4):
        sign_in.confirm(zhao.account, WRONG)
    assert sign_in.confirm(zhao.account, PASSWORD)
    assert not AccessAttempt.objects.exists()


def test_the_proof_leaves_the_cleaned_form(zhao):
    form = SigningForm({"secret": PASSWORD}, account=zhao.account)
    assert form.is_valid()
    assert form.cleaned_data == {}
