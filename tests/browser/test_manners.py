"""How pages behave when people do what people do: no scripts, no mouse, tea breaks, back buttons, double clicks."""

import re

import pytest
from playwright.sync_api import Page, expect

from approvals import desk as the_desk
from approvals.journal import Entry
from config.demo.cast import PASSWORD
from members.appointments import Post
from members.identity import check_character
from members.models import Appointment, PartyOrg, Person
from tests.conftest import entered
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo")]

HOURS = 3600  # seconds
TEXT = "情况属实，同意转出。"
AGREE = "同意并送转入方"


@pytest.fixture
def waiting(demo) -> TransferCase:
    """A transfer that has just reached wang's desk, of a member of its own."""
    wang = Appointment.objects.get(account__username="wang", post=Post.SECRETARY)
    there = PartyOrg.objects.get(short_name="一社区支部")
    facts = {"destination": there, "reason": "residence_changed", "contact": "0518-88275367"}
    return the_desk.act(drafting.begin(newcomer(wang.org), by=wang, **facts), "submit", by=wang)


def newcomer(branch: PartyOrg) -> Person:
    """A member whom no story of the demo is about."""
    serial = Person.objects.filter(name__startswith="闻人").count() + 1
    digits = f"32072419850301{serial:03}"
    return entered(f"闻人{'甲乙丙丁戊己庚辛壬癸'[serial - 1]}", digits + check_character(digits), branch)


def acts(case: TransferCase) -> list[str]:
    return list(Entry.objects.filter(case=case).values_list("verb", flat=True))


def open_case(page: Page, case: TransferCase) -> Page:
    page.goto(case.get_absolute_url())
    return page


def fill_opinion(page: Page) -> None:
    page.get_by_label("党费交至").fill("2026-11")
    page.get_by_role("textbox", name="意见").fill(TEXT)


def test_a_transfer_is_started_and_sent_without_scripts(demo, desk):
    newcomer(PartyOrg.objects.get(short_name="东山村支部"))
    page = desk("wang", scripts=False)
    page.goto("/transfers/new/")
    page.get_by_label("姓名、拼音首字母或身份号码后四位").fill("wrj")
    page.get_by_role("button", name="查找").click()
    found = page.get_by_role("list", name="查找结果").get_by_role("listitem")
    name = found.first.locator(".row__title").inner_text()
    found.first.get_by_role("button", name="选这位").click()
    page.get_by_role("link", name=re.compile("^(改选|选择转入支部)$")).click()
    page.get_by_label("按支部名称查找").fill("朝晖 二社区")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="选这个支部").click()
    page.get_by_label("转移原因").select_option(label="退休")
    page.get_by_label("党员联系方式").fill("0518-88275367")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已保存。")).to_be_visible()
    page.get_by_role("button", name="提交并送转出支部").click()
    expect(page.get_by_role("heading", name=f"{name}：东山村支部 → 二社区支部")).to_be_visible()
    expect(page.get_by_text("已提交。下一步：东山村支部，环节「转出支部意见」。")).to_be_visible()


def test_the_keyboard_alone_reaches_a_case_and_decides_it(demo, desk, waiting):
    page = desk("wang")
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    page.keyboard.press("/")
    assert focused(page) == "搜索人员、事项、组织，可用拼音首字母"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    rows = page.locator(".row__title").all_inner_texts()
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert rows[row] in focused(page)
    while waiting.title not in focused(page):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=waiting.title)).to_be_visible()
    tab_to(page, "意见")
    page.keyboard.type(TEXT)
    tab_to(page, AGREE)
    page.keyboard.press("Enter")
    expect(page.get_by_text("环节「转入方意见」")).to_be_visible()
    assert acts(waiting) == ["open", "submit", "agree_to_release"]


def focused(page: Page) -> str:
    """What the focused thing is called."""
    return page.evaluate(
        "e => e.labels?.[0]?.firstChild.textContent || e.getAttribute('aria-label') || e.innerText",
        page.evaluate_handle("document.activeElement"),
    )


def tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_what_was_typed_survives_a_session_that_expired_meanwhile(demo, desk, waiting):
    page = open_case(desk("wang"), waiting)
    fill_opinion(page)
    demo.clock.shift(5 * HOURS)
    page.get_by_role("button", name=AGREE).click()
    expect(page.get_by_text("登录已过期，请重新登录，填写的内容已保留")).to_be_visible()
    page.get_by_label("登录名").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=waiting.title)).to_be_visible()
    expect(page.get_by_role("textbox", name="意见")).to_have_value(TEXT)
    assert acts(waiting) == ["open", "submit"]


def test_back_to_a_refused_form_shows_its_page_with_the_typed_text(desk, waiting):
    page = open_case(desk("wang"), waiting)
    fill_opinion(page)
    page.get_by_label("党费交至").fill("去年")
    page.get_by_role("button", name=AGREE).click()
    expect(page.get_by_role("alert")).to_contain_text("1 处需要改正")
    page.goto("/")
    page.go_back()
    expect(page.get_by_role("heading", level=1, name=waiting.title)).to_be_visible()
    expect(page.get_by_role("textbox", name="意见")).to_have_value(TEXT)


def test_back_and_again_leads_to_what_was_done_already(demo, desk, waiting):
    page = open_case(desk("wang"), waiting)
    fill_opinion(page)
    page.get_by_role("button", name=AGREE).click()
    expect(page.get_by_text("环节「转入方意见」")).to_be_visible()
    page.go_back()
    if page.get_by_role("button", name=AGREE).count():  # Chromium may show the page as it was, or ask for it anew
        page.get_by_role("button", name=AGREE).click()
    expect(page.get_by_role("heading", level=1, name=waiting.title)).to_be_visible()
    expect(page.locator(".tag", has_text="转入方意见").first).to_be_visible()
    assert acts(waiting) == ["open", "submit", "agree_to_release"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_is_one_act(demo, desk, waiting, scripts):
    page = open_case(desk("wang", scripts=scripts), waiting)
    fill_opinion(page)
    page.get_by_role("button", name=AGREE).dblclick()
    expect(page.locator(".tag", has_text="转入方意见").first).to_be_visible()
    assert acts(waiting) == ["open", "submit", "agree_to_release"]


def test_a_stale_page_says_who_was_faster_and_returns_the_text(demo, desk, waiting):
    stale = open_case(desk("wang"), waiting)
    stale.get_by_role("link", name="退回修改").click()
    stale.get_by_role("textbox").last.fill("请补充现居住地证明，由本人提供。")

    faster = open_case(desk("wang"), waiting)
    fill_opinion(faster)
    faster.get_by_role("button", name=AGREE).click()
    expect(faster.get_by_text("环节「转入方意见」")).to_be_visible()

    stale.get_by_role("button", name="退回修改").click()
    conflict = stale.get_by_role("alert")
    expect(conflict).to_contain_text("王秀英 已于 11月23日")
    expect(conflict).to_contain_text("请补充现居住地证明，由本人提供。")
    assert acts(waiting) == ["open", "submit", "agree_to_release"]
