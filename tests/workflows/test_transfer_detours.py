"""W1 beside the main line: refusals and the ways out of them, letters that expire, are lost or come back."""

from datetime import date, datetime, timedelta

import pytest

from approvals import desk, sweep
from approvals.models import Notice
from approvals.rules import AlreadyHandled, Refused
from tests.conftest import SHANGHAI
from workflows.transfer import drafting

WHY = "该同志不在本辖区工作和居住"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen):
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)
    return desk.act(transfer_at_destination, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)


@pytest.fixture
def arrived(letter_out, chen):
    return desk.act(letter_out, "report_in", by=chen, letter_number=1)


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ({"reason": "full", "text": "名额已满，暂不接收该同志"}, "须从规定的理由中选择一项（R-T7）。"),
        ({"reason": "identity_unverified", "text": "不清楚"}, "须说明具体情况，不少于10个字（R-T7）。"),
        (
            {"reason": "wrong_branch", "text": "该同志住在二社区，不归一社区"},
            "这一理由须同时写明：正确的党支部（R-T7）。",
        ),
        ({"reason": "material_missing", "text": "材料不全，请补齐后再送"}, "这一理由须同时写明：所缺材料（R-T7）。"),
    ],
)
def test_a_refusal_without_a_lawful_reason_is_refused(transfer_at_destination, lin, xu, chen, said, stands):
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=WHY)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=WHY)
    with pytest.raises(Refused) as answer:
        desk.act(transfer_at_destination, "refuse", by=chen, **said)
    assert str(answer.value) == stands


def test_a_refusal_is_copied_to_both_superiors(refused, orgs):
    told = Notice.objects.filter(case=refused.pk, state="refused").values_list("org__short_name", "post")
    orgs = {"长田镇党委", "青石县委组织部", "临港区委组织部", "东山村支部"}
    assert set(told) == {(org, "clerk") for org in orgs}


def test_a_corrected_refusal_asks_every_opinion_again(refused, wang):
    desk.act(refused, "correct", by=wang)
    case = desk.act(refused, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    assert case.state == "origin_branch_review"
    assert not case.opinions.filter(superseded=False).exists()


def test_a_refused_member_may_go_to_another_place(refused, wang, orgs):
    case = desk.act(refused, "new_destination", by=wang, branch=orgs.second)
    assert (case.state, case.title) == ("destination_review", "李明：东山村支部 → 二社区支部")
    assert [a.org for a in case.assignments.open()] == [orgs.second]


def test_a_committee_that_refused_one_destination_may_let_the_member_go_to_another(
    transfer_awaiting_approval, wang, xu, chen, zhao, appoint, orgs
):
    """R-T6 asks for the branch's word; the committee's own refusal does not bind it for good."""
    he = appoint("何静", "he", orgs.second, "secretary")
    said = {"reason": "transfer_condition_not_met", "text": WHY}
    case = desk.act(transfer_awaiting_approval, "refuse", by=zhao, **said)
    desk.act(case, "new_destination", by=wang, branch=orgs.second)
    desk.opine(case, by=he, agrees=True)
    desk.opine(case, by=xu, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.second)
    assert desk.act(case, "approve", by=zhao, valid_days=30).state == "letter_issued"


def test_where_the_branch_itself_refused_no_other_destination_is_asked(transfer, wang, orgs):
    case = desk.act(transfer, "refuse", by=wang, reason="under_investigation", text="该同志正在接受组织审查")
    with pytest.raises(Refused) as answer:
        desk.act(case, "new_destination", by=wang, branch=orgs.second)
    assert str(answer.value) == "转出支部尚未同意，请先选择“按理由补正”（R-T6）。"


def test_a_refusal_nobody_answers_ends_after_sixty_days_and_the_member_stays(refused, clock, li, orgs):
    clock.move_to(at(date(2027, 1, 22), 23))
    sweep.sweep()
    assert refused.flow.whole(refused.pk).state == "refused"

    clock.move_to(at(date(2027, 1, 23), 0))
    sweep.sweep()
    case = refused.flow.whole(refused.pk)
    assert (case.state, case.slot) == ("cancelled", None)
    assert li.branch == orgs.dongshan


def test_a_letter_is_good_to_the_end_of_its_last_day_and_then_expires(letter_out, clock, chen):
    last = letter_out.valid_until
    assert last == date(2026, 12, 23)
    clock.move_to(at(last + timedelta(days=1), 0))
    with pytest.raises(AlreadyHandled):
        desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = letter_out.flow.whole(letter_out.pk)
    assert case.state == "letter_expired"
    expiry = case.entries.get(verb="expire")
    assert (expiry.by, expiry.effective_at) == (None, at(date(2026, 12, 24), 0))


def test_an_expired_letter_is_replaced_under_a_new_number_that_names_the_old(letter_out, clock, zhao):
    clock.move_to(at(date(2026, 12, 28)))
    sweep.sweep()
    case = desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="本人因住院未能按时报到")
    assert (case.state, case.letter_number, case.replaced_number) == ("letter_issued", 2, 1)
    assert case.valid_until == date(2027, 1, 27)
    old, new = case.papers.filter(form="F-01")
    assert (old.number, old.void_reason) == ("000001", "expired")
    assert (new.number, new.snapshot["replaces"], new.is_void) == ("000002", "000001", False)


