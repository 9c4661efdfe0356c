"""What is written on a case beside its steps asks for the same as a step does (R-O12, R-O13, R-O16)."""

from datetime import date
from decimal import Decimal

import pytest

from approvals import desk
from approvals.rules import NotAllowed, Refused
from members import delegating
from members.models import Appointment, Delegation, Person
from workflows.agreement import drafting, duties, funding, roster
from workflows.agreement.duties import Duty

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
LINE = {"support": "money", "source": "budget", "amount": Decimal(600), "purpose": "活动经费", "on": TODAY}


@pytest.fixture
def feng(orgs, appoint, clock) -> Appointment:
    """冯兰, organisation commissioner of 一社区支部."""
    return appoint("冯兰", "feng", orgs.first, "commissioner", "组织委员")


@pytest.fixture
def standing_in(lin, feng, clock):
    """冯兰's hat for 林晓东: `standing_in(kinds=["transfer"])`."""

    def lend(**more) -> Appointment:
        made = delegating.delegate(lin, feng, since=TODAY, until=FRIDAY, ground="外出学习", **more)
        return Appointment.objects.with_givers().get(pk=made.pk)

    return lend


def writings(case, hat):
    """Each way to write on an agreement in force beside its steps."""
    duty = Duty.objects.filter(org=hat.org).first()
    return {
        "duty": lambda: duties.done(duty, by=hat, evidence="12月1日已经办理"),
        "cost": lambda: funding.register(case, by=hat, **LINE),
        "roster": lambda: roster.change(case, by=hat, added=[], removed=list(case.covered), words="返乡，不再共管"),
    }


@pytest.mark.parametrize("what", ["duty", "cost", "roster"])
def test_a_stand_in_writes_only_what_was_delegated(effective, standing_in, clock, what):
    duties.open_due(effective.opened_at)
    hat = standing_in(kinds=["transfer"])
    with pytest.raises(NotAllowed) as refused:
        writings(effective, hat)[what]()
    assert str(refused.value) == "授权代办的范围不含「共管协议」，请由授权人本人办理（R-O16）。"


@pytest.mark.parametrize("what", ["duty", "cost", "roster"])
def test_a_delegation_taken_back_meanwhile_writes_nothing(effective, standing_in, lin, clock, what):
    duties.open_due(effective.opened_at)
    hat = standing_in()
    delegating.take_back(Delegation.objects.get(), by=lin.account)
    with pytest.raises(NotAllowed) as refused:
        writings(effective, hat)[what]()
    assert str(refused.value) == "授权代办已收回或已到期，不能再代林晓东办理（R-O16）。"


def test_a_text_is_written_only_within_what_was_delegated(proposed, standing_in):
    hat = standing_in(kinds=["transfer"])
    with pytest.raises(NotAllowed) as refused:
        drafting.write(proposed, by=hat, bodies=proposed.text.bodies)
    assert str(refused.value) == "授权代办的范围不含「共管协议」，请由授权人本人办理（R-O16）。"


def test_nobody_writes_on_an_agreement_about_themselves(effective, lin, li):
    duties.open_due(effective.opened_at)
    lin.account.person = li
    lin.account.save()
    with pytest.raises(Refused) as refused:
        writings(effective, lin)["duty"]()
    assert [rule.number for rule in refused.value.rules] == ["R-O13"]


def test_a_duty_recorded_meanwhile_makes_no_page_old(effective, wang, lin):
    seen = effective.log_length
    duties.open_due(effective.opened_at)
    duties.done(Duty.objects.filter(org=wang.org).first(), by=wang, evidence="12月1日电话联系")
    case = desk.act(effective, "give_notice", by=lin, seen=seen, text="该同志已经返乡，不再需要共管")
    assert case.state == "termination_notice"


def test_another_sides_duty_is_not_ones_own(effective, wang, lin):
    duties.open_due(effective.opened_at)
    with pytest.raises(NotAllowed) as refused:
        duties.done(Duty.objects.filter(org=wang.org).first(), by=lin, evidence="12月1日电话联系")
    assert str(refused.value) == "这项职责由东山村支部办理（R-O12）。"
    assert Person.objects.filter(coverage__until__isnull=True).count() == 1
