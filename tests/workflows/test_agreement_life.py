"""W2 in force: change, rest, notice, end, renewal; and what a transfer does to it (R-C9, R-C12, R-C13)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from approvals import desk, turn
from approvals.models import Assignment
from approvals.rules import Refused
from members.models import Coverage
from tests.conftest import sweep_confirmed
from workflows.agreement import drafting, duties
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def test_an_agreement_in_force_rests_until_thirty_days_before_its_end(effective, wang):
    assert effective.ends_on == date(2027, 11, 22)
    with at(2027, 10, 22, 23):
        assert list(Assignment.objects.in_the_inbox_of(wang)) == []
    with at(2027, 10, 23, 0):
        assert [a.case_id for a in Assignment.objects.in_the_inbox_of(wang)] == [effective.pk]


def test_it_expires_after_its_last_day_and_its_members_have_none_again(effective):
    with at(2027, 11, 22, 23):
        sweep_confirmed()
        assert AgreementCase.objects.get().state == "effective"
    with at(2027, 11, 23, 0):
        sweep_confirmed()
    case = AgreementCase.objects.get()
    assert (case.state, case.ended_on) == ("expired", date(2027, 11, 22))
    assert Coverage.objects.running().count() == 0


def test_a_supplement_holds_with_both_signatures(effective, wang, lin):
    case = desk.act(
        effective,
        "propose_change",
        by=lin,
        text="管理模式改为共同管理，期限延长半年",
        mode="joint",
        ends_on=date(2028, 5, 22),
    )
    case = desk.opine(case, by=lin, agrees=True, text="同意签署")
    case = desk.act(case, "agree_change", by=wang, text="同意签署")
    assert (case.state, case.mode, case.ends_on) == ("effective", "joint", date(2028, 5, 22))
    assert [(p.form, p.number) for p in case.papers][-1] == ("F-03S", f"{case.agreement_number}-补1")


def test_a_supplement_is_not_agreed_to_by_one_side(effective, wang, lin):
    case = desk.act(effective, "propose_change", by=lin, text="管理模式改为共同管理，请贵方研究", mode="joint")
    case = desk.act(case, "drop_change", by=wang, text="镇党委意见是暂不变更")
    assert (case.state, case.mode) == ("effective", "destination_led")
    assert case.supplements.get().dropped


def test_what_rests_is_said_to_rest(effective, wang):
    entry = effective.entries.latest("seq")
    said = turn.after(effective, "已报上级备案，协议生效", effective.flow.verbs()[entry.verb], wang)
    assert said == "办完：已报上级备案，协议生效。现在的环节：「生效」，没有要办的，2027年10月23日起列入待办。"


def test_a_suspension_rests_until_it_may_end_the_agreement(effective, wang):
    desk.act(effective, "suspend", by=wang, suspended_for="person_lost", text="该同志失去联系，正在查找")
    with at(2027, 5, 22, 23):
        assert list(Assignment.objects.in_the_inbox_of(wang)) == []
    with at(2027, 5, 23, 0):
        assert [a.case_id for a in Assignment.objects.in_the_inbox_of(wang)] == [effective.pk]


def test_a_notice_that_is_taken_back_no_longer_holds(effective, wang):
    case = desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
    case = desk.act(case, "take_back", by=wang, text="该同志又到临港区务工，继续共管")
    notice = case.papers.get(form="F-15T")
    assert (notice.void_reason, notice.voided_at is None) == ("recalled", False)


def test_notice_ends_it_after_thirty_days(effective, wang):
    case = desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
    assert [(p.form, p.number) for p in case.papers][-1][0] == "F-15T"
    with at(2026, 12, 23, 23):
        sweep_confirmed()
        assert AgreementCase.objects.get().state == "termination_notice"
    with at(2026, 12, 24, 0):
        sweep_confirmed()
        case = AgreementCase.objects.get()
    assert (case.state, Coverage.objects.running().count()) == ("terminated", 0)


def test_an_objection_to_a_notice_is_decided_by_the_common_superior(effective, wang, lin, gao):
    case = desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
    case = desk.act(case, "object", by=lin, text="该同志仍在本社区居住，应当继续")
    child = case.children.get()
    assert child.coordinator == gao.org
    desk.act(child, "accept", by=gao, officer="高文军", text="受理")
    assert {v for v in child.flow.case_class.objects.get(pk=child.pk).possible_decisions()} == {
        "decide_talk_on", "decide_keep", "decide_end",
    }  # fmt: skip


def test_a_suspension_may_end_it_after_six_months(effective, wang, lin):
    case = desk.act(effective, "suspend", by=wang, suspended_for="person_lost", text="该同志失去联系，正在查找")
    with at(2027, 5, 22):
        case = desk.opine(case, by=wang, agrees=True, text="同意终止")
        with pytest.raises(Refused):
            desk.act(case, "end", by=lin, text="六个月仍无法联系，终止")
    with at(2027, 5, 23):
        case = desk.act(case, "end", by=lin, text="六个月仍无法联系，终止")
    assert case.state == "terminated"


def test_a_renewal_is_drafted_in_the_last_thirty_days_and_follows_on(effective, wang, lin, li):
    with at(2027, 10, 23):
        following = drafting.renew(effective, by=wang)
        assert (following.starts_on, following.ends_on) == (date(2027, 11, 23), date(2028, 11, 22))
        assert list(following.people) == [li]
        assert following.text.bodies["other"] == (
            "上一协议期（东山村支部共管〔2026〕1号）职责落实情况：甲方应落实2项，按期0项、逾期补办0项、未落实2项；"
            "乙方应落实3项，按期0项、逾期补办0项、未落实3项。"
        )
        case = desk.act(following, "send", by=wang)
        case = desk.act(case, "accept_text", by=lin, text="同意")
        case = desk.act(case, "sign_first", by=lin, text="同意签署")
        case = desk.act(case, "sign_second", by=wang, text="同意签署")
        case = desk.opine(case, by=wang, agrees=True, text="已备案")
        with pytest.raises(Refused) as refused:
            desk.act(case, "file", by=lin, text="已备案")
        assert str(refused.value) == "协议自2027年11月23日起生效，届时办理（R-C6）。"
    with at(2027, 11, 23):
        case = desk.act(case, "file", by=lin, text="已备案")
    rows = Coverage.objects.order_by("pk").values_list("because", "since", "until")
    assert list(rows) == [
        (effective.number, date(2026, 11, 23), date(2027, 11, 22)),
        (case.number, date(2027, 11, 23), None),
    ]


def test_a_renewal_carries_on_what_was_changed_and_tells_what_was_done(effective, wang, lin):
    duties.open_due(timezone.now())
    duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    words = "党员每季度回乡参加一次组织生活"
    case = desk.act(effective, "propose_change", by=lin, text=words, mode="joint")
    case = desk.opine(case, by=lin, agrees=True, text="同意签署")
    case = desk.act(case, "agree_change", by=wang, text="同意签署")
    with at(2027, 10, 23):
        text = drafting.renew(case, by=wang).text
    assert text.mode == "joint"
    assert text.bodies["other"].splitlines() == [
        "按东山村支部共管〔2026〕1号-补1：党员每季度回乡参加一次组织生活",
        "上一协议期（东山村支部共管〔2026〕1号）职责落实情况：甲方应落实2项，按期1项、逾期补办0项、未落实1项；"
        "乙方应落实3项，按期0项、逾期补办0项、未落实3项。",
    ]
