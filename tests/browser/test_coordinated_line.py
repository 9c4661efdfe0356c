"""Nobody answers, so the common superior decides, and the transfer goes on to its end, in a browser (R-S1 to R-S4).

wang waits for a destination that is silent, gao in the province's office hears both sides on a phone and decides, the
destination's branch carries it out. The rules at their boundaries: tests/workflows/test_coordination.py.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.office import Office, transfer_at
from workflows.transfer.states import State

pytestmark = [pytest.mark.browser, pytest.mark.giant("browser", only_full=True)]

WHY = "转入方一直没有答复，该同志在临港区有租房合同和社保记录。"
DECISION = "支持接转，送转出方党委审批"
REASONS = "租房合同属实，应予接收，请转入方配合办理。"


def test_silence_is_coordinated_decided_executed_and_the_transfer_completed(office: Office):
    wang, zhao, chen, lin, gao = office.people("wang", "zhao", "chen", "lin", "gao")
    case = transfer_at(State.DESTINATION_REVIEW)
    ways = wang.opens(case).get_by_role("navigation", name="可选的办理")
    expect(ways.get_by_role("link")).to_have_count(1)  # 撤回: nobody is late twice over yet

    office.days_pass(40)
    wang.acts(case, "逾期未答复，提请上级协调", 意见=WHY)
    wang.is_told("已转上级协调，现在等江海省委组织部（组织员），环节「提请协调」")
    coordination = wang.page.locator("#decide .files").get_by_role("link").inner_text()

    gao.acts(coordination, "受理并指定专人", 负责协调的专人="高文军", 意见="受理，请双方提交书面陈述。")
    gao.chooses(coordination, "出具协调意见")
    gao.sees("流出地尚未提交书面陈述（R-S3）")
    gao.sees("逾期未答复，提请上级协调")  # what went before stands on the same page
    zhao.states(coordination, "该同志长期在临港区务工，应当转出。")
    chen.states(coordination, "支部未及时办理，没有不同意见。")
    gao.acts(coordination, "出具协调意见", signed=True, 协调意见=DECISION, 理由=REASONS)
    gao.is_told("下一步：一社区支部（经办人），环节「已出协调意见」")

    lin.acts(coordination, "执行协调意见", 意见="照协调意见办理。")
    wang.opens(case)
    wang.sees(f"执行协调意见：{DECISION}")
    wang.page.get_by_role("link", name=f"看协调事项 {coordination}").last.click()
    assert f"{DECISION}。理由：{REASONS}" in wang.reads_paper("协调意见书")

    letter = zhao.approves(case, **{"（R-T5）。仍要办理的理由": "等待协调期间未能交纳，已通知本人补交。"})
    chen.reports_in(case, letter)
    chen.receives(case)
    chen.sends_receipt(case)
    zhao.files_receipt(case, letter)
    assert case.person.branch.short_name == "一社区支部"
