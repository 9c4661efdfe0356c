"""Who is looked after by two organisations at once (R-C8, R-O11)."""

from datetime import date

import pytest

from members import coverage
from members.models import Coverage
from members.rulebook import RuleBroken
from members.succession import succeed
from members.tree_changes import rename


@pytest.fixture
def covered(clock, li, orgs) -> Coverage:
    coverage.begin([li], orgs.dongshan, orgs.first, because="GG2026-000001")
    return Coverage.objects.get()


def test_a_member_is_covered_from_today_by_both_sides(covered, orgs, wang, lin, xu, appoint):
    assert (covered.since, covered.until, covered.individual) == (date(2026, 11, 23), None, True)
    stranger = appoint("姜秀", "jiang", orgs.xihe, "secretary")
    seen = [Coverage.objects.visible_to(hat).count() for hat in (wang, lin, xu, stranger, None)]
    assert seen == [1, 1, 1, 0, 0]


def test_r_c8_a_second_individual_agreement_is_refused_by_the_database_and_nobody_of_it_is_covered(
    covered, li, orgs, enrol
):
    other = enrol("周杰", "320724199001011233", orgs.dongshan)
    with pytest.raises(RuleBroken) as broken:
        coverage.begin([other, li], orgs.dongshan, orgs.second, because="GG2026-000002")
    assert (broken.value.number, broken.value.message) == (
        "R-C8",
        "名册中有党员已有生效的共管协议，请先终止原协议",
    )
    assert Coverage.objects.count() == 1


def test_a_roster_of_an_organisation_agreement_stands_beside_an_individual_one(covered, li, orgs):
    coverage.begin([li], orgs.town, orgs.street, because="GG2026-000003", individual=False)
    assert Coverage.objects.running().filter(person=li).count() == 2


def test_the_last_day_counts_and_the_day_after_does_not(covered, li):
    assert coverage.end(because="GG2026-000001", on=date(2026, 11, 30), person=li, ended_because="ZJ2026-000009") == 1
    assert coverage.end(because="GG2026-000001", on=date(2026, 12, 30)) == 0
    days = (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 1))
    assert [Coverage.objects.on(day).count() for day in days] == [0, 1, 1, 0]


def test_r_o11_a_successor_looks_after_whom_the_ended_branch_did_and_the_past_keeps_its_name(
    covered, li, orgs, enrol, decided
):
    past = enrol("周杰", "320724199001011233", orgs.dongshan)
    coverage.begin([past], orgs.dongshan, orgs.first, because="GG2026-000002")
    coverage.end(because="GG2026-000002", on=date(2026, 11, 23))
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    rows = {row.because: (row.origin, row.destination) for row in Coverage.objects.all()}
    assert rows == {"GG2026-000001": (orgs.xihe, orgs.first), "GG2026-000002": (orgs.dongshan, orgs.first)}


def test_a_new_name_changes_nothing(covered, orgs, decided):
    rename(orgs.first, name="中共临港区朝晖街道春晓社区支部委员会", short_name="春晓社区支部", decision=decided())
    assert Coverage.objects.get().destination_id == orgs.first.pk
