"""Columns are recognised by what they say, wherever they stand."""

import pytest

from members.roster.columns import recognise
from members.roster.layouts import Layout
from members.roster.words import Holds

MEMBERS = ["姓名", "性别", "公民身份号码", "入党日期", "所在党支部"]


def rows(*lines):
    width = max(len(line) for line in lines)
    return [(number, [*line, *[""] * (width - len(line))]) for number, line in enumerate(lines, start=1)]


def test_the_sheets_of_the_sample_are_told_apart():
    orgs = recognise("党组织", rows(["组织全称", "组织类别", "上级党组织"]))
    members = recognise("党员花名册", rows(MEMBERS))
    activists = recognise("入党积极分子", rows(["姓名", "公民身份号码", "申请入党日期", "所在党支部"]))
    assert (orgs.holds, members.holds, activists.holds) == (Holds.ORGS, Holds.MEMBERS, Holds.ACTIVISTS)


def test_title_rows_and_another_order_do_not_matter():
    layout = recognise(
        "Sheet1",
        rows(
            ["长田镇党员花名册（2026年）"],
            ["填报单位：长田镇党委", "", "", "2026.11"],
            [],
            ["序 号", "支部名称", "党员 姓名", "身份证号码（必填）*", "入党\n时间", "民族"],
        ),
    )
    assert (layout.holds, layout.top, layout.bottom) == (Holds.MEMBERS, 4, 4)
    assert layout.fields == {1: "branch", 2: "name", 3: "id_number", 4: "joined_on", 5: "nationality"}


def test_a_header_over_two_rows_with_merged_cells_is_read_together():
    layout = recognise(
        "党员",
        rows(
            ["姓名", "身份证号", "党内情况", "", "", "外出", "", "培养联系人"],
            ["", "", "入党日期", "转正日期", "所在党支部", "日期", "地点", "姓名"],
            ["李明", "1", "2011-07-01", "2012-07-01", "东山村支部", "", "", ""],
        ),
    )
    assert (layout.top, layout.bottom) == (1, 2)
    assert layout.fields == {
        0: "name",
        1: "id_number",
        2: "joined_on",
        3: "converted_on",
        4: "branch",
        5: "away_since",
        6: "away_place",
    }


@pytest.mark.parametrize(
    "word", ["身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "居 民 身 份 证 号 码", "身份证"]
)
def test_every_word_for_the_number_is_known(word):
    layout = recognise("党员", rows(["姓名", word, "入党时间", "党支部"]))
    assert layout.fields[1] == "id_number"


def test_what_is_missing_is_named():
    layout = recognise("党员", rows(["姓名", "身份证号", "民族", "党支部"]))
    assert layout.missing == ["入党日期"]


@pytest.mark.parametrize("lines", [[["甲", "乙"]], [["姓名"]], [["说明"], ["本表由支部填写"]]])
def test_a_sheet_of_something_else_is_left_alone(lines):
    assert recognise("Sheet1", rows(*lines)) is None


def test_a_layout_is_kept_and_read_back():
    layout = recognise("党员", rows(MEMBERS))
    assert Layout.from_json(layout.as_json()) == layout
