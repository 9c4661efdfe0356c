"""Hypothesis drives transfers on the real database with a moving clock: right hands, wrong hands, too early, too late.

Whatever they try, the house stays in order, and in the end every case can be brought to its close.
"""

import inspect
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from approvals import desk, journal
from approvals.attachments import Scan
from approvals.models import Assignment, Case, Entry
from approvals.rules import NotAllowed
from approvals.sweep import sweep
from documents import numbers
from members.models import Relation
from tests.conftest import MONDAY
from workflows.transfer import drafting
from workflows.transfer.states import State

MOVES_THE_RELATION = ("receive", "approve_internal")
SCAN = Scan("来函.pdf", "application/pdf", b"%PDF-1.7")
OUTSIDE = {"outside_name": "中共海东市白沙社区支部委员会", "outside_committee": "中共海东市委组织部"}
LEAPS = [
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=16),
    timedelta(days=33),
    timedelta(days=65),
]


@pytest.fixture
def world(clock, orgs, li, enrol, wang, zhao, sun, chen, xu, lin, zhou, gao, appoint):
    """The cast, two members of one branch, and the places a transfer can lead to."""
    hats = [wang, zhao, sun, chen, xu, lin, zhou, gao]
    hats += [
        appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记"),
        appoint("何静", "he", orgs.second, "secretary", "书记"),
        appoint("管理员", "keeper", orgs.town, "administrator"),
        appoint("梅琳", "mei", orgs.town, "clerk"),
    ]
    people = [li, enrol("周杰", "320724199001011233", orgs.dongshan)]
    return {
        "hats": hats,
        "people": people,
        "clock": clock,
        "orgs": orgs,
        "places": [orgs.first, orgs.second, orgs.xihe],
        "facts": [*({"destination": place} for place in (orgs.first, orgs.second, orgs.xihe)), OUTSIDE],
    }


