"""The tree of organisations: kinds, power, superiors (R-O3, R-O6, R-O7, R-O8, R-S1). Changes: test_tree_changes.py."""

import pytest
from django.core.exceptions import ValidationError

from members.models import PartyOrg
from members.orgs import Kind, lowest_common_superior

pytestmark = pytest.mark.django_db


def candidate(name, kind, parent=None, **facts):
    return PartyOrg(name=name, kind=kind, parent=parent, **facts)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.PARTY_COMMITTEE, "province"),
        (Kind.WORKING_COMMITTEE, "county"),
        (Kind.ORGANISATION_DEPARTMENT, "county"),
        (Kind.GENERAL_BRANCH, "street"),
        (Kind.BRANCH, "general"),
        (Kind.JOINT_BRANCH, "town"),
        (Kind.PARTY_GROUP, "dongshan"),
    ],
)
def test_a_parent_of_a_higher_kind_is_accepted(orgs, kind, parent):
    candidate("新设组织", kind, getattr(orgs, parent)).full_clean()


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.BRANCH, "dongshan"),
        (Kind.GENERAL_BRANCH, "general"),
        (Kind.GENERAL_BRANCH, "county_department"),
        (Kind.PARTY_COMMITTEE, "general"),
        (Kind.ORGANISATION_DEPARTMENT, "dongshan"),
        (Kind.BRANCH, "county_department"),
    ],
)
def test_a_parent_of_no_higher_kind_is_refused(orgs, kind, parent):
    with pytest.raises(ValidationError) as refused:
        candidate("新设组织", kind, getattr(orgs, parent)).full_clean()
    assert list(refused.value.message_dict) == ["parent"]
    assert "R-O3" in refused.value.message_dict["parent"][0]


def test_only_a_committee_may_stand_at_the_top():
    candidate("中共某校委员会", Kind.PARTY_COMMITTEE).full_clean()
    with pytest.raises(ValidationError, match="党支部必须有上级党组织（R-O3）"):
        candidate("中共某村支部委员会", Kind.BRANCH).full_clean()


def test_no_organisation_stands_below_itself(orgs):
    for parent in (orgs.county, orgs.town):
        orgs.county.parent = parent
        with pytest.raises(ValidationError, match="上级不能是本组织或其下级"):
            orgs.county.clean()


@pytest.mark.parametrize(
    ("name", "kind", "parent", "sentence"),
    [
        ("中共某支部委员会", Kind.BRANCH, "town", "党支部没有审批预备党员的权限，只能审议（R-O6）。"),
        ("中共某总支", Kind.GENERAL_BRANCH, "town", "党总支没有审批预备党员的权限，只能审议（R-O6）。"),
        ("某党小组", Kind.PARTY_GROUP, "dongshan", "党小组没有审批预备党员的权限，只能审议（R-O6）。"),
        ("中共某临时委员会", Kind.PARTY_COMMITTEE, "county", "临时党组织没有审批预备党员的权限，只能审议（R-O6）。"),
        (
            "中共长田镇某村委员会",
            Kind.PARTY_COMMITTEE,
            "town",
            "镇、街道以下的党委没有审批预备党员的权限，只能审议（R-O6）。",
        ),
        (
            "中共某社区委员会",
            Kind.PARTY_COMMITTEE,
            "street",
            "镇、街道以下的党委没有审批预备党员的权限，只能审议（R-O6）。",
        ),
    ],
)
def test_power_to_approve_is_refused_where_only_review_is_lawful(orgs, name, kind, parent, sentence):
    org = candidate(name, kind, getattr(orgs, parent), may_approve_probationary=True)
    assert not org.may_hold_power
    with pytest.raises(ValidationError) as refused:
        org.full_clean()
    assert refused.value.message_dict == {"may_approve_probationary": [sentence]}


def test_committees_above_the_village_and_departments_may_hold_power(orgs):
    for org in (orgs.town, orgs.street, orgs.county, orgs.county_department):
        assert org.may_hold_power


def test_a_branch_finds_its_base_committee_and_who_reviews_in_between(orgs, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert (orgs.dongshan.base_committee(), orgs.dongshan.reviewers()) == (orgs.town, [])
    assert (orgs.first.base_committee(), orgs.first.reviewers()) == (orgs.street, [orgs.general])
    assert orgs.town.base_committee() == orgs.town


def test_a_tree_without_power_has_no_base_committee():
    root = PartyOrg.objects.create(name="中共某校委员会", kind=Kind.PARTY_COMMITTEE)
    branch = PartyOrg.objects.create(name="中共某校第一支部", kind=Kind.BRANCH, parent=root)
    assert (branch.base_committee(), branch.reviewers()) == (None, [root])


def test_a_department_answers_for_its_whole_committee(orgs):
    assert orgs.county_department.reach == orgs.county.path
    assert orgs.county_department.covers(orgs.dongshan)
    assert not orgs.county_department.covers(orgs.first)
    assert not orgs.town.covers(orgs.county)
    assert not orgs.dongshan.covers(orgs.xihe)


def test_a_subtree_does_not_take_in_an_id_that_only_starts_alike(orgs):
    twin = PartyOrg(
        pk=int(f"{orgs.county.pk}1"), name="中共某县委员会", kind=Kind.PARTY_COMMITTEE, parent=orgs.province
    )
    twin.save()
    assert twin not in PartyOrg.objects.within(orgs.county.path)
    assert set(PartyOrg.objects.within(orgs.town.path)) == {orgs.town, orgs.dongshan, orgs.xihe}


def test_the_lowest_common_superior_is_the_nearest_shared_committee(orgs):
    assert lowest_common_superior(orgs.dongshan, orgs.xihe) == orgs.town
    assert lowest_common_superior(orgs.dongshan, orgs.first) == orgs.province
    assert lowest_common_superior(orgs.first, orgs.second) == orgs.street  # the general branch is skipped
    assert lowest_common_superior(orgs.town, orgs.dongshan) == orgs.county  # nobody is their own superior


def test_two_systems_have_no_common_superior(orgs):
    abroad = PartyOrg.objects.create(name="中共海河省委员会", kind=Kind.PARTY_COMMITTEE)
    assert lowest_common_superior(orgs.dongshan, abroad) is None


def test_a_deep_tree_keeps_its_chain_in_one_query(db, django_assert_num_queries):
    org = PartyOrg.objects.create(name="第0级", kind=Kind.PARTY_COMMITTEE)
    for level in range(1, 21):
        org = PartyOrg.objects.create(name=f"第{level}级", kind=Kind.PARTY_COMMITTEE, parent=org)
    with django_assert_num_queries(1):
        assert [o.name for o in org.chain()] == [f"第{level}级" for level in range(20, -1, -1)]


@pytest.mark.parametrize("typed", ["东山村", "长田镇东山", "dongshan", "DSCZB", "东山 村"])
def test_an_organisation_is_found_by_name_pinyin_and_initials(orgs, typed):
    assert list(PartyOrg.objects.search(typed)) == [orgs.dongshan]


def test_a_place_that_begins_with_long_is_read_as_a_place(orgs):
    assert list(PartyOrg.objects.search("changtian")) == list(PartyOrg.objects.search("ctzdw")) == [orgs.town]


def test_an_appointment_sees_the_organisations_it_answers_for(orgs, zhao, sun, lin):
    assert set(PartyOrg.objects.visible_to(zhao)) == {orgs.town, orgs.dongshan, orgs.xihe}
    assert PartyOrg.objects.visible_to(sun).count() == 5
    assert list(PartyOrg.objects.visible_to(lin)) == [orgs.first]
    assert list(PartyOrg.objects.visible_to(None)) == []
