"""One letter from outside brings one member, however many clerks enter it at the same moment (R-T12, R-T15)."""

from dataclasses import replace

import pytest

from approvals import desk
from approvals.rules import NotAllowed, Refused
from members.models import Person
from tests.approvals.threads import at_once
from tests.workflows.arrivals import NUMBER, arrives
from workflows.transfer import arrival
from workflows.transfer.case import TransferCase

ANOTHER = "320724199001021239"


@pytest.fixture
def mei(clock, orgs, appoint):
    return appoint("梅兰", "mei", orgs.street, "clerk")


@pytest.fixture
def hong(clock, orgs, appoint):
    return appoint("洪亮", "hong", orgs.street, "clerk")


@pytest.mark.django_db(transaction=True)
@pytest.mark.giant("hands")
def test_two_clerks_at_one_moment_enter_a_letter_once(mei, hong, chen, orgs):
    done = at_once([
        lambda: arrives(by=mei, at=orgs.first, number=NUMBER),
        lambda: arrives(by=hong, at=orgs.first, number=ANOTHER, name="周洁"),
    ])  # fmt: skip

    entered = [one for one in done if isinstance(one, TransferCase)]
    refused = [one for one in done if isinstance(one, Refused | NotAllowed)]
    assert (len(entered), len(refused)) == (1, 1)
    assert (TransferCase.objects.count(), Person.objects.filter(name__in=["周杰", "周洁"]).count()) == (1, 1)


def test_what_the_rule_did_not_see_in_time_the_database_refuses_in_words(monkeypatch, mei, hong, chen, orgs):
    arrives(by=mei, at=orgs.first)
    monkeypatch.setattr(arrival, "ENTER", replace(arrival.ENTER, rules=()))  # as if it had looked a moment earlier

    with pytest.raises(NotAllowed) as refused:
        arrives(by=hong, at=orgs.first, number=ANOTHER, name="周洁")

    said = "这份介绍信刚刚已由另一位经办人登记，没有重复登记；请核对编号和开具单位（R-T12）。"
    assert str(refused.value) == said
    assert not Person.objects.filter(name="周洁").exists()


def test_a_letter_that_went_back_may_come_again(mei, chen, orgs):
    first = arrives(by=mei, at=orgs.first)
    desk.act(first, "refuse", by=chen, reason="letter_defect_or_expired", text="介绍信未盖骑缝章，请重新开具")
    desk.act(TransferCase.whole(first.pk), "give_up", by=mei, text="介绍信退回开具单位")

    assert TransferCase.whole(first.pk).letter_claim is None
    assert arrives(by=mei, at=orgs.first).letter_claim == "2026 0000417 中共海东市明州区委组织部"
