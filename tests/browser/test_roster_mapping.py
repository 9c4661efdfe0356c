"""A roster as offices send it, in a real browser: headings nobody knows, two sheets without a branch, a hidden row and
a struck one; mapped once, written, and the next month read without a question (R5, R6)."""

import io
import re

import pytest
import xlsxwriter
from playwright.sync_api import FilePayload, Page, expect

from members.models import Person
from tests.browser.office import WORKER_MS, fits

pytestmark = pytest.mark.browser
HEADINGS = ["称呼", "男女", "证号", "哪天入的", "预正"]
FIRST = [
    ["钱德福", "男", "329921195103026032", "1974-07-01", "正式"],
    ["孟庆兰", "女", "329921196311096048", "1985-06-20", "正式"],
    ["田家乐", "男", "329921199501156076", "2016-05-18", "正式"],
]
SECOND = [["邹雨晴", "男", "320724199001011233", "2019-06-01", "正式"]]
COLUMNS = {"称呼": "姓名", "男女": "性别", "证号": "公民身份号码", "哪天入的": "入党日期", "预正": "党员类别"}


def workbook(*, later: bool = False) -> FilePayload:
    """Two sheets, a branch each; on the first one row is hidden and one struck out."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        struck = book.add_format({"font_strikeout": True})
        for name, rows in (("甲", FIRST), ("乙", SECOND)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate([["二月名单" if later else "一月名单"], HEADINGS, *rows]):
                out = name == "甲" and number == 4
                sheet.write_row(number, 0, row, struck if out else None)
            if name == "甲":
                sheet.set_row(3, None, None, {"hidden": True})
    return {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}


def upload(page: Page, *, later: bool = False) -> None:
    page.goto("/import/")
    page.get_by_label("花名册工作簿").set_input_files(files=[workbook(later=later)])
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("每张表怎么读")).to_be_visible(timeout=WORKER_MS)


def read_again(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="按这样重新读").click()
    expect(page.get_by_text("每张表怎么读")).to_be_visible(timeout=WORKER_MS)


def test_a_strange_roster_is_mapped_once_and_read_without_a_question_the_next_month(office, staffed, desk):
    page = desk("chen")
    upload(page)
    fits(page)
    for number in (0, 1):
        page.locator(f"[name=s{number}kind]").select_option(label="党员花名册")
        page.locator(f"[name=s{number}top]").select_option("2")
    read_again(page)
    for number, branch in enumerate(("一社区支部", "二社区支部")):
        for index, heading in enumerate(HEADINGS):
            page.locator(f"[name=s{number}c{index}]").select_option(label=COLUMNS[heading])
        page.locator(f"[name=s{number}branch]").fill(branch)
    read_again(page)
    expect(page.locator("main")).to_contain_text("隐藏的行")
    expect(page.locator("main")).to_contain_text("划掉")
    page.get_by_role("button", name=re.compile("^写入")).click()
    expect(page.get_by_text("已导入").first).to_be_visible(timeout=WORKER_MS)

    written = Person.objects.filter(name__in=[row[0] for row in (*FIRST, *SECOND)]).order_by("name")
    assert {(person.name, person.branch.short_name) for person in written} == {
        ("钱德福", "一社区支部"),
        ("邹雨晴", "二社区支部"),
    }

    upload(page, later=True)
    expect(page.locator("#columns details")).not_to_have_attribute("open", "")
    page.locator("#columns summary").click()
    expect(page.locator("main")).to_contain_text("沿用上次的选择")
    expect(page.locator("main")).to_contain_text("没有可写入的行")


def test_the_mapping_fits_a_phone(office, staffed, desk):
    page = desk("chen", phone=True)
    upload(page)
    fits(page)
