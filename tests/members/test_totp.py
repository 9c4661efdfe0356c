"""Two-step sign-in with an authenticator app."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from members import sign_in
from members.access import AccountEvent
from tests.conftest import PASSWORD

KEY = "3132333435363738393031323334353637383930"


def code_now(key: str = KEY) -> str:
    totp = TOTP(bytes.fromhex(key))
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def device(zhao, clock) -> TOTPDevice:
    return TOTPDevice.objects.create(user=zhao.account, name="totp", key=KEY, confirmed=True)


def give_password(client, **query):
    return client.post(reverse("sign_in", query=query), {"username": "zhao", "password": PASSWORD})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_setting_up_shows_a_picture_and_turns_on_with_a_code(client, zhao, clock):
    client.force_login(zhao.account)
    page = client.get(reverse("totp_setup"))
    key = client.session["totp_key"]
    picture = client.get(reverse("totp_qr"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")
    assert 'src="/account/two-step/key.svg"' in page.content.decode()

    wrong = client.post(reverse("totp_setup"), {"code": "000000", "password": PASSWORD})
    assert (wrong.status_code, sign_in.has_device(zhao.account)) == (422, False)

    assert client.post(reverse("totp_setup"), {"code": code_now(key), "password": PASSWORD}).url == "/account/"
    assert sign_in.has_device(zhao.account)
    assert client.get(reverse("totp_qr")).status_code == 404  # the key is never shown again
    assert AccountEvent.objects.get().did == "totp_on"


def test_an_unattended_screen_is_not_enough_to_add_a_device_that_signs(client, zhao, clock):
    """A code of the device would sign papers for its holder; wrong passwords are counted and lock."""
    client.force_login(zhao.account)
    client.get(reverse("totp_setup"))
    code = code_now(client.session["totp_key"])
    answers = [client.post(reverse("totp_setup"), {"code": code, "password": f"猜-{n}"}) for n in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert "现在的密码不对" in answers[0].content.decode()
    locked = client.post(reverse("totp_setup"), {"code": code, "password": PASSWORD})
    assert (locked.status_code, "已锁定到 09:15" in locked.content.decode()) == (422, True)
    assert not sign_in.has_device(zhao.account)


def test_a_password_changed_meanwhile_ends_the_way_to_the_second_step(client, device):
    give_password(client)
    device.user.set_password("另一个密码-长田-2026")
    device.user.save()
    answer = client.post(reverse("sign_in_code"), {"code": code_now()})
    assert (answer.status_code, answer.url, signed_in(client)) == (302, "/sign-in/?", False)


def test_with_a_device_the_password_alone_opens_nothing(client, device):
    answer = give_password(client, next="/account/")
    assert answer.url == "/sign-in/code/?next=%2Faccount%2F"
    assert not signed_in(client)
    assert client.get("/account/").status_code == 302

    assert client.post(answer.url, {"code": code_now()}).url == "/account/"
    assert signed_in(client)


def test_a_code_is_good_once(client, device):
    give_password(client)
    code = code_now()
    client.post(reverse("sign_in_code"), {"code": code})
    client.logout()
    give_password(client)
    again = client.post(reverse("sign_in_code"), {"code": code})
    assert again.context["form"].errors["code"] == [
        "动态码不对或已用过，请等下一个动态码再输。手机丢失请找系统管理员解除两步验证。"
    ]


def test_the_code_is_owed_within_five_minutes_of_the_password(client, device, clock):
    give_password(client)
    clock.shift(timedelta(minutes=6))
    assert client.post(reverse("sign_in_code"), {"code": code_now()}).url == "/sign-in/?"


def test_guessing_codes_locks_the_name_out(client, device):
    give_password(client)
    answers = [client.post(reverse("sign_in_code"), {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]


def test_where_the_office_requires_it_the_device_comes_first(client, zhao, clock, settings):
    settings.TOTP_REQUIRED = True
    client.force_login(zhao.account)
    assert client.get("/").url == "/account/two-step/"
    client.get(reverse("totp_setup"))
    client.post(reverse("totp_setup"), {"code": code_now(client.session["totp_key"]), "password": PASSWORD})
    assert client.get("/accounts/").status_code == 403  # past the door; the appointment decides


def test_where_the_office_requires_it_nobody_turns_it_off(client, device, zhao, settings):
    settings.TOTP_REQUIRED = True
    give_password(client)
    client.post(reverse("sign_in_code"), {"code": code_now()})
    assert client.post(reverse("totp_off"), {"secret": PASSWORD}).url == "/account/two-step/"
    assert sign_in.has_device(zhao.account)


def test_turning_it_off_asks_for_the_password(client, device, zhao):
    client.force_login(zhao.account)
    assert client.post(reverse("totp_off"), {"secret": "不是这个密码-2026"}).status_code == 422
    assert sign_in.has_device(zhao.account)
    assert client.post(reverse("totp_off"), {"secret": PASSWORD}).url == "/account/"
    assert not sign_in.has_device(zhao.account)
    assert [e.did for e in AccountEvent.objects.all()] == ["totp_off"]


def test_a_code_proves_identity_at_signing_once(zhao, device, clock):
    code = code_now()
    assert sign_in.confirm(zhao.account, code)
    assert not sign_in.confirm(zhao.account, code)
    clock.shift(timedelta(seconds=31))
    assert sign_in.confirm(zhao.account, code_now())
