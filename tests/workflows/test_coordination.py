"""W10: a transfer that is stuck, the superior who decides, and the decision that binds it (R-S1 to R-S4)."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from approvals import desk, sweep
from approvals.models import Case
from approvals.rules import NotAllowed, Refused, refusals
from members.models import PartyOrg
from tests.conftest import PASSWORD, SHANGHAI
from workflows.coordination.case import CoordinationCase
from workflows.coordination.states import State
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

WHY = "该同志不在本辖区工作和居住"


def again(case: Case) -> Case:
    return case.flow.whole(case.pk)


def against(case: Case, name: str, by, **data) -> list[str]:
    """The numbers of the rules that stand against it: before the form (no `data`), or with the form filled in so."""
    return [m.rule.number for m in refusals(again(case), case.flow.verbs()[name], by, data or None)]


def waiting(case: Case) -> list[tuple[str, str]]:
    return [(a.org.short_name, a.post) for a in case.assignments.open().select_related("org").order_by("pk")]


def test_the_machine_makes_the_moves_of_the_table_and_no_others():
    table = json.loads((Path(__file__).parent / "workflows.json").read_text())["W10"]
    made = {
        (t.source, t.custom["verb"].action, t.target)
        for t in CoordinationCase._meta.get_field("state").get_all_transitions(CoordinationCase)
    }
    written = {(m["from"], m["action"], m["to"]) for m in table["transitions"]}
    # The table leaves out for W10 what it says of every procedure: a person who died or lost membership ends the case.
    # With nobody left to coordinate about, it is withdrawn beside its parent.
    waiting = {state["name"] for state in table["states"] if not state["final"]}
    assert made - written == {(state, "person_ended", "withdrawn") for state in waiting}
    assert written - made == set()
    assert {str(s): str(s.label) for s in State} == {s["name"]: s["zh"] for s in table["states"]}


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen):
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)
    return desk.act(transfer_at_destination, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)


@pytest.fixture
def coordination(refused, wang, gao):
    desk.act(refused, "escalate", by=wang, text="该同志已在临港区居住八个月，有租房合同")
    return CoordinationCase.objects.get(parent=refused.pk)


@pytest.fixture
def heard(coordination, gao, zhao, chen):
    desk.act(coordination, "accept", by=gao, officer="高文军", text="受理")
    desk.opine(coordination, by=zhao, agrees=True, text="该同志长期在临港区，应当转出")
    return desk.opine(coordination, by=chen, agrees=False, text="社区未见到本人，无法核实")


def test_a_refused_transfer_waits_for_the_common_superiors_office(refused, coordination, orgs):
    parent = again(refused)
    assert (parent.state, parent.came_from, waiting(parent)) == ("coordination", "refused", [])
    assert coordination.coordinator == orgs.province_department
    assert waiting(coordination) == [("江海省委组织部", "organiser")]
    assert (coordination.title, coordination.requester, coordination.respondent) == (
        "协调：李明：东山村支部 → 一社区支部",
        orgs.dongshan,
        orgs.street,
    )


def test_the_superior_sees_both_cases(coordination, refused, gao):
    assert set(Case.objects.visible_to(gao)) == {coordination.case_ptr, refused.case_ptr}


def test_both_sides_are_heard_at_once_and_the_officer_decides(heard, orgs):
    assert waiting(heard) == [("江海省委组织部", "organiser")]
    assert [(o.side, o.verdict) for o in heard.opinions.all()][1:] == [
        ("origin", "agree"),
        ("destination", "disagree"),
    ]


def test_nobody_decides_before_both_were_heard_or_five_working_days_passed(coordination, clock, gao):
    desk.act(coordination, "accept", by=gao, officer="高文军")
    decision = {"decision": "uphold_transfer", "text": "租房合同属实，应予接收"}
    with pytest.raises(Refused) as early:
        desk.act(coordination, "decide", by=gao, **decision)
    assert str(early.value) == "流出地尚未提交书面陈述（R-S3）。"

    clock.move_to(datetime(2026, 12, 1, 0, 0, tzinfo=SHANGHAI))
    assert desk.act(coordination, "decide", by=gao, **decision).state == "decided"


@pytest.mark.parametrize("officer", ["", "   "])
def test_r_s4_a_superior_takes_nothing_up_without_naming_who_is_in_charge(coordination, gao, officer):
    with pytest.raises(Refused, match="尚未指定负责协调的专人（R-S4）"):
        desk.act(coordination, "accept", by=gao, officer=officer)
    assert against(coordination, "accept", gao, officer="高") == []


def test_r_s3_fifteen_working_days_to_decide(heard):
    held = heard.assignments.open().get()
    too_late = datetime(2026, 12, 15, 0, 0, tzinfo=SHANGHAI)
    assert held.due_at == too_late
    assert not held.is_overdue(too_late - timedelta(microseconds=1))
    assert held.is_overdue(too_late)


def test_r_s3_ten_characters_are_a_reason_and_nine_are_not(heard, gao):
    assert against(heard, "decide", gao, decision="uphold_transfer", text="租房合同属实应接收") == ["R-S3"]
    assert against(heard, "decide", gao, decision="uphold_transfer", text="租房合同属实应予接收") == []
    assert against(heard, "decide", gao, decision="approve", text="租房合同属实应予接收") == ["R-S3"]


def test_a_decision_for_the_transfer_stands_for_the_missing_opinion_and_is_executed(heard, refused, gao, chen, zhao):
    desk.act(heard, "decide", by=gao, decision="uphold_transfer", text="租房合同属实，应予接收")
    assert again(refused).state == "coordination"

    desk.act(heard, "execute", by=chen)
    parent = again(refused)
    assert (parent.state, parent.decided_by_coordination) == ("pending_approval", True)
    case = desk.act(parent, "approve", by=zhao, valid_days=30)
    assert case.state == "letter_issued"
    slip = case.papers.get(form="F-14").snapshot
    assert slip["destination_opinion"]["verdict"] == "不同意"
    assert (slip["origin_decided"], slip["destination_decided"]) == (
        "",
        "中共江海省委组织部《协调意见书》江海省委组织部〔2026〕2号：支持接转，送转出方党委审批",
    )
    assert [p.title for p in heard.papers] == ["协调受理通知", "协调意见书", "协调意见执行情况"]


def test_a_decision_stands_for_an_origin_branch_that_stayed_silent_and_the_destination_is_asked(
    transfer, clock, wang, gao, lin, xu, chen, zhao, orgs
):
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    parent = desk.act(transfer, "escalate_timeout", by=zhao, text="转出支部一直没有答复，请予协调")
    child = desk.act(parent.children.get().coordinationcase, "accept", by=gao, officer="高文军")
    clock.move_to(datetime(2026, 12, 16, 9, 0, tzinfo=SHANGHAI))
    assert "uphold_transfer" not in child.possible_decisions()

    desk.act(child, "decide", by=gao, decision="reconsider_or_redirect", text="该同志长期在外，应当转出")
    desk.act(child, "execute", by=wang)
    desk.opine(parent, by=lin, agrees=True)
    desk.opine(parent, by=xu, agrees=True)
    desk.act(parent, "accept", by=chen, branch=orgs.first)
    case = desk.act(parent, "approve", by=zhao, valid_days=30, overrides={"R-T5": "党费已补交"})
    assert case.state == "letter_issued"
    assert case.decided_for() == ["origin"]
    slip = case.papers.get(form="F-14").snapshot
    assert slip["origin_decided"].endswith("：转入方重新研究，或改送指定支部")
    assert slip["destination_decided"] == ""


def test_a_decision_for_the_refusal_ends_the_transfer_and_the_member_stays(heard, refused, gao, chen, li, orgs):
    desk.act(heard, "decide", by=gao, decision="uphold_refusal", text="未能核实居住情况，维持原状")
    desk.act(heard, "execute", by=chen)
    parent = again(refused)
    assert (parent.state, parent.slot, li.branch) == ("cancelled", None, orgs.dongshan)


def test_a_decision_may_send_the_member_to_another_branch(heard, refused, gao, chen, orgs):
    desk.act(
        heard, "decide", by=gao, decision="reconsider_or_redirect", branch=orgs.second, text="实际居住在二社区辖区"
    )
    desk.act(heard, "execute", by=chen)
    parent = again(refused)
    assert (parent.state, parent.destination) == ("destination_review", orgs.second)
    assert waiting(parent) == [("二社区支部", "secretary")]


def test_what_is_not_admissible_goes_back_to_where_it_was(coordination, refused, gao):
    desk.act(coordination, "refuse", by=gao, text="拒绝理由成立，双方可自行补正")
    assert (again(refused).state, waiting(again(refused))) == ("refused", [("东山村支部", "clerk")])


def test_the_requester_may_take_it_back(coordination, refused, wang):
    desk.act(coordination, "withdraw", by=wang, text="已与对方商妥，撤回请求")
    assert again(refused).state == "refused"


def test_only_the_child_moves_its_parent(coordination, refused, gao, wang):
    for by in (gao, wang):
        with pytest.raises(NotAllowed):
            desk.act(again(refused), "uphold_transfer", by=by)


def test_r_s1_silence_may_be_escalated_after_the_last_minute_of_twice_the_deadline(
    transfer_at_destination, clock, wang
):
    case = transfer_at_destination
    clock.move_to(datetime(2026, 12, 21, 23, 59, tzinfo=SHANGHAI))  # working day 20
    assert against(case, "escalate_timeout", wang) == ["R-S1"]

    clock.move_to(datetime(2026, 12, 22, 0, 0, tzinfo=SHANGHAI))
    parent = desk.act(case, "escalate_timeout", by=wang, text="转入方一直没有答复，请予协调")
    assert (parent.state, parent.came_from) == ("coordination", "destination_review")


def test_an_office_that_does_not_act_hands_it_up_until_the_top(coordination, clock, orgs):
    clock.move_to(datetime(2027, 3, 1, 9, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    case = again(coordination)
    assert (case.state, case.coordinator, case.lapses_at) == ("requested", orgs.province_department, None)


def test_an_unexecuted_decision_is_supervised(heard, clock, gao):
    decided = desk.act(heard, "decide", by=gao, decision="uphold_transfer", text="租房合同属实，应予接收")
    clock.move_to(datetime(2026, 12, 1, 0, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    assert again(decided).state == "supervised"
    assert desk.act(decided, "execute", by=gao).state == "executed"


def test_between_two_branches_of_one_committee_the_branches_speak_and_the_committee_decides(
    clock, li, orgs, wang, zhao, appoint
):
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary")
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.act(case, "refuse", by=jiang, reason="not_working_or_living_here", text=WHY)
    desk.act(case, "escalate", by=wang, text="该同志在西河村租房居住，请予协调")
    child = desk.act(CoordinationCase.objects.get(parent=case.pk), "accept", by=zhao, officer="赵建国")
    assert waiting(child) == [("东山村支部", "clerk"), ("西河村支部", "clerk"), ("长田镇党委", "organiser")]

    desk.opine(child, by=wang, agrees=True, text="该同志长期住在西河村")
    desk.opine(child, by=jiang, agrees=False, text="村里没有见到本人")
    decided = desk.act(child, "decide", by=zhao, decision="uphold_transfer", text="租房合同属实，应予接收")
    assert decided.state == "decided"


@pytest.fixture
def elsewhere(orgs):
    """A second system: a province of its own."""
    base = {"may_approve_probationary": True}
    top = PartyOrg(name="中共云岭省委员会", short_name="云岭省委", kind="party_committee", **base)
    top.save()
    town = PartyOrg(name="中共云岭省高坪镇委员会", short_name="高坪镇党委", kind="party_committee", parent=top, **base)
    town.save()
    branch = PartyOrg(name="中共云岭省高坪镇新村支部委员会", short_name="新村支部", kind="branch", parent=town)
    branch.save()
    return {"top": top, "town": town, "branch": branch}


@pytest.fixture
def joint(clock, li, wang, elsewhere, appoint):
    secretary = appoint("何新", "hexin", elsewhere["branch"], "secretary")
    organiser = appoint("何高", "hegao", elsewhere["town"], "organiser")
    case = drafting.begin(li, by=wang, destination=elsewhere["branch"], reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=secretary, agrees=False, text=WHY)
    desk.act(case, "refuse", by=organiser, reason="not_working_or_living_here", text=WHY)
    desk.act(case, "escalate", by=wang, text="该同志确在高坪镇居住，请予协调")
    return CoordinationCase.objects.get(parent=case.pk)


def test_without_a_common_superior_the_highest_of_each_side_coordinate(joint, orgs, elsewhere):
    assert (joint.state, joint.coordinator) == ("joint", None)
    assert (joint.origin_top, joint.destination_top) == (orgs.province_department, elsewhere["top"])
    assert [e.verb for e in joint.entries.all()] == ["open", "no_common_superior"]


def test_r_s2_two_systems_that_do_not_agree_in_thirty_working_days_leave_everything_as_it_was(joint, clock, li, orgs):
    clock.move_to(datetime(2027, 1, 4, 23, 59, tzinfo=SHANGHAI))  # working day 30
    sweep.sweep()
    assert again(joint).state == "joint"

    clock.move_to(datetime(2027, 1, 5, 0, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    parent = TransferCase.objects.get(pk=joint.parent_id)
    assert (again(joint).state, parent.state, li.branch) == ("unresolved", "cancelled", orgs.dongshan)


def test_two_systems_decide_only_what_both_have_recorded(joint, gao, elsewhere, appoint):
    other = appoint("何上", "heshang", elsewhere["top"], "organiser")
    desk.opine(joint, by=gao, agrees=True, text="本人确有固定住所，应予接收", decision="uphold_transfer")
    with pytest.raises(Refused) as differs:
        desk.act(joint, "agree", by=other, decision="uphold_refusal", text="不同意接收，维持现状")
    assert str(differs.value) == "与对方组织登记的协调意见不一致（R-S2）。"

    decided = desk.act(joint, "agree", by=other, decision="uphold_transfer", text="经核实同意接收该同志")
    assert decided.state == "decided"
    assert decided.papers.get(form="F-16").snapshot["issuers"] == ["中共江海省委组织部", "中共云岭省委员会"]


def test_u2_the_second_of_two_systems_reads_what_the_first_recorded_and_chooses_itself(
    joint, gao, elsewhere, appoint, client
):
    other = appoint("何上", "heshang", elsewhere["top"], "organiser")
    desk.opine(joint, by=gao, agrees=True, text="本人确有固定住所，应予接收", decision="uphold_transfer")
    client.force_login(other.account)
    page = client.get(reverse("case", args=[joint.number]), {"act": "agree"}).content.decode()
    chosen = re.findall(r'<option value="(\w*)" selected', page)
    assert chosen == [""]
    assert "对方组织已登记：支持接转，送转出方党委审批" in page

    typed = {"decision": "uphold_refusal", "text": "不同意接收，维持现状", "secret": PASSWORD}
    answer = client.post(reverse("act", args=[joint.number, "agree"]), {"seen": again(joint).log_length, **typed})
    assert "与对方组织登记的协调意见不一致" in answer.content.decode()  # and not that its words refuse
