"""W1, the main line: from 东山村支部 to 一社区支部, both sides before the decision."""

from datetime import date

import pytest

from approvals import desk
from approvals.models import Assignment
from approvals.rules import AlreadyHandled, NotAllowed, Refused


def waiting(case) -> list[tuple[str, str]]:
    """Whose desk a case is on."""
    return [(a.org.short_name, a.post) for a in case.assignments.open().select_related("org").order_by("pk")]


def test_a_member_changes_branch_only_when_received(transfer, li, wang, zhao, chen, xu, lin, orgs):
    desk.act(transfer, "agree_to_release", by=wang, dues_until=date(2026, 11, 1), text="同意转出")
    desk.opine(transfer, by=lin, agrees=True, text="同意接收")
    desk.opine(transfer, by=xu, agrees=True, text="同意")
    desk.act(transfer, "accept", by=chen, branch=lin.org, text="同意接收")
    desk.act(transfer, "approve", by=zhao, valid_days=30, text="同意")
    case = desk.act(transfer, "report_in", by=chen, letter_number=1)
    assert li.branch == wang.org  # the letter moves nothing yet (R-T9)

    case = desk.act(transfer, "receive", by=chen, branch=lin.org)
    assert li.branch == lin.org

    desk.act(transfer, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    case = desk.act(transfer, "attach_receipt", by=zhao, letter_number=1)

    assert case.state == "completed"
    assert waiting(case) == []
    assert [e.verb for e in case.entries.all()] == [
        "open", "submit", "agree_to_release", "opine", "opine", "accept", "approve", "report_in", "receive",
        "send_receipt", "attach_receipt",
    ]  # fmt: skip
    assert sorted((p.form, p.version, p.number) for p in case.papers) == [
        ("F-01", 1, "000001"),
        ("F-01P", 1, "000001"),
        ("F-01a", 1, "000001"),
        ("F-01c", 1, "000001"),
        ("F-02", 1, "DSCZB-SQ-202611-001"),
        ("F-14", 1, "CT-ZJ-202611-001"),
        ("F-14", 2, "CT-ZJ-202611-002"),
    ]


def test_the_desk_asks_branch_general_branch_and_committee_in_turn(transfer_at_destination, lin, xu):
    case = transfer_at_destination
    assert waiting(case) == [("一社区支部", "secretary")]

    desk.opine(case, by=lin, agrees=True, text="同意接收")
    assert waiting(case) == [("综合党总支", "secretary")]

    desk.opine(case, by=xu, agrees=True, text="同意")
    assert waiting(case) == [("朝晖街道党工委", "organiser")]


def test_approval_names_the_side_that_has_not_spoken(transfer_awaiting_approval, zhao):
    transfer_awaiting_approval.opinions.filter(side="destination").update(superseded=True)
    with pytest.raises(Refused) as refused:
        desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)
    assert [r.number for r in refused.value.rules] == ["R-T6"]
    assert "朝晖街道工作委员会（陈志强，0518-87066345）" in refused.value.missing[0].supplier


def test_two_open_transfers_of_one_member_are_refused(transfer, li, wang, orgs):
    from workflows.transfer import drafting

    second = drafting.begin(li, by=wang, destination=orgs.second, reason="residence_changed")
    with pytest.raises(Refused) as refused:
        desk.act(second, "submit", by=wang)
    assert str(refused.value) == f"该同志已有办理中的接转 {transfer.number}（R-T13）。"


def test_the_second_of_two_deciders_reads_who_was_faster(transfer_awaiting_approval, zhao, appoint, orgs):
    second = appoint("钱副书记", "qian", orgs.town, "approver")
    desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)
    with pytest.raises(AlreadyHandled) as late:
        desk.act(transfer_awaiting_approval, "approve", by=second, valid_days=10)
    assert late.value.entry.actor["name"] == "赵建国"


def test_a_foreign_post_cannot_act(transfer, sun, lin, chen):
    for by in (sun, lin, chen):
        with pytest.raises(NotAllowed):
            desk.act(transfer, "agree_to_release", by=by, dues_until=date(2026, 11, 1))
    assert Assignment.objects.open().filter(case=transfer).count() == 1


def test_returned_opinions_must_be_given_again(transfer_awaiting_approval, wang, zhao):
    desk.act(transfer_awaiting_approval, "send_back", by=zhao, text="请补充户籍地变动证明")
    case = desk.act(transfer_awaiting_approval, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    assert case.state == "origin_branch_review"
    assert not case.opinions.filter(superseded=False).exists()
    assert case.opinions.count() == 5


def test_internal_adjustment_ends_at_the_approval(clock, li, orgs, wang, zhao, appoint):
    from workflows.transfer import drafting

    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.act(case, "accept", by=jiang, branch=orgs.xihe)
    case = desk.act(case, "approve_internal", by=zhao)
    assert case.state == "completed"
    assert li.branch == orgs.xihe
    assert [p.form for p in case.papers] == ["F-02", "F-15", "F-14"]
