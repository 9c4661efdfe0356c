"""What was begun on paper when the office went live: entered, confirmed, and going on like any other (R-D38, R-T12).

Told in a browser: wang enters a letter with a scan, zhao sends it back and confirms it on a phone, chen finds it;
an agreement in force is entered by wang and confirmed for both sides. The rules at their boundaries:
tests/workflows/test_transfer_history.py, test_agreement_history.py, tests/documents/test_last_on_paper.py.
"""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from config.demo import cast
from members.models import Account, Appointment, Coverage, PartyOrg, Person
from tests.browser.office import Colleague, Office, fits, transfer_at
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
AGREEMENT = {
    "协议编号": "东山村支部共管〔2026〕7号",
    "生效日期": "2026-05-10",
    "协议期限：自": "2026-05-10",
    "协议期限：至": "2027-05-09",
}
SIGNED = {
    "甲方（流出地）签署": ("2026-05-08", "东山村支部", "王秀英（书记）"),
    "乙方（流入地）签署": ("2026-05-06", "一社区支部", "林晓东（书记）"),
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

    opens_what_waits(zhao.page, person.name)
    zhao.page.get_by_label("意见").fill("编号与存根不符，请核对后再报")
    zhao.page.get_by_role("button", name="退回修改").click()
    wang.page.goto("/")
    wang.page.locator("details summary").filter(has_text="退回修改").click()
    wang.page.get_by_role("link", name=f"退回修改：{person.name}").click()
    wang.sees("编号与存根不符，请核对后再报")
    wang.page.get_by_role("link", name="修改内容").click()
    wang.page.get_by_role("button", name="提交，请上级确认").click()

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


def opens_what_waits(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="待确认").click()
    page.get_by_role("link", name=name).first.click()


def confirm(page: Page, name: str) -> None:
    opens_what_waits(page, name)
    page.get_by_label("密码或动态码").fill(cast.PASSWORD)
    page.get_by_role("button", name="核对无误，确认").click()


def test_an_agreement_in_force_on_paper_goes_on_in_the_system(office: Office):
    wang, zhao = office.people("wang", "zhao")
    member = Person.objects.filter(
        away_branch__short_name="一社区支部", relations__org__short_name="东山村支部", accounts=None, coverage=None
    ).order_by("pk")[0]
    enter_agreement(wang.page, member)
    expect(wang.page.locator("main")).to_contain_text("待确认")
    fits(wang.page)
    wang.sees("该组织还没有审批人")
    (feng,) = appointed(office, "feng", "冯涛", cast.STREET)

    for leader, told in ((feng, "已确认，还等待另一组织确认"), (zhao, "已确认，转为在办事项")):
        confirm(leader.page, "东山村支部")
        expect(leader.page.locator(".notes")).to_contain_text(told)
        fits(leader.page)
    zhao.sees("生效")
    assert Coverage.objects.get(person=member).since == timezone.localdate()


def appointed(office: Office, login: str, name: str, org: str) -> list[Colleague]:
    account = Account.objects.create(username=login, name=name)
    account.set_password(cast.PASSWORD)
    account.save()
    street = PartyOrg.objects.get(name=org)
    Appointment.objects.create(account=account, org=street, post="approver", title="副书记", since=date(2020, 1, 1))
    return office.people(login)


def enter_agreement(page: Page, member: Person) -> None:
    page.goto("/agreements/new/")
    page.locator("main form").filter(has_text="一社区支部").get_by_role("link", name="已在纸上签订的，补录").click()
    expect(page.locator(".head")).to_contain_text("一社区支部")
    page.get_by_label(f"{member.name}（").check()
    for label, text in AGREEMENT.items():
        page.get_by_label(label).fill(text)
    for label, (on, org, who) in SIGNED.items():
        step = page.get_by_role("group", name=label)
        step.get_by_label("日期").fill(on)
        step.get_by_label("党组织全称").fill(org)
        step.get_by_label("经办人及职务").fill(who)
        step.get_by_label("扫描件或照片").set_input_files(files=[SCAN])
    page.get_by_role("button", name="提交，请上级确认").click()


def test_the_register_goes_on_after_the_last_number_on_paper(office: Office):
    (he,) = office.people("he")
    town = Appointment.objects.get(account__username="he").org
    for page in (he.page, office.window("zhao")):  # a desk and a phone
        page.goto(f"/orgs/{town.pk}/")
        page.get_by_role("link", name="本年度编号和纸面末号").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("编号登记")
        fits(page)
    he.page.get_by_label("编号种类").select_option(label="发文字号")
    he.page.get_by_role("spinbutton", name="纸面末号").fill("37")
    he.page.get_by_role("button", name="登记").click()
    expect(he.page.locator(".notes")).to_contain_text("下一号为第38号")
    he.sees("第37号以前在纸上")
