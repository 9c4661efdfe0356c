"""A ledger of floating members updates where known members are; it enters nobody (R6)."""

from datetime import date

import pytest

from members.models import Person, RegisterEntry
from members.register.log import Kind, faults
from tests.members.test_roster_people import LI, bring, counts  # noqa: F401  a fixture

LEDGER = {
    "序号": "1",
    "姓名": "李明",
    "公民身份号码": LI["公民身份号码"],
    "流出时间": "2026-03-02",
    "流入地": "广东省深圳市",
    "流入地单位": "电子厂",
    "流入地党组织": "某市某支部",
    "返回时间": "",
}
SHEET = "流动党员台账"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


def kinds():
    return list(RegisterEntry.objects.order_by("pk").values_list("kind", flat=True))


def test_an_outing_begins_changes_and_ends_on_the_log(bring):  # noqa: F811
    bring(LI)
    began, refusals, _hints = bring(LEDGER, sheet=SHEET)
    assert (counts(began), refusals) == ([0, 1, 0, 0], {})
    li = Person.objects.get()
    assert (li.away_since, li.away_place, li.away_unit, li.away_outside) == (
        date(2026, 3, 2),
        "广东省深圳市",
        "电子厂",
        "某市某支部",
    )
    again, _refusals, _hints = bring(LEDGER, sheet=SHEET)
    assert counts(again) == [0, 0, 1, 0]

    bring({**LEDGER, "流入地": "广东省东莞市"}, sheet=SHEET)
    bring({**LEDGER, "返回时间": "2026-11-01"}, sheet=SHEET)
    li = Person.objects.get()
    assert (li.away_since, li.away_place, li.away_outside) == (None, "", "")
    assert kinds() == [Kind.ENTERED, Kind.OUTING_BEGAN, Kind.OUTING_CHANGED, Kind.OUTING_ENDED]
    assert RegisterEntry.objects.last().effective_on == date(2026, 11, 1)
    assert list(faults()) == []


def test_a_return_that_is_known_already_changes_nothing(bring):  # noqa: F811
    bring(LI)
    outcome, _refusals, _hints = bring({**LEDGER, "返回时间": "2026-11-01"}, sheet=SHEET)
    assert (counts(outcome), kinds()) == ([0, 0, 1, 0], [Kind.ENTERED])


def test_who_is_not_in_the_register_is_named_and_not_entered(bring):  # noqa: F811
    outcome, refusals, _hints = bring(LEDGER, sheet=SHEET)
    assert counts(outcome) == [0, 0, 0, 1]
    assert refusals == {2: ["名册里没有这个身份号码的党员，或不在本组织管理范围；请先导入党员花名册"]}
    assert Person.objects.count() == 0


def test_a_member_of_another_place_is_as_unknown_as_a_stranger(bring, orgs, appoint):  # noqa: F811
    bring(LI)
    elsewhere = appoint("林组织", "lin9", orgs.street, "organiser")
    _outcome, refusals, _hints = bring(LEDGER, sheet=SHEET, by=elsewhere)
    assert refusals == {2: ["名册里没有这个身份号码的党员，或不在本组织管理范围；请先导入党员花名册"]}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"姓名": "王某"}, "身份号码已登记在另一姓名下，请核对号码和姓名（R-I3）"),
        ({"流出时间": ""}, "缺外出日期"),
        ({"返回时间": "2026-03-01"}, "返回日期早于外出日期"),
    ],
)
def test_a_bad_row_of_a_ledger_comes_back(bring, changes, sentence):  # noqa: F811
    bring(LI)
    _outcome, refusals, _hints = bring({**LEDGER, **changes}, sheet=SHEET)
    assert refusals == {2: [sentence]}
    assert kinds() == [Kind.ENTERED]
