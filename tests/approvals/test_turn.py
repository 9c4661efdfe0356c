"""Whose turn it is, in the line after an act and on the page of a case that waits for a coordination."""

from approvals import desk, turn
from workflows.coordination.case import CoordinationCase

WHY = "该同志不在本辖区工作和居住"


def label(case, name: str) -> str:
    return str(case.flow.verbs()[name].label)


def test_after_an_act_one_reads_who_is_next_and_until_when(transfer, wang):
    case = desk.act(transfer, "agree_to_release", by=wang, dues_until=transfer.dues_until, text="同意转出")
    said = turn.after(case, label(case, "agree_to_release"), case.flow.verbs()["agree_to_release"], wang)
    assert said == "办完：同意并送转入方。下一步：一社区支部（书记），环节「转入方意见」，最迟12月7日。"


def test_a_refusal_says_that_it_was_copied(transfer, wang, zhao):
    case = desk.act(transfer, "refuse", by=wang, reason="identity_unverified", text="证件信息与名册不一致")
    said = turn.after(case, label(case, "refuse"), case.flow.verbs()["refuse"], zhao)
    assert said == (
        "办完：不予办理（写明理由）。已抄送双方上级党委（R-T8）。"
        "下一步：东山村支部（经办人），环节「不同意 / 不予接收」，最迟12月14日。"
    )


def test_what_stays_on_ones_own_desk_is_said_to_stay(transfer, wang):
    desk.act(transfer, "refuse", by=wang, reason="identity_unverified", text="证件信息与名册不一致")
    case = desk.act(transfer, "correct", by=wang)
    assert "下一步仍在您这里，环节「退回修改」，最迟12月23日。" in turn.after(case, "按理由补正", None, wang)


def test_the_end_is_said_to_be_the_end(transfer, wang):
    case = desk.act(transfer, "withdraw", by=wang)
    assert turn.after(case, "撤回", None, wang) == "办完：撤回。事项到此结束：撤回。"


def test_a_case_in_coordination_waits_for_whom_its_coordination_waits(transfer, wang, gao, zhao, chen):
    desk.act(transfer, "refuse", by=wang, reason="identity_unverified", text=WHY)
    case = desk.act(transfer, "escalate", by=zhao, text="该同志已在临港区居住八个月")
    assert [(held.org.short_name, held.post) for held in turn.desks_of(case)] == [("江海省委组织部", "organiser")]
    assert "已转上级协调，现在等江海省委组织部（组织员），环节「提请协调」" in turn.after(
        case, "提请上级协调", None, zhao
    )

    desk.act(CoordinationCase.objects.get(), "accept", by=gao, officer="高文军")
    waiting = [held.org.short_name for held in turn.desks_of(case)]
    assert waiting == ["长田镇党委", "朝晖街道党工委", "江海省委组织部"]
