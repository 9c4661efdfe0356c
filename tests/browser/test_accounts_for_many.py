"""Accounts for many in a real browser: a pasted list, slips of codes that are shown once, the first sign-in (R-O12)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.office import fits

pytestmark = pytest.mark.browser

NEWCOMERS = {False: "钱大桥", True: "钱小桥"}  # by whether it is a phone
NEW = "大桥村-2026-密码"


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_a_list_becomes_slips_and_a_slip_a_first_sign_in(staffed, desk, phone):
    page = desk("admin", phone=phone)
    page.goto("/accounts/many/")
    page.get_by_label("粘贴名单").fill(f"{NEWCOMERS[phone]} 大桥村支部 组织委员\n王秀英 西河村支部 组织委员")
    page.get_by_role("button", name="读入并核对").click()
    expect(page.get_by_label("办理第1行")).to_be_checked()
    expect(page.get_by_label("办理第2行")).not_to_be_checked()  # somebody of this name has an account
    fits(page)

    page.get_by_role("button", name="开通勾选的").click()
    expect(page.locator(".note--success")).to_contain_text("已开通 1 个账户")
    page.get_by_role("button", name="生成并显示一次性代码").click()
    slip = page.locator(".slip")
    expect(slip).to_have_count(1)
    code, name = slip.locator("p.code").inner_text(), slip.locator(".code--small").inner_text()
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", code)
    page.reload()
    expect(page.get_by_text("代码只显示一次")).to_be_visible()
    assert code not in page.content()

    theirs = desk(phone=phone)
    theirs.goto("/sign-in/new-password/")
    theirs.fill("[name=username]", name)
    theirs.fill("[name=code]", code)
    theirs.fill("[name=new_password1]", NEW)
    theirs.fill("[name=new_password2]", NEW)
    theirs.locator("main form button").last.click()
    theirs.fill("[name=username]", name)
    theirs.fill("[name=password]", NEW)
    theirs.locator("main form button").first.click()
    expect(theirs.locator(".hat")).to_contain_text("大桥村支部")
