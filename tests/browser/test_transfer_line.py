"""The line an office walks with one member: from its Excel roster to the filed receipt, in a real browser.

One story, told in order. Who sits down types a password; zhao decides on a phone.
"""

import io
import re
from datetime import date

import pypdfium2
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from config.demo import cast
from members.models import Account, Appointment, PartyOrg, Person
from members.orgs import Kind
from tests.browser.conftest import ROSTER
from tests.browser.office import WORKER_MS
from tests.conftest import PASSWORD

TITLE = "李明：东山村支部 → 一社区支部"
EAST, FIRST = "中共青石县长田镇东山村支部委员会", "中共临港区朝晖街道一社区支部委员会"

pytestmark = pytest.mark.browser


@pytest.fixture
def fang(house) -> Appointment:
    """The province's administrator, and nothing else yet: what an office has on its first day."""
    root = PartyOrg.objects.create(
        name="中共江海省委员会",
        short_name="江海省委",
        kind=Kind.PARTY_COMMITTEE,
        may_approve_probationary=True,
        founded_on=date(1950, 1, 1),
    )
    account = Account.objects.create_user("fang", name="方敏", password=PASSWORD)
    return Appointment.objects.create(account=account, org=root, post="administrator", since=date(2020, 1, 1))


def test_a_member_moves_from_the_roster_to_the_filed_receipt(fang, desk, capsys):
    office = sign_in(desk(), "fang", PASSWORD)
    import_roster(office)
    code = open_account(office)

    wang = desk()
    choose_password(wang, "wang", code)
    sign_in(wang, "wang", PASSWORD)
    cast.arrive()  # the others' accounts: opening one was shown above
    number = start(wang)
    release(wang)

    say(sign_in(desk(), "lin", cast.PASSWORD), "已与本人联系，住址属实，同意接收。")
    say(sign_in(desk(), "xu", cast.PASSWORD), "同意一社区支部意见。")
    chen = sign_in(desk(), "chen", cast.PASSWORD)
    accept(chen)

    zhao = sign_in(desk(phone=True), "zhao", cast.PASSWORD)
    approve(zhao)
    letter = download_letter(zhao)
    check_letter(letter)

    li = Person.objects.get(name="李明")
    assert li.branch.name == EAST  # the letter moves nothing (R-T9)
    receive(chen)
    assert li.branch.name == FIRST
    attach_receipt(zhao)
    wait_for_papers(zhao)

    archive = sign_in(desk(), "zhao", cast.PASSWORD)
    assert papers_in_archive(archive, number) == ["F-01", "F-01P", "F-01a", "F-01c", "F-02", "F-14", "F-14"]
    verify(desk(), letter, "spent", "，回执已归档")
    assert clean(capsys)


def sign_in(page: Page, login: str, password: str) -> Page:
    page.goto("/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=False).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(
        page.get_by_role("heading", name=re.compile("^(待办$|开始使用：)"))
    ).to_be_visible()  # an administrator's home
    return page


# The first day: the roster and an account ------------------------------------------------------------------------


def import_roster(page: Page) -> None:
    page.goto("/import/")
    page.get_by_label("花名册工作簿").set_input_files(ROSTER)
    page.get_by_role("button", name="上传并检查").click()
    # The page follows the worker by itself, through the check …
    expect(page.get_by_role("heading", name="确认导入")).to_be_visible(timeout=WORKER_MS)
    counted = page.get_by_role("table", name="各工作表的行数")
    expect(counted.get_by_role("row", name="党员花名册 300 275 0 0 0 25 0 3", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="党员花名册").get_by_label("公民身份号码")).to_have_value("id_number")
    wrong = page.get_by_role("table", name="有问题的行").get_by_role("row")
    assert wrong.count() == 1 + 25 + 3 + 1  # the head; and one applicant, who is no member yet
    expect(wrong.filter(has=page.get_by_role("cell", name="11", exact=True))).to_contain_text("校验码")
    # … and through the import.
    page.get_by_role("button", name=re.compile("^写入这")).click()
    expect(page.get_by_text("已导入")).to_be_visible(timeout=WORKER_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载修正工作簿").click()
    repair = CalamineWorkbook.from_path(str(download.value.path()))
    assert len(repair.get_sheet_by_name("党员花名册").to_python()) == 1 + 25
    assert Person.objects.count() == 275


def open_account(page: Page) -> str:
    """Give wang her account and her post; the one-time code that is handed to her."""
    page.goto("/accounts/new/")
    page.get_by_label("登录名").fill("wang")
    page.get_by_label("姓名").fill("王秀英")
    page.get_by_label("党组织").fill("东山村支部")
    page.get_by_label("岗位").select_option(label="书记")
    page.get_by_label("职务").fill("书记")
    page.get_by_role("button", name="开通并任职").click()
    return page.locator("main .code").inner_text()


def choose_password(page: Page, login: str, code: str) -> None:
    page.goto("/sign-in/")
    page.get_by_role("link", name="用一次性代码设置密码").click()
    page.get_by_label("登录名").fill(login)
    page.get_by_role("textbox", name="一次性代码").fill(code)
    page.get_by_label("新密码", exact=False).first.fill(PASSWORD)
    page.get_by_label("再输一遍新密码").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page.locator(".notes")).to_contain_text("密码")


