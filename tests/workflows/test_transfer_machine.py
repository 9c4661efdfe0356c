"""Hypothesis drives transfers on the real database with a moving clock: right hands, wrong hands, too early, too late.

Whatever they try, the house stays in order (driven_office.py), and in the end every case can be brought to its close.
"""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals import beside, desk
from tests.giants import size
from tests.workflows.driven_office import LEAPS, SHARES, Office, drive
from tests.workflows.typed import typed
from workflows.transfer import drafting

OUTSIDE = {"outside_name": "中共海东市白沙社区支部委员会", "outside_committee": "中共海东市委组织部"}


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
@pytest.mark.giant("machines")
@SHARES
def test_the_house_stays_in_order_whatever_is_tried(world, share):
    drive(Transfers, world, examples=size(ordinary=4, full=250), steps=25)


class Transfers(Office):
    """What people do. `world` has "facts" too: what a draft may say of its destination."""

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
            self._speaks(case, held, agrees=well)
            return
        ways = [v for v in case.flow.leaving(case.state) if not v.by_system]
        chosen = ways[verb % len(ways)]
        self._acts(case, chosen, self._hand_for(case, chosen), well=well)

    @precondition(lambda self: self._open())
    @rule(pick=st.integers(0, 9), hat=st.integers(0, 11), verb=st.integers(0, 40))
    def any_hand_tries_anything(self, pick, hat, verb):
        case = self._chosen(pick)
        verbs = list(case.flow.verbs().values())
        chosen = verbs[verb % len(verbs)]
        said = typed(case, chosen, self.world, well=True) if not chosen.by_child else {}
        self._try(lambda: desk.act(case, chosen.name, by=self.world["hats"][hat], **said))

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
        self._try(lambda: beside.urge(self._chosen(pick), by=self.world["hats"][hat]))

    @rule(leap=st.sampled_from(LEAPS), swept=st.booleans())
    def time_passes(self, leap, swept):
        self.time_goes_by(leap, swept)
