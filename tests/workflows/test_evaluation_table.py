"""Several evaluations at once: rows of one form, each saved and sent on its own (R-C10)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import coverage
from tests.conftest import sweep_confirmed
from workflows.evaluation.case import EvaluationCase
from workflows.evaluation.opening import open_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = ("李明", "周杰", "何静")
WRITTEN = {
    "activities_held": "6",
    "activities_attended": "5",
    "grade": "good",
    "opinion_text": "按时参加组织生活，表现很好。",
}
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def number(serial: int) -> str:
    """An ID number with its check digit."""
    body = f"3207241980081{serial:04d}"[:17]
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


@pytest.fixture
def covered(orgs, enrol, wang, lin, chen):
    """Cover so many members by one agreement of 东山村支部 with 一社区支部, and open their evaluations."""

    def cover(count: int) -> list[EvaluationCase]:
        serial = EvaluationCase.objects.count()
        people = [enrol(f"党员{n}", number(5000 + serial + n), orgs.dongshan) for n in range(count)]
        coverage.begin(people, orgs.dongshan, orgs.first, because="XY2026-000001", individual=False)
        open_due(datetime.now(tz=SHANGHAI))
        return list(EvaluationCase.objects.order_by("pk"))

    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI), tick=False):
        yield cover


@pytest.fixture
def at_the_destination(client, lin):
    client.force_login(lin.account, backend=MODEL_BACKEND)
    return client


def row(case: EvaluationCase, **written: str) -> dict[str, object]:
    """What the browser sends for one row."""
    blank = dict.fromkeys(case.WRITTEN, "") | {"dues_until": "2026-11"}
    return {f"e{case.pk}-{name}": value for name, value in (blank | written).items()} | {
        f"seen-{case.pk}": case.log_length
    }


def form(cases: list[EvaluationCase], do: str, *rows: dict) -> dict:
    sent: dict = {"row": [case.pk for case in cases], "do": do}
    for one in rows:
        sent |= one
    return sent


def states() -> list[str]:
    return list(EvaluationCase.objects.order_by("pk").values_list("state", flat=True))


def test_one_row_is_saved_and_the_typing_in_the_others_stays(covered, at_the_destination):
    first, second = covered(2)
    other = row(second, problems="还在打字的内容")
    page = at_the_destination.post(
        "/evaluations/", form([first, second], f"save-{first.pk}", row(first, **WRITTEN), other)
    )
    assert page.status_code == 200
    assert "还在打字的内容" in page.content.decode()
    assert states() == ["drafted", "due"]
    assert EvaluationCase.objects.get(pk=first.pk).grade == "good"


def test_all_rows_are_saved_each_as_its_own_act_and_untouched_ones_left_alone(covered, at_the_destination):
    first, second, third = covered(3)
    sent = form([first, second, third], "save-all", row(first, **WRITTEN), row(second, grade="plain"), row(third))
    assert at_the_destination.post("/evaluations/", sent).status_code == 302
    assert states() == ["drafted", "drafted", "due"]
    assert [case.entries.last().verb for case in (first, second, third)] == ["draft", "draft", "open"]


def test_only_complete_rows_are_sent_the_others_are_saved(covered, at_the_destination):
    first, second = covered(2)
    sent = form([first, second], "send-all", row(first, **WRITTEN), row(second, grade="plain"))
    assert at_the_destination.post("/evaluations/", sent).status_code == 302
    assert states() == ["submitted", "drafted"]


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_u8_what_was_sent_what_was_saved_and_what_is_lacking_is_said(covered, at_the_destination):
    cases = covered(3)
    half = row(cases[1], grade="plain", activities_held="6", activities_attended="5")
    sent = form(cases, "send-all", row(cases[0], **WRITTEN), half, row(cases[2]))
    assert told(at_the_destination.post("/evaluations/", sent, follow=True)) == [
        "已反馈 1 行，已保存 1 行，每行都已单独记录。",
        f"没有反馈的：{cases[1].person.name}：缺少评价意见（不少于10个字）（R-C10）；没有写的 1 行。",
    ]


def test_u8_a_half_filled_row_alone_is_never_told_as_sent(covered, at_the_destination):
    (case,) = covered(1)
    sent = form([case], "send-all", row(case, opinion_text="按时参加组织生活，表现很好。"))
    assert told(at_the_destination.post("/evaluations/", sent, follow=True)) == [
        "已保存 1 行，每行都已单独记录。",
        f"没有反馈的：{case.person.name}：缺少参加活动次数、等次（R-C10）。",
    ]
    again = form([case], "send-all", row(case, opinion_text="按时参加组织生活，表现很好。"))
    again[f"seen-{case.pk}"] = EvaluationCase.objects.get().log_length
    assert told(at_the_destination.post("/evaluations/", again, follow=True)) == [
        f"没有反馈的：{case.person.name}：缺少参加活动次数、等次（R-C10）。",
    ]


def test_a_draft_is_written_on_and_its_log_keeps_what_stood_there(covered, at_the_destination):
    (case,) = covered(1)
    at_the_destination.post("/evaluations/", form([case], "save-all", row(case, **WRITTEN)))
    case.refresh_from_db()
    at_the_destination.post("/evaluations/", form([case], "save-all", row(case, **WRITTEN | {"grade": "fair"})))
    case.refresh_from_db()
    assert (case.state, case.grade) == ("drafted", "fair")
    assert case.entries.last().data == {"before": {"grade": "good"}}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"activities_attended": "7"}, "参加次数不能多于开展次数"),
        ({"activities_held": "-1"}, "不能小于 0"),
        ({"activities_held": "许多"}, "输入整数。"),
        ({"dues_until": "去年"}, "请按“年-月”填写"),
        ({"grade": "best"}, "选择一个有效的选项"),
        ({"opinion_text": "好" * 1001}, "1000"),
        ({"opinion_text": "表现\U0002a6a5很好，按时参加组织生活"}, "字库没有"),
        ({"opinion_text": "好"}, "缺少评价意见（不少于10个字）（R-C10）"),
        ({"activities_held": ""}, "缺少参加活动次数（R-C10）"),
    ],
)
def test_a_faulty_row_says_what_is_wrong_and_keeps_the_words(covered, at_the_destination, typed, said):
    faulty, good = covered(2)
    rows = row(faulty, **{**WRITTEN, "problems": "这些话要留着"} | typed), row(good, **WRITTEN)
    page = at_the_destination.post("/evaluations/", form([faulty, good], f"send-{faulty.pk}", *rows))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "这些话要留着" in page.content.decode()
    assert states()[0] in ("due", "drafted")


def test_an_old_page_overwrites_nothing(covered, at_the_destination):
    (case,) = covered(1)
    old = row(case, **WRITTEN | {"grade": "poor"})
    at_the_destination.post("/evaluations/", form([case], "save-all", row(case, **WRITTEN)))
    page = at_the_destination.post("/evaluations/", form([case], "save-all", old))
    assert page.status_code == 422
    assert "已有新的办理记录" in page.content.decode()
    assert EvaluationCase.objects.get().grade == "good"


def test_a_row_of_another_organisation_is_not_there(covered, client, chen):
    (case,) = covered(1)
    client.force_login(chen.account, backend=MODEL_BACKEND)
    client.post("/evaluations/", form([case], f"save-{case.pk}", row(case, **WRITTEN)))
    assert states() == ["due"]
    assert "党员0" not in client.get("/evaluations/").content.decode()


def test_with_htmx_a_row_comes_back_alone(covered, at_the_destination):
    first, second = covered(2)
    sent = form([first, second], f"save-{first.pk}", row(first, **WRITTEN), row(second))
    page = at_the_destination.post("/evaluations/", sent, headers={"HX-Request": "true"}).content.decode()
    assert f'id="e-{first.pk}"' in page
    assert f'id="e-{second.pk}"' not in page
    assert "已保存" in page


def test_the_words_of_the_half_year_before_are_a_start(covered, at_the_destination, lin):
    (case,) = covered(1)
    at_the_destination.post("/evaluations/", form([case], "send-all", row(case, **WRITTEN, proposal="commend")))
    with time_machine.travel(datetime(2027, 6, 1, 9, tzinfo=SHANGHAI), tick=False):
        sweep_confirmed()
        at_the_destination.force_login(lin.account, backend=MODEL_BACKEND)
        new = EvaluationCase.objects.get(half="2027H1")
        page = at_the_destination.post("/evaluations/", form([new], f"carry-{new.pk}", row(new, grade="fair")))
    body = page.content.decode()
    assert "按时参加组织生活，表现很好。" in body
    assert '<option value="fair" selected>' in body  # what was typed stands
    assert EvaluationCase.objects.get(half="2027H1").state == "due"


def test_rows_are_filtered_and_counted(covered, at_the_destination):
    first, _second = covered(2)
    at_the_destination.post("/evaluations/", form([first], "save-all", row(first, **WRITTEN)))
    page = at_the_destination.get("/evaluations/?state=drafted").content.decode()
    assert f'id="e-{first.pk}"' in page
    assert page.count('name="row"') == 1
    assert at_the_destination.get("/evaluations/?agreement=XY2026-999999").content.decode().count('name="row"') == 0


def test_the_page_costs_the_same_with_one_row_and_with_thirty(covered, at_the_destination):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert at_the_destination.get("/evaluations/").status_code == 200
        return len(queries)

    covered(1)
    at_the_destination.get("/evaluations/")
    one = cost()
    covered(29)
    assert EvaluationCase.objects.count() == 30
    assert cost() == one


def test_the_inbox_says_how_many_wait(covered, at_the_destination):
    covered(2)
    assert "评价反馈 2 人待写" in at_the_destination.get("/").content.decode()


def test_one_takes_no_part_in_ones_own_evaluation(covered, at_the_destination, lin):
    (case,) = covered(1)
    lin.account.person = case.person
    lin.account.save()
    page = at_the_destination.post("/evaluations/", form([case], "save-all", row(case, **WRITTEN)))
    assert page.status_code == 422
    assert states() == ["due"]
