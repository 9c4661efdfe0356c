"""P12: naming the branch a case is already at is no redirect and no new destination (R-T14)."""

import pytest

from approvals import desk
from approvals.rules import Refused
from members.models import PartyOrg
from workflows.transfer.outside import OUTSIDE

WHY = "该同志不在本辖区工作和居住"
HERE = "本事项现在就送在一社区支部，改送须另选支部（R-T14）。"


def refusal(case, verb, **said) -> str:
    with pytest.raises(Refused) as answer:
        desk.act(case, verb, **said)
    return str(answer.value)


@pytest.fixture
def reviewed(transfer_at_destination, lin, xu):
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    return desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)


@pytest.fixture
def refused(reviewed, chen):
    return desk.act(reviewed, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)


def test_p12_a_redirect_names_another_branch(reviewed, chen, orgs):
    assert refusal(reviewed, "redirect", by=chen, branch=orgs.first, text="请一社区再研究") == HERE
    case = desk.act(reviewed, "redirect", by=chen, branch=orgs.second, text="实际居住在二社区")
    assert (case.destination, case.redirects) == (orgs.second, 1)


def test_p12_the_form_does_not_offer_the_branch_that_is_asked(reviewed, chen, client, orgs):
    client.force_login(chen.account)
    page = client.get(f"/cases/{reviewed.number}/?act=redirect").content.decode()
    offered = page[page.index('name="branch"') :].partition("</select>")[0]
    assert (f'value="{orgs.second.pk}"' in offered, f'value="{orgs.first.pk}"' in offered) == (True, False)


def test_p12_a_new_destination_is_another(refused, wang, orgs):
    assert refusal(refused, "new_destination", by=wang, branch=orgs.first) == HERE
    there = "转入支部就是现在所在支部，无须接转（R-T14）。"
    assert refusal(refused, "new_destination", by=wang, branch=orgs.dongshan) == there


def test_p12_a_new_destination_has_a_committee_that_may_receive_whoever_the_old_one_was(refused, wang, orgs):
    """What is asked is the branch named now: the old destination may have been closed meanwhile."""
    PartyOrg.objects.filter(pk=orgs.first.pk).update(closed_on="2026-11-20")
    case = desk.act(refused, "new_destination", by=wang, branch=orgs.second)
    assert case.destination == orgs.second


def test_p12_a_branch_without_such_a_committee_is_no_new_destination(refused, wang, orgs):
    for org in (orgs.street, orgs.district, orgs.district_department, orgs.province, orgs.province_department):
        PartyOrg.objects.filter(pk=org.pk).update(may_approve_probationary=False)
    assert "（R-T3）" in refusal(refused, "new_destination", by=wang, branch=orgs.second)


def test_p12_nor_is_a_branch_outside_the_system_the_case_is_at(refused, wang):
    names = dict.fromkeys(OUTSIDE, "") | {
        "outside_name": "中共云岭省高坪镇新村支部委员会",
        "outside_committee": "中共云岭省高坪镇委员会",
    }
    case = desk.act(refused, "new_destination", by=wang, outside=names)
    again = names | {"outside_name": "中共云岭省高坪镇 新村支部委员会", "outside_place": "高坪镇"}
    type(case).objects.filter(pk=case.pk).update(state="refused", refused_in="destination_review")
    case.assignments.open().update(org=wang.org, post="clerk")
    said = refusal(case, "new_destination", by=wang, outside=again)
    assert said == "本事项现在就送在中共云岭省高坪镇新村支部委员会，改送须另选支部（R-T14）。"
