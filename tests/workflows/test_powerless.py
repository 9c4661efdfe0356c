"""No committee with the power to approve (R-O6, R-T3): the refusal names the administrator who can grant it (R9)."""

import pytest
from django.urls import reverse

from approvals.powerless import powerless
from members.models import PartyOrg
from members.powers import without_power

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def nobody_approves(orgs):
    PartyOrg.objects.update(may_approve_probationary=False)
    return orgs


@pytest.fixture
def he(orgs, appoint):
    return appoint("何静", "hejing", orgs.county, "administrator")


def test_the_refusal_names_whose_power_is_missing_and_who_grants_it(nobody_approves, he):
    said = powerless(nobody_approves.dongshan)
    assert said.what == "东山村支部没有具有审批权限的上级党委，须先授予长田镇党委审批权限"
    assert (said.supplier, said.where) == ("青石县委系统管理员何静", nobody_approves.town)


def test_the_top_grants_its_own(nobody_approves, appoint):
    appoint("方敏", "fang", nobody_approves.province, "administrator")
    assert powerless(nobody_approves.province).supplier == "江海省委系统管理员方敏"


def test_without_an_administrator_above_one_must_be_named(nobody_approves):
    assert powerless(nobody_approves.dongshan).supplier == "青石县委先任命一位系统管理员，再"


def test_an_own_administrator_does_not_grant(nobody_approves, he, appoint):
    appoint("镇管理员", "townadmin", nobody_approves.town, "administrator")
    assert powerless(nobody_approves.dongshan).supplier == "青石县委系统管理员何静"


def test_the_draft_says_so_before_it_is_sent(nobody_approves, he, draft, wang, client):
    client.force_login(wang.account)
    page = client.get(reverse("transfer_draft", args=[draft.number])).content.decode()
    assert "须先授予长田镇党委审批权限" in page
    assert "请青石县委系统管理员何静办理" in page


def test_the_page_of_the_organisation_says_so(nobody_approves, he, client):
    client.force_login(he.account)
    page = client.get(reverse("organisation", args=[nobody_approves.dongshan.pk])).content.decode()
    assert "请青石县委系统管理员何静授予长田镇党委审批权限。" in page
    assert reverse("organisation", args=[nobody_approves.town.pk]) in page


def test_committees_that_could_hold_the_power_are_listed(nobody_approves):
    named = [org.short_name for org in without_power(PartyOrg.objects.all())]
    assert named == ["江海省委", "青石县委", "长田镇党委", "临港区委", "朝晖街道党工委"]
