"""An office from nothing, in a browser: the one-time address, seven steps, then one member's transfer to the letter.

Whoever sets it up has a browser, the office's own sheets and nothing else; Django's admin is not there (O1, R1).
"""

import io
import re

import pytest
import xlsxwriter
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import FilePayload, Page, expect

from config.setup import address
from members.models import Account, PartyOrg
from tests.browser.test_transfer_line import WORKER_MS, choose_password, clean, download_letter, verify
from tests.conftest import PASSWORD
from workflows.transfer.case import TransferCase

TOWN, STREET = "中共青石县长田镇委员会", "中共青石县朝晖街道工作委员会"
EAST, FIRST = "中共青石县长田镇东山村支部委员会", "中共青石县朝晖街道一社区支部委员会"
ORGS = [
    ["组织全称", "组织类别", "上级党组织", "审批预备党员权限", "联系电话"],
    [TOWN, "党委", "中共青石县委员会", "是", "0518-82441955"],
    [STREET, "党工委", "中共青石县委员会", "", "0518-87066345"],
    [EAST, "党支部", TOWN, "", "0518-88275367"],
    [FIRST, "党支部", STREET, "", "0518-87066346"],
]
PEOPLE = [  # no column for dues: no real roster has it (R1)
    ["姓名", "性别", "民族", "公民身份号码", "学历", "入党日期", "转正日期", "党员类别", "所在党支部", "手机号"],
    ["李明", "男", "汉族", "32072419800815833X", "研究生", "2011-07-01", "2012-07-01", "正式党员", EAST, "13586399530"],
]
POSTS = [
    ("王秀英", "wang", "东山村支部", "书记"),
    ("林晓东", "lin", "一社区支部", "书记"),
    ("赵建国", "zhao", "长田镇党委", "审批人"),
    ("陈志强", "chen", "朝晖街道党工委", "审批人"),
]

pytestmark = pytest.mark.browser


def test_an_office_is_set_up_and_moves_its_first_member(house, desk, capsys):
    he = desk()
    found_the_office(he)
    answer_for_the_top(he)
    ask_a_second_administrator(he)
    import_the_sheets(he)
    grant_the_street_its_power(he)
    codes = open_the_accounts(he)
    choose_how_letters_are_printed(he)
    expect_all_done(he)

    windows = {login: at_work(desk(), login, code) for login, code in codes.items()}
    begin_the_transfer(windows["wang"])
    answer(windows["wang"], "同意并送转入方", {"党费交至": "2026-11"}, "情况属实，同意转出。")
    answer(windows["lin"], "提出意见并送上级组织", {}, "同意接收。", agree=True)
    answer(windows["chen"], "同意接收并送转出方党委", {}, "同意接收，编入一社区支部。")
    signed = {"介绍信有效期（天）": "10", "密码或动态码": PASSWORD}
    answer(windows["zhao"], "批准并开具介绍信", signed, "同意转出，开具介绍信。")
    verify(desk(), download_letter(windows["zhao"]), "genuine", "尚未使用")

    assert TransferCase.objects.get().dues_until.isoformat() == "2026-11-01"
    assert not Account.objects.filter(is_superuser=True).exists()
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    assert clean(capsys)


# The first day -------------------------------------------------------------------------------------------------------


def found_the_office(page: Page) -> None:
    call_command("seed_calendar", stdout=io.StringIO())
    page.goto(f"/setup/{address.new_token()}/")
    page.get_by_label("您的姓名").fill("何静")
    page.get_by_label("登录名").fill("hejing")
    page.get_by_label("新密码", exact=False).first.fill(PASSWORD)
    page.get_by_label("再输一遍新密码").fill(PASSWORD)
    page.get_by_label("组织全称").fill("中共青石县委员会")
    page.get_by_label("所在省、市").select_option(label="连云港市")
    page.get_by_label("县区的行政区划代码").fill("320724")
    page.get_by_role("button", name="建立账户和组织").click()
    expect(page.get_by_role("heading", name="开始使用：办好 1 步，还有 6 步")).to_be_visible()  # this year is known


