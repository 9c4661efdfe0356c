"""R-T23 at its boundaries: a graduate's two years at the school, and members abroad."""

import html
from datetime import date, datetime

import pytest

from approvals import desk
from approvals.rules import Refused, refusals
from members.models import Person
from tests.conftest import SHANGHAI
from workflows.transfer.stays import contact_due_on, school_keeps_until

GRADUATED = {"graduated_on": date(2024, 11, 23)}  # two years are over with the clock's own day


def of(person, **facts) -> Person:
    Person.objects.filter(pk=person.pk).update(**facts)
    return Person.objects.get(pk=person.pk)


def against(case, wang) -> list[str]:
    return [m.rule.number for m in refusals(case.flow.whole(case.pk), case.flow.verbs()["submit"], wang)]


def test_two_years_to_the_day_are_in_time_and_one_day_more_is_not(draft, li, wang, clock):
    of(li, **GRADUATED)
    assert against(draft, wang) == []
    clock.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI))
    assert against(draft, wang) == ["R-T23"]


def test_a_reason_is_printed_and_lets_it_go_on(draft, li, wang):
    of(li, graduated_on=date(2024, 7, 1))
    with pytest.raises(Refused):
        desk.act(draft, "submit", by=wang)
    sent = desk.act(draft, "submit", by=wang, overrides={"R-T23": "毕业后一直未落实单位，近日才签约"})
    assert sent.entries.last().data["overrides"] == {"R-T23": "毕业后一直未落实单位，近日才签约"}


def test_who_has_moved_since_is_no_longer_at_the_school(li, orgs, clock):
    graduate = of(li, graduated_on=date(2010, 7, 1))
    assert school_keeps_until(graduate) is None  # joined the branch in 2011
    assert school_keeps_until(of(li, graduated_on=date(2024, 7, 1))) == date(2026, 7, 1)


def test_a_member_abroad_keeps_the_relation_unless_there_is_a_reason(draft, li, wang):
    of(li, abroad_since=date(2025, 9, 1))
    assert against(draft, wang) == ["R-T23"]
    assert desk.act(draft, "submit", by=wang, overrides={"R-T23": "已回国落户，档案待更新"}).state == (
        "origin_branch_review"
    )


def test_contact_is_due_half_a_year_after_the_last_one(li):
    assert contact_due_on(li) is None
    assert contact_due_on(of(li, abroad_since=date(2025, 9, 1))) == date(2026, 3, 1)
    assert contact_due_on(of(li, contacted_on=date(2026, 5, 23))) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"graduated_on": date(2024, 11, 23)}, "组织关系可留到11月23日"),
        ({"graduated_on": date(2024, 11, 22)}, "组织关系留在学校已超过两年，应当转出"),
        ({"graduated_on": date(2010, 7, 1)}, "组织关系已转出学校"),
        ({"abroad_since": date(2025, 9, 1), "contacted_on": date(2026, 5, 23)}, "下一次联系不迟于11月23日"),
        ({"abroad_since": date(2025, 9, 1), "contacted_on": date(2026, 5, 22)}, "应在11月22日前联系，已超过半年"),
        ({"abroad_since": date(2026, 9, 1)}, "还没有登记过联系"),
    ],
)
def test_the_person_page_says_where_they_stand(clock, client, wang, li, facts, said):
    of(li, **facts)
    client.force_login(wang.account)
    assert said in html.unescape(client.get(f"/people/{li.pk}/").content.decode())
