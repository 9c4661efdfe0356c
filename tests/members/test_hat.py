"""The hat: on whose behalf one acts (R-O12)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.access import AccessRecord
from members.models import Account


@pytest.fixture
def two_hats(orgs, wang, appoint):
    return wang, appoint("王秀英", "wang", orgs.town, "clerk", "党建办干事")


def hat_on(page) -> str:
    return str(page.context["request"].appointment)


def test_every_page_shows_the_hat(client, zhao):
    client.force_login(zhao.account)
    text = client.get(reverse("account")).content.decode()
    assert '<b>长田镇党委</b><span class="hat__dot"> · </span><span class="muted">副书记</span>' in text


def test_the_hat_is_chosen_and_stays_chosen(client, two_hats):
    as_secretary, as_clerk = two_hats
    client.force_login(as_secretary.account)
    for hat in (as_clerk, as_secretary):
        assert client.post(reverse("choose_hat"), {"appointment": hat.pk}).url == "/"
        assert client.get(reverse("account")).context["request"].appointment == hat


def test_the_hat_of_someone_else_looks_like_a_missing_one_and_is_written_down(client, wang, zhao):
    client.force_login(wang.account)
    foreign = client.post(reverse("choose_hat"), {"appointment": zhao.pk})
    missing = client.post(reverse("choose_hat"), {"appointment": 999_999})
    broken = client.post(reverse("choose_hat"), {"appointment": "1 or 1"})
    assert [foreign.status_code, missing.status_code, broken.status_code] == [404, 404, 404]
    record = AccessRecord.objects.get()
    assert (record.kind, record.account, record.subject) == ("foreign", wang.account, f"appointment:{zhao.pk}")


def test_a_hat_falls_off_on_the_day_after_the_appointment_ends(client, two_hats, clock):
    as_secretary, as_clerk = two_hats
    client.force_login(as_secretary.account)
    client.post(reverse("choose_hat"), {"appointment": as_clerk.pk})
    as_clerk.until = timezone.localdate()
    as_clerk.save()
    assert client.get(reverse("account")).context["request"].appointment == as_clerk
    clock.shift(timedelta(days=1))
    client.force_login(as_secretary.account)
    assert client.get(reverse("account")).context["request"].appointment == as_secretary


def test_without_an_appointment_the_page_says_who_can_appoint(client, orgs, wang, appoint):
    appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")
    appoint("外人", "other", orgs.street, "administrator", "系统管理员")
    wang.until = date(2020, 12, 31)
    wang.save()
    client.force_login(wang.account)
    page = client.get("/")
    assert page.status_code == 403
    assert [a.account.name for a in page.context["appointers"]] == ["方敏"]
    assert client.get(reverse("account")).status_code == 200


def test_a_superuser_without_a_hat_is_led_to_the_accounts(client, db):
    root = Account.objects.create_superuser("root", password="安装时的密码-2026", name="安装员")
    client.force_login(root)
    page = client.get("/")
    assert (page.status_code, "账户管理" in page.content.decode()) == (403, True)
    assert client.get(reverse("accounts")).status_code == 200


def test_the_hats_cost_one_query_however_many(client, wang, orgs, appoint, django_assert_num_queries):
    client.force_login(wang.account)
    client.get(reverse("totp_setup"))  # the key is in the session from here on
    with CaptureQueriesContext(connection) as with_one:
        client.get(reverse("totp_setup"))
    for org in (orgs.town, orgs.xihe):
        appoint("王秀英", "wang", org, "clerk")
    with django_assert_num_queries(len(with_one)):
        client.get(reverse("totp_setup"))
