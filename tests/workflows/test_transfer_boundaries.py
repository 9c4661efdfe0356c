"""The rules of W1 on their last day and the day after: months, holidays, 29 February, 24:00 (R-T1 to R-T26).

Boundaries that scenarios hold already are in test_transfer_rules.py, test_transfer_detours.py, test_stays.py,
test_unreceived.py and test_probationers.py. docs/rules.md names one test for each rule.
"""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from approvals import desk
from approvals.models import Case
from approvals.moments import REMIND
from approvals.rules import NotAllowed, refusals
from approvals.sweep import sweep
from members.models import Coverage, Person
from tests.conftest import SHANGHAI
from workflows.transfer import drafting
from workflows.transfer.states import DEMANDED, Refusal
from workflows.transfer.stays import school_keeps_until

MOMENT = timedelta(microseconds=1)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def against(case, name, by, **data) -> list[str]:
    """The numbers of the rules that stand against an act with a form filled in so."""
    return [m.rule.number for m in refusals(case.flow.whole(case.pk), case.flow.verbs()[name], by, data)]


@pytest.fixture
def letter_of(request, clock, zhao):
    """A letter of thirty days issued on a day of one's choice."""

    def issue(day: date):
        clock.move_to(at(day))
        case = request.getfixturevalue("transfer_awaiting_approval")
        type(case).objects.filter(pk=case.pk).update(dues_until=day.replace(day=1))
        return desk.act(case, "approve", by=zhao, valid_days=30)

    return issue


@pytest.fixture
def received(letter_of, chen, orgs):
    """A member received on a day of one's choice."""

    def receive(day: date):
        case = desk.act(letter_of(day), "report_in", by=chen, letter_number=1)
        return desk.act(case, "receive", by=chen, branch=orgs.first)

    return receive


def test_r_t1_however_long_a_member_is_away_the_system_says_so_and_begins_nothing(li, orgs, wang, clock, client):
    clock.move_to(at(date(2028, 3, 2)))  # away for two years
    sweep()
    assert (Case.objects.count(), li.branch) == (0, orgs.dongshan)
    client.force_login(wang.account)
    assert "应当转移组织关系" in client.get(reverse("person", args=[li.pk])).content.decode()


@pytest.mark.parametrize(("day", "stands"), [(date(2026, 12, 31), []), (date(2027, 1, 1), ["R-T5"])])
def test_r_t5_a_second_letter_looks_at_the_dues_again(letter_out, zhao, clock, client, day, stands):
    """Paid to November 2026: the month before the issue in December, no longer in January."""
    clock.move_to(at(day))
    sweep()  # the first letter is over since 24 December
    assert against(letter_out, "reissue", zhao, valid_days=30) == stands
    assert against(letter_out, "reissue", zhao, valid_days=30, overrides={"R-T5": "住院期间次月补交"}) == []
    client.force_login(zhao.account)
    shown = client.get(f"/cases/{letter_out.number}/?act=reissue").content.decode()
    assert ("override-R-T5" in shown) is bool(stands)


def test_r_t7_the_list_of_reasons_is_closed():
    assert set(Refusal.values) == {
        "not_working_or_living_here", "wrong_branch", "identity_unverified", "material_missing",
        "letter_defect_or_expired", "dossier_under_check", "under_investigation", "transfer_condition_not_met",
    }  # fmt: skip


@pytest.mark.parametrize("reason", Refusal.values)
def test_r_t7_ten_characters_explain_a_refusal_and_nine_do_not(transfer_at_destination, chen, reason):
    said = {"reason": reason, "demanded": "二社区支部、劳动合同" if reason in DEMANDED else ""}
    assert against(transfer_at_destination, "refuse", chen, text="该同志不在本区居住", **said) == ["R-T7"]
    assert against(transfer_at_destination, "refuse", chen, text="该同志不在本区居住  ", **said) == ["R-T7"]
    assert against(transfer_at_destination, "refuse", chen, text="该同志不在本辖区居住", **said) == []


