"""Cells as offices fill them in: dates of every habit, spaces, full-width digits; never a guess."""

from datetime import date, datetime, time

import pytest

from members.roster import cells
from members.roster.cells import Day, Unclear

THE_DAY = date(2011, 7, 1)


@pytest.mark.parametrize(
    "value",
    [
        "2011-07-01",
        "2011.07.01",
        "2011.7.1",
        "2011/7/1",
        "2011年7月1日",
        " 2011 年 7 月 1 日 ",
        "２０１１．０７．０１",
        "20110701",
        "2011-07-01 00:00:00",
        20110701.0,
        date(2011, 7, 1),
        datetime(2011, 7, 1),
    ],
)
def test_a_day_is_read_however_it_was_written(value):
    assert cells.day(value) == Day(THE_DAY)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (datetime(2011, 6, 30, 23, 59, 17), Day(THE_DAY, clock=time(23, 59, 17), nearer=True)),
        (datetime(2011, 6, 30, 23, 58), Day(THE_DAY, clock=time(23, 58), nearer=True)),
        (datetime(2011, 7, 1, 0, 2), Day(THE_DAY, clock=time(0, 2), nearer=True)),
        ("2011-06-30 23:59:17", Day(THE_DAY, clock=time(23, 59, 17), nearer=True)),
        ("2011-06-30T23:59:17.300", Day(THE_DAY, clock=time(23, 59, 17), nearer=True)),
        (datetime(2011, 7, 1, 0, 2, 1), Day(THE_DAY, clock=time(0, 2, 1))),
        (datetime(2011, 7, 1, 16, 0), Day(THE_DAY, clock=time(16, 0))),
        ("2011-07-01 9:30", Day(THE_DAY, clock=time(9, 30))),
    ],
)
def test_a_time_of_day_near_midnight_means_the_nearer_day_and_any_other_is_told(value, read):
    assert cells.day(value) == read


@pytest.mark.parametrize(
    ("value", "number", "note"),
    [
        ("'32072419800815833X", "32072419800815833X", ""),
        ("身份证：32072419800815833x", "32072419800815833x", ""),
        ("身份证号码:32072419800815833X", "32072419800815833X", ""),
        ("32072419800815833X（已换证）", "32072419800815833X", "已换证"),
        (13900000001.0, "13900000001", ""),
        ("（空）", "(空)", ""),
    ],
)
def test_what_stands_around_a_number_is_taken_off_and_told(value, number, note):
    assert cells.number(value) == (number, note)


@pytest.mark.parametrize("value", ["2011-07", "2011.07", "2011年7月", "2011/7", 2011.07])
def test_a_month_alone_stands_for_its_first_day_and_says_so(value):
    assert cells.day(value) == Day(THE_DAY, month_only=True)


@pytest.mark.parametrize("value", ["", "   ", "\u3000"])
def test_an_empty_cell_is_no_date(value):
    assert cells.day(value) is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (2011.1, "以数字存储的日期分不清1月和10月，请写成 2011-01 或 2011-10 的文本"),
        (40725.0, "日期是一个数字，请把单元格设为日期或写成 2011-07-01"),
        ("2011-02-30", "没有这一天，请核对日期"),
        ("2011-13", "没有这个月份，请核对日期"),
        ("去年七一", "日期看不懂，请写成 2011-07-01 或 2011年7月1日"),
        ("11.7.1", "日期看不懂，请写成 2011-07-01 或 2011年7月1日"),
        (True, "日期看不懂，请写成 2011-07-01 或 2011年7月1日"),
    ],
)
def test_a_date_that_would_have_to_be_guessed_is_not(value, sentence):
    with pytest.raises(Unclear) as unclear:
        cells.day(value)
    assert str(unclear.value) == sentence


@pytest.mark.parametrize(
    "value", ["2026-11", "2026年11月", "202611", 202611.0, "2026-11-20", 2026.11, date(2026, 11, 30)]
)
def test_dues_are_paid_until_a_month(value):
    assert cells.month(value) == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("  李  明 ", "李 明"),
        (13800000001.0, "13800000001"),
        (1.5, "1.5"),
        (True, "是"),
        ("a\u200bb\ufeff\x00c\n d", "abc d"),
        ("'=1+1", "=1+1"),
        ("'quoted", "'quoted"),
    ],
)
def test_text_is_tidied_not_changed(value, said):
    assert cells.text(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("李　明", "李明"),
        (" 李 明 ", "李明"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Anna Müller", "Anna Müller"),
        ("<b>李</b>", "<b>李</b>"),
        ("𠮷野", "𠮷野"),
    ],
)
def test_a_name_keeps_what_the_card_shows(value, said):
    assert cells.name(value) == said


def test_yes_and_no():
    assert [cells.yes(value) for value in ("是", "有", "√", True, 1.0, "否", "无", "", False)] == [True] * 5 + [
        False
    ] * 4
    with pytest.raises(Unclear):
        cells.yes("也许")
