"""Error pages: plain words, a way out, and nothing of what was sent."""

import pytest
from django.test import Client


def test_a_missing_page_says_where_to_go(client, zhao):
    client.force_login(zhao.account)
    page = client.get("/no-such-page/")
    assert page.status_code == 404
    assert "找不到这一页" in page.content.decode()
    assert "切换身份" in page.content.decode()


def test_a_form_with_a_stale_token_is_told_plainly_and_not_repeated(wang):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(wang.account)
    page = strict.post("/account/password/", {"old_password": "秘密的字"})
    assert page.status_code == 403
    assert "页面已过期" in page.content.decode()
    assert "秘密的字" not in page.content.decode()


def test_too_much_at_once_is_413(client, wang, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client.force_login(wang.account)
    page = client.post("/account/password/", {"old_password": "长" * 200})
    assert page.status_code == 413
    assert "提交的内容过大" in page.content.decode()


def test_a_fault_of_ours_shows_a_page_without_the_fault(client, wang, monkeypatch):
    client.raise_request_exception = False
    client.force_login(wang.account)

    def broken(account):
        raise RuntimeError("秘密的字")

    monkeypatch.setattr("members.account_views.sign_in.has_device", broken)
    page = client.get("/account/")
    assert page.status_code == 500
    assert "系统出错，刚才的操作没有生效" in page.content.decode()
    assert "秘密的字" not in page.content.decode()


def test_a_host_that_is_not_ours_gets_a_plain_400(client, db):
    page = client.get("/sign-in/", HTTP_HOST="elsewhere.example")
    assert page.status_code == 400
    assert "提交的内容不能识别" in page.content.decode()


@pytest.mark.parametrize(
    ("address", "back"),
    [("/cases/ZJ2026-000001/act/refuse/", "../../"), ("/transfers/new/1/", "../"), ("/notices/read/", "../../")],
)
def test_an_address_that_only_takes_forms_leads_back_when_it_is_opened(client, wang, address, back):
    client.force_login(wang.account)
    page = client.get(address)
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert f'href="{back}"' in page.content.decode()