# The transfer ------------------------------------------------------------------------------------------------------


def start(page: Page) -> str:
    """Who, where to, why and since when; the number of the case."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("^发起")).first.click()
    page.get_by_label("姓名、拼音首字母或身份号码后四位").fill("833X")
    page.get_by_role("button", name="查找").click()
    found = page.get_by_role("list", name="查找结果").get_by_role("listitem")
    expect(found).to_contain_text("320724********833X")
    found.get_by_role("button", name="选这位").click()
    number = page.url.split("/")[-3]
    choose_destination(page)
    expect(page.get_by_text(FIRST)).to_be_visible()
    page.get_by_label("转移原因").select_option(label="经常居住地变动")
    page.get_by_label("何时起在转入地").fill("2026-03-02")
    page.get_by_label("情况说明").fill("该同志自三月起在临港区务工并居住。")
    steps = page.get_by_role("region", name="后面的步骤").get_by_role("listitem")
    expect(steps.filter(has_text="转入方意见")).to_contain_text("一社区支部 → 朝晖街道综合党总支 → 朝晖街道党工委")
    expect(steps.filter(has_text="转出方党委审批")).to_contain_text("5 个工作日")
    page.get_by_role("button", name="提交并送转出支部").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    return number


def choose_destination(page: Page) -> None:
    """Down the tree: province, district, street, general branch, branch."""
    page.get_by_role("link", name=re.compile("^(改选|选择转入支部)$")).click()
    for name in (
        "中共江海省委员会",
        "中共临港区委员会",
        "中共临港区朝晖街道工作委员会",
        "中共临港区朝晖街道综合党总支",
    ):
        page.get_by_role("list", name="下级组织").get_by_role("link", name=name).click()
    branch = page.get_by_role("listitem").filter(has_text=FIRST)
    branch.get_by_role("button", name="选这个支部").click()


def open_case(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=TITLE).click()


def release(page: Page) -> None:
    open_case(page)
    expect(page.get_by_label("党费交至")).to_have_value("2026-11")
    page.get_by_role("textbox", name="意见").fill("该同志长期在临港区工作生活，情况属实，同意转出。")
    page.get_by_role("button", name="同意并送转入方").click()
    expect(
        page.get_by_text("办完：同意并送转入方。下一步：一社区支部（书记），环节「转入方意见」，最迟12月7日。")
    ).to_be_visible()


def say(page: Page, text: str) -> None:
    open_case(page)
    page.get_by_label("同意", exact=True).check()
    page.locator("textarea[name=text]").fill(text)
    page.get_by_role("button", name="提出意见并送上级组织").click()
    expect(page.get_by_text("待办已全部办完。")).to_be_visible()


def accept(page: Page) -> None:
    open_case(page)
    expect(page.get_by_label("党支部")).to_contain_text("一社区支部")
    page.get_by_role("textbox", name="意见").fill("同意接收，编入一社区支部。")
    page.get_by_role("button", name="同意接收并送转出方党委").click()
    expect(page.get_by_text("下一步：长田镇党委（审批人），环节「转出方党委审批」")).to_be_visible()


def approve(page: Page) -> None:
    """On the phone: the bar under the thumb leads to the decision, and the password signs it."""
    open_case(page)
    assert page.viewport_size == {"width": 390, "height": 844}
    page.get_by_role("link", name="去办理").click()
    page.get_by_label("介绍信有效期（天）").fill("30")
    page.get_by_role("textbox", name="意见").fill("同意转出，开具介绍信。")
    page.get_by_label("密码或动态码").fill("不是这个密码")
    page.get_by_role("button", name="批准并开具介绍信").click()
    expect(page.get_by_role("alert")).to_contain_text("密码或动态码不对")
    expect(page.get_by_role("textbox", name="意见")).to_have_value("同意转出，开具介绍信。")
    page.get_by_label("密码或动态码").fill(cast.PASSWORD)
    page.get_by_role("button", name="批准并开具介绍信").click()
    expect(page.get_by_text("下一步：朝晖街道党工委（经办人）")).to_be_visible()


def wait_for_papers(page: Page) -> None:
    """The page asks for itself until the worker has filed every paper."""
    expect(page.locator(".doc progress")).to_have_count(0, timeout=WORKER_MS)


def download_letter(page: Page) -> bytes:
    letter = page.locator(".doc").first
    link = letter.get_by_role("link", name="下载")
    expect(link).to_be_visible(timeout=WORKER_MS)  # the page asks for itself while the worker draws
    link.scroll_into_view_if_needed()
    expect(letter.get_by_role("img")).to_be_visible()
    with page.expect_download() as download:
        link.click()
    return download.value.path().read_bytes()


def check_letter(data: bytes) -> None:
    """F-01 in its exact words (R-T4, R-T5, R-P3, R-P7, R-P9)."""
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(data)))
    text = re.sub(r"\s", "", text)
    for sentence in (
        "内部备查，非正式凭证",
        "第000001号",
        f"李明同志系中共（预备〔划去〕/正式）党员，组织关系由{EAST}转到{FIRST}。",
        "中共临港区朝晖街道工作委员会：",
        "李明同志（男/女〔划去〕），46岁，汉族，系中共（正式/预备〔划去〕）党员，身份证号码32072419800815833X，"
        f"由{EAST}去{FIRST}，请接转组织关系。该同志党费已交到贰零贰陆年壹拾壹月。",
        "2026年11月23日",
        "（有效期叁拾天）",
        "中共青石县长田镇委员会：李明同志的党员组织关系已转达我处，特此回复。",
    ):
        assert sentence in text


def receive(page: Page) -> None:
    """Reported in, received with a signature, receipt sent: three steps of the destination's committee."""
    open_case(page)
    page.get_by_label("介绍信编号").fill("2")
    page.get_by_role("button", name="登记报到").click()
    expect(page.get_by_role("alert")).to_contain_text("所填编号与介绍信编号不一致")
    page.get_by_label("介绍信编号").fill("000001")
    page.get_by_role("button", name="登记报到").click()
    page.get_by_role("textbox", name="意见").fill("手续齐全，予以接收。")
    page.get_by_label("密码或动态码").fill(cast.PASSWORD)
    page.get_by_role("button", name="接收并编入支部").click()
    expect(page.get_by_label("经办人")).to_have_value("陈志强")
    page.get_by_role("button", name="开具并寄出回执").click()
    expect(page.get_by_text("环节「回执已寄出」")).to_be_visible()


