"""W8: the destination writes each half-year, the origin confirms (R-C10); and what happens when nobody does."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from approvals import desk
from approvals.flow import Ended, Opening
from approvals.rules import Refused
from tests.conftest import sweep_confirmed
from workflows.evaluation.case import EvaluationCase
from workflows.evaluation.flow import EvaluationFlow
from workflows.evaluation.opening import open_due
from workflows.evaluation.states import State

W8 = json.loads((Path(__file__).parent / "workflows.json").read_text())["W8"]
SHANGHAI = ZoneInfo("Asia/Shanghai")
WRITTEN = {
    "activities_held": 6,
    "activities_attended": 5,
    "grade": "good",
    "opinion_text": "按时参加组织生活，积极参加志愿服务。",
    "proposal": "commend",
}


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def now() -> datetime:
    return datetime.now(tz=SHANGHAI)


@pytest.fixture
def due(effective):
    """The evaluation of 2026's second half, opened on 1 December; the clock stays there."""
    with at(2026, 12, 1):
        assert open_due(now()) == 1
        yield EvaluationCase.objects.get()


def test_the_moves_are_those_of_the_table():
    table = {(row["from"], row["action"], row["to"]) for row in W8["transitions"]}
    verbs = EvaluationFlow.verbs().values()
    assert {(source, verb.action, verb.target) for verb in verbs for source in verb.sources} == table


def test_states_bear_the_words_of_the_table_and_end_where_it_ends():
    assert {str(state): str(state.label) for state in State} == {s["name"]: s["zh"] for s in W8["states"]}
    nodes = {n.state: n for n in EvaluationFlow.instance.nodes() if not isinstance(n, Opening)}
    assert {s for s, n in nodes.items() if isinstance(n, Ended)} == {s["name"] for s in W8["states"] if s["final"]}


def test_evaluations_open_on_the_first_of_december_once(effective):
    with at(2026, 11, 30, 23):
        assert open_due(now()) == 0
    with at(2026, 12, 1, 0):
        assert open_due(now()) == 1
        assert open_due(now()) == 0
    with at(2027, 6, 1):
        assert open_due(now()) == 1
    assert sorted(EvaluationCase.objects.values_list("half", flat=True)) == ["2026H2", "2027H1"]


def test_the_destination_writes_and_the_origin_confirms(due, lin, wang):
    case = desk.act(due, "draft", by=lin, **WRITTEN)
    case = desk.act(case, "submit", by=lin, text="请阅", **WRITTEN)
    assert [p.number for p in case.papers] == ["YSQZB-PJ-202612-001"]
    case = desk.act(case, "confirm", by=wang, text="已阅，同意评价意见")
    assert case.state == "confirmed"
    assert [p.version for p in case.papers] == [1, 2]


def test_an_evaluation_needs_a_grade_and_words(due, lin):
    case = desk.act(due, "draft", by=lin, **WRITTEN | {"grade": "", "opinion_text": "很好"})
    with pytest.raises(Refused) as refused:
        desk.act(case, "submit", by=lin, text="请阅")
    assert str(refused.value) == "缺少等次、评价意见（不少于10个字）（R-C10）。"


def test_nobody_attends_more_than_was_held(due, lin):
    with pytest.raises(Refused):
        desk.act(due, "draft", by=lin, **WRITTEN | {"activities_attended": 7})


def test_more_is_asked_for_once(due, lin, wang):
    case = desk.act(desk.act(due, "draft", by=lin, **WRITTEN), "submit", by=lin, text="请阅")
    case = desk.act(case, "ask_more", by=wang, text="请补充该同志的工作单位变动情况")
    case = desk.act(case, "complete", by=lin, text="已补充", work_and_life="现在临港机械厂工作")
    with pytest.raises(Refused):
        desk.act(case, "ask_more", by=wang, text="请再补充该同志的居住情况")


def test_an_answer_that_is_not_read_in_twenty_workdays_is_marked_so(due, lin):
    case = desk.act(desk.act(due, "draft", by=lin, **WRITTEN), "submit", by=lin, text="请阅")
    last = case.lapses_at
    with time_machine.travel(last, tick=False):
        sweep_confirmed()
    case = EvaluationCase.objects.get()
    assert (case.state, case.unread) == ("confirmed", True)


def test_silence_goes_to_the_superior_who_may_close_with_the_origins_own_view(due, lin, wang, chen):
    with at(2027, 1, 1, 0):
        sweep_confirmed()
        assert EvaluationCase.objects.get().state == "overdue"
    with at(2027, 1, 15):
        sweep_confirmed()
    with at(2027, 1, 29):
        sweep_confirmed()
        case = EvaluationCase.objects.get()
        assert case.state == "escalated"
        with pytest.raises(Refused):
            desk.act(case, "close", by=chen, text="多次督促仍未反馈，予以结案")
        case = desk.opine(case, by=wang, agrees=True, text="据电话了解，该同志表现正常")
        case = desk.act(case, "close", by=chen, text="多次督促仍未反馈，予以结案")
    assert case.state == "closed_no_feedback"


def test_a_late_answer_is_still_taken_and_marked(due, lin):
    with at(2027, 1, 5):
        sweep_confirmed()
        case = desk.act(EvaluationCase.objects.get(), "submit_late", by=lin, text="补报", **WRITTEN)
    assert (case.state, case.late) == ("submitted", True)