@pytest.mark.parametrize("reason", ["full", "no_quota", "unknown_person", ""])
def test_r_t7_what_is_not_on_the_list_is_no_reason(transfer_at_destination, chen, reason):
    said = {"reason": reason, "text": "名额已满，本支部不了解该同志情况"}
    assert against(transfer_at_destination, "refuse", chen, **said) == ["R-T7"]


def test_r_t9_the_relation_is_the_origins_up_to_the_moment_of_the_reception(letter_out, li, chen, orgs, clock):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    moment = at(date(2026, 11, 25), 14, 30)
    clock.move_to(moment - MOMENT)
    assert li.branch == orgs.dongshan
    clock.move_to(moment)
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    held = li.relations.order_by("since").values_list("org", "since", "because")
    assert list(held)[1:] == [(orgs.first.pk, moment, case.number)]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 29)),
    ],
)
def test_r_t11_the_receipt_is_in_time_to_the_end_of_the_month_it_has(received, clock, day, last):
    held = received(day).assignments.open().get()
    too_late = at(last + timedelta(days=1), 0)
    assert held.due_at == too_late
    assert not held.is_overdue(too_late - MOMENT)
    assert held.is_overdue(too_late)


@pytest.mark.parametrize(
    ("channel", "forms"),
    [
        ("paper", ["F-01", "F-01P", "F-01a", "F-01c", "F-02", "F-14"]),
        ("online_province", ["F-02", "F-14"]),
        ("online_national", ["F-02", "F-14"]),
    ],
)
def test_r_t15_only_a_paper_channel_prints_letter_and_receipt_and_each_keeps_its_outside_number(
    li, wang, lin, xu, chen, zhao, orgs, clock, channel, forms
):
    facts = {"reason": "residence_changed", "channel": channel, "external_reference": "JH-2026-0088"}
    case = desk.act(drafting.begin(li, by=wang, destination=orgs.first, **facts), "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=lin, agrees=True)
    desk.opine(case, by=xu, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.first)
    case = desk.act(case, "approve", by=zhao, valid_days=30)
    desk.act(case, "report_in", by=chen, letter_number=1)
    desk.act(case, "receive", by=chen, branch=orgs.first)
    desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    case = desk.act(case, "attach_receipt", by=zhao, letter_number=1)
    assert sorted({paper.form for paper in case.papers}) == forms
    assert (case.state, case.letter_number, case.external_reference) == ("completed", 1, "JH-2026-0088")


@pytest.mark.parametrize(("carrier", "said"), [("member", "本人携带"), ("confidential_post", "机要寄送")])
def test_r_t18_the_member_or_the_confidential_post_carries_a_letter(
    transfer_awaiting_approval, zhao, client, carrier, said
):
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30, carrier=carrier)
    assert (case.carrier, case.entries.get(verb="approve").data["carrier"]) == (carrier, carrier)
    client.force_login(zhao.account)
    assert f"，{said}</dd>" in client.get(f"/cases/{case.number}/").content.decode()


def test_r_t18_no_courier_carries_a_letter_nor_a_second_one(transfer_awaiting_approval, zhao):
    case = transfer_awaiting_approval
    for carrier in ("courier", ""):
        assert against(case, "approve", zhao, valid_days=30, carrier=carrier) == ["R-T18"]
    desk.act(case, "approve", by=zhao, valid_days=30)
    desk.act(case, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    assert against(case, "reissue", zhao, valid_days=30, carrier="courier") == ["R-T18"]
    assert against(case, "reissue", zhao, valid_days=30, carrier="confidential_post") == []


def test_r_t20_after_the_reception_nobody_takes_a_transfer_back(received, li, wang, zhao, orgs):
    case = received(date(2026, 11, 23))
    for name, by in (("withdraw", wang), ("recall", zhao)):
        with pytest.raises(NotAllowed):
            desk.act(case, name, by=by, text="本人不愿转出")
    assert li.branch == orgs.first


def test_r_t21_a_dossier_is_checked_for_thirty_days_and_on_the_next_its_silence_may_be_escalated(
    letter_out, wang, chen, clock
):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "check_dossier", by=chen, text="档案中入党材料需进一步核对")
    clock.move_to(at(date(2026, 12, 23), 23, 59))  # day 30
    assert against(case, "escalate_timeout", wang) == ["R-S1"]
    clock.move_to(at(date(2026, 12, 24), 0))  # day 31
    sweep()
    assert against(case, "escalate_timeout", wang) == []
    assert case.flow.whole(case.pk).state == "dossier_check"


