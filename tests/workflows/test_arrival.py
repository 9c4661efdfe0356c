"""A member arrives with a paper letter from outside the system: W1 from the report to the receipt (R-T15).

Mei 梅 is the clerk of 朝晖街道党工委, where the letter is entered; chen, its organiser, receives (R-O13).
"""

from datetime import date, datetime

import pytest

from approvals import desk, journal, plan, sweep, timeline
from approvals.case_views import choices_for
from approvals.models import Case
from approvals.rules import NotAllowed, Refused, refusals
from members import consistency, endings
from members.access import AccessRecord
from members.models import Person
from members.register.log import Kind, RegisterEntry
from tests.conftest import SHANGHAI
from tests.workflows.arrivals import BRANCH, COMMITTEE, ISSUER, NUMBER, arrives
from workflows.transfer.case import TransferCase

NAME = "周杰"


def against(refused: pytest.ExceptionInfo) -> list[str]:
    return [rule.number for rule in refused.value.rules]


def waiting(case: Case) -> list[tuple[str, str, str]]:
    return [(a.org.short_name, a.post, a.side) for a in case.assignments.open().select_related("org").order_by("pk")]


def offered(case: Case, by) -> list[str]:
    return [choice.name for choice in choices_for(TransferCase.whole(case.pk), by)]


@pytest.fixture
def mei(clock, orgs, appoint):
    return appoint("梅兰", "mei", orgs.street, "clerk")


@pytest.fixture
def arrived(mei, chen, orgs):
    return arrives(by=mei, at=orgs.first)


@pytest.fixture
def received(arrived, chen, orgs):
    return desk.act(arrived, "receive", by=chen, branch=orgs.first, text="同意接收")


def sent_back(case: Case, by, reason: str = "letter_defect_or_expired") -> Case:
    return desk.act(case, "refuse", by=by, reason=reason, text="介绍信未盖骑缝章，请重新开具")


# From the letter to the receipt ---------------------------------------------------------------------------------------


def test_a_member_arrives_is_received_and_the_receipt_goes_straight_to_the_former_committee(
    arrived, mei, chen, orgs, clock
):
    person = Person.objects.get(name=NAME)
    assert (arrived.state, arrived.title) == ("arrived", f"{NAME}：{BRANCH} → 一社区支部")
    assert (arrived.valid_until, arrived.origin) == (date(2026, 12, 16), None)
    assert waiting(arrived) == [("朝晖街道党工委", "organiser", "destination")]
    assert person.branch is None  # the letter moves nothing yet (R-T9)
    assert Person.objects.visible_to(chen).filter(pk=person.pk).count() == 0

    clock.move_to(datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI))
    case = desk.act(arrived, "receive", by=chen, branch=orgs.first, group="第二小组", text="同意接收")
    relation = person.relations.order_by("-since").first()
    assert (relation.org, relation.group, relation.because) == (orgs.first, "第二小组", case.number)
    assert relation.since == datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI)

    case = desk.act(case, "send_receipt", by=mei, handler="梅兰", phone="0518-87066345")
    receipt = case.papers.get(form="F-01c")
    told = receipt.snapshot
    assert (receipt.number, told["number"]) == ("0000417", "0000417")
    assert (told["receipt_addressee_org_name"], told["person_name"]) == (COMMITTEE, NAME)
    assert (told["receipt_handler"], told["receipt_received_on"]) == ("梅兰", "2026-11-25")
    assert waiting(case) == [("朝晖街道党工委", "clerk", "origin")]

    with pytest.raises(Refused, match="怎样确认收到回执"):
        desk.act(case, "receipt_confirmed", by=mei, text="已收到")
    case = desk.act(case, "receipt_confirmed", by=mei, text="对方电话确认收到回执")
    assert (case.state, waiting(case)) == ("completed", [])
    assert sorted(case.papers.values_list("form", flat=True)) == ["F-01c", "F-14"]  # their letter is never drawn
    assert [e.verb for e in case.entries.all()] == ["letter_entered", "receive", "send_receipt", "receipt_confirmed"]
    assert list(consistency.check(full=True)) == []
    assert list(journal.broken()) == []


