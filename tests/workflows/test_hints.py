"""Whoever must choose between several ways reads a sentence about each that leaves the straight one (R-T8)."""

import pytest

from approvals import kinds


@pytest.mark.parametrize("kind", ["agreement", "transfer", "coordination"])
def test_every_way_beside_the_straight_one_is_explained_and_nothing_else(kind):
    flow = kinds.flow_of(kind)
    beside = {v.name for v in flow.verbs().values() if v.tone != "ok" and not (v.by_system or v.by_child)}
    assert set(flow.hints) == beside
