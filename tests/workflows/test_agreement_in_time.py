"""P12: an objection to a filing has five working days; a supplement ends nothing in the past and revives nothing."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from approvals import desk
from approvals.rules import Refused, refusals
from tests.conftest import sweep_confirmed
from workflows.agreement.case import AgreementCase

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHY = "管理模式与镇里的安排不一致，请重新协商"


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def refusal(case, verb, **said) -> str:
    with pytest.raises(Refused) as answer:
        desk.act(case, verb, **said)
    return str(answer.value)


@pytest.fixture
def filing(proposed, wang, lin):
    desk.act(proposed, "accept_text", by=lin, text="同意文本")
    desk.act(proposed, "sign_first", by=wang, text="同意签署")
    return desk.act(proposed, "sign_second", by=lin, text="同意签署")


def test_p12_a_superior_objects_on_the_fifth_working_day(filing, zhao):
    with at(2026, 11, 30, 23):
        assert desk.act(filing, "superior_objects", by=zhao, text=WHY).state == "negotiating"


def test_p12_and_not_after_it(filing, zhao):
    """Monday the 23rd is the day of the second signature; the fifth working day is Monday the 30th."""
    with at(2026, 12, 1, 0):
        said = refusal(filing, "superior_objects", by=zhao, text=WHY)
    assert said == "备案异议应在2026年11月30日前书面提出，期限已过（R-C6）。"


def prolonged(case, wang, ends_on: date):
    """东山村 proposes another last day and has signed it."""
    desk.act(case, "propose_change", by=wang, text="期限按实际情况调整，其余不变", ends_on=ends_on)
    return desk.opine(case, by=wang, agrees=True, text="同意签署")


def test_p12_an_earlier_end_is_countersigned_before_its_day(effective, wang, lin):
    case = prolonged(effective, wang, date(2026, 12, 10))
    with at(2026, 12, 9):
        case = desk.act(case, "agree_change", by=lin, text="同意签署")
    assert (case.state, case.ends_on) == ("effective", date(2026, 12, 10))


@pytest.mark.parametrize("day", [10, 11])
def test_p12_and_not_on_it_or_later(effective, wang, lin, day):
    case = prolonged(effective, wang, date(2026, 12, 10))
    with at(2026, 12, day):
        said = refusal(case, "agree_change", by=lin, text="同意签署")
        assert said == "补充协议写的终止日期2026年12月10日须在签署日之后，请作罢后重新提出（R-C12）。"
        case = desk.act(case, "drop_change", by=lin, text="日期已过，重新商议")
    assert (case.state, case.ends_on) == ("effective", date(2027, 11, 22))


def test_p12_a_change_agreed_after_the_last_day_revives_nothing(effective, wang, lin):
    with at(2027, 11, 20):
        case = prolonged(effective, wang, date(2028, 11, 22))
    with at(2027, 11, 22, 23):
        assert [m.rule.number for m in refusals(case, case.flow.verbs()["agree_change"], lin)] == []
    with at(2027, 11, 23, 0):
        said = refusal(case, "agree_change", by=lin, text="同意签署")
        assert said == "协议已于2027年11月22日期满，不能再签补充协议（R-C12）。"
        desk.act(case, "drop_change", by=lin, text="协议已经期满，另行签订")
        sweep_confirmed()
    case = AgreementCase.objects.get()
    assert (case.state, case.ended_on) == ("expired", date(2027, 11, 22))
