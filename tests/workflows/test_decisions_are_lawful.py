"""P8: of a coordination decision what is done and the organisation named are compared, and both must be lawful
(R-S2, R-S3, R-T14)."""

from datetime import date, datetime

import pytest

from approvals import desk
from approvals.rules import Refused
from members.models import PartyOrg
from tests.conftest import SHANGHAI
from workflows.coordination.case import CoordinationCase
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

WHY = "该同志不在本辖区工作和居住"
SEND_ON = {"decision": "reconsider_or_redirect", "text": "本人实际住在另一辖区"}


def refusal(child, by, **said) -> str:
    with pytest.raises(Refused) as answer:
        desk.act(child, "decide", by=by, **said)
    return str(answer.value)


@pytest.fixture
def heard(transfer_at_destination, lin, xu, chen, wang, zhao, gao):
    """一社区 refused; both sides have spoken before the province's department."""
    case = transfer_at_destination
    desk.opine(case, by=lin, agrees=False, text=WHY)
    desk.opine(case, by=xu, agrees=False, text=WHY)
    desk.act(case, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)
    desk.act(case, "escalate", by=wang, text="该同志已在临港区居住八个月，有租房合同")
    child = desk.act(CoordinationCase.objects.get(parent=case.pk), "accept", by=gao, officer="高文军")
    desk.opine(child, by=zhao, agrees=True, text="该同志长期在临港区，应当转出")
    return desk.opine(child, by=chen, agrees=False, text="社区未见到本人，无法核实")


def test_p8_nobody_is_redirected_to_the_branch_they_are_in(heard, gao, orgs):
    said = refusal(heard, gao, branch=orgs.dongshan, **SEND_ON)
    assert said == "转入支部就是现在所在支部，无须接转（R-T14）。"


def test_p8_the_branch_the_case_is_at_is_no_redirect(heard, gao, orgs):
    said = refusal(heard, gao, branch=orgs.first, **SEND_ON)
    assert said == "本事项现在就送在一社区支部，改送须另选支部（R-T14）。"


def test_p8_nobody_is_redirected_to_a_branch_without_a_committee_that_may_receive(heard, gao, orgs):
    PartyOrg.objects.update(may_approve_probationary=False)
    PartyOrg.objects.filter(pk=orgs.town.pk).update(may_approve_probationary=True)
    assert "（R-T3）" in refusal(heard, gao, branch=orgs.second, **SEND_ON)


def test_p8_a_decision_that_does_not_redirect_names_no_branch(heard, gao, orgs):
    said = refusal(heard, gao, decision="uphold_transfer", branch=orgs.second, text="租房合同属实，应予接收")
    assert said == "这项协调意见不改变去向，请不要填写改送的党支部（R-S3）。"


def test_p8_what_became_unlawful_after_the_decision_is_not_executed_but_heard_again(heard, gao, chen, clock, orgs):
    decided = desk.act(heard, "decide", by=gao, branch=orgs.second, **SEND_ON)
    PartyOrg.objects.filter(pk=orgs.second.pk).update(closed_on=date(2026, 11, 23))
    with pytest.raises(Refused) as answer:
        desk.act(decided, "execute", by=chen)
    assert str(answer.value) == "二社区支部已撤销，请改选承继组织（R-T3）。"

    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    with pytest.raises(Exception, match="新的办理记录"):
        desk.act(decided, "execute", by=chen)
    assert desk.act(decided, "new_facts", by=gao, text="改送的支部已经撤销，重新听取双方").state == "accepted"


# Two systems ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(orgs):
    """A second system with two branches under one town."""
    power = {"may_approve_probationary": True}
    top = PartyOrg.objects.create(name="中共云岭省委员会", short_name="云岭省委", kind="party_committee", **power)
    town = PartyOrg.objects.create(
        name="中共云岭省高坪镇委员会", short_name="高坪镇党委", kind="party_committee", parent=top, **power
    )
    return {"top": top, "town": town} | {
        key: PartyOrg.objects.create(
            name=f"中共云岭省高坪镇{name}支部委员会", short_name=f"{name}支部", kind="branch", parent=town
        )
        for key, name in (("new", "新村"), ("old", "老村"))
    }


@pytest.fixture
def other(elsewhere, appoint):
    return appoint("何上", "heshang", elsewhere["top"], "organiser")


@pytest.fixture
def organiser(elsewhere, appoint):
    return appoint("何高", "hegao", elsewhere["town"], "organiser")


@pytest.fixture
def joint(clock, li, wang, elsewhere, organiser, appoint):
    secretary = appoint("何新", "hexin", elsewhere["new"], "secretary")
    case = drafting.begin(li, by=wang, destination=elsewhere["new"], reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=secretary, agrees=False, text=WHY)
    desk.act(case, "refuse", by=organiser, reason="not_working_or_living_here", text=WHY)
    desk.act(case, "escalate", by=wang, text="该同志确在高坪镇居住，请予协调")
    return CoordinationCase.objects.get(parent=case.pk)


def proposes(joint, by, branch=None):
    return desk.opine(joint, by=by, agrees=True, text=SEND_ON["text"], decision=SEND_ON["decision"], branch=branch)


def test_p8_two_systems_that_name_different_branches_have_not_agreed(joint, gao, other, organiser, elsewhere, orgs):
    proposes(joint, gao, elsewhere["old"])
    for branch in (orgs.second, None):
        with pytest.raises(Refused) as answer:
            desk.act(joint, "agree", by=other, branch=branch, **SEND_ON)
        assert str(answer.value) == "与对方组织登记的改送支部不一致，对方登记的是：老村支部（R-S2）。"

    decided = desk.act(joint, "agree", by=other, branch=elsewhere["old"], **SEND_ON)
    assert (decided.state, decided.decision_org) == ("decided", elsewhere["old"])
    desk.act(decided, "execute", by=organiser)
    assert TransferCase.objects.get(pk=joint.parent_id).destination == elsewhere["old"]


def test_p8_a_branch_only_the_second_names_is_not_agreed_on(joint, gao, other, elsewhere):
    proposes(joint, gao)
    with pytest.raises(Refused) as answer:
        desk.act(joint, "agree", by=other, branch=elsewhere["old"], **SEND_ON)
    assert str(answer.value) == "与对方组织登记的改送支部不一致，对方登记的是：没有填写（R-S2）。"


def test_p8_what_is_unlawful_is_not_even_proposed(joint, gao, orgs):
    with pytest.raises(Refused) as answer:
        proposes(joint, gao, orgs.dongshan)
    assert (str(answer.value), CoordinationCase.objects.get().proposed) == (
        "转入支部就是现在所在支部，无须接转（R-T14）。",
        "",
    )


def test_p8_the_form_offers_the_second_what_the_first_has_recorded(joint, gao, other, elsewhere, client):
    proposes(joint, gao, elsewhere["old"])
    client.force_login(other.account)
    page = client.get(f"/cases/{joint.number}/?act=agree").content.decode()
    assert 'value="中共云岭省高坪镇老村支部委员会"' in page
