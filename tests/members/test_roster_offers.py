"""A roster that says something else of a known member offers a correction; somebody accepts it, with a reason (R3)."""

from datetime import date, timedelta

import pytest

from members.models import Person, RegisterEntry, RosterProblem
from members.people import Stage
from members.register.log import Kind, faults
from members.roster import offers, running
from members.rulebook import RuleBroken
from tests.members.test_roster_people import LI, bring  # noqa: F401  a fixture

PROOF = "0" * 64  # the SHA-256 of a scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


@pytest.fixture
def offered(bring):  # noqa: F811
    """Import LI, then LI with `changes`; the offers of the second import."""

    def run(**changes):
        bring(LI)
        bring({**LI, **changes})
        return list(RosterProblem.objects.filter(kind="offer"))

    return run


def test_a_name_is_corrected_with_its_reason_on_the_log(offered, zhao):
    [offer] = offered(姓名="李鸣")
    assert offer.details == {"name": "李鸣", "field": "name", "old": "李明", "new": "李鸣"}
    assert "李鸣" not in str(RosterProblem.objects.values().get())

    entry = offers.accept(offer, by=zhao, reason="核对身份证", proof=PROOF)

    person = Person.objects.get()
    assert (person.name, person.pinyin) == ("李鸣", "liming")
    assert (entry.kind, entry.reason, entry.changes) == (Kind.CORRECTED, "核对身份证", {"name": ["李明", "李鸣"]})
    assert list(faults()) == []
    offer.refresh_from_db()
    assert (offer.taken, bool(offer.settled_at)) == (True, True)


def test_each_fact_is_an_offer_of_its_own_and_may_be_declined(offered, zhao):
    joined, converted = offered(入党日期="2010-07-01", 转正日期="2011-07-01")
    offers.accept(joined, by=zhao, reason="核对入党志愿书", proof=PROOF)
    offers.decline(converted, by=zhao)
    person = Person.objects.get()
    assert (person.joined_on, person.converted_on) == (date(2010, 7, 1), date(2012, 7, 1))
    assert person.relations.count() == 1


def test_a_stage_is_corrected_as_an_error_of_entry_by_who_decides(offered, zhao, orgs, appoint):
    [offer] = offered(党员类别="预备党员", 转正日期="")
    assert offers.is_stage(offer)
    clerk = appoint("何静", "clerk2", orgs.town, "clerk")
    with pytest.raises(RuleBroken) as refused:
        offers.accept(offer, by=clerk, reason="当初录错", proof=PROOF)
    assert refused.value.number == "R-O12"
    entry = offers.accept(offer, by=zhao, reason="当初录错", proof=PROOF)
    assert (Person.objects.get().stage, entry.reason) == (Stage.PROBATIONARY, "登记错误：当初录错")


def test_another_office_may_not_accept(offered, orgs, appoint):
    [offer] = offered(姓名="李鸣")
    other = appoint("陈某", "chen2", orgs.street, "organiser")
    with pytest.raises(RuleBroken) as refused:
        offers.accept(offer, by=other, reason="核对身份证", proof=PROOF)
    assert refused.value.number == "R-O12"
    with pytest.raises(RuleBroken):
        offers.decline(offer, by=other)
    assert Person.objects.get().name == "李明"


def test_a_list_is_no_proof_of_itself(offered, zhao):
    """「更正」 asks a proof for a name and for the days of membership; the other door does so too."""
    [offer] = offered(姓名="李鸣")
    with pytest.raises(RuleBroken, match="须附证明材料"):
        offers.accept(offer, by=zhao, reason="核对身份证")
    assert Person.objects.get().name == "李明"


def test_without_a_reason_nothing_is_corrected(offered, zhao):
    [offer] = offered(姓名="李鸣")
    with pytest.raises(RuleBroken, match="请写明更正的理由和依据"):
        offers.accept(offer, by=zhao, reason=" ", proof=PROOF)


def test_what_changed_meanwhile_is_not_written_over(offered, zhao):
    [offer] = offered(姓名="李鸣")
    Person.objects.update(name="李铭")
    with pytest.raises(RuleBroken, match="已另有改动"):
        offers.accept(offer, by=zhao, reason="核对身份证", proof=PROOF)
    assert Person.objects.get().name == "李铭"


def test_an_offer_is_settled_once_and_expires_with_its_details(offered, zhao, clock):
    (name,) = offered(姓名="李鸣")
    offers.decline(name, by=zhao)
    with pytest.raises(RuleBroken, match="已经处理过"):
        offers.accept(name, by=zhao, reason="核对身份证", proof=PROOF)
    clock.shift(timedelta(days=8))
    running.clean_up()
    name.refresh_from_db()
    assert name.details == {}


def test_other_facts_of_a_row_with_another_name_are_not_taken(offered):
    offered(姓名="李鸣", 手机号="13900000000")
    assert Person.objects.get().phone == LI["手机号"]
    assert not RegisterEntry.objects.exclude(kind=Kind.ENTERED).exists()
    told = RosterProblem.objects.get(kind="name")
    assert told.message == "这一行的手机号也与登记的不同；姓名更正以后才写入"
