"""The origin confirms several evaluations at once, or asks more of one (R-C10)."""

import pytest

from approvals import desk
from tests.workflows.test_evaluation_table import MODEL_BACKEND, covered, states  # noqa: F401  fixture
from workflows.evaluation import writing
from workflows.evaluation.case import EvaluationCase

WRITTEN = {
    "activities_held": 6,
    "activities_attended": 5,
    "grade": "good",
    "opinion_text": "按时参加组织生活，表现很好。",
}


@pytest.fixture
def sent(covered, lin):  # noqa: F811
    def send(count: int) -> list[EvaluationCase]:
        return [writing.send(case, by=lin, **WRITTEN) for case in covered(count)]

    return send


@pytest.fixture
def at_the_origin(client, wang):
    client.force_login(wang.account, backend=MODEL_BACKEND)
    return client


def test_u2_nothing_is_ticked_before_somebody_does_it(sent, at_the_origin):
    sent(2)
    page = at_the_origin.get("/evaluations/read/").content.decode()
    assert " checked" not in page
    assert 'href="?ticked=all"' in page
    assert at_the_origin.get("/evaluations/read/?ticked=all").content.decode().count(" checked") == 2


def test_those_ticked_are_confirmed_each_with_its_own_entry(sent, at_the_origin):
    first, second, third = sent(3)
    answer = at_the_origin.post(
        "/evaluations/read/", {"do": "confirm-all", "case": [first.pk, second.pk], "text": "已阅，同意"}
    )
    assert answer.status_code == 302
    assert states() == ["confirmed", "confirmed", "submitted"]
    assert [case.opinions.last().text for case in (first, second)] == ["已阅，同意"] * 2
    assert third.entries.last().verb == "submit"


def test_more_is_asked_of_one_and_then_shown_to_the_writer(sent, at_the_origin, client, lin):
    first, _second = sent(2)
    answer = at_the_origin.post(
        "/evaluations/read/", {"do": f"ask-{first.pk}", f"text-{first.pk}": "请补充该同志的工作单位变动情况"}
    )
    assert answer.status_code == 302
    assert states() == ["returned", "submitted"]
    client.force_login(lin.account, backend=MODEL_BACKEND)
    assert "请补充该同志的工作单位变动情况" in client.get("/evaluations/").content.decode()


def test_asking_without_words_is_refused_and_the_typing_stays(sent, at_the_origin):
    (case,) = sent(1)
    page = at_the_origin.post("/evaluations/read/", {"do": f"ask-{case.pk}", f"text-{case.pk}": "补充"})
    assert page.status_code == 422
    assert "不少于 10 个字" in page.content.decode()
    assert ">补充</textarea>" in page.content.decode()


def test_what_was_read_in_another_version_is_not_confirmed(sent, at_the_origin, wang, lin):
    (case,) = sent(1)
    seen = case.log_length
    desk.act(case, "ask_more", by=wang, text="请补充该同志的工作单位变动情况")
    desk.act(EvaluationCase.objects.get(), "complete", by=lin, text="已补充", work_and_life="现在临港机械厂工作")
    page = at_the_origin.post("/evaluations/read/", {"do": "confirm-all", "case": case.pk, f"seen-{case.pk}": seen})
    assert page.status_code == 422
    assert states() == ["submitted"]


def test_the_destination_confirms_nothing(sent, client, lin):
    (case,) = sent(1)
    client.force_login(lin.account, backend=MODEL_BACKEND)
    client.post("/evaluations/read/", {"do": "confirm-all", "case": case.pk})
    assert states() == ["submitted"]
