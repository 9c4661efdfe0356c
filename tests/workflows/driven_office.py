"""An office that Hypothesis drives over the desk with a moving clock: what its machines share.

Whatever is tried, the invariants hold after every step; in the end every case can be brought to its close. One example
is one savepoint: the cast stays, what was done is taken back. Machines: test_transfer_machine.py,
test_coordination_machine.py.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as Settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from approvals import desk, journal
from approvals.models import Assignment, Case, Entry
from approvals.rules import NotAllowed
from approvals.sweep import sweep
from config.simulation.hanging import hanging
from documents import numbers
from members.models import Relation
from tests.conftest import MONDAY
from tests.giants import FULL, size
from tests.workflows.typed import typed
from workflows.transfer.states import State

MOVES_THE_RELATION = ("receive", "approve_internal")
LEAPS = [timedelta(hours=1), *(timedelta(days=n) for n in (1, 8, 16, 33, 65))]


# A thousand examples are tried in four parts, so that several cores share them.
SHARES = pytest.mark.parametrize("share", range(size(ordinary=1, full=4)))
FOUND = DirectoryBasedExampleDatabase(settings.BASE_DIR / ".hypothesis" / "examples")


def drive(machine: type[RuleBasedStateMachine], world: dict, *, examples: int, steps: int) -> None:
    """Run `machine` in `world`: the same examples every time in an ordinary run, new ones each time in a full one.

    A full run keeps what it found to fail in .hypothesis/ and tries that first the next time.
    """
    machine.world = world
    run_state_machine_as_test(
        machine,
        settings=Settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=FOUND if FULL else None,
            derandomize=not FULL,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Office(RuleBasedStateMachine):
    """`world`: "clock", "orgs", "hats" (who may act), "people" (who moves), "places" (branches they may go to)."""

    world: dict

    def __init__(self):
        super().__init__()
        self.clock = self.world["clock"]
        self.clock.move_to(MONDAY)
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    # What holds at every moment ------------------------------------------------------------------------------------

    @invariant()
    def every_member_has_one_responsible_organisation_at_every_instant(self):
        """R-O1, R-T9: a chain without a gap, which nothing moved but a reception; outside only after one there."""
        for person in self.world["people"]:
            chain = list(Relation.objects.filter(person=person).order_by("since"))
            assert all(relation.org_id for relation in chain[:-1])  # only the last may lie outside the system
            assert all(
                one.since < next_one.since and one.org_id != next_one.org_id for one, next_one in pairwise(chain)
            )
            moves = Entry.objects.filter(case__person=person, verb__in=MOVES_THE_RELATION).order_by("recorded_at")
            assert [(r.because, r.since) for r in chain[1:]] == [(e.case.number, e.recorded_at) for e in moves]

    @invariant()
    def tasks_and_desks_agree(self):
        for case in Case.objects.select_related("process"):
            tasks = set(
                Task.objects.filter(process=case.process_id, finished__isnull=True).values_list("pk", flat=True)
            )
            desks = list(Assignment.objects.open().filter(case=case).values_list("task_id", flat=True))
            asked = case.is_open and not case.node.child
            assert len(tasks) == (1 if case.is_open else 0)
            assert bool(desks) == asked
            assert len(desks) <= 1 or not case.node.in_turn
            assert set(desks) <= tasks
            assert (case.process.status == PROCESS.DONE) == (not case.is_open)
            assert case.node.is_end == (not case.is_open)

    @invariant()
    def an_open_transfer_stands_in_the_way_of_another_and_a_draft_or_an_end_does_not(self):
        """R-T13; that no two hold the same slot is the database's own word."""
        for case in Case.objects.filter(kind="transfer"):
            assert bool(case.slot) == (case.is_open and case.state != State.DRAFT)

    @invariant()
    def nobody_waits_in_vain(self):
        """R-T24: owner, deadline, way out, and nothing beyond its limit; as soon as the clock has looked."""
        now = timezone.now()
        if not Case.objects.filter(clock_at__lte=now).exists():
            assert list(hanging(now)) == []

    @invariant()
    def parent_and_child_agree(self):
        """R-S1, R-S3: a case in coordination waits for its one open child; a child that ended has moved its parent."""
        for case in Case.objects.all():
            children = case.children.filter(closed_at__isnull=True)
            assert children.count() == (1 if case.node.child else 0)
            if case.parent_id and not case.is_open:
                assert case.parent.entries.filter(recorded_at=case.entries.last().recorded_at).count() == 1

    @invariant()
    def the_log_tells_where_each_case_stands(self):
        for case in Case.objects.all():
            entries = list(case.entries.order_by("seq").values_list("from_state", "to_state"))
            assert entries[-1][1] == case.state
            assert all(one[1] == next_one[0] for one, next_one in pairwise(entries))

    def teardown(self):
        try:
            self.time_goes_by(timedelta(0), True)
            self.nobody_waits_in_vain()
            self._bring_everything_to_its_close()
            self.tasks_and_desks_agree()
            self.every_member_has_one_responsible_organisation_at_every_instant()
            assert list(journal.broken()) == []
            assert list(numbers.faults()) == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # Hands -----------------------------------------------------------------------------------------------------------

    def time_goes_by(self, leap: timedelta, swept: bool) -> None:
        self.clock.shift(leap)
        if swept:
            sweep()

    def _bring_everything_to_its_close(self):
        for _round in range(200):
            left = self._open()
            if not left:
                return
            self._next_step_out(left[-1].flow.whole(left[-1].pk))
        raise AssertionError(f"cannot be left: {[(case.number, case.state) for case in self._open()]}")

    def _next_step(self, case, *, ahead: bool) -> bool:
        """Whoever may does the next step, along the main line or by the shortest way to an end; whether one could."""
        held = case.assignments.open().first()
        if held and not held.decides and ahead:
            return self._speaks(case, held, agrees=True)
        line = case.flow.main_line
        nearest = _furthest_first(line) if ahead else (lambda verb: _steps_to_an_end(case.flow, verb.target))
        for verb in sorted(case.flow.leaving(case.state), key=nearest):
            hand = None if verb.by_system else self._hand_for(case, verb)
            if hand and self._acts(case, verb, hand):
                return True
        return False

    def _next_step_out(self, case):
        if not self._next_step(case, ahead=False) and not self._next_step(case, ahead=True):
            self.time_goes_by(timedelta(days=200), True)  # what only time decides

    def _acts(self, case, verb, hand, *, well: bool = True, **more: Any) -> bool:
        said = typed(case, verb, self.world, well=well) | more
        return self._try(lambda: desk.act(case, verb.name, by=hand, **said))

    def _speaks(self, case, held, *, agrees: bool, **more: Any) -> bool:
        if case.state == "joint":
            more = {"decision": next(iter(case.possible_decisions()))} | more
        by = self._holder(held)
        return self._try(lambda: desk.opine(case, by=by, agrees=agrees, text="已与本人联系核实，情况属实", **more))

    def _try(self, act: Callable[[], Any]) -> bool:
        """Act a minute later than anything before. A refusal is an answer; any other exception is a fault."""
        self.clock.shift(timedelta(minutes=1))
        try:
            act()
        except NotAllowed:
            return False
        return True

    def _open(self) -> list[Case]:
        return list(Case.objects.open().order_by("pk"))

    def _chosen(self, pick: int) -> Case:
        case = self._open()[pick % len(self._open())]
        return case.flow.whole(case.pk)

    def _holder(self, held: Assignment):
        """Whoever has the fewest other things to do: a clerk records, so that an approver may approve (R-O13)."""
        fitting = [h for h in self.world["hats"] if h.org_id == held.org_id and held.post in h.posts]
        return min(fitting, key=lambda h: len(h.posts))

    def _hand_for(self, case, verb):
        if verb.seat:
            return next((hat for hat in self.world["hats"] if verb.seat.held_by(hat, case)), None)
        held = case.assignments.open().order_by("-decides", "pk").first()
        return self._holder(held) if held else None


def _furthest_first(line):
    """Sorts verbs by how far along the main line they lead; those that leave it come last."""
    return lambda verb: -line.index(verb.target) if verb.target in line else 1


def _steps_to_an_end(flow, state: str) -> int:
    """How many verbs of people lead from a state to the nearest end."""
    reached, steps = {state}, 0
    while not any(flow.at(name).is_end for name in reached):
        reached |= {verb.target for name in reached for verb in flow.leaving(name)}
        steps += 1
    return steps
