"""A late duty that cannot be made up for: its owner explains, the office above accepts it or asks again (R-S7)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.notices import Notice
from approvals.rules import NotAllowed
from tests.conftest import sweep_confirmed
from workflows.agreement import balance, duties, excuses, overdue
from workflows.agreement.duties import Duty

SHANGHAI = ZoneInfo("Asia/Shanghai")
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "该同志出海作业，整月没有信号，返港后已补联系"


@pytest.fixture
def late(effective):
    """东山村支部's contact of the first month, over since 23 December, on the list of 长田镇党委 since January."""
    duties.open_due(datetime.now(tz=SHANGHAI))
    with time_machine.travel(datetime(2027, 1, 12, 9, tzinfo=SHANGHAI), tick=False):
        sweep_confirmed()
        yield Duty.objects.get(key="contact", first_day="2026-11-23")


def verbs(case) -> list[str]:
    return [e.verb for e in case.entries.order_by("seq") if e.verb.startswith("duty_")]


def told(org: str) -> list[str]:
    return list(Notice.objects.filter(org__short_name=org).order_by("pk").values_list("kind", flat=True))


def test_an_explanation_that_is_accepted_takes_it_off_the_list_and_it_stays_missed(late, wang, zhao):
    excuses.explain(late, by=wang, text=WHY)
    assert told("长田镇党委")[-1] == "explained"
    assert list(overdue.listed(zhao)) == [late]  # not before it was examined

    excuses.excuse(late, by=zhao)
    assert list(overdue.listed(zhao)) == []
    assert verbs(late.case) == ["duty_explained", "duty_excused"]
    origin, _destination = balance.of_case(late.case, datetime.now(tz=SHANGHAI))
    assert (origin.missed, origin.excused) == (1, 1)
    sweep_confirmed()
    assert list(overdue.listed(zhao)) == []


def test_an_explanation_that_does_not_satisfy_comes_back(late, wang, zhao):
    excuses.explain(late, by=wang, text=WHY)
    excuses.ask_again(late, by=zhao, text="请补办本月联系，并写明日期和方式")
    assert told("东山村支部")[-1] == "demanded"
    with pytest.raises(NotAllowed) as refused:
        excuses.excuse(late, by=zhao)
    assert str(refused.value) == "责任组织尚未书面说明，不能销号（R-S7）。"
    duties.done(late, by=wang, evidence="1月11日电话联系，情况正常")
    assert verbs(late.case) == ["duty_explained", "duty_asked_again", "duty_done"]


def test_nobody_explains_for_another_and_nobody_excuses_oneself(late, wang, lin, chen, zhao):
    for stranger in (lin, zhao):
        with pytest.raises(NotAllowed) as refused:
            excuses.explain(late, by=stranger, text=WHY)
        assert str(refused.value) == "这项职责由东山村支部办理（R-O12）。"
    excuses.explain(late, by=wang, text=WHY)
    for other in (wang, lin, chen):
        with pytest.raises(NotAllowed) as refused:
            excuses.excuse(late, by=other)
        assert str(refused.value) == "由东山村支部的上一级党委审核（R-S7）。"


def test_what_is_not_late_needs_no_explanation(late, wang):
    running = Duty.objects.filter(key="contact", first_day="2026-12-23").get()
    with pytest.raises(NotAllowed) as refused:
        excuses.explain(running, by=wang, text=WHY)
    assert str(refused.value) == "这项职责没有超期，不用说明；已经落实的请登记落实情况。"


def test_what_was_struck_off_is_not_done_afterwards(late, wang, zhao):
    excuses.explain(late, by=wang, text=WHY)
    excuses.excuse(late, by=zhao)
    with pytest.raises(NotAllowed):
        duties.done(late, by=wang, evidence="1月11日电话联系，情况正常")
    with pytest.raises(NotAllowed):
        excuses.excuse(late, by=zhao)


def test_a_double_click_explains_once(late, wang):
    excuses.explain(late, by=wang, text=WHY)
    excuses.explain(late, by=wang, text=WHY)
    assert verbs(late.case) == ["duty_explained"]


def test_in_the_browser_the_owner_explains_and_the_superior_strikes_off(late, wang, zhao, client):
    there = f"/agreements/duties/{late.pk}/"
    client.force_login(wang.account, backend=MODEL_BACKEND)
    assert "无法补办，说明原因" in client.get("/agreements/duties/").content.decode()
    refused = client.post(there + "explain/", {"text": "太忙"})
    assert refused.status_code == 422
    assert "太忙</textarea>" in refused.content.decode()
    assert client.post(there + "explain/", {"text": WHY}).status_code == 302
    assert client.post(there + "excuse/").status_code == 409

    client.force_login(zhao.account, backend=MODEL_BACKEND)
    assert "已说明，待销号" in client.get("/supervision/").content.decode()
    page = client.get(there + "late/").content.decode()
    assert WHY in page
    assert "审核说明并销号" in page
    refused = client.post(there + "ask-again/", {"text": "不够"})
    assert refused.status_code == 422
    assert "不够</textarea>" in refused.content.decode()
    assert client.post(there + "excuse/", follow=True).redirect_chain == [(there + "late/", 302)]
    assert "已说明，销号" in client.get(there + "late/").content.decode()


@pytest.mark.parametrize("page", ["/supervision/", "/agreements/duties/"])
def test_the_lists_cost_the_same_for_one_and_for_three(late, wang, zhao, client, page):
    client.force_login((zhao if page == "/supervision/" else wang).account, backend=MODEL_BACKEND)
    client.get(page)
    counts = []
    for first in ("2026-11-23", "2025-11-23", "2024-11-23"):
        facts = {"case": late.case, "key": "life", "side": "origin", "org": late.org, "listed_at": late.listed_at}
        Duty.objects.create(**facts, first_day=first, due_at=datetime(2027, 1, 1, tzinfo=SHANGHAI))
        Duty.objects.create(
            **facts | {"listed_at": None, "key": "service"}, first_day=first, due_at=late.due_at.replace(year=2028)
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        counts.append(len(asked))
    assert counts == counts[:1] * 3
