"""F-20 督办单: what it says when it is issued and when it is closed (R-S7, R-T12)."""

from datetime import date, datetime

import pytest

from approvals import supervising
from approvals.models import Supervision
from approvals.sweep import sweep
from documents import numbers
from documents.models import Paper
from tests.conftest import SHANGHAI

DEMAND = "请于本周内提出意见，并说明迟延原因"
ANSWER = "书记外出培训，已委托副书记联系本人，本周五前办结"


@pytest.fixture
def demanded(transfer, clock, zhao) -> Supervision:
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    sweep()
    return supervising.demand(Supervision.objects.get(), by=zhao, text=DEMAND, answer_by=date(2026, 12, 10))


def test_it_says_what_is_overdue_with_whom_since_when_and_what_is_demanded(demanded):
    paper = Paper.objects.get(form="F-20")
    assert (paper.title, paper.number, paper.org_name) == ("督办单", "CT-DB-202612-001", "中共青石县长田镇委员会")
    assert paper.snapshot == {
        "number": "CT-DB-202612-001",
        "issuer": "中共青石县长田镇委员会",
        "org": "中共青石县长田镇东山村支部委员会",
        "post": "书记",
        "contact": "0518-88275367",
        "case_number": demanded.case.number,
        "kind": "组织关系接转",
        "subject": "李明：东山村支部 → 一社区支部",
        "step": "转出支部意见",
        "since": "2026-11-23",
        "due": "2026-11-30",
        "days_over": 8,
        "listed_on": "2026-12-08",
        "demand": DEMAND,
        "answer_by": "2026-12-10",
        "demanded_on": "2026-12-08",
        "demanded_by": "赵建国（副书记）",
        "answer": "",
        "answered_on": "",
        "answered_by": "",
        "excused_until": "",
        "closed_on": "",
    }


def test_it_is_closed_under_the_same_number(demanded, wang, zhao, clock):
    clock.move_to(datetime(2026, 12, 9, 9, 0, tzinfo=SHANGHAI))
    item = supervising.explain(demanded, by=wang, text=ANSWER)
    supervising.excuse(item, by=zhao, until=date(2026, 12, 14))
    closed = Paper.objects.filter(form="F-20").last()
    said = {name: closed.snapshot[name] for name in ("number", "answer", "answered_by", "excused_until", "closed_on")}
    assert said == {
        "number": "CT-DB-202612-001",
        "answer": ANSWER,
        "answered_by": "王秀英（书记）",
        "excused_until": "2026-12-14",
        "closed_on": "2026-12-09",
    }
    assert list(numbers.faults()) == []


def test_what_was_explained_without_a_demand_needs_no_paper(transfer, clock, wang, zhao):
    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    sweep()
    item = supervising.explain(Supervision.objects.get(), by=wang, text=ANSWER)
    supervising.excuse(item, by=zhao, until=date(2026, 12, 14))
    assert not Paper.objects.filter(form="F-20").exists()