@pytest.mark.django_db
def test_the_house_stays_in_order_whatever_is_tried(world):
    class Transfers(Office):
        pass

    Transfers.world = world
    run_state_machine_as_test(
        Transfers,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


class Office(RuleBasedStateMachine):
    """One example is one savepoint: the cast stays, what was done is taken back."""

    world: dict

    def __init__(self):
        super().__init__()
        self.clock = self.world["clock"]
        self.clock.move_to(MONDAY)
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    # What people do ------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self._open()) < 3)
    @rule(who=st.integers(0, 1), where=st.integers(0, 3), superior=st.booleans())
    def begin(self, who, where, superior):
        """A draft, begun by the branch or by the committee above it; refused when the member is elsewhere by now."""
        hats = self.world["hats"]
        self._try(
            lambda: drafting.begin(
                self.world["people"][who],
                by=hats[1] if superior else hats[0],
                reason="residence_changed",
                **self.world["facts"][where],
            )
        )

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), steps=st.integers(1, 12))
    def the_line_goes_on(self, pick, steps):
        """Everybody does what the main line asks for, one after the other."""
        case = self._chosen(pick)
        for _step in range(steps):
            self._next_step(case.flow.whole(case.pk), ahead=True)

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), verb=st.integers(0, 9), well=st.booleans())
    def the_right_hand_acts(self, pick, verb, well):
        case = self._chosen(pick)
        held = case.assignments.open().first()
        if held and not held.decides:
            self._try(lambda: desk.opine(case, by=self._holder(held), agrees=well, text="已与本人联系核实，情况属实"))
            return
        ways = [v for v in case.flow.leaving(case.state) if not v.by_system]
        chosen = ways[verb % len(ways)]
        self._try(
            lambda: desk.act(case, chosen.name, by=self._hand_for(case, chosen), **self._data(case, chosen, well))
        )

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), hat=st.integers(0, 11), verb=st.integers(0, 40))
    def any_hand_tries_anything(self, pick, hat, verb):
        case = self._chosen(pick)
        verbs = list(case.flow.verbs().values())
        chosen = verbs[verb % len(verbs)]
        by = self.world["hats"][hat]
        self._try(lambda: desk.act(case, chosen.name, by=by, **self._data(case, chosen, True)))

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), hat=st.integers(0, 11), agrees=st.booleans())
    def any_hand_speaks(self, pick, hat, agrees):
        self._try(lambda: desk.opine(self._chosen(pick), by=self.world["hats"][hat], agrees=agrees, text="意见"))

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), where=st.integers(0, 3), hat=st.integers(0, 1))
    def facts_are_corrected(self, pick, where, hat):
        facts = self.world["facts"][where]
        case = self._chosen(pick)
        if case.kind == "transfer":
            self._try(lambda: drafting.rewrite(case, by=self.world["hats"][hat], **facts))

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), hat=st.integers(0, 11))
    def somebody_urges(self, pick, hat):
        desk.urge(self._chosen(pick), by=self.world["hats"][hat])

    @rule(leap=st.sampled_from(LEAPS), swept=st.booleans())
    def time_passes(self, leap, swept):
        self.clock.shift(leap)
        if swept:
            sweep()

    # What holds at every moment ------------------------------------------------------------------------------------

    @invariant()
    def every_member_has_one_responsible_organisation_at_every_instant(self):
        """R-O1, R-T9: a chain without a gap, which nothing moved but a reception."""
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
            waits_for_child = case.children.filter(closed_at__isnull=True).exists()
            assert len(tasks) == (1 if case.is_open else 0)
            assert len(desks) == (1 if case.is_open and not waits_for_child else 0)
            assert set(desks) <= tasks
            assert (case.process.status == PROCESS.DONE) == (not case.is_open)
            assert case.flow.at(case.state).is_end == (not case.is_open)

    @invariant()
    def an_open_transfer_stands_in_the_way_of_another_and_a_draft_or_an_end_does_not(self):
        """R-T13; that no two hold the same slot is the database's own word."""
        for case in Case.objects.filter(kind="transfer"):
            assert bool(case.slot) == (case.is_open and case.state != State.DRAFT)

    @invariant()
    def the_log_tells_where_each_case_stands(self):
        for case in Case.objects.all():
            entries = list(case.entries.order_by("seq").values_list("from_state", "to_state"))
            assert entries[-1][1] == case.state
            assert all(one[1] == next_one[0] for one, next_one in pairwise(entries))

    def teardown(self):
        try:
            self._bring_everything_to_its_close()
            self.tasks_and_desks_agree()
            self.every_member_has_one_responsible_organisation_at_every_instant()
            assert list(journal.broken()) == []
            assert list(numbers.faults()) == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # ---------------------------------------------------------------------------------------------------------------

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
            return self._try(lambda: desk.opine(case, by=self._holder(held), agrees=True, text="同意"))
        line = case.flow.main_line
        nearest = _furthest_first(line) if ahead else (lambda verb: _steps_to_an_end(case.flow, verb.target))
        for verb in sorted(case.flow.leaving(case.state), key=nearest):
            hand = None if verb.by_system else self._hand_for(case, verb)
            if hand and self._try(lambda v=verb, h=hand: desk.act(case, v.name, by=h, **self._data(case, v, True))):
                return True
        return False

    def _next_step_out(self, case):
        if not self._next_step(case, ahead=False) and not self._next_step(case, ahead=True):
            self.time_passes(timedelta(days=200), True)  # what only time decides

    def _try(self, act) -> bool:
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
        held = case.assignments.open().first()
        return self._holder(held) if held else None

    def _data(self, case, verb, well: bool) -> dict:
        """What the form of a verb would hand over: right, or wrong in every field."""
        places = self.world["orgs"]
        right = {
            "dues_until": date(2026, 11, 1),
            "contact": "13586399530",
            "branch": case.destination if case.destination else places.first,
            "valid_days": 30,
            "carrier": "member",
            "group": "",
            "letter_number": getattr(case, "letter_number", None) or 1,
            "handler": "陈志强",
            "phone": "0518-87066345",
            "reason": "lost" if verb.name == "void" else "material_missing",
            "demanded": "现居住地证明",
            "account": "",
            "branch_name": getattr(case, "outside_name", ""),
            **dict.fromkeys(("reported_on", "received_on", "receipt_on")),
            "outside": None,
        }
        if case.recorded_in(case.state):
            right |= {**dict.fromkeys(("reported_on", "received_on", "receipt_on"), localdate()), "branch": None}
        if verb.name in ("redirect", "new_destination"):
            right["branch"] = next(place for place in self.world["places"] if place != case.destination)
        wrong = {**right, "dues_until": None, "branch": places.street, "valid_days": 91, "letter_number": 999_999}
        asked = inspect.signature(getattr(type(case), verb.name)).parameters.keys() - {"self", "by"}
        chosen = right if well else wrong
        reasons = {"R-T2": "情况属实", "R-T5": "下月补交", "R-T16": "本人住院"} if well else {}
        said = {"text": "情况已经核实，同意办理", "overrides": reasons}
        if case.recorded_in(case.state) and not verb.seat:
            said["proof"] = SCAN
        return {name: chosen[name] for name in asked} | said


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
