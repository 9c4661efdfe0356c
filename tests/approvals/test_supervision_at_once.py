"""Supervision on real connections: many hands at one moment, one effect each (R-S7)."""

from datetime import date, datetime, timedelta

import pytest

from approvals import desk, journal, supervising
from approvals.models import Entry, Notice, Supervision
from approvals.rules import AlreadyHandled
from approvals.sweep import sweep
from documents import numbers
from documents.models import Paper
from members.rulebook import RuleBroken
from tests.approvals.threads import at_once
from tests.conftest import SHANGHAI
from workflows.models import TransferCase
from workflows.transfer import drafting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("hands")]

LATE = datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI)
DEMAND = "请于本周内提出意见，并说明迟延原因"
ANSWER = "书记外出培训，已委托副书记联系本人，本周五前办结"
NUMBERS = ["320724199001011233", "320724199001021239", "320724199001031242", "320724199001041248"]


def errors(answers: list) -> list:
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_sweeps_at_once_list_and_tell_of_everything_once(transfer, clock, enrol, orgs, wang):
    for n, number in enumerate(NUMBERS):
        person = enrol(f"党员{n}", number, orgs.dongshan)
        draft = drafting.begin(person, by=wang, destination=orgs.first, reason="residence_changed")
        desk.act(draft, "submit", by=wang)
    clock.move_to(LATE)
    assert errors(at_once([sweep] * 6)) == []
    sweep()  # what one skipped because another held it
    assert Supervision.objects.count() == Supervision.objects.filter(told=True).count() == 5
    assert Entry.objects.filter(verb="supervise").count() == 5
    told = Notice.objects.filter(kind="supervise").values_list("org__short_name", "day")
    assert sorted(told) == [("东山村支部", LATE.date()), ("长田镇党委", LATE.date())]
    assert list(journal.broken()) == []


def test_demands_at_once_are_one_order_with_one_number(transfer, clock, orgs, zhao, appoint):
    clock.move_to(LATE)
    sweep()
    item = Supervision.objects.get()
    hats = [zhao, *(appoint(f"审批{n}", f"approver{n}", orgs.town, "approver") for n in range(7))]
    until = date(2026, 12, 10)
    demand = supervising.demand
    answers = at_once([lambda hat=hat: demand(item, by=hat, text=DEMAND, answer_by=until) for hat in hats])
    assert [type(error) for error in errors(answers)] == [RuleBroken] * 7
    assert Paper.objects.filter(form="F-20").count() == 1
    assert [n.number for n in numbers.register(orgs.town, "F-20", 2026)] == [1]
    assert list(journal.broken()) == []


def test_striking_off_and_the_work_itself_at_once_both_hold(transfer, clock, wang, zhao):
    clock.move_to(LATE)
    sweep()
    item = supervising.explain(Supervision.objects.get(), by=wang, text=ANSWER)
    answers = at_once(
        [
            lambda: supervising.excuse(item, by=zhao, until=date(2026, 12, 14)),
            lambda: desk.act(transfer, "agree_to_release", by=wang, dues_until=date(2026, 11, 1)),
        ]
    )
    assert [type(error) for error in errors(answers)] in ([], [AlreadyHandled])
    assert isinstance(answers[1], TransferCase)
    assert not Supervision.objects.open().exists()
    clock.shift(timedelta(days=8))
    sweep()
    assert Supervision.objects.filter(assignment=item.assignment_id).count() == 1
    assert list(journal.broken()) == []
