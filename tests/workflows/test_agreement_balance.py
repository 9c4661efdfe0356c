"""The balance of a pair over all its agreements, half-year by half-year; evaluations count for the destination."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

from tests.conftest import sweep_confirmed
from workflows.agreement import balance, chart, duties
from workflows.agreement.duties import Duty

SHANGHAI = ZoneInfo("Asia/Shanghai")
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def now() -> datetime:
    return datetime.now(tz=SHANGHAI)


def seen(halves) -> dict[str, list[tuple[int, int, int, int]]]:
    return {row.half.key: [(s.in_time, s.late, s.missed, s.open) for s in row.sides] for row in halves}


def test_duties_and_evaluations_count_in_the_half_year_they_fall_due_in(effective, wang, orgs):
    duties.open_due(now())
    duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    with at(2026, 12, 23):
        sweep_confirmed()  # exchange is missed, the evaluation of the half-year not yet
        halves = balance.by_half(orgs.dongshan, orgs.first, now())
    assert seen(halves) == {"2027H1": [(0, 0, 0, 2), (0, 0, 0, 3)], "2026H2": [(1, 0, 0, 0), (0, 0, 1, 1)]}
    with at(2027, 1, 1, 0):
        sweep_confirmed()
        assert seen(balance.by_half(orgs.dongshan, orgs.first, now()))["2026H2"] == [(1, 0, 0, 0), (0, 0, 2, 0)]


def test_the_bars_are_on_one_scale_and_empty_parts_are_left_out(effective, wang, orgs):
    duties.open_due(now())
    duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    with at(2026, 12, 1):
        sweep_confirmed()
    with at(2027, 1, 1, 0):
        sweep_confirmed()
        drawn = chart.bars_of(balance.by_half(orgs.dongshan, orgs.first, now()))  # of 2027 nothing is due yet
    assert [(bar.label, [(p.kind, p.x, p.width) for p in bar.parts]) for bar in drawn.rows] == [
        ("2026年下半年 流出地", [("in_time", 130.0, 135.0)]),
        ("2026年下半年 流入地", [("missed", 130.0, 270.0)]),
    ]


def test_a_superior_sees_the_pairs_in_reach_with_the_gap(effective, wang, zhao, sun, zhou, client):
    duties.open_due(now())
    duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    with at(2026, 12, 23):
        for above in (zhao, sun, zhou):
            (pair,) = balance.pairs_in_reach(above, now())
            assert (pair.worst, pair.gap, pair.number) == (0, 100, effective.number)
        client.force_login(zhao.account, backend=MODEL_BACKEND)
        assert "一头热" in client.get("/agreements/balances/").content.decode()
        page = client.get(f"/agreements/{effective.number}/balance/").content.decode()
    assert "2026年下半年" in page
    assert "<svg" in page


def test_nobody_else_sees_the_pair(effective, appoint, orgs, client):
    stranger = appoint("何静", "he", orgs.second, "secretary")
    client.force_login(stranger.account, backend=MODEL_BACKEND)
    assert client.get(f"/agreements/{effective.number}/balance/").status_code == 404
    assert balance.pairs_in_reach(stranger, now()) == []
