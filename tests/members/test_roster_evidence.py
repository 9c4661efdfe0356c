"""Why a column is taken for what it is: heading, values, and sample values that give nobody away (R6, R-I3)."""

import pytest

from members.roster import columns, evidence
from members.roster.layouts import How, Looks
from members.roster.places import Places

HEADINGS = ["姓名", "身份证号", "入党日期", "号码一", "备用", "所在党支部"]
ROWS = [
    ["李明", "32072419800815833X", "2011-07-01", "13586399530", "", "东山村支部"],
    ["王秀英", "320724197209091042", "1996年7月", "13586399531", "", "西河村支部"],
    ["赵某", "1", "不详", "13586399532", "", "未知支部"],
]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


@pytest.fixture
def gathered():
    """The layout and preview of rows below the headings, the columns `hidden` not shown in the workbook."""

    def run(rows, *, headings=HEADINGS, hidden=frozenset(), settled=False):
        numbered = list(enumerate([headings, *rows], start=1))
        layout = columns.recognise("党员花名册", numbered)
        shown = evidence.gather(layout, numbered, set(hidden), Places(""), settled=settled)
        return layout, shown

    return run


def test_a_column_says_how_its_heading_and_its_values_speak(gathered):
    layout, shown = gathered(ROWS[:2])
    said = {HEADINGS[index]: why.sentence() for index, why in layout.evidence.items()}
    assert said == {
        "姓名": "表头相同",
        "身份证号": "表头是常用叫法；抽看的2个值里2个通过身份号码校验",
        "入党日期": "表头相同；抽看的2个值里2个是日期",
        "号码一": "抽看的2个值里2个是手机号",
        "备用": "这一列是空的",
        "所在党支部": "表头相同；抽看的2个值里2个是系统内的党支部",
    }
    assert shown["samples"]["1"] == ["3207…833X", "3207…1042"]
    assert shown["samples"]["3"] == ["135…9530", "135…9531"]


def test_values_that_mostly_do_not_fit_say_nothing(gathered):
    layout, _shown = gathered(ROWS)
    assert (layout.evidence[1].looks, layout.evidence[2].looks) == (Looks.TEXT, Looks.TEXT)


def test_only_what_the_sheet_needs_is_taken_by_its_values(gathered):
    layout, _shown = gathered(ROWS[:2], headings=["姓名", "证件", "入党日期", "号码一", "备用", "所在党支部"])
    assert (layout.fields[1], layout.evidence[1].how) == ("id_number", How.VALUES)
    assert 3 not in layout.fields  # a telephone number is not needed
    assert layout.unclear == [1, 3]


def test_columns_the_user_has_seen_are_neither_taken_nor_dropped(gathered):
    numbered = list(enumerate([HEADINGS, *ROWS[:2]], start=1))
    layout = columns.recognise("党员花名册", numbered)
    del layout.fields[1]
    evidence.gather(layout, numbered, {5}, Places(""), settled=True)
    assert 1 not in layout.fields
    assert layout.fields[5] == "branch"


def test_a_hidden_column_is_not_read_until_the_user_says_so(gathered):
    layout, _shown = gathered(ROWS[:2], hidden={2})
    assert 2 not in layout.fields
    assert layout.evidence[2].sentence() == "隐藏的列，没有读；抽看的2个值里2个是日期"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("32072419800815833X", "3207…833X"), ("13586399530", "135…9530"), ("20110701", "20110701"), ("李明", "李明")],
)
def test_a_sample_value_gives_nobody_away(value, shown):
    assert evidence.masked(value) == shown
