"""A second letter where the destination's word, or the decision in its place, has grown old (R-T16, R-T17)."""

from datetime import date, datetime, timedelta

import pytest

from approvals import desk, sweep
from approvals.rules import refusals
from tests.conftest import SHANGHAI
from workflows.coordination.case import CoordinationCase

DUES = {"R-T5": "党费已补交"}


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def against(case, name, by) -> list[str]:
    case = case.flow.whole(case.pk)
    return [m.rule.number for m in refusals(case, case.flow.verbs()[name], by)]


@pytest.fixture
def decided_for_a_silent_destination(transfer_at_destination, clock, lin, xu, wang, gao, chen, zhao):
    """Both branches agreed, their committee said nothing for twenty working days; the province decided for it on
    30 December 2026, and the letter is out."""
    desk.opine(transfer_at_destination, by=lin, agrees=True, text="同意接收")
    desk.opine(transfer_at_destination, by=xu, agrees=True, text="同意接收")
    clock.move_to(at(date(2026, 12, 22)))
    desk.act(transfer_at_destination, "escalate_timeout", by=wang, text="街道一直没有答复，请予协调")
    child = CoordinationCase.objects.get(parent=transfer_at_destination.pk)
    desk.act(child, "accept", by=gao, officer="高文军")
    clock.move_to(at(date(2026, 12, 30)))
    desk.act(child, "decide", by=gao, decision="uphold_transfer", text="租房合同属实，应予接收")
    desk.act(child, "execute", by=chen)
    case = transfer_at_destination.flow.whole(transfer_at_destination.pk)
    return desk.act(case, "approve", by=zhao, valid_days=30, overrides=DUES)


def test_p2_a_committee_that_said_nothing_is_not_shown_to_have_agreed(decided_for_a_silent_destination):
    """What stood below it said before was only a review (R-O7, R-T6)."""
    case = decided_for_a_silent_destination
    assert case.decided_for() == ["destination"]
    slip = case.papers.get(form="F-14").snapshot
    assert slip["destination_decided"].endswith("：支持接转，送转出方党委审批")


@pytest.mark.parametrize("lost", [True, False], ids=["void", "expired"])
def test_p2_the_decision_counts_as_the_opinion_with_its_day(decided_for_a_silent_destination, clock, zhao, lost):
    """The last review is of 23 November; the decision keeps to 30 June, and not to 1 July."""
    case = decided_for_a_silent_destination
    if lost:
        desk.act(case, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    clock.move_to(at(date(2027, 6, 30)))
    sweep.sweep()
    assert (against(case, "reissue", zhao), against(case, "re_examine", zhao)) == (["R-T5"], ["R-T16"])

    clock.move_to(at(date(2027, 7, 1)))
    assert (against(case, "reissue", zhao), against(case, "re_examine", zhao)) == (["R-T16", "R-T5"], [])

    clock.move_to(at(date(2027, 6, 30)))
    again = desk.act(case, "reissue", by=zhao, valid_days=30, overrides=DUES, text="予以补开")
    assert again.state == "letter_issued"


def test_p3_a_lost_letter_with_an_old_opinion_asks_the_destination_again(
    letter_out, clock, zhao, wang, lin, xu, chen, orgs
):
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    clock.move_to(at(date(2027, 5, 23)))
    assert against(letter_out, "re_examine", zhao) == ["R-T16"]  # six months to the day

    clock.move_to(at(date(2027, 5, 24)))
    case = desk.act(letter_out, "re_examine", by=zhao)
    assert (case.state, case.opinions.filter(superseded=False).exists()) == ("returned", False)

    case = desk.act(case, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    case = desk.act(case, "agree_to_release", by=wang, dues_until=date(2027, 4, 1), text="同意转出")
    desk.opine(case, by=lin, agrees=True)
    desk.opine(case, by=xu, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.first)
    case = desk.act(case, "approve", by=zhao, valid_days=30)
    assert (case.state, case.valid_until) == ("letter_issued", date(2027, 5, 24) + timedelta(days=30))
