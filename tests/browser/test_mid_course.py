"""A letter that was out on paper when the office went live: entered, confirmed, and received like any other (R-D38).

Told in a browser: wang enters it with a scan, zhao confirms on a phone, chen finds it in 待办. The rules at their
boundaries: tests/workflows/test_transfer_history.py.
"""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from config.demo import cast
from tests.browser.office import Office, transfer_at
from workflows.transfer.states import State

pytestmark = pytest.mark.browser

SCAN = FilePayload(name="存根.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 the stub of a paper letter")
FACTS = {
    "介绍信编号": "901",
    "开具日期": "2026-11-10",
    "有效期（天）": "30",
    "转入党支部（在本系统的）": "一社区支部",
    "党费交至": "2026-11",
}
STEPS = {
    "转出支部同意转出": ("2026-11-02", "东山村支部", "王秀英（书记）"),
    "转入方同意接收": ("2026-11-06", "一社区支部", "林晓东（书记）"),
    "转出方党委批准并开具介绍信": ("2026-11-09", "长田镇党委", "赵建国（副书记）"),
}


def test_a_letter_that_was_out_on_paper_goes_on_in_the_system(office: Office):
    wang, zhao, chen = office.people("wang", "zhao", "chen")
    person = transfer_at(State.DRAFT).person  # a draft stands in nobody's way
    enter(wang.page, person.name, person.pk)
    expect(wang.page.locator("main")).to_contain_text("待确认")

    confirm(zhao.page, person.name)
    expect(zhao.page.locator(".notes")).to_contain_text("已确认，转为在办事项")
    zhao.sees("系统上线前")
    number = zhao.page.locator(".crumb .num").inner_text()

    chen.reports_in(number, "901")
    chen.receives(number)
    assert person.branch.short_name == "一社区支部"


def enter(page: Page, name: str, pk: int) -> None:
    page.goto("/transfers/new/")
    page.get_by_label("姓名、拼音首字母或身份号码后四位").fill(name)
    page.keyboard.press("Enter")
    page.locator(f"main a[href='/transfers/history/{pk}/']").click()
    for label, text in FACTS.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("尚未报到").check()
    for label, (on, org, who) in STEPS.items():
        step = page.get_by_role("group", name=label)
        step.get_by_label("日期").fill(on)
        step.get_by_label("党组织全称").fill(org)
        step.get_by_label("经办人及职务").fill(who)
        step.get_by_label("扫描件或照片").set_input_files(files=[SCAN])
    page.get_by_role("button", name="提交，请上级确认").click()


def confirm(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="待确认").click()
    page.get_by_role("link", name=name).first.click()
    page.get_by_label("密码或动态码").fill(cast.PASSWORD)
    page.get_by_role("button", name="核对无误，确认").click()
