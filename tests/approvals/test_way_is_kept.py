"""P15: a transfer keeps the way it began when a branch is moved; looking ahead never fails a page (R-T14, R-O11)."""

from datetime import date

import pytest

from approvals import desk, outlook, plan
from approvals.rules import Refused
from members.tree_changes import move
from workflows.transfer import drafting


def again(case):
    return case.flow.whole(case.pk)


STEPS = {
    "letter_issued": lambda case, o: case,
    "arrived": lambda case, o: desk.act(case, "report_in", by=o["chen"], letter_number=1),
    "received": lambda case, o: desk.act(STEPS["arrived"](case, o), "receive", by=o["chen"], branch=o["orgs"].first),
    "receipt_sent": lambda case, o: desk.act(
        STEPS["received"](case, o), "send_receipt", by=o["chen"], handler="陈志强", phone="0518-87066345"
    ),
    "refused": lambda case, o: desk.act(
        STEPS["arrived"](case, o),
        "refuse",
        by=o["chen"],
        reason="identity_unverified",
        text="证件信息与介绍信不一致",
    ),
    "coordination": lambda case, o: desk.act(
        STEPS["refused"](case, o), "escalate", by=o["wang"], text="证件已更正，请予协调"
    ),
}


@pytest.mark.parametrize("state", STEPS)
def test_p15_a_letter_that_is_out_does_not_become_an_adjustment(
    letter_out, orgs, wang, zhao, chen, gao, client, decided, state
):
    case = STEPS[state](letter_out, {"chen": chen, "wang": wang, "orgs": orgs})
    move(orgs.general, orgs.town, decision=decided())
    case = again(case)
    assert (case.state, case.is_internal) == (state, False)
    assert case.destination_committee == case.origin_committee == orgs.town
    assert [step.node.state for step in plan.ahead(case)][:1] == ([state] if state in case.flow.main_line else [])
    assert outlook.of(case).rows
    client.force_login(zhao.account)
    assert client.get(f"/cases/{case.number}/").status_code == 200


def test_p15_it_is_received_and_its_receipt_comes_back(letter_out, orgs, zhao, li, decided):
    move(orgs.general, orgs.town, decision=decided())
    case = desk.act(letter_out, "report_in", by=zhao, letter_number=1)
    desk.act(case, "receive", by=zhao, branch=orgs.first)
    case = desk.act(case, "send_receipt", by=zhao, handler="赵建国", phone="0518-82441955")
    case = desk.act(case, "attach_receipt", by=zhao, letter_number=1)
    assert (case.state, again(case).is_internal, li.branch) == ("completed", False, orgs.first)


@pytest.fixture
def jiang(appoint, orgs):
    return appoint("姜秀", "jiang", orgs.xihe, "secretary")


@pytest.fixture
def adjustment(clock, li, orgs, wang, zhao, jiang):
    """Inside the town: both branches have agreed, the town has still to decide."""
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    return desk.act(case, "accept", by=jiang, branch=orgs.xihe)


def test_p15_an_adjustment_that_is_none_any_more_asks_the_new_committee_before_a_letter(
    adjustment, orgs, zhao, wang, jiang, chen, decided
):
    """The branch's word was enough inside one committee; its new committee has not spoken (R-T6)."""
    move(orgs.xihe, orgs.street, decision=decided())
    with pytest.raises(Refused) as answer:
        desk.act(adjustment, "approve", by=zhao, valid_days=30)
    assert str(answer.value) == "两个支部已不属同一党委，朝晖街道党工委尚未表态，请退回后重新提交（R-T6）。"

    case = desk.act(adjustment, "send_back", by=zhao, text="西河村支部已划归朝晖街道，请重新征求意见")
    desk.act(case, "resubmit", by=wang, text="隶属已变，重新征求意见")
    case = desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=jiang, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.xihe)
    assert desk.act(case, "approve", by=zhao, valid_days=30).state == "letter_issued"


def test_p15_a_finished_adjustment_is_shown_as_one_wherever_its_branches_stand_later(adjustment, orgs, zhao, decided):
    case = desk.act(adjustment, "approve_internal", by=zhao)
    move(orgs.xihe, orgs.street, decision=decided())
    assert (again(case).state, again(case).is_internal) == ("completed", True)


def test_p15_a_state_that_a_case_skips_is_still_the_first_of_its_plan(letter_out, monkeypatch):
    """Whatever a procedure says of its states: the one a case is in is on its way."""
    monkeypatch.setattr(type(letter_out), "skips", lambda self, state: True)
    assert [step.node.state for step in plan.ahead(again(letter_out))] == ["letter_issued"]
