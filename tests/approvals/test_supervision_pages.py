"""The supervision list and the page of an item: who sees what, who does what, paging, workbook, print (R-S7)."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from approvals import desk
from approvals.models import Supervision
from approvals.paging import PAGE
from approvals.sweep import sweep
from documents.models import Paper
from members.models import AccessRecord
from tests.conftest import SHANGHAI
from workflows.transfer import drafting

LATE = datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI)
DEMAND = "请于本周内提出意见，并说明迟延原因"
ANSWER = "书记外出培训，已委托副书记联系本人，本周五前办结"


def sign_in(client, by):
    client.force_login(by.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client, by, query="") -> str:
    return sign_in(client, by).get(reverse("supervision") + query).content.decode()


@pytest.fixture
def listed(transfer, clock) -> Supervision:
    clock.move_to(LATE)
    sweep()
    return Supervision.objects.get()


def test_an_overdue_item_stands_on_the_list_of_the_desk_and_above(transfer, clock, client, wang, zhao, sun, lin):
    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    for by in (wang, zhao, sun):
        assert transfer.number in page(client, by)
    assert transfer.number not in page(client, lin)


def test_what_is_in_time_is_not_listed(transfer, client, wang):
    assert "没有超期未办的事项" in page(client, wang)


def test_it_is_marked_after_twice_the_time(transfer, clock, client, sun):
    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    sweep()
    assert "列入督办 0 件" in page(client, sun)
    clock.move_to(LATE)
    sweep()
    assert "列入督办 1 件" in page(client, sun)


def test_an_upper_room_adds_its_own_section_for_the_hat(client, monkeypatch, wang):
    from django.utils.html import format_html

    panels = [lambda request: format_html("<h2>{}：六个月未接收</h2>", request.appointment.org), lambda request: ""]
    monkeypatch.setattr("approvals.supervision_views.PANELS", panels)
    assert "<h2>东山村支部：六个月未接收</h2>" in page(client, wang)


def test_demand_answer_and_striking_off_in_the_browser(client, listed, wang, zhao):
    item = reverse("supervised", args=[listed.pk])
    demand = {"text": DEMAND, "answer_by": "2026-12-10"}
    answer = sign_in(client, zhao).post(reverse("supervision_demand", args=[listed.pk]), demand, follow=True)
    assert "督办单已发出" in answer.content.decode()
    assert "报上级审核" not in answer.content.decode()

    assert DEMAND in sign_in(client, wang).get(item).content.decode()
    answer = client.post(reverse("supervision_explain", args=[listed.pk]), {"text": ANSWER}, follow=True)
    assert "情况说明已报上级" in answer.content.decode()

    assert "待销号 1" in page(client, zhao)
    answer = client.post(reverse("supervision_excuse", args=[listed.pk]), {"until": "2026-12-14"}, follow=True)
    assert "已说明销号" in answer.content.decode()
    assert listed.case.number not in page(client, zhao)
    assert listed.case.number in page(client, zhao, "?only=explained")
    assert [p.title for p in Paper.objects.filter(form="F-20").order_by("pk")] == ["督办单", "督办单（销号）"]
    timeline = client.get(listed.case.get_absolute_url()).content.decode()
    assert "发督办单" in timeline
    assert ANSWER in timeline


@pytest.mark.parametrize(
    "typed", [{"text": "快办", "answer_by": "2026-12-10"}, {"text": DEMAND, "answer_by": "2026-12-08"}]
)
def test_what_is_missing_in_a_demand_is_said_and_the_words_kept(client, listed, zhao, typed):
    answer = sign_in(client, zhao).post(reverse("supervision_demand", args=[listed.pk]), typed)
    assert answer.status_code == 422
    assert typed["text"] in answer.content.decode()
    assert Supervision.objects.get().demanded_at is None


def test_whoever_may_not_is_told_and_nothing_is_written(client, listed, wang):
    typed = {"text": DEMAND, "answer_by": "2026-12-10"}
    assert sign_in(client, wang).post(reverse("supervision_demand", args=[listed.pk]), typed).status_code == 409
    assert Supervision.objects.get().demanded_at is None


def test_a_foreign_item_is_missing_and_the_try_recorded(client, listed, lin):
    sign_in(client, lin)
    assert client.get(reverse("supervised", args=[listed.pk])).status_code == 404
    assert client.get(reverse("supervised", args=[10**6])).status_code == 404
    assert AccessRecord.objects.get(kind="foreign").subject == f"supervision:{listed.pk}"


def test_the_workbook_holds_the_whole_list(client, listed, zhao):
    answer = sign_in(client, zhao).post(reverse("export_supervision"))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:8] == [
        "中共青石县长田镇东山村支部委员会", "书记", listed.case.number, "李明：东山村支部 → 一社区支部", "转出支部意见",
        "2026-11-30", "8", "列入督办",
    ]  # fmt: skip
    assert AccessRecord.objects.get(kind="export").subject == "supervision"


def test_the_printed_list_names_who_prints_and_every_row(client, listed, zhao):
    printed = sign_in(client, zhao).get(reverse("supervision_print")).content.decode()
    assert "中共青石县长田镇委员会" in printed
    assert listed.case.number in printed


# Invented numbers with a right check character, for people of the village.
NUMBERS = ["320724199001011233", "320724199001021239", "320724199001031242"]


def _send(enrol, orgs, wang, *which: int) -> None:
    for n in which:
        person = enrol(f"党员{n}", NUMBERS[n], orgs.dongshan)
        draft = drafting.begin(person, by=wang, destination=orgs.first, reason="residence_changed")
        desk.act(draft, "submit", by=wang)


def test_no_more_is_asked_for_three_rows_than_for_one(client, clock, enrol, orgs, wang, zhao, lin):
    asked = []
    for which in ([0], [1, 2]):
        _send(enrol, orgs, wang, *which)
        clock.shift(timedelta(days=20))
        sweep()
        page(client, zhao)  # signs in
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("supervision"))
        asked.append(len(queries))
    assert Supervision.objects.open().count() == 3
    assert asked[0] == asked[1]


def test_the_next_page_begins_where_the_last_one_ended(client, listed, zhao, monkeypatch, enrol, orgs, wang, clock):
    monkeypatch.setattr("approvals.paging.PAGE", 1)
    _send(enrol, orgs, wang, 0, 1)
    clock.shift(timedelta(days=40))
    sweep()
    seen, query = [], ""
    while True:
        body = sign_in(client, zhao).get(reverse("supervision") + query)
        seen += [row.case.number for row in body.context["rows"]]
        if not body.context["more"]:
            break
        query = f"?after={body.context['more']}"
    assert len(seen) == len(set(seen)) == 3
    assert seen[0] == listed.case.number  # the oldest first
    assert PAGE == 30