def test_the_system_closes_it_thirty_days_after_the_receipt_was_sent(received, mei, clock):
    case = desk.act(received, "send_receipt", by=mei, handler="梅兰", phone="0518-87066345")
    clock.move_to(datetime(2026, 12, 24, 0, 30, tzinfo=SHANGHAI))
    sweep.sweep()
    case = TransferCase.whole(case.pk)
    assert (case.state, case.entries.last().by) == ("completed", None)
    assert case.papers.get(form="F-14").snapshot["from_org_name"] == BRANCH


def test_the_register_is_told_what_the_letter_says(arrived, mei):
    person = Person.objects.get(name=NAME)
    entry = RegisterEntry.objects.get(person=person)
    assert (entry.kind, entry.reason, entry.by) == (Kind.ENTERED, arrived.number, mei)
    assert entry.changes["dues_until"] == [None, "2026-11-01"]
    assert NUMBER not in str(entry.changes)  # masked (R-I3)
    assert (person.gender, person.born_on) == ("male", date(1990, 1, 1))


def test_the_timeline_has_the_entry_on_the_destinations_side_and_the_plan_goes_on_from_there(arrived):
    event = timeline.events(TransferCase.whole(arrived.pk))[0]
    assert (event.place, event.tag, event.org) == ("z", "登记系统外介绍信，本人已报到", "中共临港区朝晖街道工作委员会")
    ahead = [(step.label, [org.short_name for org in step.orgs], step.recorded) for step in plan.ahead(arrived)]
    assert ahead == [
        ("已报到、待接收", ["朝晖街道党工委"], False),
        ("已接收、待回执", ["朝晖街道党工委"], False),
        ("回执已寄出", ["朝晖街道党工委"], True),
    ]


def test_only_the_destinations_side_sees_it(arrived, wang, zhao, lin, mei, orgs):
    for by, sees in ((wang, False), (zhao, False), (lin, True), (mei, True)):
        assert Case.objects.visible_to(by).filter(pk=arrived.pk).exists() is sees


# Who enters, who receives ---------------------------------------------------------------------------------------------


def test_the_county_enters_for_a_branch_below_and_its_committee_receives(clock, zhou, chen, orgs):
    case = arrives(by=zhou, at=orgs.first)
    assert waiting(case) == [("朝晖街道党工委", "organiser", "destination")]
    assert desk.act(case, "receive", by=chen, branch=orgs.first, text="同意").state == "received"


def test_a_branch_or_a_general_branch_does_not_enter_a_letter(clock, lin, xu, chen, orgs):
    for by in (lin, xu):
        with pytest.raises(Refused) as refused:
            arrives(by=by, at=orgs.first)
        assert against(refused) == ["R-T15"]


def test_nobody_receives_on_a_letter_they_entered_themselves(clock, chen, appoint, orgs):
    case = arrives(by=chen, at=orgs.first)
    with pytest.raises(Refused) as refused:
        desk.act(case, "receive", by=chen, branch=orgs.first, text="同意")
    assert against(refused) == ["R-O13"]
    other = appoint("蒋勤", "jiang", orgs.street, "approver")
    assert desk.act(case, "receive", by=other, branch=orgs.first, text="同意").state == "received"


def test_a_branch_of_another_committee_cannot_take_the_member_in(arrived, chen, orgs):
    with pytest.raises(Refused) as refused:
        desk.act(arrived, "receive", by=chen, branch=orgs.xihe, text="同意")
    assert against(refused) == ["R-T10"]


# The letter -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "number"), [(date(2026, 12, 16), []), (date(2026, 12, 17), ["R-T16"])])
def test_r_t16_a_letter_is_good_to_the_end_of_its_last_day(mei, chen, orgs, clock, on, number):
    clock.move_to(datetime(2026, 12, 17, 9, 0, tzinfo=SHANGHAI))
    if not number:
        assert arrives(by=mei, at=orgs.first, on=on).state == "arrived"  # came in time, is entered a day later
        return
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, on=on)
    assert against(refused) == number
    assert "由开具单位查明原因后补办新号，再凭新介绍信登记" in str(refused.value)
    assert ISSUER in refused.value.missing[0].supplier
    assert not Person.objects.filter(name=NAME).exists()  # nothing is left of a refused entry


