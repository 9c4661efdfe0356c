"""Hypothesis drives coordinations: taken up or not, heard or silent, each decision, handed up, joint, taken back.

The transfers they decide are stuck in every way there is: refused, without an answer, in one system and across two.
The invariants are those of driven_office.py.
"""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from approvals import desk
from approvals.models import Case
from members.models import PartyOrg
from tests.giants import size
from tests.workflows.driven_office import LEAPS, SHARES, Office, drive
from workflows.coordination.states import State
from workflows.transfer import drafting

# How a transfer comes to be stuck, and the state it has reached by then.
STUCK = {
    "refused": "destination_review",
    "destination silent": "destination_review",
    "origin silent": "origin_branch_review",
    "approver silent": "pending_approval",
    "refused with the letter": "arrived",
    "letter expired": "letter_issued",
}
NEXT = {"requested": "accept", "accepted": "decide", "joint": "agree", "decided": "execute", "supervised": "execute"}
LEAVING = [{"refuse", "settled", "no_agreement"}, {"withdraw"}, {"pass_up"}, {"new_facts"}]
WITHIN_THE_TOWN = 0  # the first of the places: without a letter (R-T14)
STARTS = [(where, stuck) for where in range(3) for stuck in STUCK if where != WITHIN_THE_TOWN or "letter" not in stuck]
UNTIL_TWICE_LATE = timedelta(days=45)


@pytest.fixture
def world(clock, orgs, li, wang, zhao, sun, chen, xu, lin, zhou, gao, appoint):
    """One member, and three ways to go: within the town, within the province, and to another system."""
    power = {"may_approve_probationary": True, "kind": "party_committee"}
    top = PartyOrg.objects.create(name="中共云岭省委员会", short_name="云岭省委", **power)
    town = PartyOrg.objects.create(name="中共云岭省高坪镇委员会", short_name="高坪镇党委", parent=top, **power)
    far = PartyOrg.objects.create(
        name="中共云岭省高坪镇新村支部委员会", short_name="新村支部", parent=town, kind="branch"
    )
    hats = [wang, zhao, sun, chen, xu, lin, zhou, gao]
    hats += [
        appoint("姜秀", "jiang", orgs.xihe, "secretary"),
        appoint("梅琳", "mei", orgs.town, "clerk"),
        appoint("何静", "he", orgs.second, "secretary"),
        appoint("何新", "hexin", far, "secretary"),
        appoint("何高", "hegao", town, "approver"),
        appoint("何上", "heshang", top, "approver"),
    ]
    return {"hats": hats, "people": [li], "clock": clock, "orgs": orgs, "places": [orgs.xihe, orgs.first, far]}


@pytest.mark.django_db
@pytest.mark.giant("machines")
@SHARES
def test_a_coordination_leaves_the_house_in_order_whatever_is_tried(world, share):
    drive(Coordinations, world, examples=size(ordinary=4, full=250), steps=12)


class Coordinations(Office):
    """What superior, sides and clock do about a transfer that is stuck."""

    @initialize(start=st.sampled_from(STARTS), steps=st.integers(0, 5), pick=st.integers(0, 4), agrees=st.booleans())
    def a_transfer_is_stuck(self, start, steps, pick, agrees):
        """And the coordination has come some way already."""
        where, stuck = start
        wang = self.world["hats"][0]
        place = self.world["places"][where]
        case = drafting.begin(self.world["people"][0], by=wang, destination=place, reason="residence_changed")
        self._on_to(case, STUCK[stuck])
        case = case.flow.whole(case.pk)
        if stuck.startswith("refused"):
            self._acts(case, case.flow.verbs()["refuse"], self._hand_for(case, case.flow.verbs()["refuse"]))
        elif stuck.endswith("silent"):
            self.time_goes_by(UNTIL_TWICE_LATE, True)
        else:
            self.time_goes_by(timedelta(days=100), True)
        case = case.flow.whole(case.pk)
        verb = case.flow.verbs()["escalate_timeout" if stuck.endswith("silent") else "escalate"]
        assert self._acts(case, verb, wang)
        self.it_goes_on(steps, pick, False, agrees)

    def _on_to(self, case, goal: str) -> None:
        for _step in range(9):
            case = case.flow.whole(case.pk)
            held = case.assignments.open().first()
            if case.state == goal and held.decides:
                return
            self._next_step(case, ahead=True)
        raise AssertionError(f"{case.state}, not {goal}")

    @precondition(lambda self: self._coordination())
    @rule(steps=st.integers(1, 5), pick=st.integers(0, 4), redirected=st.booleans(), agrees=st.booleans())
    def it_goes_on(self, steps, pick, redirected, agrees):
        """Taken up, both sides heard or not, one of the decisions, carried out; jointly where there are two systems."""
        for _step in range(steps):
            case = self._coordination()
            if case:
                self._takes_the_next_step(case, pick, redirected, agrees)

    @precondition(lambda self: self._coordination())
    @rule(way=st.sampled_from(LEAVING), leap=st.sampled_from(LEAPS))
    def it_takes_another_way(self, way, leap):
        """Not admissible, taken back, settled, handed up, given up, heard again: where it is possible."""
        case = self._coordination()
        offered = [verb for verb in case.flow.leaving(case.state) if verb.name in way]
        for verb in offered:
            if hand := self._hand_for(case, verb):
                self._acts(case, verb, hand)
        if not offered:
            self.time_goes_by(leap, True)

    @precondition(lambda self: self._open())
    @rule(hat=st.integers(0, 13), verb=st.integers(0, 12))
    def a_wrong_hand_tries(self, hat, verb):
        case = self._chosen(-1)
        chosen = list(case.flow.verbs().values())[verb % len(case.flow.verbs())]
        self._try(lambda: desk.act(case, chosen.name, by=self.world["hats"][hat], text="我来代为办理，同意"))

    @precondition(lambda self: self._open())
    @rule(steps=st.integers(1, 6))
    def the_transfer_goes_on(self, steps):
        case = self._open()[0]
        for _step in range(steps):
            self._next_step(case.flow.whole(case.pk), ahead=True)

    @rule(leap=st.sampled_from(LEAPS), swept=st.booleans())
    def time_passes(self, leap, swept):
        self.time_goes_by(leap, swept)

    # ---------------------------------------------------------------------------------------------------------------

    def _coordination(self):
        found = Case.objects.open().filter(kind="coordination").first()
        return found and found.flow.whole(found.pk)

    def _takes_the_next_step(self, case, pick: int, redirected: bool, agrees: bool) -> None:
        held = case.assignments.open().order_by("decides", "pk").first()
        decision = self._decision(case, pick, redirected) if case.state in (State.JOINT, State.ACCEPTED) else {}
        if not held.decides:
            self._speaks(case, held, agrees=agrees, **(decision if case.state == State.JOINT else {}))
            return
        verb = case.flow.verbs()[NEXT[case.state]]
        if case.state == State.JOINT and agrees:
            decision = {"decision": case.proposed, "branch": case.decision_org}
        self._acts(case, verb, self._hand_for(case, verb), **decision)

    def _decision(self, case, pick: int, redirected: bool) -> dict:
        offered = sorted(case.possible_decisions())
        decision = offered[pick % len(offered)]
        branch = self.world["orgs"].second if redirected and decision == "reconsider_or_redirect" else None
        return {"decision": decision, "branch": branch}
