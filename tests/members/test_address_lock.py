"""Wrong passwords behind a proxy: a lock is one name's at one address, and an address has a ceiling (O7, S8)."""

from datetime import timedelta

from django.core.management import call_command
from django.urls import reverse

from members import sign_in
from tests.conftest import PASSWORD

WRONG = "不是这个密码-2026"
DESK, ELSEWHERE = "10.20.0.7", "10.20.0.8"


def try_in(client, username="wang", password=PASSWORD, *, at=DESK, peer="127.0.0.1"):
    """Post the sign-in form as the proxy at `peer` hands it on for a client at `at`; answer the status."""
    posted = {"username": username, "password": password}
    return client.post(reverse("sign_in"), posted, REMOTE_ADDR=peer, headers={"x-forwarded-for": at}).status_code


def spray(client, count, *, first=0):
    """Try `count` different names with one wrong password."""
    return [try_in(client, f"name-{number}", WRONG) for number in range(first, first + count)]


def test_behind_one_proxy_nobody_locks_a_colleague_out_from_another_desk(client, wang, clock):
    assert [try_in(client, password=WRONG, at=ELSEWHERE) for _ in range(5)] == [422, 422, 422, 422, 429]
    assert try_in(client, at=ELSEWHERE) == 429
    assert try_in(client, at=DESK) == 302


def test_a_client_that_claims_another_address_at_each_try_is_locked_all_the_same(client, wang, clock):
    claims = [f"10.99.0.{number}, {DESK}" for number in range(6)]  # the proxy adds what it saw
    assert [try_in(client, password=WRONG, at=claim) for claim in claims] == [422, 422, 422, 422, 429, 429]


def test_past_the_proxy_the_header_counts_for_nothing(client, wang, clock):
    said = [try_in(client, password=WRONG, at=f"10.99.0.{n}", peer="10.20.0.9") for n in range(6)]
    assert said == [422, 422, 422, 422, 429, 429]
    assert try_in(client, at="10.20.0.9") == 429


def test_many_names_from_one_address_meet_its_ceiling_and_other_addresses_do_not(client, wang, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 8
    assert spray(client, 10) == [422] * 7 + [429] * 3
    assert try_in(client) == 429
    assert try_in(client, at=ELSEWHERE) == 302


def test_the_page_says_that_the_address_waits_and_until_when(client, wang, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 3
    spray(client, 3)
    page = client.post(reverse("sign_in"), {"username": "wang", "password": PASSWORD}, REMOTE_ADDR=DESK)
    assert page.status_code == 429
    assert "这个地址在 09:15 前不能登录" in page.content.decode()
    assert "账户管理" not in page.content.decode()  # an administrator cannot lift it


def test_the_ceiling_lifts_as_failures_grow_old_and_tries_meanwhile_do_not_prolong_it(client, wang, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 4
    spray(client, 2)
    clock.shift(timedelta(minutes=10))
    assert spray(client, 3, first=2) == [422, 429, 429]
    clock.shift(timedelta(minutes=4))
    assert try_in(client) == 429
    clock.shift(timedelta(minutes=2))
    assert try_in(client) == 302


def test_a_success_does_not_wipe_out_what_other_names_failed(client, wang, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 4
    spray(client, 3)
    assert try_in(client) == 302
    client.logout()
    assert try_in(client, "name-9", WRONG) == 429


def test_codes_count_towards_the_ceiling_too(client, wang, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 3
    posted = {"code": "AAAAAAAAAA", "new_password1": "新的密码-长田-2026", "new_password2": "新的密码-长田-2026"}
    for name in ("a", "b", "c"):
        answer = client.post(reverse("password_reset_by_code"), posted | {"username": name}, REMOTE_ADDR=DESK)
    assert answer.status_code == 429
    assert try_in(client) == 429


def test_wrong_secrets_at_signing_belong_to_no_address(client, wang, zhao, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 3
    for account in (wang.account, zhao.account):
        for _ in range(3):
            sign_in.confirm(account, WRONG)
    assert try_in(client) == 302
    assert sign_in.confirm(wang.account, PASSWORD)


def test_whoever_runs_the_server_frees_an_address(client, wang, clock, settings):
    settings.SIGN_IN_ATTEMPTS_PER_ADDRESS = 3
    spray(client, 3)
    call_command("axes_reset_ip", DESK)
    assert try_in(client) == 302
