"""Floating-member party organisations: who approves, what stands in the record, who takes part (R-O10)."""

from datetime import date

import pytest

from members import floating
from members.models import Person
from members.register.log import faults
from members.rulebook import RuleBroken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def record(orgs) -> dict:
    return {
        "founding_committee": orgs.town,
        "approving_committee": orgs.county,
        "approval_document": "青委〔2026〕3号",
        "attached_to": "临港区长田商会",
        "build_mode": "area",
        "floating_kind": "hometown",
        "observes": orgs.street,
        "secretary_name": "冯兰",
    }


@pytest.mark.parametrize(
    ("org", "said"),
    [("province", True), ("county", True), ("district", True), ("town", False), ("street", False), ("dongshan", False)],
)
def test_who_is_of_county_level(orgs, org, said):
    assert floating.of_county_level(getattr(orgs, org)) is said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("中共石桥县委员会", True),
        ("中共石桥市委员会", True),
        ("中共石桥市直属机关工作委员会", True),
        ("中共临港经济开发区工作委员会", True),
        ("中共石桥县长田镇石湖社区委员会", False),
        ("中共石桥县人民医院委员会", False),
        ("中共石桥县城关街道工作委员会", False),
    ],
)
def test_a_committee_without_a_department_is_told_by_its_name(orgs, name, said):
    orgs.town.name = name
    assert floating.of_county_level(orgs.town) is said


def test_the_record_stands_on_the_organisation_and_its_log(orgs, record, decided):
    assert floating.register(orgs.xihe, record, decided(on=date(2026, 3, 2)))
    assert (orgs.xihe.is_floating, orgs.xihe.approving_committee, orgs.xihe.get_build_mode_display()) == (
        True,
        orgs.county,
        "区域统建",
    )
    entry = orgs.xihe.register_entries.get()
    assert entry.effective_on == date(2026, 3, 2)
    assert entry.changes["approving_committee"] == [None, f"{orgs.county.pk} 中共青石县委员会"]
    assert floating.lacking(orgs.xihe) == []
    assert list(faults()) == []


def test_a_town_cannot_approve_the_founding(orgs, record, decided):
    with pytest.raises(RuleBroken, match="长田镇党委不是县级以上党委"):
        floating.register(orgs.xihe, record | {"approving_committee": orgs.town}, decided())
    with pytest.raises(RuleBroken, match="只能是党支部、党总支或党委"):
        floating.register(orgs.county_department, record, decided())


def test_what_an_import_left_out_is_named(orgs):
    orgs.xihe.is_floating = True
    assert floating.lacking(orgs.xihe) == [
        "组建的党组织",
        "批准组建的党委",
        "批准文号",
        "挂靠单位",
        "组建方式",
        "党员构成",
    ]
    assert floating.lacking(orgs.dongshan) == []


def test_whoever_is_away_there_takes_part_and_keeps_the_formal_relation(orgs, li, enrol):
    own = enrol("王秀英", "320724197209091042", orgs.xihe)
    Person.objects.filter(pk=li.pk).update(away_branch=orgs.xihe, away_since=date(2026, 1, 5))
    assert set(floating.taking_part(orgs.xihe)) == {li, own}
    assert list(floating.taking_part(orgs.xihe, from_=orgs.dongshan)) == [li]
    assert li.branch == orgs.dongshan


def test_it_is_not_withdrawn_while_members_are_away_there(orgs, li, record, decided):
    floating.register(orgs.xihe, record, decided())
    Person.objects.filter(pk=li.pk).update(away_branch=orgs.xihe)
    with pytest.raises(RuleBroken, match="还有1名流动党员登记在这里"):
        floating.withdraw(orgs.xihe, decided(reason="登记错了"))
    Person.objects.filter(pk=li.pk).update(away_branch=None)
    floating.withdraw(orgs.xihe, decided(reason="登记错了"))
    assert (orgs.xihe.is_floating, orgs.xihe.approving_committee, orgs.xihe.build_mode) == (False, None, "")
    assert list(faults()) == []