@pytest.mark.parametrize(
    ("verb", "admitted", "day", "warned"),
    [
        ("approve", date(2026, 11, 30), date(2027, 2, 27), True),
        ("approve", date(2026, 11, 30), date(2027, 2, 28), False),  # three months, clipped to the end of February
        ("submit", date(2028, 2, 29), date(2029, 2, 27), False),
        ("submit", date(2028, 2, 29), date(2029, 2, 28), True),  # the year of probation is over
    ],
)
def test_r_t22_months_of_a_probationer_end_with_a_short_february(
    transfer_awaiting_approval, li, zhao, clock, verb, admitted, day, warned
):
    Person.objects.filter(pk=li.pk).update(stage="probationary_member", joined_on=admitted, converted_on=None)
    clock.move_to(at(day))
    assert ("R-T22" in against(transfer_awaiting_approval, verb, zhao, valid_days=30)) is warned


def test_r_t23_two_years_after_a_29_february_end_with_february(li):
    li.graduated_on = date(2024, 2, 29)
    assert school_keeps_until(li) == date(2026, 2, 28)


def test_r_t24_five_working_days_step_over_the_spring_festival_and_onto_the_worked_saturdays(li, wang, orgs, clock):
    """Holiday from 15 to 23 February 2026; Saturday the 14th and Saturday the 28th are worked."""
    clock.move_to(at(date(2026, 2, 13)))
    call_command("seed_calendar")
    draft = drafting.begin(li, by=wang, destination=orgs.first, reason="residence_changed")
    case = desk.act(draft, "submit", by=wang)
    held = case.assignments.open().get()
    assert (held.due_at, held.second_due_at) == (at(date(2026, 2, 28), 0), at(date(2026, 3, 6), 0))

    clock.move_to(at(date(2026, 2, 27), 23, 59))
    sweep()
    assert not case.entries.filter(verb=REMIND).exists()
    clock.move_to(at(date(2026, 2, 28), 0))
    sweep()
    assert case.entries.filter(verb=REMIND).count() == 1

    clock.move_to(at(date(2026, 3, 5), 23, 59))
    sweep()
    assert (held.supervisions.count(), against(case, "escalate_timeout", wang)) == (0, ["R-S1"])
    clock.move_to(at(date(2026, 3, 6), 0))
    sweep()
    assert (held.supervisions.count(), against(case, "escalate_timeout", wang)) == (1, [])


def test_r_t25_the_reception_and_nothing_before_it_ends_the_members_part_of_an_agreement(
    effective, letter_out, li, chen, orgs
):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    assert Coverage.objects.running().filter(person=li).count() == 1
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    assert not Coverage.objects.running().filter(person=li).exists()
    assert Coverage.objects.get(person=li).ended_because == case.number


def test_r_t26_a_second_letter_is_confirmed_as_well(letter_out, li, zhao):
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    assert against(letter_out, "reissue", zhao, valid_days=30) == []
    Person.objects.filter(pk=li.pk).update(under_examination=True)
    assert against(letter_out, "reissue", zhao, valid_days=30) == ["R-T26"]


def test_r_t26_spaces_are_no_answer_of_the_committee(transfer_awaiting_approval, li, zhao):
    Person.objects.filter(pk=li.pk).update(under_examination=True)
    case = transfer_awaiting_approval
    assert against(case, "approve", zhao, valid_days=30, overrides={"R-T26": "   "}) == ["R-T26"]
    assert against(case, "approve", zhao, valid_days=30, overrides={"R-T26": "党委会议同意转出"}) == []
