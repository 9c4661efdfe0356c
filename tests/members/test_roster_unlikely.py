"""What is possible and seldom right is hinted, with its edge; what history explains is not."""

from datetime import date

import pytest

from members.identity import IdNumber, check_character
from members.people import Stage
from members.roster import unlikely

TODAY = date(2026, 11, 23)


def number(first_17):
    return IdNumber(first_17 + check_character(first_17))


def hints(born="19700101", region="320724", joined="1998-07-01", converted="1999-07-01", stage=Stage.FULL):
    days = [date.fromisoformat(day) if day else None for day in (joined, converted)]
    return list(unlikely.hints(number(f"{region}{born}001"), stage, *days, TODAY))


YOUNG = ["按身份号码，入党时未满18岁，请核对入党日期和号码"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"born": "19800701"}, []),
        ({"born": "19800702"}, YOUNG),
        ({"born": "19300101", "joined": "1947-07-01", "converted": "1948-01-01"}, []),
        ({"born": "19111123"}, []),
        ({"born": "10080101"}, ["按身份号码已过115岁，请核对号码"]),
        ({"region": "999999"}, ["身份号码的前两位不是任何省份的代码，请核对号码"]),
        ({"region": "810000"}, []),
        ({"region": "830000"}, []),
        ({"region": "329921"}, []),
        ({"converted": "1998-09-01"}, ["入党不到一年就转正，请核对两个日期"]),
        ({"converted": "2000-07-01"}, []),
        ({"converted": "2004-09-01"}, ["入党两年多以后才转正，请核对两个日期"]),
        ({"born": "19500106", "joined": "1974-07-01", "converted": "1974-07-01"}, []),
        (
            {"joined": "2015-07-01", "converted": "", "stage": Stage.PROBATIONARY},
            ["预备期已超过两年，请核对党员类别和入党日期"],
        ),
        ({"joined": "2025-07-01", "converted": "", "stage": Stage.PROBATIONARY}, []),
        ({"converted": ""}, []),
    ],
)
def test_a_hint_only_where_something_is_unlikely(changes, said):
    assert hints(**changes) == said