def attach_receipt(page: Page) -> None:
    open_case(page)
    page.get_by_label("介绍信编号").fill("000001")
    page.get_by_role("button", name="收到回执并归档").click()
    expect(page.get_by_text("事项到此结束：办结。")).to_be_visible()


# Afterwards ----------------------------------------------------------------------------------------------------------


def papers_in_archive(page: Page, number: str) -> list[str]:
    page.goto("/archive/")
    page.get_by_label("文书编号、事项编号、校验码或姓名").fill(number)
    page.get_by_role("button", name="查找").click()
    rows = page.get_by_role("list", name="文书列表").get_by_role("listitem")
    assert rows.locator(".tag--ok").count() == rows.count()  # every one of them is filed
    return sorted(rows.locator(".row__meta span:first-child").all_inner_texts())


def verify(page: Page, letter: bytes, verdict_now: str, words: str) -> None:
    """Anybody who holds the letter: by the code in its footer, by the file, by a changed one. `words`: its standing."""
    text = pypdfium2.PdfDocument(io.BytesIO(letter))[0].get_textpage().get_text_range()
    code = re.search(r"校验码\s*([0-9A-Z-]+)", text)[1]
    page.goto("/verify")
    page.locator("main input[name=code]").fill(code)
    assert verdict(page) == verdict_now
    expect(page.locator("[data-verdict]")).to_contain_text(words)
    for data, answer in ((letter, verdict_now), (letter.replace(b"/Producer", b"/Tampered", 1) + b"\n", "altered")):
        page.goto("/verify")
        file = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": data}
        page.locator("main input[type=file]").set_input_files(files=[file])
        assert verdict(page) == answer


def verdict(page: Page) -> str:
    page.get_by_role("button", name="核验").click()
    answer = page.locator("[data-verdict]")
    return answer.get_attribute("data-verdict")


def clean(capsys) -> bool:
    """Relations, logs and filed papers are whole; each command raises or exits on the first fault it finds."""
    for command in ("check_consistency", "verify_log", "verify_archive"):
        call_command(command)
    return capsys.readouterr().err == ""
