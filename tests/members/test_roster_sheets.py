"""A sheet's name and title tell what it holds and whose it is."""

import pytest

from members.roster import sheets
from members.roster.words import Holds


@pytest.mark.parametrize(
    ("name", "titles", "holds"),
    [
        ("Sheet1", [], None),
        ("党员花名册", [], Holds.MEMBERS),
        ("Sheet1", ["东山村党支部党员花名册"], Holds.MEMBERS),
        ("党组织", [], Holds.ORGS),
        ("支部信息", [], Holds.ORGS),
        ("入党积极分子", [], Holds.ACTIVISTS),
        ("发展党员名册", [], Holds.TARGETS),
        ("流动党员台账", [], Holds.OUTINGS),
        ("流出党员名册", [], Holds.OUTINGS),
        ("流动党员党支部花名册", [], Holds.MEMBERS),
        ("已转出党员", [], Holds.FORMER),
        ("去世", ["党员花名册"], Holds.FORMER),
    ],
)
def test_the_kind_of_a_sheet(name, titles, holds):
    assert sheets.told_kind(name, titles) == holds


@pytest.mark.parametrize(
    ("name", "titles", "said"),
    [
        ("东山村", [], [("东山村", "sheet")]),
        ("Sheet1", ["东山村党支部党员花名册"], [("Sheet1", "sheet"), ("东山村党支部", "title")]),
        ("花名册", ["填报单位：东山村支部"], [("东山村支部", "title")]),
    ],
)
def test_where_a_branch_may_be_named(name, titles, said):
    assert sheets.branch_words(name, titles) == said