@pytest.mark.parametrize("days", [0, 91])
def test_a_letter_for_no_day_or_more_than_ninety_is_refused(mei, chen, orgs, days):
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, valid_days=days)
    assert "R-T4" in against(refused)


def test_one_letter_is_entered_once(arrived, mei, orgs):
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, number="320724199001021239", name="王芳")
    assert str(refused.value) == f"这份介绍信已登记为 {arrived.number}，请核对编号（R-T12）。"


def test_the_same_number_of_another_year_or_issuer_is_another_letter(arrived, mei, orgs):
    other = {"number": "320724199001021239", "name": "王芳"}
    case = arrives(by=mei, at=orgs.first, outside_issuer="中共海东市江北区委组织部", **other)
    assert case.state == "arrived"


def test_a_sender_of_this_system_is_told_to_begin_there(mei, chen, orgs):
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, outside_name=orgs.dongshan.name)
    assert against(refused) == ["R-T3"]


def test_dues_far_behind_ask_for_a_reason_that_the_log_keeps(mei, chen, orgs):
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, dues_until=date(2026, 8, 1))
    assert against(refused) == ["R-T5"]
    case = arrives(by=mei, at=orgs.first, dues_until=date(2026, 8, 1), overrides={"R-T5": "本人现场补交"})
    assert case.entries.get().data["overrides"] == {"R-T5": "本人现场补交"}


# Who comes ------------------------------------------------------------------------------------------------------------


def test_r_o1_a_member_of_this_system_comes_by_a_transfer_of_their_branch(li, mei, chen, orgs):
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, number="32072419800815833X", name="李明")
    assert str(refused.value) == "该同志的组织关系在本系统的其他党组织，请由其现在的支部发起接转（R-O1）。"
    assert AccessRecord.objects.get().subject == f"person:{li.pk}"  # a look elsewhere is written down


def test_who_left_the_system_earlier_comes_back_as_the_same_person(li, mei, chen, orgs, clock):
    li.join(None, because="ZJ2025-000001")
    clock.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI))
    about = {"number": "32072419800815833X", "name": "李明", "phone": "13900002222", "on": date(2026, 11, 24)}
    case = arrives(by=mei, at=orgs.first, **about)
    assert case.person == li
    desk.act(case, "receive", by=chen, branch=orgs.first, text="同意")
    where = [relation.org for relation in li.relations.order_by("since")]
    assert where == [orgs.dongshan, None, orgs.first]
    now = Person.objects.get(pk=li.pk)
    assert (now.phone, now.away_since, now.away_branch) == ("13900002222", None, None)
    assert list(consistency.check(full=True)) == []
    assert list(journal.broken()) == []


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"name": "李朋"}, "身份号码已登记在另一姓名下，请核对号码和姓名（R-I3）。"),
        ({"name": "李明", "joined_on": date(2010, 7, 1)}, "入党日期与名册登记的不同，请核对介绍信和档案（R-I3）。"),
        ({"name": "李明", "stage": "probationary_member"}, "名册登记该同志为正式党员，请核对介绍信（R-I3）。"),
    ],
)
def test_a_letter_that_says_otherwise_than_the_register_is_refused(li, mei, chen, orgs, clock, about, said):
    li.join(None, because="ZJ2025-000001")
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, number="32072419800815833X", **about)
    assert str(refused.value) == said


def test_who_is_abroad_on_the_register_comes_with_a_word_about_the_return(li, mei, chen, orgs, clock):
    li.join(None, because="ZJ2025-000001")
    Person.objects.filter(pk=li.pk).update(abroad_since=date(2025, 9, 1))
    about = {"number": "32072419800815833X", "name": "李明"}
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, **about)
    assert against(refused) == ["R-T23"]
    assert arrives(by=mei, at=orgs.first, overrides={"R-T23": "已回国，护照已核"}, **about).state == "arrived"


