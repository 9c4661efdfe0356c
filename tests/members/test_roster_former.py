"""Who has left, died or was expelled is told by status, mark or remark; a remark about others says nothing."""

import pytest

from members.roster import former


@pytest.mark.parametrize(
    ("status", "lost", "remark", "sentence"),
    [
        ("停止党籍", "", "", "停止党籍，没有写入；已恢复党籍的，凭恢复的决定用「补登人员」登记"),
        ("已转出", "", "", "党籍状态是“已转出”，不当作现有党员，没有写入"),
        ("正常", "是", "", "失联党员，没有自动写入；仍是本支部党员的，核实后用「补登人员」登记，备注写明失联"),
        ("", "", "2025年3月已转出至临港区", "备注写明“已转出”，不当作现有党员，没有写入"),
        ("", "", "2024.5去世", "备注写明“去世”，不当作现有党员，没有写入"),
        ("失去联系", "", "", "失联党员，没有自动写入；仍是本支部党员的，核实后用「补登人员」登记，备注写明失联"),
        ("", "", "已除名", "备注写明“除名”，不当作现有党员，没有写入"),
    ],
)
def test_who_is_no_present_member(status, lost, remark, sentence):
    assert former.why(status, lost, remark) == sentence


@pytest.mark.parametrize(
    ("status", "lost", "remark"),
    [
        ("正常", "否", ""),
        ("正式党员", "", ""),
        ("在册", "", "困难党员"),
        ("", "", "配偶去世"),
        ("", "", "其父已去世，独居"),
        ("", "", "拟转出"),
        ("", "", "未转出"),
        ("", "", "曾被除名，后恢复党籍"),
        ("", "", "2019年由北屏镇转出地转入"),
    ],
)
def test_who_is_one(status, lost, remark):
    assert former.why(status, lost, remark) == ""
