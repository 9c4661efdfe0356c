"""Hypothesis drives agreements on the real database with a moving clock: right hands, wrong hands, too early, too late.

Whatever they try: nothing is in force with one signature, nobody is covered twice, nothing waits for nobody, and every
agreement can be brought to its end.
"""

import inspect
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils.timezone import localdate, now
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from approvals import desk, journal
from approvals.models import Case
from approvals.rules import NotAllowed
from approvals.sweep import sweep
from documents import numbers
from members.models import Coverage, Person
from members.people import relation_moved
from tests.conftest import MONDAY
from tests.giants import size
from tests.workflows.driven_office import SHARES, drive
from workflows.agreement import drafting, roster
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty
from workflows.agreement.states import State

IN_FORCE = {State.EFFECTIVE, State.AMENDING, State.SUSPENDED, State.TERMINATION_NOTICE}
WRITES_FIRST = {"counter", "send_back", "reopen"}
LEAPS = [timedelta(days=days) for days in (1, 6, 16, 31, 61, 200, 366)]


@pytest.fixture
def world(clock, orgs, li, enrol, wang, zhao, chen, xu, lin, zhou, gao, appoint):
    """The cast, two members of one branch, and two branches they may be away at."""
    he = appoint("何静", "he", orgs.second, "secretary", "书记")
    return {
        "clock": clock,
        "orgs": orgs,
        "hats": [wang, lin, he, zhao, chen, gao, xu, zhou],
        "people": [li, enrol("周杰", "320724199001011233", orgs.dongshan)],
    }


