"""What an organisation still has to do is told before it ends (R-O11)."""

from datetime import date, timedelta

import pytest

from approvals import desk
from approvals.closing import outline
from members.models import PartyOrg
from members.rulebook import RuleBroken
from members.succession import succeed
from members.tree_changes import Obstacle, close, obstacles_to_closing


def test_a_branch_that_a_case_is_on_its_way_to_is_not_closed(transfer_at_destination, orgs, decided):
    case = transfer_at_destination
    with pytest.raises(RuleBroken) as stands:
        close(orgs.first, decision=decided())
    assert str(stands.value) == "不能撤销一社区支部：还有1件办理中的事项，须先办结，或由承继组织接办（R-O11）"
    assert obstacles_to_closing(orgs.first) == [
        Obstacle(
            "还有1件办理中的事项，须先办结，或由承继组织接办",
            ((f"{case.number} 李明：东山村支部 → 一社区支部", f"/cases/{case.number}/"),),
        )
    ]


def test_a_branch_nothing_waits_for_may_close(transfer_at_destination, orgs, decided):
    close(orgs.second, decision=decided())
    assert PartyOrg.objects.get(pk=orgs.second.pk).closed_on == date(2026, 11, 23)


def test_an_end_is_not_dated_before_what_was_done_in_its_name(draft, wang, clock, orgs, decided):
    desk.act(draft, "withdraw", by=wang, text="本人暂不转移")
    with pytest.raises(RuleBroken) as refused:
        succeed([orgs.dongshan], orgs.xihe, decision=decided(date(2026, 11, 20), "文件迟到"))
    assert str(refused.value) == "2026-11-23还以该组织名义办过事项，生效日期不能早于这一天（R-O11）"


def test_the_outline_foresees_that_what_waits_for_a_coordination_ends_with_it(
    transfer_at_destination, wang, gao, clock, orgs
):
    clock.shift(timedelta(days=40))
    case = desk.act(transfer_at_destination, "escalate_timeout", by=wang, text="转入方一直没有答复")
    assert [(one.case.pk, one.ends) for one in outline([orgs.first], orgs.dongshan)] == [
        (case.pk, True),
        (case.children.get().pk, True),
    ]


def test_the_outline_names_the_cases_and_those_that_would_end(transfer, orgs):
    assert [(one.case.number, one.ends) for one in outline([orgs.dongshan], orgs.xihe)] == [(transfer.number, False)]
    assert [(one.case.number, one.ends) for one in outline([orgs.dongshan, orgs.first], None)] == [
        (transfer.number, True)
    ]
    assert [(one.case.number, one.ends) for one in outline([orgs.first], orgs.dongshan)] == [(transfer.number, True)]
    transfer.refresh_from_db()
    assert transfer.origin == orgs.dongshan
