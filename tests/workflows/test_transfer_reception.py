"""What a reception closes on the register: the outing and the activity certificate (R-T25)."""

from datetime import date

import pytest

from approvals import desk
from members import endings
from members.models import Person
from members.register import log
from members.register.changes import change
from members.register.log import Ground, Kind, RegisterEntry
from workflows.agreement import uncovered
from workflows.transfer import drafting


@pytest.fixture
def holder(li, wang):
    """李明 with the activity certificate his branch gave him, entered by hand."""
    change(li, {"certificate_number": "海安001"}, Kind.CORRECTED, Ground(wang, reason="补登"))
    return li


def outing(person: Person) -> tuple:
    now = Person.objects.get(pk=person.pk)
    return now.away_since, now.away_place, now.away_unit, now.away_branch, now.certificate_number


HOME = (None, "", "", None, "")


def test_the_reception_and_nothing_before_it_ends_the_outing(holder, letter_out, chen, orgs):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    assert outing(holder) == (date(2026, 3, 2), "江海省港城市临港区", "宏大建筑有限公司", orgs.first, "海安001")
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    assert outing(holder) == HOME

    entry = RegisterEntry.objects.get(person=holder, kind=Kind.OUTING_ENDED)
    assert (entry.reason, entry.by, entry.effective_on) == (case.number, chen, date(2026, 11, 23))
    assert entry.changes == {
        "away_since": ["2026-03-02", None],
        "away_place": ["江海省港城市临港区", ""],
        "away_unit": ["宏大建筑有限公司", ""],
        "away_branch": [f"{orgs.first.pk} {orgs.first.name}", None],
        "certificate_number": ["海安001", ""],
    }
    assert list(log.faults()) == []


def test_where_the_register_had_the_member_makes_no_difference(holder, letter_out, chen, orgs):
    Person.objects.filter(pk=holder.pk).update(away_branch=orgs.second, away_place="江海省海东市")
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    desk.act(case, "receive", by=chen, branch=orgs.first)
    assert outing(holder) == HOME


def test_who_was_not_away_has_nothing_written(letter_out, li, chen, orgs):
    Person.objects.filter(pk=li.pk).update(away_since=None, away_place="", away_unit="", away_branch=None)
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    desk.act(case, "receive", by=chen, branch=orgs.first)
    assert not RegisterEntry.objects.filter(person=li).exists()


def test_nobody_is_offered_an_agreement_for_a_member_they_received(letter_out, li, chen, wang, lin, orgs):
    assert [[person.pk for person in pair.people] for pair in uncovered.pairs_of(lin)] == [[li.pk]]
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    desk.act(case, "receive", by=chen, branch=orgs.first)
    assert (uncovered.pairs_of(lin), uncovered.pairs_of(wang)) == ([], [])


def test_nobody_is_offered_an_agreement_for_a_member_who_died(clock, li, wang, lin):
    endings.record(li, by=wang, how="died", on=date(2026, 11, 20), ground="家属告知，医院证明")
    assert (uncovered.pairs_of(lin), uncovered.pairs_of(wang)) == ([], [])


@pytest.mark.parametrize(("there", "away"), [("xihe", False), ("first", True)])
def test_an_internal_adjustment_ends_only_the_outing_to_the_branch_joined(
    clock, li, orgs, wang, zhao, appoint, there, away
):
    """No reception takes place (R-T14): who lives elsewhere still does."""
    Person.objects.filter(pk=li.pk).update(away_branch=getattr(orgs, there))
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    case = drafting.begin(li, by=wang, destination=orgs.xihe, reason="residence_changed")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.act(case, "accept", by=jiang, branch=orgs.xihe)
    desk.act(case, "approve_internal", by=zhao)
    assert (outing(li) != HOME) is away
    assert list(log.faults()) == []