@pytest.mark.django_db
@pytest.mark.giant("machines")
@SHARES
def test_agreements_stay_in_order_whatever_is_tried(world, share):
    class Agreements(Office):
        pass

    drive(Agreements, world, examples=size(ordinary=4, full=250), steps=15)


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
    @rule(who=st.integers(1, 2), where=st.booleans(), theirs=st.booleans())
    def begin(self, who, where, theirs):
        places = self.world["orgs"]
        there = places.first if where else places.second
        by = self._head_of(there if theirs else places.dongshan)
        people = self.world["people"][:who]
        self._try(lambda: drafting.begin(people, by=by, origin=places.dongshan, destination=there))

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), steps=st.integers(1, 7))
    def the_line_goes_on(self, pick, steps):
        case = self._chosen(pick)
        for _step in range(steps):
            self._next_step(case.flow.whole(case.pk), ahead=True)

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), verb=st.integers(0, 9))
    def the_right_hand_acts(self, pick, verb):
        case = self._chosen(pick)
        ways = [v for v in case.flow.leaving(case.state) if not v.by_system and not v.by_child]
        if ways:
            self._act(case, ways[verb % len(ways)])

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), hat=st.integers(0, 7), verb=st.integers(0, 60))
    def any_hand_tries_anything(self, pick, hat, verb):
        case = self._chosen(pick)
        verbs = list(case.flow.verbs().values())
        chosen = verbs[verb % len(verbs)]
        self._try(lambda: desk.act(case, chosen.name, by=self.world["hats"][hat], **self._data(case, chosen)))

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), hat=st.integers(0, 7))
    def any_hand_speaks(self, pick, hat):
        self._try(lambda: desk.opine(self._chosen(pick), by=self.world["hats"][hat], agrees=True, text="同意"))

    @precondition(lambda self: AgreementCase.objects.filter(state=State.EFFECTIVE).exists())
    @rule(hat=st.integers(0, 2), who=st.integers(0, 1), comes=st.booleans())
    def the_roster_changes(self, hat, who, comes):
        case, person = AgreementCase.objects.filter(state=State.EFFECTIVE).first(), [self.world["people"][who]]
        change = {"added": person} if comes else {"removed": person}
        self._try(lambda: roster.change(case, by=self.world["hats"][hat], words="根据实际情况调整", **change))
        if made := case.roster_changes.first():
            self._try(lambda: roster.object_to(made, by=self.world["hats"][(hat + 1) % 3], words="情况与实际不符"))

    @rule(who=st.integers(0, 1))
    def a_member_is_received_elsewhere(self, who):
        person = self.world["people"][who]
        new = self.world["orgs"].xihe
        relation_moved.send(Person, person=person, old=person.branch, new=new, because="ZJ2026-000001")

    @rule(leap=st.sampled_from(LEAPS), swept=st.booleans())
    def time_passes(self, leap, swept):
        self.clock.shift(leap)
        if swept:
            sweep()

    # What holds at every moment ------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_in_force_without_both_signatures_of_two_people(self):
        """R-C6, R-O13."""
        for case in AgreementCase.objects.filter(state__in=IN_FORCE):
            signed = {(opinion.org_id, opinion.by.account_id) for opinion in case.signatures}
            assert {org for org, _account in signed} == {case.origin_id, case.destination_id}
            assert len({account for _org, account in signed}) == 2

    @invariant()
    def nobody_is_covered_twice_and_only_by_what_is_in_force(self):
        """R-C8; while a notice is coordinated both go on as before."""
        running = list(Coverage.objects.running().values_list("person", "because"))
        assert len({person for person, _because in running}) == len(running)
        states = dict(AgreementCase.objects.values_list("number", "state"))
        assert {states[because] for _person, because in running} <= IN_FORCE | {State.COORDINATION}

    @invariant()
    def what_waits_has_an_owner_a_deadline_and_a_way_out(self):
        for case in AgreementCase.objects.filter(closed_at__isnull=True):
            if case.state == State.COORDINATION:
                assert case.children.filter(closed_at__isnull=True).count() == 1
                continue
            held = list(case.assignments.open())
            assert held
            assert any(verb for verb in case.flow.leaving(case.state) if not verb.by_child)
            if case.state != State.DRAFT:
                assert case.lapses_at or all(row.due_at for row in held)

    @invariant()
    def what_has_ended_owes_nothing_to_come(self):
        closed = AgreementCase.objects.filter(closed_at__isnull=False)
        assert not Coverage.objects.running().filter(because__in=closed.values("number")).exists()
        assert not Duty.objects.owed().filter(case__in=closed, due_at__gt=now() + timedelta(days=1)).exists()

    @invariant()
    def the_log_tells_where_each_case_stands(self):
        for case in Case.objects.all():
            entries = list(case.entries.order_by("seq").values_list("from_state", "to_state"))
            assert entries[-1][1] == case.state
            assert all(one[1] == next_one[0] for one, next_one in pairwise(entries))

    def teardown(self):
        try:
            self._bring_everything_to_its_close()
            self.what_has_ended_owes_nothing_to_come()
            assert Coverage.objects.running().count() == 0
            assert list(journal.broken()) == []
            assert list(numbers.faults()) == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # ---------------------------------------------------------------------------------------------------------------

    def _bring_everything_to_its_close(self):
        for _round in range(80):
            left = self._open()
            if not left:
                return
            case = left[-1].flow.whole(left[-1].pk)
            if self._next_step(case, ahead=False):
                continue
            if case.node.lapse or not self._next_step(case, ahead=True):
                self.time_passes(timedelta(days=200), True)  # what time decides: notice given and taken back has no end
        raise AssertionError(f"cannot be left: {[(case.number, case.state) for case in self._open()]}")

    def _next_step(self, case, *, ahead: bool) -> bool:
        """Whoever may does the next step along the main line, or towards an end; whether one could."""
        held = case.assignments.open().first()
        if held and not held.decides and ahead:
            by = self._holder(held)
            return self._try(lambda: desk.opine(case, by=by, agrees=True, text="同意"))
        line = case.flow.main_line
        ways = [verb for verb in case.flow.leaving(case.state) if not verb.by_system and not verb.by_child]
        place = {state: n for n, state in enumerate(line)}
        if ahead:
            ways.sort(key=lambda verb: -place.get(verb.target, -1))
        else:
            ways = [verb for verb in ways if case.flow.at(verb.target).is_end]
        return any(self._act(case, verb) for verb in ways)

    def _act(self, case, verb) -> bool:
        hand = self._hand_for(case, verb)
        if hand is None:
            return False
        if verb.name in WRITES_FIRST:
            words = f"本协议一式{case.texts.count() + 1}份。"
            write = {"bodies": {**case.text.bodies, "copies": words}}
            write |= {"starts_on": localdate(), "ends_on": localdate() + timedelta(days=360)}
            if not self._try(lambda: drafting.write(case, by=hand, **write)):
                return False
        fresh = case.flow.whole(case.pk)
        return self._try(lambda: desk.act(fresh, verb.name, by=hand, **self._data(fresh, verb)))

    def _try(self, act) -> bool:
        """Act a minute later than anything before. A refusal is an answer; any other exception is a fault."""
        self.clock.shift(timedelta(minutes=1))
        try:
            act()
        except NotAllowed:
            return False
        return True

    def _open(self) -> list[Case]:
        return list(Case.objects.open().filter(kind__in=("agreement", "coordination")).order_by("pk"))

    def _chosen(self, pick: int) -> Case:
        case = self._open()[pick % len(self._open())]
        return case.flow.whole(case.pk)

    def _head_of(self, org):
        return next(hat for hat in self.world["hats"] if hat.org == org)

    def _holder(self, held):
        return next(hat for hat in self.world["hats"] if hat.org_id == held.org_id and held.post in hat.posts)

    def _hand_for(self, case, verb):
        if verb.seat:
            return next((hat for hat in self.world["hats"] if verb.seat.held_by(hat, case)), None)
        deciding = case.assignments.open().filter(decides=True).first()
        return self._holder(deciding) if deciding else None

    def _data(self, case, verb) -> dict:
        """What the form of a verb would hand over."""
        known = {
            "mode": "joint",
            "ends_on": localdate() + timedelta(days=300),
            "suspended_for": "person_lost",
            "officer": "高文军",
            "branch": None,
            "text": "根据实际情况，经集体研究，现予办理",
        }
        if case.kind == "coordination":
            known["decision"] = next(iter(case.possible_decisions()), "") if case.state == "accepted" else ""
        asked = inspect.signature(getattr(type(case), verb.name)).parameters.keys() - {"self", "by"}
        return {name: known[name] for name in asked} | {"text": known["text"]}
