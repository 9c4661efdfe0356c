"""The organisation pages: the tree in reach, one organisation, its service data (R-O3, R-O6, R-O11, R-O14)."""

import pytest
from django.urls import reverse

from members.models import AccessRecord, PartyOrg
from members.org_views import size_advice, with_counts

NUMBERS = ["320724197209091042", "320724195909105119", "32072419900714431X"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def wear(client):
    def sign_in(appointment):
        client.force_login(appointment.account)
        return client

    return sign_in


@pytest.fixture
def admin(orgs, appoint):
    return appoint("管理员", "admin", orgs.county_department, "administrator")


def test_the_tree_shows_the_reach_with_people_at_or_below(wear, sun, li, enrol, orgs):
    enrol("王秀英", NUMBERS[0], orgs.xihe)
    rows = wear(sun).get(reverse("organisations")).context["rows"]
    assert [(str(org), depth, number) for org, depth, number in rows] == [
        ("青石县委", 1, 2),
        ("青石县委组织部", 2, 0),
        ("长田镇党委", 2, 2),
        ("东山村支部", 3, 1),
        ("西河村支部", 3, 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_costs_the_same_for_one_and_for_three(wear, sun, enrol, orgs, count, django_assert_max_num_queries):
    for number in NUMBERS[:count]:
        enrol("王秀英", number, orgs.xihe)
    client = wear(sun)
    with django_assert_max_num_queries(8):
        client.get(reverse("organisations"))
    with django_assert_max_num_queries(17):
        client.get(reverse("organisation", args=[orgs.xihe.pk]))


def test_counts_of_found_organisations_do_not_mix(orgs, li, enrol):
    enrol("王秀英", NUMBERS[0], orgs.first)
    assert [(str(o), n) for o, _d, n in with_counts([orgs.dongshan, orgs.xihe, orgs.street], 0)] == [
        ("东山村支部", 1),
        ("西河村支部", 0),
        ("朝晖街道党工委", 1),
    ]
    assert with_counts([], 0) == []


def test_an_organisation_is_searched_by_post(wear, sun):
    response = wear(sun).post(reverse("organisations"), {"q": "dongshan"})
    assert [str(org) for org, _depth, _number in response.context["rows"]] == ["东山村支部"]


def test_the_page_names_people_posts_power_and_letter_data(wear, wang, zhao, li, orgs):
    page = wear(zhao).get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()
    for shown in ("李明", "王秀英", "书记", "由 长田镇党委 审批", "0518-88275367"):
        assert shown in page
    town = wear(zhao).get(reverse("organisation", args=[orgs.town.pk])).content.decode()
    for shown in ("长镇组", "222500", "东山村支部", "具有审批预备党员权限"):
        assert shown in town


def test_a_foreign_organisation_answers_like_a_missing_one(wear, lin, orgs):
    client = wear(lin)
    answers = [client.get(reverse("organisation", args=[pk])).status_code for pk in (orgs.town.pk, 99_999)]
    assert answers == [404, 404]
    assert list(AccessRecord.objects.values_list("kind", "subject")) == [("foreign", f"partyorg:{orgs.town.pk}")]


def test_an_administrator_above_changes_the_service_data(wear, admin, orgs):
    url = reverse("organisation_edit", args=[orgs.town.pk])
    facts = {"short_name": "长田镇党委", "phone": "0518-1", "document_code": "长田镇组", "region": "320724"}
    answer = wear(admin).post(url, {**facts, "may_approve_probationary": "on"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("organisation", args=[orgs.town.pk]))
    town = PartyOrg.objects.get(pk=orgs.town.pk)
    assert (town.phone, town.document_code, town.may_approve_probationary) == ("0518-1", "长田镇组", True)


def test_wrong_service_data_comes_back_with_what_was_typed(wear, admin, orgs):
    url = reverse("organisation_edit", args=[orgs.town.pk])
    answer = wear(admin).post(url, {"region": "32", "document_code": "朝晖工委", "may_approve_probationary": "on"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "region": ["行政区划代码是6位数字，如 320724。"],
        "document_code": ["机关代字“朝晖工委”由中共临港区朝晖街道工作委员会使用，文号会重复，请换一个（R-T12）。"],
    }


def test_power_is_never_given_to_a_branch_or_by_oneself(wear, appoint, admin, orgs):
    own = appoint("镇管理员", "townadmin", orgs.town, "administrator")
    PartyOrg.objects.filter(pk=orgs.town.pk).update(may_approve_probationary=False)
    for by, org in ((admin, orgs.dongshan), (own, orgs.town)):
        wear(by).post(
            reverse("organisation_edit", args=[org.pk]),
            {"short_name": org.short_name, "may_approve_probationary": "on"},
        )
        assert not PartyOrg.objects.get(pk=org.pk).may_approve_probationary


def test_nobody_but_an_administrator_changes_data(wear, zhao, orgs):
    url = reverse("organisation_edit", args=[orgs.dongshan.pk])
    assert wear(zhao).post(url, {"short_name": "别名"}).status_code == 403
    assert PartyOrg.objects.get(pk=orgs.dongshan.pk).short_name == "东山村支部"
    page = wear(zhao).get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()
    assert "由本组织或上级的系统管理员维护" in page


def test_size_advice_only_warns(orgs):
    assert size_advice(orgs.dongshan, 50) == ""
    assert size_advice(orgs.dongshan, 51) == "支部已有51名党员，按规定宜设党总支（R-O4）。"
    assert size_advice(orgs.dongshan, 101) == "支部已有101名党员，按规定宜设党委（R-O4）。"
