"""P1: whose own act or silence is complained of neither takes the coordination up nor decides it (R-S1)."""

from datetime import date, datetime

import pytest

from approvals import desk, sweep
from approvals.rules import Refused, refusals
from members.models import PartyOrg
from tests.conftest import SHANGHAI
from workflows.coordination.case import CoordinationCase
from workflows.transfer import drafting

WHY = "该同志正在接受组织审查，暂不转出"


def against(case, name, by) -> list[str]:
    case = case.flow.whole(case.pk)
    return [m.rule.number for m in refusals(case, case.flow.verbs()[name], by) if not m.moot]


@pytest.fixture
def jiang(appoint, orgs):
    return appoint("姜秀", "jiang", orgs.xihe, "secretary")


@pytest.fixture
def adjustment(clock, li, orgs, wang, zhao, jiang):
    """李明 from 东山村支部 to 西河村支部 of the same town: both branches have agreed, the town decides."""
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    return desk.act(case, "accept", by=jiang, branch=orgs.xihe)


@pytest.fixture
def refused(adjustment, zhao):
    return desk.act(adjustment, "refuse", by=zhao, reason="under_investigation", text=WHY)


def child_of(case) -> CoordinationCase:
    return CoordinationCase.objects.get(parent=case.pk)


def test_p1_the_committee_that_refused_does_not_coordinate_the_complaint_about_itself(refused, wang, orgs):
    desk.act(refused, "escalate", by=wang, text="审查早已结束，请予协调")
    child = child_of(refused)
    assert (child.coordinator, child.respondent) == (orgs.county_department, orgs.town)


def test_p1_the_committee_that_said_nothing_does_not_either(adjustment, clock, wang, orgs):
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    desk.act(adjustment, "escalate_timeout", by=wang, text="镇党委一直没有审批，请予协调")
    assert child_of(adjustment).coordinator == orgs.county_department


def test_p1_a_department_is_one_party_with_its_committee(refused, wang, orgs):
    """The town is complained of; a department that works for it is no outsider."""
    office = PartyOrg.objects.create(
        name="中共青石县长田镇委员会组织办", short_name="长田镇组织办", kind="organisation_department", parent=orgs.town
    )
    desk.act(refused, "escalate", by=wang, text="审查早已结束，请予协调")
    child = child_of(refused)
    assert not child.coordinator_is_a_party
    child.coordinator = office
    assert (child.coordinator_is_a_party, child.next_higher()) == (True, orgs.county_department)


def test_p1_who_asks_does_not_decide_what_it_asked(adjustment, clock, jiang, wang, zhao, orgs):
    """The town asks because its own branch is silent: the county decides."""
    case = desk.act(adjustment, "send_back", by=zhao, text="请东山村支部补充说明有关情况")
    desk.act(case, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    desk.act(case, "escalate_timeout", by=zhao, text="支部一直没有答复，请予协调")
    child = child_of(case)
    assert (child.coordinator, child.respondent) == (orgs.county_department, orgs.dongshan)


def test_p1_a_letter_that_ran_out_in_the_hands_of_a_common_superior_is_not_judged_by_it(
    clock, li, wang, zhao, appoint, orgs
):
    """The county receives into a branch of its own and let the letter run out: the province decides (R-T16)."""
    office = PartyOrg.objects.create(
        name="中共青石县直属机关支部委员会", short_name="机关支部", kind="branch", parent=orgs.county
    )
    PartyOrg.objects.filter(pk=orgs.county.pk).update(may_approve_probationary=True)
    secretary = appoint("何直", "hezhi", office, "secretary")
    organiser = appoint("何组", "hezu", orgs.county, "organiser")
    case = drafting.begin(li, by=wang, destination=office, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=secretary, agrees=True)
    case = desk.act(case, "accept", by=organiser, branch=office)
    assert case.opinions.last().side == "destination"  # though the county stands above the origin too
    desk.act(case, "approve", by=zhao, valid_days=10)
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    desk.act(case, "escalate", by=wang, text="本人多次报到，对方一直没有登记")
    child = child_of(case)
    assert (child.coordinator, child.respondent) == (orgs.province_department, orgs.county)


def test_p1_where_every_superior_is_a_party_the_page_says_so_before_anything_is_typed(refused, wang, orgs):
    PartyOrg.objects.filter(pk=orgs.county_department.pk).update(closed_on=date(2026, 11, 1))
    town = PartyOrg.objects.get(pk=orgs.town.pk)
    town.parent = None
    town.save()
    with pytest.raises(Refused) as answer:
        desk.act(refused, "escalate", by=wang, text="审查早已结束，请予协调")
    said = "系统内能够协调的上级长田镇党委是当事一方，请向系统外的上级党组织反映（R-S1）。"
    assert (str(answer.value), against(refused, "correct", wang)) == (said, [])


def test_p1_a_superior_that_became_a_party_hands_it_up_and_does_nothing_else(refused, wang, zhao, orgs):
    """As after a merger, or in a coordination that was opened before this rule was held."""
    desk.act(refused, "escalate", by=wang, text="审查早已结束，请予协调")
    CoordinationCase.objects.update(coordinator=orgs.town)
    child = child_of(refused)
    child.assignments.open().update(org=orgs.town)
    with pytest.raises(Refused) as answer:
        desk.act(child, "accept", by=zhao, officer="赵建国")
    assert str(answer.value) == "协调单位是当事一方，须提交上一级协调（R-S1）。"
    assert against(child, "refuse", zhao) == ["R-S1"]

    child = desk.act(child, "pass_up", by=zhao)
    assert (child.state, child.coordinator) == ("requested", orgs.county_department)


def test_p1_what_is_handed_up_passes_over_a_party(refused, wang, clock, orgs):
    """The county asked: its department is passed over when nobody acts, and the province is next."""
    desk.act(refused, "escalate", by=wang, text="审查早已结束，请予协调")
    CoordinationCase.objects.update(coordinator=orgs.town, requester=orgs.county)
    assert child_of(refused).next_higher() == orgs.province_department
