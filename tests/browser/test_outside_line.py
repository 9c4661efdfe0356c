"""A member goes where nobody works in this system: a clerk records each answer with its scan (R-T6, R-T9).

Told in a browser: wang names the destination, he 何敏 of the issuing committee writes letters and records what comes
back, zhao approves on a phone. The rules at their boundaries: tests/workflows/test_transfer_outside.py.
"""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.office import Office, transfer_at
from workflows.transfer.states import State

pytestmark = [pytest.mark.browser, pytest.mark.giant("browser", only_full=True)]

BRANCH = "中共海东市明州区白沙社区第二支部委员会"
COMMITTEE = "中共海东市明州区委组织部"
THERE = {
    "转入党支部全称": BRANCH,
    "接收党组织全称": COMMITTEE,
    "所在地": "海东省海东市明州区",
    "联系人": "周洁",
    "联系电话": "0574-87654321",
}
SCAN = FilePayload(name="来函.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 a letter from outside")


def test_a_member_leaves_for_a_branch_that_is_not_in_the_system(office: Office):
    wang, zhao, clerk = office.people("wang", "zhao", "he")
    case = transfer_at(State.DRAFT)
    name_the_destination(wang.opens(case))
    wang.page.get_by_role("button", name="提交并送转出支部").click()
    expect(wang.page.get_by_role("heading", level=1)).to_have_text(f"{case.person.name}：东山村支部 → {BRANCH}")
    wang.releases(case)

    agreed = {"来函写明的接收党支部": BRANCH, "对方来函扫描件": SCAN, "来函意见（照录）": "同意接收该同志。"}
    clerk.acts(case, "同意接收并送转出方党委", **agreed)
    letter = zhao.approves(case)
    words = zhao.reads_letter(case, letter)
    assert f"{COMMITTEE}：" in words
    assert f"去{BRANCH}" in words

    office.days_pass(14)
    reported = {"介绍信编号": letter, "报到日期": "2026-12-03", "对方来函、回执或系统页面": SCAN}
    clerk.acts(case, "登记报到", **reported)
    assert case.person.branch.short_name == "东山村支部"  # the letter moves nothing (R-T9)
    received = {"介绍信编号": letter, "接收日期": "2026-12-04", "回执联扫描件": SCAN}
    clerk.acts(case, "接收并编入支部", signed=True, **received)
    assert case.person.branch is None
    sent = {"对方经办人": "周洁", "对方联系电话": "0574-87654321", "回执日期": "2026-12-05", "回执联扫描件": SCAN}
    clerk.acts(case, "开具并寄出回执", **sent)
    clerk.files_receipt(case, letter)
    clerk.sees("办结")
    expect(clerk.page.get_by_role("link", name="来函.pdf")).to_have_count(4)


def name_the_destination(page: Page) -> None:
    page.get_by_role("link", name="修改内容").click()
    page.get_by_role("link", name="对方不在本系统").click()
    for label, text in THERE.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="确定去向").click()
    expect(page.get_by_text("系统外", exact=True)).to_be_visible()
