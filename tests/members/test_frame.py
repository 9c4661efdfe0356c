"""What frames every page, in a real browser: the hat, the menu without scripts, kept text, one submit, axe."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.conftest import PASSWORD

SIZES = [(1440, 900), (390, 844)]
LOOKS = [  # the other two pairs are asked in a full run
    (SIZES[0], "light"),
    (SIZES[1], "dark"),
    pytest.param(SIZES[0], "dark", marks=pytest.mark.giant("browser", only_full=True)),
    pytest.param(SIZES[1], "light", marks=pytest.mark.giant("browser", only_full=True)),
]
PAGES = ["account", "password_change", "totp_setup", "accounts", "account_new"]


def test_the_first_page_weighs_at_most_40_kb(client, db):
    parts = [client.get(reverse("sign_in")).content]
    for name in ("app.css", "app.js", "django_htmx/htmx-2.min.js"):
        with open(finders.find(name), "rb") as file:  # noqa: PTH123 - finders answer with a plain path
            parts.append(file.read())
    assert sum(len(gzip.compress(part)) for part in parts) <= 40_000


@pytest.fixture
def fang(orgs, appoint):
    return appoint("方敏", "fang", orgs.town, "administrator", "系统管理员")


def enter(page, live_server):
    page.goto(live_server.url + reverse("sign_in"))
    page.fill("#id_username", "fang")
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_url(live_server.url + "/")


@pytest.mark.browser
@pytest.mark.giant("browser")
@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_doors_have_no_axe_finding_and_fit_the_screen(page, live_server, fang, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(live_server.url + reverse("sign_in"))
    look_at(page)
    page.goto(live_server.url + reverse("password_reset_by_code"))
    look_at(page)
    enter(page, live_server)
    for name in PAGES:
        page.goto(live_server.url + reverse(name))
        page.click(".hat")
        look_at(page)


def look_at(page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.browser
@pytest.mark.giant("browser")
@pytest.mark.parametrize("size", SIZES)
def test_the_hat_stands_at_the_top_right_of_every_width(page, live_server, fang, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    enter(page, live_server)
    page.goto(live_server.url + reverse("account"))
    box = page.locator(".hat").bounding_box()
    shown = page.locator(".hat__text").inner_text()
    assert "长田镇党委" in shown
    assert "系统管理员" in shown
    assert box["y"] + box["height"] <= 64
    assert size[0] / 2 < box["x"] + box["width"] <= size[0]


@pytest.mark.browser
@pytest.mark.giant("browser")
def test_the_menu_and_signing_out_work_without_scripts(browser, live_server, fang):
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    enter(page, live_server)
    page.goto(live_server.url + reverse("account"))
    page.click(".hat")
    page.click("text=退出")
    page.wait_for_url(live_server.url + reverse("sign_in"))
    assert page.locator("[role=status]").inner_text() == "已退出。"
    page.context.close()


def typed_page(who: str, extra: str = "") -> str:
    """A page as `app.js` sees it: `who` is signed in ("" nobody), with one kept text."""
    mark = f' data-signed-in="{who}"' if who else ""
    form = '<form method="post"><textarea name="text" data-keep></textarea><button>送</button></form>' if who else ""
    return f'<!doctype html><body{mark}>{extra}{form}<script src="/static/app.js"></script></body>'


@pytest.fixture
def served(page, live_server):
    """Answer `/typed/` with the page that was laid in `served.html`; `served.posts` counts submits."""

    class Served:
        html, posts = "", 0

        def answer(self, route):
            self.posts += route.request.method == "POST"
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")

        def show(self, html: str) -> str:
            """Load the page anew and return what stands in the text, if there is one."""
            self.html = html
            page.goto(live_server.url + "/typed/")
            return page.locator("textarea").input_value() if page.locator("textarea").count() else ""

        def submit(self, html: str) -> None:
            self.html = html
            with page.expect_navigation():
                page.click("button")

    served = Served()
    page.route("**/typed/", served.answer)
    return served


@pytest.mark.browser
@pytest.mark.giant("browser")
def test_u2_phrases_follow_the_verdict_and_keep_what_was_typed(page, served):
    radios = '<input type="radio" name="agrees" value="yes"><input type="radio" name="agrees" value="no">'
    phrases = (
        '<p data-when="yes" hidden><button type="button" data-say="情况属实，同意。">情况属实</button></p>'
        '<p data-when="no" hidden><button type="button" data-say="与实际不符：">与实际不符</button></p>'
    )
    served.show(typed_page("7").replace("<textarea", radios + phrases + "<textarea"))
    assert page.get_by_role("button", name="情况属实").is_hidden()

    page.check("[value=yes]")
    page.get_by_role("button", name="情况属实").click()
    assert page.locator("textarea").input_value() == "情况属实，同意。"

    page.check("[value=no]")
    assert page.get_by_role("button", name="情况属实").is_hidden()
    page.get_by_role("button", name="与实际不符").click()
    assert page.locator("textarea").input_value() == "与实际不符："  # one phrase gives way to another

    page.fill("textarea", "本人来电说明情况。")
    page.get_by_role("button", name="与实际不符").click()
    assert page.locator("textarea").input_value() == "本人来电说明情况。\n与实际不符："


@pytest.mark.browser
@pytest.mark.giant("browser")
def test_typed_text_survives_signing_in_again(page, served):
    served.show(typed_page("7"))
    page.fill("textarea", "情况属实，同意转出。")
    served.submit(typed_page(""))  # the session had expired: the answer is the sign-in page
    assert served.show(typed_page("7")) == "情况属实，同意转出。"


@pytest.mark.browser
@pytest.mark.giant("browser")
def test_typed_text_survives_an_error_page_and_goes_once_it_was_taken(page, served):
    served.show(typed_page("7"))
    page.fill("textarea", "同意。")
    served.submit(typed_page("7", extra="<div data-fault></div>"))
    assert served.show(typed_page("7")) == "同意。"
    served.submit(typed_page("7"))
    assert served.show(typed_page("7")) == ""


@pytest.mark.browser
@pytest.mark.giant("browser")
def test_typed_text_is_not_shown_to_the_next_person_at_the_desk(page, served):
    served.show(typed_page("7"))
    page.fill("textarea", "只给自己看的草稿")
    assert served.show(typed_page("8")) == ""
    assert served.show(typed_page("7")) == ""


@pytest.mark.browser
@pytest.mark.giant("browser")
def test_a_second_click_submits_nothing_and_the_button_comes_back(page, served, live_server):
    served.show(typed_page("7"))
    stays = {"status": 204}  # the answer leaves the page where it is, as a download does
    page.route("**/typed/", lambda route: route.fulfill(**stays) if is_post(route, served) else route.fallback())
    page.click("button")
    page.wait_for_selector("button[aria-busy=true][disabled]")
    page.evaluate("document.querySelector('button').click()")
    assert served.posts == 1
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert page.locator("button").is_enabled()


def is_post(route, served) -> bool:
    """Whether this is a submit; counts it."""
    served.posts += route.request.method == "POST"
    return route.request.method == "POST"
