"""What goes wrong with one transfer, and the way back, as the people meet it in a real browser (R-T7 to R-T20).

One test a detour, from the desk where it begins to the end of the case. wang, zhao, chen, lin and xu are the demo's
cast; zhao decides on a phone. The rules at their boundaries: tests/workflows/test_transfer_detours.py.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.office import Office, transfer_at
from workflows.transfer.case import TransferCase
from workflows.transfer.states import State

pytestmark = [pytest.mark.browser, pytest.mark.giant("browser", only_full=True)]


REFUSE = "不予办理（写明理由）"
DEMANDED = "正确的党支部、所缺材料或县级决定文号"


def test_a_letter_that_expired_is_issued_again_under_a_new_number(office: Office):
    case = transfer_at(State.LETTER_ISSUED)
    chen, zhao = office.people("chen", "zhao")
    old = chen.reads_number(case)

    office.days_pass(31)  # one more than it was good for
    zhao.opens(case)
    zhao.sees("介绍信超期")
    new = zhao.reissues(case, "本人因住院未能按时报到，支部已核实。")
    assert f"第{new}号补办，原第{old}号作废" in zhao.reads_letter(case, new)

    chen.opens(case)
    chen.sees("已作废：超过有效期")
    takes_in(office, case, new)
    assert case.person.branch.short_name == "一社区支部"


def test_the_wrong_branch_is_put_right_by_its_committee_and_asked_anew(office: Office):
    lin, xu, chen, xuyi, zhao = office.people("lin", "xu", "chen", "xuyi", "zhao")
    case = transfer_at(State.DESTINATION_REVIEW)
    lin.says(case, agrees=False, text="该同志住在二社区，不归本支部。")
    xu.says(case, agrees=False, text="经核实，住址属二社区。")
    chen.redirects(case, "二社区支部", "该同志实际居住在二社区辖区。")
    expect(chen.page.get_by_role("heading", level=1)).to_have_text(f"{case.person.name}：东山村支部 → 二社区支部")

    xuyi.says(case)
    xu.says(case)
    chen.accepts(case)
    letter = zhao.approves(case)
    assert "去中共临港区朝晖街道二社区支部委员会" in zhao.reads_letter(case, letter)


def test_a_refusal_says_what_it_demands_is_corrected_and_the_transfer_completed(office: Office):
    wang, lin, xu, chen, zhao = office.people("wang", "lin", "xu", "chen", "zhao")
    case = transfer_at(State.DESTINATION_REVIEW)
    why = "只有身份证复印件，没有居住证明，无法核实住址。"
    lin.says(case, agrees=False, text=why)
    xu.says(case, agrees=False, text=why)

    form = chen.chooses(case, REFUSE)
    chen.fills(form, {"理由": "材料不全（须逐项列明）", "情况说明": why})
    form.get_by_role("button", name=REFUSE).click()
    expect(chen.page.get_by_role("alert")).to_contain_text("这一理由须同时写明：所缺材料（R-T7）")
    expect(form.get_by_label("情况说明")).to_have_value(why)
    chen.fills(form, {DEMANDED: "租房合同或居住证"})
    form.get_by_role("button", name=REFUSE).click()
    chen.is_told("已抄送双方上级党委（R-T8）。下一步：东山村支部（经办人）")

    wang.opens(case)
    wang.sees("租房合同或居住证")
    wang.sees("系统按「不再办理，仍留原支部」办理")
    wang.corrects(case)
    wang.resubmits(case)
    wang.releases(case)
    lin.says(case)
    xu.says(case)
    chen.accepts(case)
    takes_in(office, case, zhao.approves(case))
    assert case.person.branch.short_name == "一社区支部"


def test_a_lost_letter_is_void_and_another_number_takes_its_place(office: Office):
    zhao, chen = office.people("zhao", "chen")
    case = transfer_at(State.LETTER_ISSUED)
    old = zhao.reads_number(case)
    zhao.voids(case, "遗失", "本人报告介绍信在途中遗失，已登记。")
    new = zhao.reissues(case, "经审查情况属实，予以补开。")
    assert f"第{new}号补办，原第{old}号作废" in zhao.reads_letter(case, new)

    form = chen.chooses(case, "登记报到")
    chen.fills(form, {"介绍信编号": old})
    form.get_by_role("button", name="登记报到").click()
    expect(chen.page.get_by_role("alert")).to_contain_text("所填编号与介绍信编号不一致")

    zhao.page.goto("/archive/?form=F-01")
    register = zhao.page.get_by_role("list", name="文书列表").get_by_role("listitem")
    expect(register.filter(has_text=f"介绍信 {old}")).to_contain_text("已作废：遗失")


def test_a_member_who_stays_gives_the_letter_back(office: Office):
    (zhao,) = office.people("zhao")
    case = transfer_at(State.LETTER_ISSUED)
    zhao.recalls(case, "本人返乡，不再转移，介绍信已收回。")
    zhao.sees("终止（仍留转出地）")
    zhao.sees("已作废：收回")
    assert case.person.branch.short_name == "东山村支部"


def test_two_branches_of_one_committee_need_no_letter(office: Office):
    wang, yan, zhao = office.people("wang", "yan", "zhao")
    case = transfer_at(State.ORIGIN_BRANCH_REVIEW, to="西河村支部")
    wang.releases(case)
    yan.accepts(case)
    zhao.adjusts(case)
    zhao.sees("同一党委内部调整，不开介绍信")
    papers = zhao.page.get_by_role("region", name="文书")
    expect(papers).to_contain_text("关于调整党员组织关系的通知")
    expect(papers).not_to_contain_text("介绍信")
    assert case.person.branch.short_name == "西河村支部"


def test_the_online_channel_takes_number_and_validity_and_prints_no_letter(office: Office):
    (zhao,) = office.people("zhao")
    case = transfer_at(State.PENDING_APPROVAL, channel="online_province")
    letter = zhao.approves(case)
    zhao.sees("省内系统接转")
    expect(zhao.page.get_by_role("region", name="文书")).not_to_contain_text("介绍信")
    takes_in(office, case, letter)


def takes_in(office: Office, case: TransferCase, letter: str) -> None:
    """From the report at the destination to the filed receipt."""
    chen, zhao = office.people("chen", "zhao")
    chen.reports_in(case, letter)
    chen.receives(case)
    chen.sends_receipt(case)
    zhao.files_receipt(case, letter)
