"""A spring of the county, in a full run a year: exactly these outcomes, nobody left hanging, everything on record
(R-T24, R-T9, R-T13).

Subject: config/simulation/, config/management/commands/simulate.py.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from approvals import journal
from approvals.models import Assignment, Case, Entry
from approvals.sweep import sweep
from config.management.commands.simulate import make_room
from config.past import clock_at
from config.simulation import county, outcome
from config.simulation.hands import Hands
from config.simulation.hanging import hanging
from config.simulation.year import Year
from documents import numbers
from members import consistency
from members.models import Account, PartyOrg, Relation
from tests.workflows.conftest import draft, transfer  # noqa: F401  fixtures
from workflows.models import TransferCase

pytestmark = pytest.mark.django_db


class Lived(NamedTuple):
    """How many transfers are begun in which time, and the outcomes of them and of their coordinations, exactly."""

    transfers: int
    seed: int
    last: date
    outcomes: list[tuple]
    coordinations: list[tuple]


SPRING = Lived(
    12,
    17,
    date(2025, 3, 31),
    [
        ("按期办结", 2, 58, 85),
        ("逾期办结", 2, 96, 113),
        ("经协调后办结", 1, 74, 74),
        ("退回补正后办结", 3, 91, 111),
        ("经协调终止，仍留转出地", 1, 82, 82),
        ("收回或不再补开介绍信，终止", 1, 71, 71),
        ("逾期未办，系统撤回", 1, 60, 60),
        ("退回后撤回", 1, 52, 52),
        ("撤回", 1, 4, 4),
    ],
    [("已执行", 2, 14, 16)],
)
YEAR = Lived(
    60,
    3,
    date(2025, 12, 31),
    [
        ("按期办结", 13, 52, 88),
        ("内部调整，按期", 2, 16, 18),
        ("逾期办结", 9, 59, 138),
        ("内部调整，逾期", 3, 22, 24),
        ("经协调后办结", 4, 110.5, 208),
        ("补开介绍信后办结", 5, 77, 113),
        ("退回补正后办结", 6, 52.5, 98),
        ("查核档案后办结", 3, 41, 51),
        ("未收回执办结", 3, 149, 227),
        ("经协调终止，仍留转出地", 3, 37, 57),
        ("收回或不再补开介绍信，终止", 1, 28, 28),
        ("不予办理后终止", 1, 11, 11),
        ("逾期未办，系统撤回", 4, 60, 60),
        ("退回后撤回", 3, 75, 94),
        ("撤回", 1, 30, 30),
    ],
    [("已执行", 7, 14, 81)],
)


def a_year(transfers: int, seed: int, last: date) -> None:
    """The time up to `last` lived to its end; what was open then is finished. No case hangs at either time."""
    with beginning(transfers, seed, last) as year:
        year.live()
        assert year.hanging() == []
        year.finish()
        assert year.hanging() == []
        assert list(consistency.check(full=True)) == []


@contextmanager
def beginning(transfers: int, seed: int, last: date) -> Iterator[Year]:
    call_command("seed_calendar", verbosity=0)
    with clock_at(timezone.make_aware(datetime(2025, 1, 1))) as clock:
        yield Year(county.found(), clock, first=date(2025, 1, 1), last=last, transfers=transfers, seed=seed)


@pytest.mark.parametrize(
    "lived",
    [
        pytest.param(SPRING, id="twelve in a spring", marks=pytest.mark.giant("simulation")),
        pytest.param(YEAR, id="sixty in a year", marks=pytest.mark.giant("simulation", only_full=True)),
    ],
)
def test_transfers_end_as_this_table_says_and_none_hangs(lived):
    a_year(lived.transfers, lived.seed, lived.last)

    assert rows(outcome.table()) == lived.outcomes
    assert rows(outcome.coordinations()) == lived.coordinations
    assert not Case.objects.open().exists()
    assert list(journal.broken()) == []
    assert list(numbers.faults()) == []
    nothing_but_a_reception_moved_anybody()
    nobody_had_two_transfers_at_once()


def rows(table: list[outcome.Row]) -> list[tuple]:
    return [(row.name, row.cases, row.median_days, row.longest_days) for row in table]


def nothing_but_a_reception_moved_anybody() -> None:
    """R-T9: after the first, every relation began with the entry of a reception, in the same second."""
    moved = dict(Relation.objects.exclude(because="花名册导入").values_list("because", "since"))
    received = Entry.objects.filter(verb__in=("receive", "approve_internal"))
    at = dict(received.values_list("case__number", "recorded_at"))
    assert moved.keys() == at.keys()
    assert all(abs(moved[number] - at[number]) < timedelta(seconds=1) for number in at)


def nobody_had_two_transfers_at_once() -> None:
    """R-T13: of each member, one transfer was closed before the next was sent."""
    sent: dict[int, list] = defaultdict(list)
    for entry in Entry.objects.filter(verb="submit").select_related("case").order_by("recorded_at"):
        sent[entry.case.person_id].append((entry.recorded_at, entry.case.closed_at))
    for transfers in sent.values():
        assert all(one[1] <= other[0] for one, other in pairwise(transfers))


@pytest.mark.giant("simulation")
def test_the_same_seed_tells_the_same_story_and_another_seed_another():
    told = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            with beginning(6, seed, date(2025, 1, 31)) as year:
                year.live()
            told.append(
                list(Entry.objects.order_by("case__person__id_index", "seq").values_list("verb", "recorded_at"))
            )
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_a_database_with_other_data_is_refused(orgs):
    with pytest.raises(CommandError, match="别的数据"):
        make_room()
    assert PartyOrg.objects.count() == 13


def test_a_database_with_somebody_s_account_is_refused():
    county.found()
    Account.objects.create_user("wang", name="王秀英")
    with pytest.raises(CommandError, match="别的数据"):
        make_room()


@pytest.mark.django_db(transaction=True)
def test_the_database_of_the_last_simulation_is_emptied():
    county.found()
    make_room()
    assert not PartyOrg.objects.exists()


@pytest.mark.parametrize("transfers", [0, county.MOST_MEMBERS + 1])
def test_as_many_transfers_as_there_are_members_at_most(transfers):
    with pytest.raises(CommandError, match="须在 1 到"):
        call_command("simulate", transfers=transfers)


def test_somebody_away_is_waited_for_and_another_who_may_takes_it():
    places = county.found()
    town = places.home[0].parent
    approver, organiser = places.hats[town.pk]
    hands = Hands(places.hats, seed=1)
    first, last = hands.absences(approver, 2025)[0]
    hands._away[organiser.pk, 2025] = hands._away[organiser.pk, 2024] = []

    assert hands.of(town.pk, "approver", first) == (approver, last + timedelta(days=1))
    assert hands.of(town.pk, "organiser", first) == (organiser, first)
    assert hands.of(town.pk, "secretary", first) == (None, first)


# What hangs is found ---------------------------------------------------------------------------------------------

LATE = [
    "the clock has not done what fell due",
    "late since 2026-12-01, and no entry remind",
    "late since 2026-12-08, and no entry supervise",
]


def test_a_case_that_waits_properly_does_not_hang(transfer, clock):  # noqa: F811
    clock.shift(timedelta(days=40))
    assert list(hanging(timezone.now())) == [f"{transfer.number} origin_branch_review: {fault}" for fault in LATE]
    sweep()
    assert list(hanging(timezone.now())) == []


def test_a_case_nobody_is_asked_about_hangs(transfer):  # noqa: F811
    Assignment.objects.update(closed_at=timezone.now())
    assert list(hanging(timezone.now())) == [f"{transfer.number} origin_branch_review: nobody is asked"]


def test_a_case_on_a_desk_without_a_holder_hangs(transfer, wang):  # noqa: F811
    wang.account.is_active = False
    wang.account.save()
    assert list(hanging(timezone.now())) == [
        f"{transfer.number} origin_branch_review: nobody holds the post secretary of 东山村支部"
    ]


def test_a_case_without_a_deadline_hangs(transfer):  # noqa: F811
    Assignment.objects.update(due_at=None, second_due_at=None)
    assert list(hanging(timezone.now())) == [f"{transfer.number} origin_branch_review: no deadline"]


def test_a_case_that_waits_for_a_child_that_is_not_there_hangs(transfer):  # noqa: F811
    TransferCase.objects.filter(pk=transfer.pk).update(state="coordination")
    assert list(hanging(timezone.now())) == [
        f"{transfer.number} coordination: waits for 0 open children and 1 desks; one child alone should decide"
    ]


@pytest.mark.parametrize(
    ("steps", "state", "named"),
    [
        (["approve", "receive", "attach_receipt"], "completed", "按期办结"),
        (["remind", "approve", "receive", "attach_receipt"], "completed", "逾期办结"),
        (["approve_internal"], "completed", "内部调整，按期"),
        (["remind", "approve_internal"], "completed", "内部调整，逾期"),
        (["resubmit", "reissue", "attach_receipt"], "completed", "补开介绍信后办结"),
        (["reissue", "escalate", "attach_receipt"], "completed", "经协调后办结"),
        (["uphold_refusal", "escalate"], "cancelled", "经协调终止，仍留转出地"),
        (["recall"], "cancelled", "收回或不再补开介绍信，终止"),
        (["give_up"], "cancelled", "不予办理后终止"),
        (["lapse"], "withdrawn", "逾期未办，系统撤回"),
        (["withdraw"], "withdrawn", "撤回"),
    ],
)
def test_a_transfer_counts_once_by_the_most_that_happened_to_it(steps, state, named):
    assert outcome.outcome_of(steps, state) == named
