"""What a step decided beside its words, as the timeline says it: in labels and choices, never in the log's keys."""

from approvals import desk, timeline
from workflows.coordination.case import CoordinationCase


def facts_of(case, verb: str) -> dict[str, str]:
    """What the timeline shows of the last step of that name."""
    events = zip(case.entries.order_by("seq"), timeline.events(case), strict=True)
    return dict([event.facts for entry, event in events if entry.verb == verb][-1])


def test_a_refusal_shows_its_reason_and_what_it_demands(transfer_at_destination, lin, xu, chen):
    case = transfer_at_destination
    for who in (lin, xu):
        desk.opine(case, by=who, agrees=False, text="缺少居住证明，无法核实住址")
    demanded = {"reason": "material_missing", "demanded": "租房合同或居住证"}
    case = desk.act(case, "refuse", by=chen, text="缺少居住证明，无法核实住址", **demanded)
    assert facts_of(case, "refuse") == {
        "理由": "材料不全（须逐项列明）",
        "正确的党支部、所缺材料或县级决定文号": "租房合同或居住证",
    }


def test_a_branch_a_month_and_a_number_are_shown_as_the_office_writes_them(letter_out):
    assert facts_of(letter_out, "agree_to_release") == {"党费交至": "2026-11"}
    assert facts_of(letter_out, "accept") == {"党支部": "中共临港区朝晖街道一社区支部委员会"}
    assert facts_of(letter_out, "approve") == {"介绍信有效期（天）": "30"}


def test_a_decision_is_shown_in_the_words_of_the_procedure_it_binds(transfer, wang, zhao, gao, chen):
    desk.act(transfer, "refuse", by=wang, reason="identity_unverified", text="证件信息与名册不一致")
    desk.act(transfer, "escalate", by=zhao, text="证件已核对无误，请予协调")
    coordination = CoordinationCase.objects.get()
    desk.act(coordination, "accept", by=gao, officer="高文军")
    desk.opine(coordination, by=zhao, agrees=None, text="证件已核对无误，应当转出")
    desk.opine(coordination, by=chen, agrees=None, text="没有不同意见，可以接收")
    why = "证件属实，应予接转"
    case = desk.act(coordination, "decide", by=gao, decision="reconsider_or_redirect", text=f"{why}，请配合办理")
    assert facts_of(case, "decide") == {"协调意见": "转入方重新研究，或改送指定支部"}
    told = [(event.tag, event.place) for event in timeline.events(case)]
    assert told[2:4] == [("书面陈述", "a"), ("书面陈述", "z")]
    assert told[1][1] == told[4][1] == "m"  # U12: the superior accepts and decides between the columns, in neither

    desk.act(case, "execute", by=wang)
    carried_out = timeline.events(transfer.flow.whole(transfer.pk))[-1]
    assert (carried_out.tag, carried_out.side) == ("执行协调意见：转入方重新研究，或改送指定支部", "上级")
    assert carried_out.place == "m"
    assert carried_out.child == coordination.case_ptr
