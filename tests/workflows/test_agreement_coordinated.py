"""An agreement that is stuck, before the common superior: who disagrees, what may be decided (R-S1 to R-S3)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from approvals import desk, due
from approvals.rules import Refused
from documents.models import Paper
from members.models import Coverage
from workflows.agreement import drafting
from workflows.agreement.case import AgreementCase
from workflows.coordination.case import CoordinationCase

from .test_transfer_papers import said, storage, text_of  # noqa: F401  a fixture

SHANGHAI = ZoneInfo("Asia/Shanghai")
REASONS = "双方均应从实际出发，以党员实际居住地为准"


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def another_version(case, by, verb):
    """The side of `by` answers with other words."""
    count = case.texts.count() + 1
    drafting.write(case, by=by, bodies={**case.text.bodies, "copies": f"本协议一式{count}份。"})
    return desk.act(AgreementCase.objects.get(pk=case.pk), verb, by=by, text="份数须调整，请再研究")


@pytest.fixture
def talked_over(proposed, wang, lin):
    """Three rounds: four versions were sent."""
    case = another_version(proposed, lin, "counter")
    case = another_version(case, wang, "send_back")
    return another_version(case, lin, "counter")


@pytest.fixture
def noticed(effective, wang):
    return desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")


@pytest.fixture
def objected(noticed, lin):
    return desk.act(noticed, "object", by=lin, text="该同志仍在本社区居住，应当继续")


def child_of(case) -> CoordinationCase:
    return CoordinationCase.objects.get(parent_id=case.pk)


def decided(case, gao, wang, decision: str):
    """The common superior hears nobody for five working days, decides, and the handling side does as decided."""
    child = desk.act(child_of(case), "accept", by=gao, officer="高文军", text="受理")
    with at(2026, 12, 7):
        child = desk.act(child, "decide", by=gao, decision=decision, text=REASONS)
        hand = wang if child.respondent == wang.org else gao
        desk.act(child, "execute", by=hand)
    return AgreementCase.objects.get(pk=case.pk)


def test_three_rounds_of_versions_are_a_conflict_and_the_other_side_answers_for_it(talked_over, wang, lin, orgs):
    case = desk.act(talked_over, "escalate", by=lin, text="三轮协商没有结果")
    child = child_of(case)
    assert (child.ground, child.requester, child.respondent) == ("conflict", orgs.first, orgs.dongshan)
    assert child.person is None


def test_two_rounds_are_not_enough(proposed, wang, lin):
    case = another_version(proposed, lin, "counter")
    with pytest.raises(Refused) as refused:
        desk.act(case, "escalate", by=lin, text="协商没有结果")
    assert [rule.number for rule in refused.value.rules] == ["R-S1"]


def test_an_objection_is_a_conflict_with_whoever_gave_notice(objected, orgs):
    child = child_of(objected)
    assert (child.ground, child.requester, child.respondent) == ("conflict", orgs.first, orgs.dongshan)


@pytest.mark.parametrize(
    ("decision", "state", "running"),
    [("decide_keep", "effective", 1), ("decide_end", "terminated", 0), ("decide_talk_on", "negotiating", 0)],
)
def test_an_agreement_in_force_is_kept_ended_or_talked_over_again(objected, gao, wang, decision, state, running):
    case = decided(objected, gao, wang, decision)
    assert case.state == state
    assert Coverage.objects.running().count() == running


def test_what_is_talked_over_again_is_in_force_when_both_have_signed_again(objected, gao, wang, lin):
    case = decided(objected, gao, wang, "decide_talk_on")
    with at(2026, 12, 8):
        case = desk.act(case, "accept_text", by=lin, text="同意文本")
        case = desk.act(case, "sign_first", by=wang, text="同意签署")
        case = desk.act(case, "sign_second", by=lin, text="同意签署")
        case = desk.opine(case, by=wang, agrees=True, text="已备案")
        case = desk.act(case, "file", by=lin, text="已备案")
    assert (case.state, Coverage.objects.running().count()) == ("effective", 1)


def test_a_text_that_was_never_signed_comes_to_nothing_or_is_talked_over(talked_over, gao, wang, lin):
    case = desk.act(talked_over, "escalate", by=lin, text="三轮协商没有结果")
    child = desk.act(child_of(case), "accept", by=gao, officer="高文军", text="受理")
    assert set(CoordinationCase.objects.get(pk=child.pk).possible_decisions()) == {"decide_talk_on", "decide_none"}
    with at(2026, 12, 7):
        child = desk.act(child, "decide", by=gao, decision="decide_none", text=REASONS)
        desk.act(child, "execute", by=wang)
    assert AgreementCase.objects.get(pk=case.pk).state == "withdrawn"


def test_the_decision_is_printed_without_a_person(objected, gao, wang, storage):  # noqa: F811
    decided(objected, gao, wang, "decide_keep")
    paper = Paper.objects.get(form="F-16")
    assert said(paper, "person_name", "ground", "decision") == ["", "双方意见不一致", "协议继续有效"]
    text = text_of(paper)
    assert "关于共管协议事项（编号" in text
    assert "同志" not in text.partition("二、双方陈述")[0].partition("一、办理经过")[0]


@pytest.mark.parametrize(("fixture", "state"), [("talked_over", "withdrawn"), ("noticed", "effective")])
def test_r_s2_what_two_systems_cannot_settle_stays_as_it_was(request, fixture, state, wang, lin, monkeypatch):
    """Without a common superior: what was in force stays so, what was not comes to nothing."""
    case = request.getfixturevalue(fixture)
    monkeypatch.setattr("workflows.coordination.superiors.lowest_common_superior", lambda one, other, **_: None)
    case = desk.act(case, "escalate" if fixture == "talked_over" else "object", by=lin, text="没有谈拢，提请协调")
    child = child_of(case)
    assert child.state == "joint"
    with at(2027, 1, 5, 0):
        due.settle(child.flow.locked(child.pk), timezone.now())
    case = AgreementCase.objects.get(pk=case.pk)
    assert (case.state, Coverage.objects.running().count()) == (state, 1 if state == "effective" else 0)
