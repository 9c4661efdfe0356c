"""Names of organisations: short forms that are unambiguous, short names that are free, codes for papers."""

import pytest

from members.models import PartyOrg
from members.orgs import Kind
from members.roster import naming
from members.roster.places import NotFound, Places
from members.succession import succeed
from members.tree_changes import rename

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "org"),
    [
        ("中共青石县长田镇东山村支部委员会", "dongshan"),
        ("青石县长田镇东山村支部委员会", "dongshan"),
        ("长田镇东山村党支部", "dongshan"),
        ("东山村支部", "dongshan"),
        ("东山村党支部", "dongshan"),
        ("东山村", "dongshan"),
        ("长田镇党委", "town"),
        ("青石县委", "county"),
        ("青石县委组织部", "county_department"),
        ("朝晖街道党工委", "street"),
        ("朝晖街道综合党总支", "general"),
        ("综合党总支", "general"),
    ],
)
def test_a_short_form_means_the_organisation(orgs, said, org):
    assert Places().find(said, family="branch").pk == getattr(orgs, org).pk


def test_a_short_form_that_could_mean_two_is_refused_with_both(orgs):
    other = PartyOrg.objects.create(name="中共青石县北屏镇委员会", kind=Kind.PARTY_COMMITTEE, parent=orgs.county)
    PartyOrg.objects.create(name="中共青石县北屏镇东山村支部委员会", kind=Kind.BRANCH, parent=other)
    with pytest.raises(NotFound) as lost:
        Places().find("东山村支部", family="branch")
    assert str(lost.value) == (
        "「东山村支部」可指中共青石县北屏镇东山村支部委员会、中共青石县长田镇东山村支部委员会等，请写组织全称"
    )
    assert Places().find("北屏镇东山村支部").name == "中共青石县北屏镇东山村支部委员会"


def test_the_same_short_form_elsewhere_does_not_count_within_ones_reach(orgs):
    PartyOrg.objects.create(name="中共临港区朝晖街道东山村支部委员会", kind=Kind.BRANCH, parent=orgs.street)
    assert Places(orgs.county.path).find("东山村支部").pk == orgs.dongshan.pk


def test_a_branch_out_of_reach_is_found_only_where_that_is_asked_for(orgs):
    places = Places(orgs.county.path)
    with pytest.raises(NotFound, match="「一社区支部」不在系统内"):
        places.find("一社区支部")
    assert places.find("一社区支部", anywhere=True).pk == orgs.first.pk


@pytest.mark.parametrize(
    ("name", "kind", "superiors", "short"),
    [
        ("中共青石县委员会", Kind.PARTY_COMMITTEE, ["中共江海省委员会"], ["青石县委"]),
        (
            "中共青石县委组织部",
            Kind.ORGANISATION_DEPARTMENT,
            ["中共青石县委员会", "中共江海省委员会"],
            ["青石县委组织部"],
        ),
        (
            "中共青石县长田镇委员会",
            Kind.PARTY_COMMITTEE,
            ["中共青石县委员会"],
            ["长田镇党委", "青石县长田镇党委"],
        ),
        (
            "中共临港区朝晖街道工作委员会",
            Kind.WORKING_COMMITTEE,
            ["中共临港区委员会"],
            ["朝晖街道党工委", "临港区朝晖街道党工委"],
        ),
        (
            "中共青石县长田镇东山村支部委员会",
            Kind.BRANCH,
            ["中共青石县长田镇委员会", "中共青石县委员会"],
            ["东山村支部", "长田镇东山村支部", "青石县长田镇东山村支部"],
        ),
    ],
)
def test_short_names_grow_until_they_are_free(name, kind, superiors, short):
    assert list(naming.short_names(name, kind, superiors)) == short


@pytest.mark.parametrize(
    ("name", "kind", "codes"),
    [
        ("中共青石县长田镇委员会", Kind.PARTY_COMMITTEE, ["长镇组", "长田镇组"]),
        ("中共青石县朝晖街道工作委员会", Kind.WORKING_COMMITTEE, ["朝晖工委"]),
        ("中共青石县委组织部", Kind.ORGANISATION_DEPARTMENT, ["青组", "青石县组"]),
        ("中共青石县委员会", Kind.PARTY_COMMITTEE, ["青委"]),
    ],
)
def test_a_code_is_proposed_for_papers(name, kind, codes):
    superiors = ["中共青石县委员会", "中共江海省委员会"]
    assert list(naming.document_codes(name, kind, superiors))[: len(codes)] == codes


def test_a_former_name_means_its_bearer_and_an_ended_branch_whoever_took_its_place(orgs, decided, clock):
    rename(orgs.xihe, name="中共青石县长田镇西岭村支部委员会", short_name="西岭村支部", decision=decided())
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    for said in ("中共青石县长田镇西河村支部委员会", "西河村支部", "东山村支部", "中共青石县长田镇东山村支部委员会"):
        assert Places().find(said, family="branch").pk == orgs.xihe.pk
