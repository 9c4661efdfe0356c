"""503 with the typed text, wherever the trouble shows: view, session, template, sign-in. Subject: members/busy.py."""

import re
from html import unescape
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from members import busy

AWAY = InterfaceError("connection already closed")


@login_not_required
def view_in_trouble(request):
    raise AWAY


@login_not_required
def echo(request):
    return HttpResponse(repr(sorted(request.POST.lists())), content_type="text/plain")


urlpatterns = [path("trouble/", view_in_trouble), path("echo/", echo), path("", include("config.urls"))]
handler500 = "members.error_views.server_error"
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.fixture
def no_database(monkeypatch):
    """Whatever asks the database is told that it is away."""

    def refuse(*_args, **_more):
        raise AWAY

    monkeypatch.setattr(connection, "cursor", refuse)


def sent_again(page: str) -> list[tuple[str, str]]:
    """Names and values of the form on the page, as a browser would send them: without what must be typed anew."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    found += re.findall(r'<textarea name="([^"]*)"[^>]*>\n([^<]*)</textarea>', page)
    return sorted((unescape(name), unescape(value)) for name, value in found)


def test_what_was_typed_stands_on_the_page_and_goes_out_unchanged(browser):
    typed = {
        "text": '同意。"引号" <script>alert(1)</script>\n第二行 &amp;',
        "log_length": "7",
        "kinds": ["a", "b"],
        "csrfmiddlewaretoken": "T" * 64,
    }
    answer = browser.post("/trouble/", typed)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "系统正忙，刚才填写的没有丢失，请再试一次" in page
    assert "<script>" not in page
    assert sent_again(page) == sorted(
        [
            ("text", typed["text"]),
            ("log_length", "7"),
            ("kinds", "a"),
            ("kinds", "b"),
            ("csrfmiddlewaretoken", "T" * 64),
        ]
    )


def test_the_form_on_the_page_goes_through_once_the_trouble_is_over(browser):
    page = browser.post("/trouble/", {"text": "同意转出", "n": "1"}).content.decode()

    again = browser.post("/echo/", dict(sent_again(page)))
    assert again.content.decode() == repr([("n", ["1"]), ("text", ["同意转出"])])


def test_passwords_codes_and_files_are_asked_for_anew(browser):
    answer = browser.post(
        "/trouble/",
        {"username": "wang", "password": "秘密-1", "secret": "秘密-2", "scan": SimpleUploadedFile("扫描.pdf", b"x")},
    )

    page = answer.content.decode()
    assert "秘密" not in page
    assert "扫描" not in page
    assert sent_again(page) == [("username", "wang")]
    assert re.findall(r'type="(password|file)" name="(\w+)"', page) == [
        ("password", "password"),
        ("password", "secret"),
        ("file", "scan"),
    ]
    assert 'enctype="multipart/form-data"' in page
    assert "请重新输入密码或动态码" in page


def test_a_page_that_was_only_opened_offers_to_try_again(browser):
    page = browser.get("/trouble/").content.decode()

    assert "系统正忙，请稍后再试" in page
    assert "<form" not in page


def test_the_page_needs_no_database_and_neither_does_the_probe(browser, no_database):
    browser.cookies["sessionid"] = "a-session-that-cannot-be-read"

    assert browser.get("/").status_code == 503
    assert browser.post("/sign-in/", {"username": "wang", "password": "x"}).status_code == 503
    del browser.cookies["sessionid"]
    assert browser.get("/healthz").status_code == 200


def test_signing_in_keeps_the_name(browser, no_database):
    answer = browser.post("/sign-in/?next=/done/", {"username": "wang", "password": "秘密"})

    page = answer.content.decode()
    assert (answer.status_code, sent_again(page)) == (503, [("username", "wang")])
    assert "秘密" not in page


def test_a_form_another_site_made_up_stays_refused(no_database):
    """The session could not even be read, so nothing was checked: the page adds no token the sender did not have."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies["csrftoken"], strict.cookies["sessionid"] = "c" * 32, "unreadable"
    forged = [("csrfmiddlewaretoken", "f" * 32), ("text", "转出")]

    answer = strict.post("/trouble/", dict(forged))
    assert (answer.status_code, sent_again(answer.content.decode())) == (503, forged)
    assert "c" * 32 not in answer.content.decode()

    del strict.cookies["sessionid"]
    assert strict.post("/trouble/", dict(forged)).status_code == 403


def test_every_secret_of_every_form_is_known_to_the_page():
    asked = {
        name
        for form in all_forms(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput)
        or field.widget.attrs.get("autocomplete") in {"one-time-code", "current-password", "new-password"}
    }
    assert {"password", "secret", "new_password1", "code"} <= asked <= busy.SECRETS.keys() | OF_DJANGO


OF_DJANGO = {"password1", "password2"}  # forms of the library that no page of ours shows


def all_forms(base: type) -> set[type]:
    for room in ("members", "documents", "approvals", "workflows"):
        for module in iter_modules(import_module(room).__path__, f"{room}."):
            if "forms" in module.name:
                import_module(module.name)
    return {each for sub in base.__subclasses__() for each in {sub} | all_forms(sub)}
