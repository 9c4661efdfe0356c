"""六个月未接收，待组织处理 (R-T16): who is listed, for whom, how it leaves the list; no relation moves."""

import html
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import desk, journal, sweep
from approvals.rules import NotAllowed
from members.identity import check_character
from tests.conftest import SHANGHAI
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase
from workflows.transfer.unreceived import explain, unreceived

WU = "32072419850505124"
WHY = "本人在外地住院，已有医院证明，病愈后再办"


def listed(org, day: datetime) -> list[str]:
    return list(unreceived(org.reach, day.date()).values_list("number", flat=True))


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def never_came(letter_out, clock):
    """Thirty days, then nobody: the letter expired on 2026-12-24."""
    clock.move_to(at(2027, 5, 24))
    sweep.sweep()
    return TransferCase.objects.get(pk=letter_out.pk)


def test_on_the_day_six_months_are_over_and_not_the_day_before(never_came, orgs):
    assert never_came.state == "letter_expired"
    assert listed(orgs.town, at(2027, 5, 22)) == []
    assert listed(orgs.town, at(2027, 5, 23)) == [never_came.number]


def test_the_committee_and_those_above_see_it_the_other_side_does_not(never_came, orgs):
    today = at(2027, 5, 24)
    for org in (orgs.town, orgs.county, orgs.county_department, orgs.province):
        assert listed(org, today) == [never_came.number]
    for org in (orgs.street, orgs.district, orgs.first, orgs.xihe):
        assert listed(org, today) == []


def test_a_second_letter_does_not_start_the_six_months_again(letter_out, zhao, clock, orgs):
    clock.move_to(at(2027, 1, 5))
    sweep.sweep()
    late = {"R-T5": "住院期间党费次月补交"}
    again = desk.act(letter_out, "reissue", by=zhao, valid_days=90, text="本人住院，已附申请和证明", overrides=late)
    assert (again.issued_on, again.first_issued_on) == (date(2027, 1, 5), date(2026, 11, 23))
    assert listed(orgs.town, at(2027, 5, 22)) == []
    assert listed(orgs.town, at(2027, 5, 23)) == [letter_out.number]


def test_who_reported_in_waits_for_others(letter_out, chen, clock, orgs):
    desk.act(letter_out, "report_in", by=chen, letter_number=letter_out.letter_number)
    assert listed(orgs.town, at(2027, 6, 1)) == []


def test_who_was_received_is_not_listed(letter_out, chen, orgs):
    desk.act(letter_out, "report_in", by=chen, letter_number=letter_out.letter_number)
    desk.act(letter_out, "receive", by=chen, branch=orgs.first)
    assert listed(orgs.town, at(2027, 6, 1)) == []


def test_given_up_in_time_the_member_simply_stays(letter_out, zhao, orgs):
    desk.act(letter_out, "recall", by=zhao, text="本人返乡，不再转移，介绍信已收回")
    assert listed(orgs.town, at(2027, 6, 1)) == []


def test_given_up_after_six_months_it_stays_listed(never_came, zhao, orgs, li):
    desk.act(never_came, "cancel", by=zhao, text="本人一直未去报到，不再补开")
    assert listed(orgs.town, at(2027, 6, 1)) == [never_came.number]
    assert li.branch == orgs.dongshan


def test_an_explanation_is_on_the_log_and_ends_the_listing(never_came, zhao, orgs, li):
    explain(never_came, by=zhao, text=WHY)
    assert listed(orgs.town, at(2027, 6, 1)) == []
    entry = TransferCase.objects.get(pk=never_came.pk).entries.last()
    assert (entry.verb, entry.data, entry.by) == ("note", {"about": "R-T16", "text": WHY}, zhao)
    assert list(journal.broken()) == []
    assert (li.branch, TransferCase.objects.get(pk=never_came.pk).state) == (orgs.dongshan, "letter_expired")


def test_only_the_committee_that_issued_it_explains(never_came, wang, sun, chen):
    for by in (wang, sun, chen):
        with pytest.raises(NotAllowed):
            explain(never_came, by=by, text=WHY)


def test_the_page_lists_it_and_takes_the_cause(never_came, zhao, client):
    client.force_login(zhao.account)
    shown = html.unescape(client.get("/supervision/").content.decode())
    assert "六个月未接收，待组织处理" in shown
    page = f"/transfers/{never_came.number}/unreceived/"
    assert page in shown

    assert client.post(page, {"text": "太短"}).status_code == 422
    assert client.post(page, {"text": WHY}).status_code == 302
    assert "六个月未接收" not in html.unescape(client.get("/supervision/").content.decode())
    assert client.get(page).status_code == 404
    assert WHY in html.unescape(client.get(f"/cases/{never_came.number}/").content.decode())


def test_a_superior_reads_and_does_not_explain(never_came, sun, client):
    client.force_login(sun.account)
    shown = html.unescape(client.get("/supervision/").content.decode())
    assert "六个月未接收，待组织处理" in shown
    assert "查明原因</a>" not in shown
    assert client.get(f"/transfers/{never_came.number}/unreceived/").status_code == 404


def test_the_list_costs_the_same_for_one_row_and_three(
    never_came, enrol, orgs, wang, zhao, lin, xu, chen, client, clock
):
    one = _queries(client, zhao)
    clock.move_to(at(2026, 11, 24))
    for name, number in (("周杰", "320724199001011233"), ("吴芳", f"{WU}{check_character(WU)}")):
        _letter_for(enrol(name, number, orgs.dongshan), orgs, wang, zhao, lin, xu, chen)
    clock.move_to(at(2027, 5, 25))
    assert len(listed(orgs.town, at(2027, 5, 25))) == 3
    assert _queries(client, zhao) == one > 0


def _queries(client, hat) -> int:
    client.force_login(hat.account)
    with CaptureQueriesContext(connection) as asked:
        client.get("/supervision/")
    return len([query for query in asked if "workflows_transfercase" in query["sql"] or "partyorg" in query["sql"]])


def _letter_for(person, orgs, wang, zhao, lin, xu, chen) -> None:
    case = drafting.begin(person, by=wang, destination=orgs.first, reason="residence_changed", contact="135")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=lin, agrees=True)
    desk.opine(case, by=xu, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.first)
    desk.act(case, "approve", by=zhao, valid_days=30)