def open_step(page: Page, title: str) -> None:
    """From home, where the list stands: leaving a step and coming back is the usual way."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"：{title}$")).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def answer_for_the_top(page: Page) -> None:
    open_step(page, "最上面的组织")
    expect(page.get_by_label("机关代字")).to_have_value("青委")
    page.get_by_label("有", exact=True).check()
    page.get_by_role("button", name="保存并继续").click()
    said = "中共青石县委员会，江苏省连云港市，代码 QSXW，文号 青委，有接转审批权"
    expect(page.get_by_text(said)).to_be_visible()


def ask_a_second_administrator(page: Page) -> None:
    open_step(page, "谁来管理")
    page.get_by_label("姓名").fill("罗平")
    page.get_by_label("登录名").fill("luoping")
    page.get_by_role("button", name="开通管理员账户").click()
    expect(page.locator("main .code")).to_be_visible()
    page.get_by_role("link", name="已交给本人，回到七步").click()
    expect(page.get_by_text("何静、罗平；管理员不办理事项（R-O12）")).to_be_visible()


def import_the_sheets(page: Page) -> None:
    open_step(page, "名册")
    page.get_by_role("link", name="上传名册").click()
    page.get_by_label("花名册工作簿").set_input_files(files=[workbook()])
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name=re.compile("^写入")).click(timeout=WORKER_MS)
    expect(page.get_by_text("已导入").first).to_be_visible(timeout=WORKER_MS)
    page.goto("/")
    expect(page.get_by_text("5 个组织，1 人")).to_be_visible()


def workbook() -> FilePayload:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        for title, rows in (("党组织", ORGS), ("党员花名册", PEOPLE)):
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return {"name": "roster.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}


def grant_the_street_its_power(page: Page) -> None:
    """The sheet left the column empty: home says so, and one tick mends it (R9)."""
    page.get_by_role("link", name="逐个看，该有的授予").click()
    page.get_by_label(STREET).check()
    page.get_by_role("button", name="授予勾选的").click()
    expect(page.get_by_text("已授予 1 个组织审批权限。")).to_be_visible()
    assert PartyOrg.objects.get(name=STREET).document_code == "朝晖工委"


def open_the_accounts(page: Page) -> dict[str, str]:
    """The one-time code of each, by login name; the first from the list of branches without a secretary."""
    open_step(page, "没有书记的支部")
    page.get_by_role("link", name=re.compile("^任命.*：东山村支部$")).click()
    expect(page.get_by_label("岗位")).to_have_value("secretary")
    codes = {}
    for name, login, org, post in POSTS:
        if codes:
            page.goto("/accounts/new/")
            page.get_by_label("党组织").fill(org)
            page.get_by_label("岗位").select_option(label=post)
        page.get_by_label("登录名").fill(login)
        page.get_by_label("姓名").fill(name)
        page.get_by_role("button", name="开通并任职").click()
        codes[login] = page.locator("main .code").first.inner_text()
    page.goto("/")
    expect(page.get_by_text("1 个有党员的组织都有书记账号；5 人还没有设密码")).to_be_visible()
    return codes


def choose_how_letters_are_printed(page: Page) -> None:
    open_step(page, "介绍信打印")
    page.get_by_role("button", name=re.compile("^用参考样式.*：青石县委$")).click()
    expect(page.get_by_text("3 个组织开具介绍信，1 个已选定打印方式")).to_be_visible()


def expect_all_done(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("系统管理员不办理事项")).to_be_visible()
    page.goto("/setup/")
    expect(page.get_by_role("heading", name="开始使用：七步都办好了")).to_be_visible()


# The first transfer --------------------------------------------------------------------------------------------------


def at_work(page: Page, login: str, code: str) -> Page:
    choose_password(page, login, code)
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="待办", exact=True)).to_be_visible()
    return page


def begin_the_transfer(page: Page) -> None:
    page.get_by_role("link", name="发起第一件接转").click()
    page.get_by_label("姓名、拼音首字母或身份号码后四位").fill("李明")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="选这位").click()
    page.get_by_role("link", name=re.compile("^(改选|选择转入支部)$")).click()
    for name in ("中共青石县委员会", STREET):
        page.get_by_role("list", name="下级组织").get_by_role("link", name=name).click()
    page.get_by_role("listitem").filter(has_text=FIRST).get_by_role("button", name="选这个支部").click()
    page.get_by_label("转移原因").select_option(label="经常居住地变动")
    page.get_by_label("何时起在转入地").fill("2026-03-02")
    page.get_by_role("button", name="提交并送转出支部").click()
    expect(page.get_by_role("heading", name="李明：东山村支部 → 一社区支部")).to_be_visible()


def answer(page: Page, button: str, fields: dict[str, str], text: str, *, agree: bool = False) -> None:
    """The one case on the desk: fill what is asked, write, press the button."""
    page.goto("/")
    page.get_by_role("link", name="李明：东山村支部 → 一社区支部").click()
    if agree:
        page.get_by_label("同意", exact=True).check()
    page.locator("textarea[name=text]").fill(text)
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name=button).click()
    expect(page.locator(".notes, .note--success").first).to_be_visible()
