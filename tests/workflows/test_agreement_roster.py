"""The roster annex changes without signing again, and the other side may object (R-C16, R-C2, R-C8)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from approvals import desk, journal
from approvals.models import Notice
from approvals.rules import NotAllowed, Refused
from members.models import Coverage
from workflows.agreement import drafting, roster

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


@pytest.fixture
def zhou_jie(enrol, orgs):
    return enrol("周杰", "320724199001011233", orgs.dongshan, away_branch=orgs.first, away_since=date(2026, 9, 1))


def covered(case) -> list[str]:
    return sorted(person.name for person in case.covered)


def test_r_c16_a_change_holds_at_once_and_is_told_to_the_other_side(effective, wang, zhou_jie, orgs):
    Notice.objects.all().delete()
    made = roster.change(effective, by=wang, added=[zhou_jie], words="周杰九月起在临港务工")
    assert covered(effective) == ["周杰", "李明"]
    row = Coverage.objects.get(person=zhou_jie)
    assert (row.because, row.since, row.individual) == (effective.number, date(2026, 11, 23), True)
    assert [(notice.org, notice.case_id) for notice in Notice.objects.all()] == [(orgs.first, effective.pk)]
    entry = effective.entries.last()
    assert (entry.verb, entry.data) == ("roster_changed", {"text": "周杰九月起在临港务工", "added": "周杰"})
    assert made.last_day == date(2026, 12, 7)
    assert list(journal.broken()) == []


def test_r_c16_a_side_changes_it_once_a_calendar_month(effective, wang, lin, zhou_jie, li):
    roster.change(effective, by=wang, added=[zhou_jie], words="周杰九月起在临港务工")
    with at(2026, 11, 30, 23), pytest.raises(Refused) as refused:
        roster.change(effective, by=wang, removed=[zhou_jie], words="周杰已经返乡务农")
    assert str(refused.value) == "本方本月已经调整过一次名册，请下月一并调整（R-C16）。"
    roster.change(effective, by=lin, removed=[li], words="李明已不在本社区居住")
    with at(2026, 12, 1, 0):
        roster.change(effective, by=wang, added=[li], words="李明又到临港务工")
    assert covered(effective) == ["周杰", "李明"]


def test_r_c16_an_objection_in_ten_workdays_undoes_the_change_and_both_words_stay(effective, wang, lin, zhou_jie, li):
    made = roster.change(effective, by=wang, added=[zhou_jie], removed=[li], words="李明返乡，周杰接替")
    with pytest.raises(NotAllowed):
        roster.object_to(made, by=wang, words="本方不能自己提异议")
    with at(2026, 12, 7, 23):
        roster.object_to(made, by=lin, words="李明仍在本社区居住")
        with pytest.raises(NotAllowed):
            roster.object_to(made, by=lin, words="再提一次不算数的")
    assert covered(effective) == ["李明"]
    said = effective.entries.filter(verb__startswith="roster").order_by("seq").values_list("data", flat=True)
    assert [entry["text"] for entry in said] == ["李明返乡，周杰接替", "李明仍在本社区居住"]
    with at(2026, 12, 7, 23):
        roster.change(effective, by=wang, added=[zhou_jie], words="双方商定只增加周杰")  # one that fell does not count


def test_r_c16_an_objection_on_the_eleventh_workday_comes_too_late(effective, wang, lin, zhou_jie):
    made = roster.change(effective, by=wang, added=[zhou_jie], words="周杰九月起在临港务工")
    with at(2026, 12, 8, 0), pytest.raises(NotAllowed):
        roster.object_to(made, by=lin, words="周杰不在本社区居住")
    assert covered(effective) == ["周杰", "李明"]


def test_r_c2_only_members_of_the_origin_are_added(effective, wang, enrol, orgs):
    stranger = enrol("钱明", "320724199001021239", orgs.xihe)
    with pytest.raises(Refused) as refused:
        roster.change(effective, by=wang, added=[stranger], words="钱明也在临港务工")
    assert str(refused.value) == "钱明的组织关系不在东山村支部（R-C2）。"


def test_r_c8_who_has_an_agreement_is_not_added_to_another(effective, wang, lin, zhou_jie, orgs):
    Coverage.objects.create(
        person=zhou_jie, origin=orgs.dongshan, destination=orgs.second, because="GG2026-999999", since=date(2026, 9, 1)
    )
    with pytest.raises(Refused) as refused:
        roster.change(effective, by=wang, added=[zhou_jie], words="周杰九月起在临港务工")
    assert str(refused.value) == "周杰已有生效的共管协议 GG2026-999999（R-C8）。"


def test_somebody_stays_on_the_roster_and_only_the_parties_change_it(effective, wang, chen, li):
    with pytest.raises(Refused) as refused:
        roster.change(effective, by=wang, removed=[li], words="李明已经返乡务农")
    assert str(refused.value) == "名册不能全部减去，不再共管的请通知解除协议（R-C16）。"
    assert covered(effective) == ["李明"]
    with pytest.raises(NotAllowed):
        roster.change(effective, by=chen, removed=[li], words="街道代为调整")


def test_a_renewal_is_for_those_who_are_on_the_roster_by_then(effective, wang, zhou_jie, li):
    roster.change(effective, by=wang, added=[zhou_jie], removed=[li], words="李明返乡，周杰接替")
    with at(2027, 10, 23):
        assert [person.name for person in drafting.renew(effective, by=wang).people] == ["周杰"]


def test_the_page_changes_the_roster_and_takes_an_objection(effective, wang, lin, zhou_jie, client):
    address = reverse("agreement_roster", args=[effective.number])
    client.force_login(wang.account)
    assert "周杰" in client.get(address).content.decode()
    assert client.post(address, {"added": [zhou_jie.pk], "words": "短"}).status_code == 422
    assert client.post(address, {"added": [zhou_jie.pk], "words": "周杰九月起在临港务工"}).status_code == 302
    page = client.get(address).content.decode()
    assert "异议理由" not in page
    assert "本方本月已经调整过一次名册，请下月一并调整" in page
    client.force_login(lin.account)
    assert "异议理由" in client.get(address).content.decode()
    made = effective.roster_changes.get()
    client.post(reverse("agreement_roster_object", args=[effective.number, made.pk]), {"words": "周杰不在本社区居住"})
    assert covered(effective) == ["李明"]
    assert "对名册调整提出异议，调整作废" in client.get(effective.get_absolute_url()).content.decode()


def test_a_rest_stops_changes(effective, wang, zhou_jie):
    desk.act(effective, "suspend", by=wang, suspended_for="person_lost", text="该同志失去联系，正在查找")
    with pytest.raises(NotAllowed):
        roster.change(effective, by=wang, added=[zhou_jie], words="周杰九月起在临港务工")
