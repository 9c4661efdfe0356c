"""Rules of organisations at their boundary that no page test shows (R-O4, R-O6, R-O8). Subject: members/orgs.py."""

from datetime import timedelta

import pytest

from members.models import PartyOrg
from members.org_views import size_advice
from members.orgs import Kind
from members.people import Relation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("members", "proposed"), [(50, ""), (51, "宜设党总支"), (100, "宜设党总支"), (101, "宜设党委")]
)
def test_r_o4_a_branch_is_advised_above_fifty_and_above_a_hundred_members(orgs, members, proposed):
    said = size_advice(orgs.dongshan, members)
    assert proposed in said
    assert bool(said) is bool(proposed)


@pytest.mark.parametrize(
    ("name", "parent", "lawful"),
    [
        ("中共青石县石桥镇委员会", "county", True),
        ("中共青石县石桥镇石桥村委员会", "town", False),
        ("中共青石县石桥镇临时委员会", "county", False),
    ],
)
def test_r_o6_a_town_committee_may_hold_power_and_no_committee_below_it(orgs, name, parent, lawful):
    org = PartyOrg(name=name, kind=Kind.PARTY_COMMITTEE, parent=getattr(orgs, parent))
    assert org.may_hold_power is lawful


def test_r_o8_a_department_holds_power_and_answers_for_its_committees_whole_area(orgs):
    department = orgs.county_department
    assert department.may_hold_power
    assert department.covers(orgs.dongshan)
    assert not department.covers(orgs.first)
    assert orgs.county.office() == department
    assert orgs.town.office() == orgs.town  # a town committee has no department and acts itself


def test_r_o1_at_the_instant_of_a_move_there_is_one_relation_and_a_moment_before_it_the_old_one(orgs, li, clock):
    moved = li.join(orgs.first, because="ZJ-2026-000001").since

    def held(instant) -> list[PartyOrg]:
        begun = Relation.objects.filter(person=li, since__lte=instant).select_related("org").order_by("-since")
        return [begun[0].org]

    assert (held(moved - timedelta(microseconds=1)), held(moved)) == ([orgs.dongshan], [orgs.first])
    assert [r.org for r in Relation.objects.present().filter(person=li)] == [orgs.first]
