"""An agreement from its proposal to its renewal, in a browser, by the people who do it (R-C1 to R-C12, W8).

wang at the origin proposes, lin at the destination answers with other words, both sign, each as themself, both file;
then a duty is missed, the half-year evaluation is written and read, and the renewal is drafted. The rules at their
boundaries: tests/workflows/test_agreement*.py.
"""

import re

import pytest
from playwright.sync_api import expect

from members.models import Coverage, Person
from tests.browser.office import Colleague, Office
from workflows.agreement.case import AgreementCase
from workflows.evaluation.case import EvaluationCase

pytestmark = pytest.mark.browser

QUARTERLY = "双方每季度互通一次联系情况。"


def test_an_agreement_is_proposed_changed_signed_kept_evaluated_and_renewed(office: Office):
    wang, lin = office.people("wang", "lin")
    member = away_at(lin)

    number = proposes(wang, member)
    answers_with_other_words(lin, number)
    wang.opens(number)
    proposal = wang.page.get_by_role("region", name="协议文本（第2版）")
    expect(proposal.locator("del")).to_have_text("删去「月」")
    expect(proposal.locator("ins")).to_have_text("增加「季度」")
    expect(proposal).to_contain_text("比第1版改了 1 条")
    wang.acts(number, "同意文本，转入签署", 意见="同意改为每季度互通。")

    signs_only_as_oneself(lin, number)
    wang.opens(number)
    wang.page.get_by_text("协议全文").click()
    expect(wang.page.get_by_role("region", name="协议文本（第2版）")).to_contain_text(QUARTERLY)
    wang.acts(number, "同意并签署", signed=True, 意见="同意签署。")
    lin.opens(number)
    agreed = lin.reads_paper("流动党员共管协议")
    places = ("甲方（盖章）", "乙方（盖章）", "甲方上级备案意见（盖章）", "乙方上级备案意见（盖章）")
    for words in (
        "流动党员双向共管协议",
        QUARTERLY,
        *places,
        "附件一：党员名册",
        "附件二：流动党员承诺书",
        member.name,
    ):
        assert words in agreed

    lin.acts(number, "已报本方上级备案", 意见="已报朝晖街道党工委备案。")
    assert Coverage.objects.filter(because=number).count() == 0  # one filing is not two (R-C6)
    wang.acts(number, "已报上级备案，协议生效", 意见="已报长田镇党委备案。")
    assert Coverage.objects.get(because=number).person == member

    office.days_pass(33)
    misses_and_makes_up_for_a_duty(wang)
    is_evaluated_and_read(lin, wang, number)

    office.days_pass(305)
    wang.opens(number)
    wang.page.get_by_role("button", name="起草续签协议").click()
    wang.sees("续签")
    renewal = AgreementCase.objects.get(renews__number=number)
    assert list(renewal.people) == [member]
    assert renewal.text.exchange_months == 3


def away_at(host: Colleague) -> Person:
    """A member of 东山村支部 who lives where `host` is secretary."""
    return Person.objects.filter(
        away_branch__short_name="一社区支部", relations__org__short_name="东山村支部", accounts=None
    ).order_by("pk")[0]


def proposes(colleague: Colleague, member: Person) -> str:
    """From the inbox; the number of the agreement."""
    page = colleague.page
    page.goto("/")
    page.get_by_role("link", name="签订共管协议").click()
    group = page.get_by_role("form", name="流出到：一社区支部")
    group.get_by_label(member.name).check()
    group.get_by_role("button", name="起草协议").click()
    page.get_by_label("情况通报").wait_for()
    number = re.search(r"GG\d{4}-\d{6}", page.url)[0]
    page.get_by_role("button", name="保存，去提交").click()
    colleague.acts(number, "提交并送对方")
    colleague.is_told("一社区支部")
    return number


def answers_with_other_words(colleague: Colleague, number: str) -> None:
    page = colleague.opens(number)
    page.get_by_role("link", name="修改文本").click()
    page.get_by_label("互通联系情况").select_option(label="每季度")
    page.get_by_role("button", name="保存，去提交").click()
    colleague.acts(number, "提出修改，送还对方", 情况说明="支部人手少，改为每季度互通一次。")


def signs_only_as_oneself(colleague: Colleague, number: str) -> None:
    form = colleague.chooses(number, "同意并签署")
    form.get_by_label("密码或动态码").fill("not-the-password")
    form.get_by_role("button", name="同意并签署", exact=True).click()
    expect(colleague.page.locator("#decide .errors")).to_contain_text("密码")
    colleague.acts(number, "同意并签署", signed=True, 意见="同意签署。")
    colleague.is_told("东山村支部")


def misses_and_makes_up_for_a_duty(colleague: Colleague) -> None:
    page = colleague.page
    page.goto("/")
    expect(page.locator("main")).to_contain_text("1 项已超期")
    page.get_by_role("link", name="项待落实").click()
    late = page.get_by_role("form", name="与党员联系").first
    expect(late).to_contain_text("超期")
    late.get_by_label("落实情况").fill("电话联系本人，了解务工和生活情况。")
    late.get_by_role("button", name="登记落实").click()
    expect(page.locator(".notes")).to_contain_text("已登记：与党员联系")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")  # U12: its tables scroll alone


def is_evaluated_and_read(writer: Colleague, reader: Colleague, number: str) -> None:
    evaluation = EvaluationCase.objects.get(coverage__because=number).number
    written = {
        "本期开展活动次数": "6",
        "参加次数": "5",
        "党费交至": "2026-12",
        "等次": "好",
        "评价意见": "按时参加组织生活，工作踏实，在社区志愿服务中带头。",
    }
    writer.acts(evaluation, "填写评价", **written)
    writer.acts(evaluation, "反馈流出地")
    reader.acts(evaluation, "确认已阅")
    assert EvaluationCase.objects.get(number=evaluation).state == "confirmed"