def test_whose_membership_ended_does_not_arrive(li, wang, mei, chen, orgs, clock):
    endings.record(li, by=wang, how="died", on=date(2026, 11, 20), ground="家属告知，医院证明")
    clock.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI))
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, number="32072419800815833X", name="李明")
    assert against(refused) == ["R-O1"]


def test_r_t13_a_second_arrival_of_one_person_is_refused(arrived, mei, orgs):
    with pytest.raises(Refused) as refused:
        arrives(by=mei, at=orgs.first, outside_number="0000418")
    assert against(refused) == ["R-T13"]


PROBATIONER = {"stage": "probationary_member", "converted_on": None}
ACCOUNT = "按季考察四次，表现良好"


@pytest.mark.parametrize(
    ("joined", "account", "asked"),
    [
        (date(2026, 8, 16), ACCOUNT, False),
        (date(2026, 8, 17), ACCOUNT, True),  # not three months before the letter
        (date(2025, 11, 17), ACCOUNT, False),
        (date(2025, 11, 16), ACCOUNT, True),  # the year is over on the day of the letter
        (date(2026, 3, 1), "", True),
    ],
)
def test_r_t22_a_probationer_arrives_in_order_or_with_a_reason(mei, chen, orgs, joined, account, asked):
    about = {**PROBATIONER, "joined_on": joined, "probation_account": account}
    if asked:
        with pytest.raises(Refused) as refused:
            arrives(by=mei, at=orgs.first, **about)
        assert against(refused) == ["R-T22"]
        about["overrides"] = {"R-T22": "原支部来函说明：单位整体搬迁"}
    case = arrives(by=mei, at=orgs.first, **about)
    assert case.person.stage == "probationary_member"


# Sent back ------------------------------------------------------------------------------------------------------------


def test_a_refused_letter_goes_back_with_a_reason_and_the_case_ends_once_it_is_returned(arrived, chen, mei):
    case = sent_back(arrived, chen)
    notice = case.papers.get(form="F-15").snapshot
    assert notice["addressees"] == [ISSUER, COMMITTEE]
    assert (notice["reason"], notice["letter_number"]) == ("介绍信有误或超期", "0000417")
    assert (notice["from_outside"], notice["answered_by"]) == (True, COMMITTEE)
    assert (waiting(case), offered(case, mei)) == ([("朝晖街道党工委", "clerk", "origin")], ["give_up"])

    case = desk.act(case, "give_up", by=mei, text="介绍信已由本人带回")
    assert case.state == "cancelled"
    assert case.person.branch is None
    assert list(consistency.check(full=True)) == []


def test_no_reason_of_ones_own_sends_a_member_back(arrived, chen):
    with pytest.raises(Refused) as refused:
        desk.act(arrived, "refuse", by=chen, reason="full", text="本支部名额已满，不再接收")
    assert against(refused) == ["R-T7"]


def test_after_a_letter_went_back_the_new_one_is_another_arrival(arrived, chen, mei, orgs):
    desk.act(sent_back(arrived, chen), "give_up", by=mei, text="介绍信已由本人带回")
    assert arrives(by=mei, at=orgs.first, outside_number="0000502").person == arrived.person


def test_a_dossier_is_checked_before_the_reception(arrived, chen, orgs):
    case = desk.act(arrived, "check_dossier", by=chen, text="核对入党志愿书和转正材料")
    assert desk.act(case, "receive", by=chen, branch=orgs.first, text="档案齐全").state == "received"


def test_the_way_of_a_sender_within_the_system_is_not_offered(arrived, received, chen, mei, clock):
    case = TransferCase.whole(received.pk)
    assert offered(case, mei) == ["send_receipt"]
    case = desk.act(case, "send_receipt", by=mei, handler="梅兰", phone="0518-87066345")
    assert offered(case, mei) == ["receipt_confirmed"]
    assert [m.rule.number for m in refusals(case, case.flow.verbs()["attach_receipt"], mei)] == ["R-T11"]
    with pytest.raises(NotAllowed):
        desk.act(case, "attach_receipt", by=mei, letter_number=None)
