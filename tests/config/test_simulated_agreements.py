"""A small year of agreements: exactly these ends, no duty lost, and the clock run twice changes nothing
(R-C5, R-C9, R-C10, R-C12, R-C13, R-T24).

Subject: config/simulation/, config/management/commands/simulate.py.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from approvals import journal, rounds
from approvals.models import Notice
from approvals.notices import NoticeKind
from approvals.sweep import sweep
from config.past import clock_at
from config.simulation import accounting, agreement_outcome, county, outcome
from config.simulation.twice import changed_by_another_sweep
from config.simulation.year import Year, unfinished
from documents import numbers
from members import consistency
from members.appointments import Post
from members.models import Coverage
from tests.workflows.conftest import agreement, effective, proposed  # noqa: F401  fixtures
from workflows.evaluation.case import EvaluationCase
from workflows.models import AgreementCase, Duty

pytestmark = pytest.mark.django_db


class Lived(NamedTuple):
    """How many agreements are begun from 1 January to `last`, and how all of it ends, exactly.

    `transfers`: of members to where they lived, which ends an agreement or what would have become one."""

    agreements: int
    seed: int
    last: date
    ended: list[tuple]
    evaluations: list[tuple]
    duties: dict[str, int]
    transfers: list[tuple]
    coordinations: list[tuple]


FEW = Lived(
    3,
    13,
    date(2025, 2, 14),
    ended=[("期满，未续签", 1, 364, 364), ("名册已无人，签订前撤回", 1, 131, 131), ("草稿撤回", 1, 123, 123)],
    evaluations=[("按期反馈，已确认", 1, 10, 10), ("未反馈结案（记入考核）", 1, 61, 61)],
    duties={"按期": 21, "逾期补办": 1, "说明销号": 1, "未落实": 3},
    transfers=[("逾期办结", 1, 51, 51)],
    coordinations=[("已执行", 1, 6, 6)],
)
TEN = Lived(
    10,
    13,
    date(2025, 2, 14),
    ended=[
        ("期满，未续签", 1, 364, 364),
        ("通知期满，解除", 1, 281, 281),
        ("名册已无人，自然终止", 2, 225.5, 335),
        ("名册已无人，签订前撤回", 1, 131, 131),
        ("草稿撤回", 2, 123, 123),
        ("对方不签订", 1, 14, 14),
        ("一方已签，撤回", 2, 56.5, 57),
    ],
    evaluations=[("按期反馈，已确认", 5, 10, 25), ("未反馈结案（记入考核）", 1, 61, 61)],
    duties={"按期": 58, "逾期补办": 3, "说明销号": 1, "未落实": 4, "不再要求": 10},
    transfers=[("按期办结", 1, 35, 35), ("逾期办结", 1, 51, 51), ("经协调后办结", 1, 121, 121)],
    coordinations=[("已执行", 2, 17, 28)],
)


def agreements_to_their_end(lived: Lived) -> Year:
    """Lived until all of them are over; nothing hangs and nothing is lost then."""
    call_command("seed_calendar", verbosity=0)
    with clock_at(timezone.make_aware(datetime(2025, 1, 1))) as clock:
        start, many = date(2025, 1, 1), lived.agreements
        year = Year(county.found(), clock, first=start, last=lived.last, agreements=many, seed=lived.seed)
        year.live()
        year.finish()
        assert year.hanging() == []
        assert list(consistency.check(full=True)) == []
        assert not unfinished().exists()
        assert rows(agreement_outcome.agreements(renewing=False)) == lived.ended
        assert rows(agreement_outcome.agreements(renewing=True)) == []
        assert rows(agreement_outcome.evaluations()) == lived.evaluations
        assert sum(agreement_outcome.duties_by_clause(timezone.now()).values(), Counter()) == lived.duties
    return year


def rows(table: list[outcome.Row]) -> list[tuple]:
    return [(row.name, row.cases, row.median_days, row.longest_days) for row in table]


@pytest.mark.parametrize(
    "lived",
    [
        pytest.param(FEW, id="three", marks=pytest.mark.giant("simulation")),
        pytest.param(TEN, id="ten", marks=pytest.mark.giant("simulation", only_full=True)),
    ],
)
def test_agreements_of_a_year_end_as_this_table_says_and_no_duty_is_lost(lived):
    year = agreements_to_their_end(lived)

    assert rows(outcome.table()) == lived.transfers
    assert rows(outcome.coordinations()) == lived.coordinations
    assert (year.nights_twice > 10, year.changed_twice) == (True, [])
    assert list(journal.broken()) == []
    assert list(numbers.faults()) == []
    in_force = AgreementCase.objects.filter(closed_at__isnull=True, effective_on__isnull=False)
    assert {row.because for row in Coverage.objects.running()} == set(in_force.values_list("number", flat=True))


# What is lost is found ---------------------------------------------------------------------------------------------


@pytest.fixture
def owed(effective, clock):  # noqa: F811
    """An agreement in force whose first duties have been written down."""
    clock.shift(timedelta(days=1))
    sweep()
    return effective


def lost() -> list[str]:
    return list(accounting.lost(timezone.now()))


def test_an_agreement_whose_duties_are_written_down_loses_none(owed):
    assert lost() == []


def test_a_duty_that_is_not_written_down_is_lost(owed):
    gone = owed.duties.get(key="contact")
    gone.delete()
    which = ("contact", "origin", gone.first_day.isoformat())
    assert lost() == [f"{owed.number} effective: {which} is owed and was not written down"]


def test_a_duty_nobody_owes_is_found(owed):
    owed.duties.filter(key="contact").update(key="funding")
    assert [fault.split(" ", 4)[-1] for fault in lost()][-1].endswith("is written down and not owed")


def test_a_late_duty_nobody_was_told_of_is_found(owed, clock):
    clock.shift(timedelta(days=40))
    sweep()
    assert lost() == []
    owed.duties.filter(key="contact").update(reminded_at=None)
    assert [fault.rsplit(")", 1)[-1] for fault in lost()] == [" is late, and nobody was told"]


def test_a_duty_that_is_done_and_dropped_is_found(owed):
    duty = owed.duties.get(key="contact")
    Duty.objects.filter(pk=duty.pk).update(done_at=timezone.now(), dropped_on=timezone.localdate() - timedelta(1))
    assert lost() == [f"{owed.number} effective: duty {duty}: ['按期', '不再要求']"]


def test_a_member_nobody_evaluates_is_found(owed, clock):
    clock.move_to(timezone.make_aware(datetime(2026, 12, 2)))
    sweep()
    assert (EvaluationCase.objects.count(), lost()) == (1, [])
    Coverage.objects.update(since=date(2026, 5, 1))
    assert lost() == ["2026H1: 1 were co-managed, 0 are evaluated"]


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ({}, "未到期"),
        ({"due_in": -1}, "未落实"),
        ({"done_at": 0}, "按期"),
        ({"due_in": -1, "done_at": 0}, "逾期补办"),
        ({"due_in": -1, "excused_at": 0}, "说明销号"),
        ({"dropped_on": 0}, "不再要求"),
    ],
)
def test_a_duty_comes_to_one_end(facts, end):
    now = timezone.now()
    moments = {name: now + timedelta(days) for name, days in facts.items() if name != "due_in"}
    duty = Duty(due_at=now + timedelta(facts.get("due_in", 1)), **moments)
    assert accounting.end_of_duty(duty, now) == end


# The clock that is run twice ---------------------------------------------------------------------------------------


def test_a_round_that_does_its_work_twice_is_found(owed, orgs, monkeypatch):
    def tells_again(now: datetime) -> int:
        Notice.objects.create(org=orgs.first, post=Post.CLERK, case=owed, kind=NoticeKind.MOVED, state="x", at=now)
        return 1

    now = timezone.now()
    assert changed_by_another_sweep(now) == []
    monkeypatch.setitem(rounds._OPENERS, "tells again", tells_again)
    assert changed_by_another_sweep(now) == ["approvals.Notice"]
    assert not Notice.objects.filter(state="x").exists()


@pytest.mark.parametrize("given", [{"agreements": -1}, {"agreements": 1438}, {"transfers": 11_497}])
def test_as_many_agreements_as_there_are_members_at_most(given):
    with pytest.raises(CommandError, match="须在 0 到"):
        call_command("simulate", **{"agreements": 1, "transfers": 0} | given)