def test_after_six_months_the_destination_must_be_asked_again(letter_out, clock, zhao):
    clock.move_to(at(date(2027, 5, 23)))
    sweep.sweep()
    assert [m.rule.number for m in _against(letter_out, "reissue", zhao)] == ["R-T5"]  # dues, a warning

    clock.move_to(at(date(2027, 5, 24)))
    assert [m.rule.number for m in _against(letter_out, "reissue", zhao)] == ["R-T16", "R-T5"]
    assert desk.act(letter_out, "re_examine", by=zhao).state == "returned"


def test_a_lost_letter_is_void_and_replaced(letter_out, zhao):
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    case = desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="经审查属实，予以补开")
    assert (case.letter_number, case.replaced_number) == (2, 1)
    assert case.papers.get(form="F-01", number="000001").void_reason == "lost"


def test_a_recalled_letter_leaves_the_member_where_they_were(letter_out, zhao, li, orgs):
    case = desk.act(letter_out, "recall", by=zhao, text="本人放弃转移，介绍信已收回")
    assert (case.state, li.branch) == ("cancelled", orgs.dongshan)
    assert case.papers.get(form="F-01").void_reason == "recalled"


def test_a_dossier_is_checked_and_then_the_member_received(arrived, chen, li, orgs):
    checking = desk.act(arrived, "check_dossier", by=chen, text="档案中入党材料需进一步核对")
    assert checking.state == "dossier_check"
    assert [a.due_at for a in checking.assignments.open()] == [at(date(2026, 12, 24), 0)]

    desk.act(checking, "receive", by=chen, branch=orgs.first)
    assert li.branch == orgs.first


def test_a_member_refused_with_the_letter_out_cannot_be_sent_elsewhere_before_it_is_back(arrived, wang, chen, orgs):
    refused = desk.act(arrived, "refuse", by=chen, reason="identity_unverified", text="证件信息与介绍信不一致")
    assert [m.rule.number for m in _against(refused, "new_destination", wang)] == ["R-T20"]

    case = desk.act(refused, "correct", by=wang)
    assert case.papers.get(form="F-01").void_reason == "recalled"


def test_a_receipt_two_months_late_may_be_done_without(arrived, clock, chen, zhao, orgs):
    received = desk.act(arrived, "receive", by=chen, branch=orgs.first)
    clock.move_to(at(date(2027, 2, 23)))
    assert [m.rule.number for m in _against(received, "close_without_receipt", zhao)] == ["R-T11"]

    clock.move_to(at(date(2027, 2, 24)))
    case = desk.act(received, "close_without_receipt", by=zhao, text="经请示上级同意，凭系统接收记录办结")
    assert case.state == "completed"


def test_an_online_transfer_takes_a_number_but_prints_no_letter(transfer_awaiting_approval, zhao):
    case = transfer_awaiting_approval
    type(case).objects.filter(pk=case.pk).update(channel="online_province")
    case = desk.act(case, "approve", by=zhao, valid_days=30)
    assert (case.letter_number, [(p.form, p.number) for p in case.papers]) == (
        1,
        [("F-02", "DSCZB-SQ-202611-001"), ("F-14", "000001")],
    )


@pytest.mark.parametrize(
    ("admitted", "stands"),
    [
        (date(2026, 8, 23), []),  # three months to the day
        (date(2026, 8, 24), ["R-T22"]),
        (date(2025, 11, 23), []),  # the year of probation is asked about when it is sent
    ],
)
def test_r_t22_a_probationer_leaves_with_a_reason_where_three_months_are_at_issue(
    transfer_awaiting_approval, zhao, li, admitted, stands
):
    type(li).objects.filter(pk=li.pk).update(stage="probationary_member", joined_on=admitted, converted_on=None)
    assert [m.rule.number for m in _against(transfer_awaiting_approval, "approve", zhao)] == stands


def test_r_t26_a_member_under_examination_leaves_only_when_the_committee_says_why(transfer_awaiting_approval, zhao, li):
    type(li).objects.filter(pk=li.pk).update(under_examination=True)
    with pytest.raises(Refused) as warned:
        desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)
    assert [m.overridable for m in warned.value.missing] == [True]

    said = {"R-T26": "问题已查清，党委会议同意转出"}
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30, overrides=said)
    assert (case.state, case.entries.get(verb="approve").data["overrides"]) == ("letter_issued", said)


def test_p12_an_internal_adjustment_asks_the_committee_about_an_examination_too(clock, li, orgs, wang, zhao, appoint):
    """R-T26."""
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary")
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    case = desk.act(case, "accept", by=jiang, branch=orgs.xihe)
    type(li).objects.filter(pk=li.pk).update(under_examination=True)
    with pytest.raises(Refused) as warned:
        desk.act(case, "approve_internal", by=zhao)
    assert [(m.rule.number, m.overridable) for m in warned.value.missing] == [("R-T26", True)]

    said = {"R-T26": "问题已查清，党委会议同意调整"}
    assert desk.act(case, "approve_internal", by=zhao, overrides=said).state == "completed"


def test_r_t26_an_examination_entered_on_the_persons_page_warns_until_it_is_lifted(
    transfer_awaiting_approval, zhao, li, client
):
    client.force_login(zhao.account)
    page = f"/people/{li.pk}/examination/"
    warned = []
    for seen, why in enumerate(["县纪委立案审查", "审查结束，不予处分"]):
        client.post(page, {"on": "2026-11-23", "reason": why, "seen": str(seen)})
        warned.append([m.rule.number for m in _against(transfer_awaiting_approval, "approve", zhao)])
    assert warned == [["R-T26"], []]


def _against(case, name, by):
    from approvals.rules import refusals

    case = case.flow.whole(case.pk)
    return refusals(case, case.flow.verbs()[name], by)
