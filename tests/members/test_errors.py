"""Error pages: plain words, a way out, and nothing of what was sent."""

import errno
import re

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


def number_on(page) -> str:
    """The number a reader finds on an error page."""
    return re.search(r"<code data-number>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</code>", page.content.decode())[1]


ASKED = {
    400: ("get", "/sign-in/", {"HTTP_HOST": "elsewhere.example"}),
    403: ("get", "/accounts/", {}),
    404: ("get", "/no-such-page/", {}),
    405: ("get", "/notices/read/", {}),
    413: ("post", "/account/password/", {"data": {"old_password": "长" * 200}}),
    500: ("get", "/account/", {}),
    503: ("get", "/account/", {}),
}


@pytest.mark.parametrize(("status", "how"), ASKED.items())
def test_every_error_page_bears_the_number_of_its_line_in_the_log(wang, monkeypatch, settings, caplog, status, how):
    def broken(_account):
        raise OSError(errno.ENOSPC, "full") if status == 503 else RuntimeError("fault")

    monkeypatch.setattr("members.account_views.sign_in.has_device", broken)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client = Client(raise_request_exception=False)
    client.force_login(wang.account, backend="django.contrib.auth.backends.ModelBackend")
    method, address, more = how

    page = getattr(client, method)(address, **more)

    assert page.status_code == status
    assert number_on(page) == page["X-Request-ID"]
    assert page["X-Request-ID"] in {r.msg.get("request_id") for r in caplog.records if isinstance(r.msg, dict)}
    assert "请把这个编号告诉系统管理员" in page.content.decode()


def test_a_form_with_a_stale_token_bears_its_number_too(wang):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(wang.account)
    page = strict.post("/account/password/", {})
    assert (page.status_code, number_on(page)) == (403, page["X-Request-ID"])


def test_a_host_that_is_not_ours_bears_its_number_before_tls_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    page = client.get("/sign-in/", HTTP_HOST="elsewhere.example")
    assert (page.status_code, number_on(page)) == (400, page["X-Request-ID"])


def test_a_fault_page_needs_neither_database_nor_session(client, monkeypatch):
    def fault(*_args, **_more):
        raise RuntimeError("fault")

    client.raise_request_exception = False
    client.cookies["sessionid"] = "a-session-that-cannot-be-read"
    monkeypatch.setattr("django.db.connection.cursor", fault)
    page = client.get("/")
    assert page.status_code == 500
    assert "系统出错，刚才的操作没有生效" in page.content.decode()
    assert number_on(page)


@pytest.mark.parametrize(
    ("address", "back"),
    [("/cases/ZJ2026-000001/act/refuse/", "../../"), ("/transfers/new/1/", "../"), ("/notices/read/", "../../")],
)
def test_an_address_that_only_takes_forms_leads_back_when_it_is_opened(client, wang, address, back):
    client.force_login(wang.account)
    page = client.get(address)
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert f'href="{back}"' in page.content.decode()
