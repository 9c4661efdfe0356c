"""An organisation with open cases cannot be closed (R-O11)."""

import pytest

from members import tree_changes
from members.rulebook import RuleBroken


def test_r_o11_a_branch_that_a_case_is_on_its_way_to_is_not_closed(transfer_at_destination, orgs):
    with pytest.raises(RuleBroken) as stands:
        tree_changes.close(orgs.first)
    assert str(stands.value) == "不能撤销一社区支部：还有1件办理中的事项，须先办结或改送（R-O11）"


def test_r_o11_a_branch_nothing_waits_for_may_close(transfer_at_destination, orgs):
    tree_changes.close(orgs.second)
    orgs.second.refresh_from_db()
    assert orgs.second.closed_on is not None
