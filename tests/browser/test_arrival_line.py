"""A member arrives with a paper letter from where nobody works in this system, and is received (R-T15).

Told in a browser: he 何敏, the clerk of 长田镇, enters the letter at a desk; zhao receives on a phone, for nobody
receives on a letter of their own (R-O13); he prints the receipt. The rules at their boundaries:
tests/workflows/test_arrival.py.
"""

import pytest
from playwright.sync_api import FilePayload, expect

from members.models import Person
from tests.browser.office import Office
from workflows.transfer.case import TransferCase

pytestmark = pytest.mark.browser

COMMITTEE = "中共海东市明州区白沙街道工作委员会"
SCAN = FilePayload(name="介绍信.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 the letter from outside")
LETTER = {
    "姓名": "周雪",
    "身份号码": "330203199001011228",
    "入党日期": "2011-07-01",
    "转正日期": "2012-07-01",
    "党费交至": "2026-10",
    "联系电话或其他联系方式": "13700001111",
    "介绍信编号": "0000417",
    "开具介绍信的党组织": "中共海东市明州区委组织部",
    "开具日期": "2026-11-16",
    "有效期（天）": "60",
    "介绍信扫描件": SCAN,
    "原所在党支部全称": "中共海东市明州区白沙社区第二支部委员会",
    "原所在基层党委全称": COMMITTEE,
    "原基层党委通讯地址、邮编": "海东省海东市明州区白沙路1号，315000",
    "对方联系电话": "0574-87654321",
    "接收党支部": "东山村支部",
    "转移原因": "工作单位变动",
}


def test_a_member_from_outside_arrives_with_a_letter_and_is_received(office: Office):
    clerk, zhao = office.people("he", "zhao")
    page = clerk.page
    page.goto("/transfers/new/")
    page.get_by_role("link", name="接收外来党员（纸质介绍信）").click()
    form = page.locator("main form.form")
    clerk.fills(form, LETTER | {"接收党支部": "朝晖街道"})
    form.get_by_role("button", name="登记并送接收党委").click()
    expect(page.get_by_role("alert").first).to_contain_text("您的管理范围内没有这个组织")
    clerk.fills(form, {"接收党支部": "东山村支部", "介绍信扫描件": SCAN})  # all else is kept
    form.get_by_role("button", name="登记并送接收党委").click()
    clerk.is_told("已登记")

    case = TransferCase.objects.get(outside_number="0000417")
    assert Person.objects.get(name="周雪").branch is None  # the letter moves nothing (R-T9)
    zhao.acts(case, "接收并编入支部", signed=True, 意见="手续齐全，予以接收。")
    assert Person.objects.get(name="周雪").branch.short_name == "东山村支部"

    clerk.sends_receipt(case)
    words = clerk.reads_paper("回执联")
    assert f"{COMMITTEE}：" in words
    assert "第0000417号" in words
    assert "周雪同志的党员组织关系已转达我处" in words
    clerk.acts(case, "对方确认收到回执，办结", 对方怎样确认的="对方电话确认，回执已收到")
    clerk.sees("办结")
