"""What a completed transfer and an ended membership do to an agreement (R-C13, R-T25)."""

from datetime import date

import pytest

from approvals import desk
from members.models import Coverage, Person
from workflows.agreement import drafting as agreements
from workflows.agreement.case import AgreementCase
from workflows.transfer import drafting


def received(person, wang, zhao, chen, xu, lin):
    """Move a member from 东山村支部 to 一社区支部 by a transfer; its number."""
    case = drafting.begin(
        person,
        by=wang,
        destination=lin.org,
        reason="residence_changed",
        away_since=date(2026, 3, 2),
        contact="13586399530",
    )
    case = desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1), text="同意转出")
    desk.opine(case, by=lin, agrees=True, text="同意接收")
    desk.opine(case, by=xu, agrees=True, text="同意")
    desk.act(case, "accept", by=chen, branch=lin.org, text="同意接收")
    case = desk.act(case, "approve", by=zhao, valid_days=30, text="同意")
    desk.act(case, "report_in", by=chen, letter_number=case.letter_number)
    return desk.act(case, "receive", by=chen, branch=lin.org).number


def test_a_completed_transfer_closes_the_part_of_that_person(effective, li, wang, zhao, chen, xu, lin):
    number = received(li, wang, zhao, chen, xu, lin)
    row = Coverage.objects.get()
    assert (row.until, row.ended_because) == (date(2026, 11, 23), number)
    assert AgreementCase.objects.get().state == "terminated"


def test_the_agreement_goes_on_while_somebody_is_left(clock, li, wang, zhao, chen, xu, lin, orgs):
    other = Person.objects.create(name="张卫东", gender="male", stage="full_member", joined_on=date(2010, 7, 1))
    other.join(orgs.dongshan, because="名册")
    case = agreements.begin([li, other], by=wang, origin=orgs.dongshan, destination=orgs.first)
    case = desk.act(case, "send", by=wang)
    case = desk.act(case, "accept_text", by=lin, text="同意文本")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    case = desk.act(case, "sign_second", by=lin, text="同意签署")
    case = desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
    desk.act(case, "file", by=lin, text="已报街道党工委备案")
    received(li, wang, zhao, chen, xu, lin)
    case = AgreementCase.objects.get()
    assert (case.state, list(case.covered)) == ("effective", [other])


@pytest.mark.parametrize("branch", ["dongshan", "xihe"])
def test_a_move_inside_the_origins_own_area_leaves_it(effective, li, orgs, branch):
    """An agreement of the town covers whoever stays in the town; one of a branch only its own."""
    Coverage.objects.update(origin=orgs.town)
    li.join(orgs.xihe, because="组织调整")
    assert Coverage.objects.running().count() == 1
