"""The rules of W1 and of the desk, each at its boundary. Subjects: workflows/transfer/rules.py, approvals/."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from approvals import desk
from approvals.calendar import CalendarDay
from approvals.models import Case, Opinion
from approvals.rules import AlreadyHandled, NotAllowed, Refused
from approvals.sweep import sweep
from members.models import PartyOrg
from members.orgs import Kind
from tests.conftest import SHANGHAI, sweep_confirmed
from workflows.transfer import drafting
from workflows.transfer.rules import usual_days, valid_until

NOVEMBER = date(2026, 11, 1)


def broken_rules(case, verb, by, **data) -> list[str]:
    """The numbers of the rules that refuse an act."""
    with pytest.raises(Refused) as refused:
        desk.act(case, verb, by=by, **data)
    return [rule.number for rule in refused.value.rules]


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


# R-T2 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away_since", "warned"),
    [(date(2026, 5, 23), False), (date(2026, 5, 24), True)],  # six months to the day; one day less
)
def test_r_t2_a_stay_of_less_than_six_months_asks_for_a_reason(draft, wang, away_since, warned):
    drafting.rewrite(draft, by=wang, reason="other", away_since=away_since)
    if not warned:
        assert desk.act(draft, "submit", by=wang).state == "origin_branch_review"
        return
    assert broken_rules(draft, "submit", wang) == ["R-T2"]
    assert broken_rules(draft, "submit", wang, overrides={"R-T2": "   "}) == ["R-T2"]

    case = desk.act(draft, "submit", by=wang, overrides={"R-T2": "合同期三年，须转移"})
    assert case.entries.get(verb="submit").data == {"overrides": {"R-T2": "合同期三年，须转移"}}


def test_r_t2_a_new_residence_or_post_needs_no_six_months(draft, wang):
    drafting.rewrite(draft, by=wang, reason="unit_changed", away_since=date(2026, 11, 20))
    assert desk.act(draft, "submit", by=wang).state == "origin_branch_review"


def test_r_t2_six_months_from_the_end_of_august_end_with_february(li, wang, orgs, clock):
    clock.move_to(at(date(2027, 2, 27)))
    draft = drafting.begin(li, by=wang, destination=orgs.first, reason="study", away_since=date(2026, 8, 31))
    assert broken_rules(draft, "submit", wang) == ["R-T2"]
    clock.move_to(at(date(2027, 2, 28)))
    assert desk.act(draft, "submit", by=wang).state == "origin_branch_review"


# R-T3 ---------------------------------------------------------------------------------------------------------------


def test_r_t3_a_transfer_names_a_branch(li, wang, clock, orgs):
    without = drafting.begin(li, by=wang, reason="residence_changed")
    assert broken_rules(without, "submit", wang) == ["R-T3"]
    drafting.rewrite(without, by=wang, destination=orgs.street)
    assert broken_rules(without, "submit", wang) == ["R-T3"]
    drafting.rewrite(without, by=wang, destination=orgs.first)
    assert desk.act(without, "submit", by=wang).state == "origin_branch_review"


def test_r_t3_a_closed_branch_is_no_destination(draft, wang, orgs):
    PartyOrg.objects.filter(pk=orgs.first.pk).update(closed_on=date(2026, 10, 1), successor=orgs.second)
    with pytest.raises(Refused) as refused:
        desk.act(draft, "submit", by=wang)
    assert [m.sentence for m in refused.value.missing] == ["一社区支部已撤销，请改选承继组织（R-T3）"]
    assert "二社区支部" in refused.value.missing[0].supplier


def test_r_t3_both_sides_need_a_committee_with_the_power(draft, wang, orgs):
    above = [orgs.street.pk, orgs.district.pk, orgs.province.pk]
    PartyOrg.objects.filter(pk__in=above).update(may_approve_probationary=False)
    assert broken_rules(draft, "submit", wang) == ["R-T3"]


# R-T4 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 90])
def test_r_t4_a_letter_is_good_for_1_to_90_days(transfer_awaiting_approval, zhao, days):
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=days)
    assert (case.valid_days, case.valid_until) == (days, date(2026, 11, 23) + timedelta(days=days))


@pytest.mark.parametrize("data", [{"valid_days": 0}, {"valid_days": 91}, {"valid_days": -1}, {}])
def test_r_t4_no_letter_for_less_or_longer(transfer_awaiting_approval, zhao, data):
    assert broken_rules(transfer_awaiting_approval, "approve", zhao, **data) == ["R-T4"]


def test_r_t4_no_reason_goes_past_a_hard_rule(transfer_awaiting_approval, zhao):
    past = {"R-T4": "情况特殊", "R-T6": "情况特殊"}
    assert broken_rules(transfer_awaiting_approval, "approve", zhao, valid_days=91, overrides=past) == ["R-T4"]
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=90, overrides=past)
    assert case.entries.get(verb="approve").data == {"valid_days": 90}  # no reason for what nobody warned of


@pytest.mark.parametrize(
    ("issued_on", "days", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
        (date(2027, 2, 28), 1, date(2027, 3, 1)),
        (date(2026, 12, 31), 90, date(2027, 3, 31)),
    ],
)
def test_r_t4_day_one_is_the_day_after_the_issue(issued_on, days, last):
    assert valid_until(issued_on, days) == last


@pytest.mark.parametrize("days", [0, 91])
def test_r_t4_a_longer_letter_cannot_even_be_computed(days):
    with pytest.raises(ValueError, match="R-T4"):
        valid_until(date(2026, 11, 23), days)


def test_r_t4_one_reports_in_until_24_00_of_the_last_day(letter_out, chen, clock):
    assert letter_out.valid_until == date(2026, 12, 23)
    clock.move_to(at(date(2026, 12, 23), 23, 59))
    assert desk.act(letter_out, "report_in", by=chen, letter_number=1).state == "arrived"


def test_r_t4_nobody_reports_in_with_yesterdays_letter(letter_out, chen, clock, li, orgs):
    clock.move_to(at(date(2026, 12, 24), 0, 0))
    with pytest.raises(NotAllowed):
        desk.act(letter_out, "report_in", by=chen, letter_number=1)
    assert not letter_out.entries.filter(verb="report_in").exists()
    assert li.branch == orgs.dongshan


def test_r_t4_holidays_do_not_lengthen_a_letter(transfer_awaiting_approval, zhao, chen, clock):
    CalendarDay.objects.bulk_create(CalendarDay(day=date(2026, 11, d), works=False) for d in (24, 25, 26, 27))
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=3)
    assert case.valid_until == date(2026, 11, 26)
    clock.move_to(at(date(2026, 11, 27), 0, 0))
    with pytest.raises(NotAllowed):
        desk.act(case, "report_in", by=chen, letter_number=1)


def test_r_t4_the_proposal_goes_by_distance(transfer, orgs):
    """Same city 10, same province 30, other province 90 days."""
    found = []
    for region in ("320724", "320799", "320103", "110105", ""):
        transfer.destination.region = region
        found.append(usual_days(transfer))
    assert found == [10, 10, 30, 90, 90]


# R-T5 ---------------------------------------------------------------------------------------------------------------


def test_r_t5_no_opinion_and_no_letter_without_the_month_dues_are_paid_to(transfer, transfer_awaiting_approval, zhao):
    case = transfer_awaiting_approval
    type(case).objects.filter(pk=case.pk).update(dues_until=None)
    assert broken_rules(case, "approve", zhao, valid_days=30) == ["R-T5"]


def test_r_t5_the_branch_says_how_far_dues_are_paid(enrol, orgs, wang, clock):
    person = enrol("周杰", "320724199001011233", orgs.dongshan, dues_until=None)
    case = drafting.begin(person, by=wang, destination=orgs.first, reason="residence_changed", contact="1")
    case = desk.act(case, "submit", by=wang)
    assert broken_rules(case, "agree_to_release", wang) == ["R-T5"]
    assert desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER).dues_until == NOVEMBER


@pytest.mark.parametrize(("month", "warned"), [(date(2026, 10, 1), False), (date(2026, 9, 1), True)])
def test_r_t5_dues_older_than_last_month_ask_for_a_reason(transfer_awaiting_approval, zhao, month, warned):
    case = transfer_awaiting_approval
    type(case).objects.filter(pk=case.pk).update(dues_until=month)
    if not warned:
        assert desk.act(case, "approve", by=zhao, valid_days=30).state == "letter_issued"
        return
    assert broken_rules(case, "approve", zhao, valid_days=30) == ["R-T5"]

    case = desk.act(case, "approve", by=zhao, valid_days=30, overrides={"R-T5": "下月补交", "R-T2": "多余的"})
    assert case.entries.get(verb="approve").data["overrides"] == {"R-T5": "下月补交"}
    slip = case.papers.get(form="F-14").snapshot
    assert [(o["rule"], o["reason"]) for o in slip["overrides"]] == [("R-T5", "下月补交")]


def test_r_t5_in_january_last_month_is_december(transfer_awaiting_approval, zhao, clock):
    case = transfer_awaiting_approval
    clock.move_to(at(date(2027, 1, 4)))
    type(case).objects.filter(pk=case.pk).update(dues_until=date(2026, 11, 1))
    assert broken_rules(case, "approve", zhao, valid_days=30) == ["R-T5"]
    type(case).objects.filter(pk=case.pk).update(dues_until=date(2026, 12, 1))
    assert desk.act(case, "approve", by=zhao, valid_days=30).state == "letter_issued"


# R-T6 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "said"), [("origin", "缺少流出地意见"), ("destination", "缺少流入地意见")])
def test_r_t6_no_approval_without_an_opinion_of_each_side(transfer_awaiting_approval, zhao, side, said):
    Opinion.objects.filter(case=transfer_awaiting_approval, side=side).update(superseded=True)
    with pytest.raises(Refused, match=said):
        desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)


def test_r_t6_the_last_word_of_a_side_counts(transfer_awaiting_approval, zhao):
    said = Opinion.objects.filter(case=transfer_awaiting_approval, side="destination").order_by("-pk").first()
    Opinion.objects.filter(pk=said.pk).update(verdict="disagree")
    assert broken_rules(transfer_awaiting_approval, "approve", zhao, valid_days=30) == ["R-T6"]


def test_r_t6_a_branch_against_it_is_outweighed_by_its_committee(transfer_at_destination, lin, xu, chen, zhao, orgs):
    case = desk.opine(transfer_at_destination, by=lin, agrees=False, text="本人未到本社区报到过")
    case = desk.opine(case, by=xu, agrees=True)
    case = desk.act(case, "accept", by=chen, branch=orgs.first)
    assert desk.act(case, "approve", by=zhao, valid_days=30).state == "letter_issued"


# R-T10, R-T12 -------------------------------------------------------------------------------------------------------


def test_r_t10_whoever_accepts_or_receives_names_a_branch_of_their_own(letter_out, chen, orgs):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    for wrong in (None, orgs.general, orgs.dongshan, orgs.street):
        assert broken_rules(case, "receive", chen, branch=wrong) == ["R-T10"]
    case = desk.act(case, "receive", by=chen, branch=orgs.second, group="第二党小组")
    relation = case.person.relations.order_by("-since").first()
    assert (relation.org, relation.group, relation.because) == (orgs.second, "第二党小组", case.number)


def test_r_t10_a_branch_that_closed_meanwhile_receives_nobody(letter_out, chen, orgs, li):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    PartyOrg.objects.filter(pk=orgs.second.pk).update(closed_on=date(2026, 11, 23), successor=orgs.first)
    closed = PartyOrg.objects.get(pk=orgs.second.pk)
    assert broken_rules(case, "receive", chen, branch=closed) == ["R-T10"]
    assert li.branch == orgs.dongshan


def test_r_t10_an_adjustment_into_a_branch_that_closed_is_refused_in_words(clock, li, orgs, wang, zhao, appoint):
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    case = desk.act(drafting.begin(li, by=wang, destination=orgs.xihe, reason="other"), "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER)
    desk.act(case, "accept", by=jiang, branch=orgs.xihe)
    PartyOrg.objects.filter(pk=orgs.xihe.pk).update(closed_on=date(2026, 11, 23), successor=orgs.dongshan)
    with pytest.raises(Refused, match="R-O11"):
        desk.act(case, "approve_internal", by=zhao)
    assert li.branch == orgs.dongshan


def _letter_for(name, number, enrol, orgs, wang, lin, xu, chen, zhao) -> str:
    person = enrol(name, number, orgs.dongshan)
    case = drafting.begin(person, by=wang, destination=orgs.first, reason="residence_changed", contact="1")
    case = desk.act(case, "submit", by=wang)
    overrides = {"R-T5": "次月补交"}
    case = desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER, overrides=overrides)
    case = desk.opine(case, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    case = desk.act(case, "accept", by=chen, branch=orgs.first)
    case = desk.act(case, "approve", by=zhao, valid_days=30, overrides=overrides)
    return case.papers.get(form="F-01").number


def test_r_t12_letters_are_numbered_without_a_gap_for_each_committee_and_year(
    clock, enrol, orgs, wang, lin, xu, chen, zhao
):
    hats = (enrol, orgs, wang, lin, xu, chen, zhao)
    assert _letter_for("周杰", "320724199001011233", *hats) == "000001"
    assert _letter_for("吴磊", "320724199001021239", *hats) == "000002"
    clock.move_to(at(date(2027, 1, 4)))
    assert _letter_for("郑洁", "320724199001031242", *hats) == "000001"


def test_r_t12_a_refused_approval_takes_no_number(transfer_awaiting_approval, zhao):
    for days in (0, 91):
        broken_rules(transfer_awaiting_approval, "approve", zhao, valid_days=days)
    case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)
    assert case.letter_number == 1


def test_r_t12_the_number_on_the_letter_must_match(letter_out, chen, zhao, orgs):
    for typed in ({"letter_number": 2}, {}):
        assert broken_rules(letter_out, "report_in", chen, **typed) == ["R-T12"]
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    case = desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    assert broken_rules(case, "attach_receipt", zhao, letter_number=9) == ["R-T12"]


# R-T13, R-T14, R-T20, R-O1 ------------------------------------------------------------------------------------------


def test_r_t13_a_second_transfer_waits_until_the_first_is_closed(transfer, li, wang, orgs):
    second = drafting.begin(li, by=wang, destination=orgs.second, reason="residence_changed")
    assert broken_rules(second, "submit", wang) == ["R-T13"]
    desk.act(transfer, "withdraw", by=wang)
    assert desk.act(second, "submit", by=wang).state == "origin_branch_review"


def test_r_t13_a_returned_transfer_still_counts_and_a_draft_does_not(transfer, li, wang, orgs):
    desk.act(transfer, "send_back", by=wang, text="请补充户籍变动证明")
    second = drafting.begin(li, by=wang, destination=orgs.second, reason="residence_changed")
    third = drafting.begin(li, by=wang, destination=orgs.second, reason="residence_changed")
    assert broken_rules(second, "submit", wang) == ["R-T13"]
    assert desk.act(transfer, "resubmit", by=wang, text="已与本人核对，情况如前所报").state == "origin_branch_review"
    assert third.state == "draft"


def test_r_t14_the_present_branch_is_no_destination(draft, wang, orgs):
    drafting.rewrite(draft, by=wang, destination=orgs.dongshan)
    assert broken_rules(draft, "submit", wang) == ["R-T14"]


def test_r_t14_an_adjustment_takes_no_letter_and_a_transfer_no_adjustment(
    transfer_awaiting_approval, li, orgs, wang, zhao, appoint
):
    assert broken_rules(transfer_awaiting_approval, "approve_internal", zhao) == ["R-T14"]
    desk.act(transfer_awaiting_approval, "withdraw", by=wang)
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    case = desk.act(drafting.begin(li, by=wang, destination=orgs.xihe, reason="other"), "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER)
    desk.act(case, "accept", by=jiang, branch=orgs.xihe)
    assert broken_rules(case, "approve", zhao, valid_days=30) == ["R-T14"]


@pytest.mark.parametrize("state", ["draft", "transfer", "transfer_at_destination", "transfer_awaiting_approval"])
def test_r_t20_the_origin_withdraws_any_time_before_approval(request, wang, state):
    case = desk.act(request.getfixturevalue(state), "withdraw", by=wang, text="本人决定暂不转移")
    assert (case.state, case.slot, case.closed_at) == ("withdrawn", None, timezone.now())
    assert case.entries.get(verb="withdraw").data == {"text": "本人决定暂不转移"}


def test_r_t20_not_after_the_letter_and_not_by_the_destination(letter_out, transfer_awaiting_approval, wang, chen):
    with pytest.raises(AlreadyHandled):
        desk.act(letter_out, "withdraw", by=wang)


def test_r_t20_the_origin_branch_withdraws_what_its_superior_began(li, orgs, wang, zhao, chen, clock):
    case = desk.act(drafting.begin(li, by=zhao, destination=orgs.first, reason="other"), "submit", by=zhao)
    with pytest.raises(NotAllowed):
        desk.act(case, "withdraw", by=chen)
    assert desk.act(case, "withdraw", by=wang).state == "withdrawn"


def test_r_o1_a_relation_that_moved_meanwhile_stops_the_transfer(draft, li, wang, orgs, clock):
    li.join(orgs.xihe, because="补录")
    assert broken_rules(draft, "submit", wang) == ["R-O1"]


def test_r_o1_an_applicant_has_no_relation_to_move(enrol, orgs, wang, clock):
    applicant = enrol("许诺", "320724199001041248", orgs.dongshan, stage="applicant")
    case = drafting.begin(applicant, by=wang, destination=orgs.first, reason="other", contact="1")
    assert broken_rules(case, "submit", wang) == ["R-O1"]


# R-T24, R-S7 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["transfer", "transfer_at_destination", "transfer_awaiting_approval"])
def test_r_t24_silence_neither_consents_nor_refuses(request, state, clock):
    case = request.getfixturevalue(state)
    said, stood = case.opinions.count(), case.state
    for _month in range(6):
        clock.shift(timedelta(days=31))
        sweep()
    case = case.flow.whole(case.pk)
    assert (case.state, case.opinions.count()) == (stood, said)
    assert case.assignments.open().get().supervisions.count() == 1


# R-O7 ---------------------------------------------------------------------------------------------------------------


def test_r_o7_who_only_reviews_does_not_decide(transfer_at_destination, lin, xu, chen, orgs):
    for by in (xu, chen):  # not their turn yet
        with pytest.raises(Refused, match="这一步现在等待一社区支部办理"):
            desk.opine(transfer_at_destination, by=by, agrees=True)
    with pytest.raises(NotAllowed, match="R-O7"):
        desk.act(transfer_at_destination, "accept", by=lin, branch=orgs.first)
    with pytest.raises(NotAllowed, match="R-O7"):
        desk.act(transfer_at_destination, "redirect", by=lin, branch=orgs.second)


def test_r_o7_every_organisation_without_power_on_the_way_speaks_in_turn(transfer, orgs, wang, lin, appoint):
    community = PartyOrg(name="中共临港区朝晖街道社区委员会", short_name="社区党委", kind=Kind.PARTY_COMMITTEE)
    community.parent = orgs.street
    community.save()
    orgs.general.parent = community
    orgs.general.save()
    case = desk.act(transfer, "agree_to_release", by=wang, dues_until=NOVEMBER)
    asked = [desk.org.short_name for desk in case.node.desks(case)]
    assert asked == ["一社区支部", "综合党总支", "社区党委", "朝晖街道党工委"]


def test_r_o7_a_redirect_asks_the_new_branch_and_starts_the_clock_once_only(
    transfer_at_destination, lin, xu, chen, orgs, appoint, clock
):
    new = appoint("二支书", "new", orgs.second, "secretary")
    case = transfer_at_destination
    starts = []
    for branch, secretary in ((orgs.second, new), (orgs.first, lin)):
        for by in (lin if case.destination == orgs.first else new, xu):
            case = desk.opine(case, by=by, agrees=True)
        clock.shift(timedelta(days=1))
        case = desk.act(case, "redirect", by=chen, branch=branch, text="住址属于另一个社区支部")
        starts.append(case.state_since)
        held = case.assignments.open().get()
        assert (held.org, held.decides) == (branch, False)
        assert secretary.org == branch
    assert starts == [at(date(2026, 11, 24)), at(date(2026, 11, 24))]


# R-O12 --------------------------------------------------------------------------------------------------------------


def test_r_o12_an_appointment_that_ended_acts_no_more(transfer, transfer_at_destination, wang, lin, clock):
    for hat in (wang, lin):
        hat.until = date(2026, 11, 22)
        hat.save()
    with pytest.raises(NotAllowed, match="R-O12"):
        desk.opine(transfer_at_destination, by=lin, agrees=True)
    with pytest.raises(NotAllowed, match="R-O12"):
        desk.act(transfer_at_destination, "withdraw", by=wang)


def test_r_o12_the_last_day_in_office_still_counts(transfer, wang):
    wang.until = date(2026, 11, 23)
    wang.save()
    assert desk.act(transfer, "agree_to_release", by=wang, dues_until=NOVEMBER).state == "destination_review"


def test_r_o12_work_follows_the_post_to_the_next_holder(transfer, wang, appoint, orgs):
    wang.until = date(2026, 11, 22)
    wang.save()
    successor = appoint("新书记", "successor", orgs.dongshan, "secretary")
    case = desk.act(transfer, "agree_to_release", by=successor, dues_until=NOVEMBER)
    assert case.opinions.get().by == successor


@pytest.mark.parametrize("post", ["commissioner", "organiser", "clerk", "approver", "administrator"])
def test_r_o12_nobody_signs_for_the_secretary(transfer, appoint, orgs, post):
    other = appoint("其他人", "other", orgs.dongshan, post)
    with pytest.raises(NotAllowed):
        desk.act(transfer, "agree_to_release", by=other, dues_until=NOVEMBER)


def test_r_o12_an_administrator_does_not_write_transfers(draft, li, appoint, orgs):
    keeper = appoint("管理员", "keeper", orgs.dongshan, "administrator")
    with pytest.raises(NotAllowed, match="R-O12"):
        drafting.begin(li, by=keeper, destination=orgs.first, reason="other")
    with pytest.raises(NotAllowed):
        drafting.rewrite(draft, by=keeper, contact="13500000000")


# R-O13 --------------------------------------------------------------------------------------------------------------


def also(hat, org, post, appoint):
    """Another appointment of the same account."""
    return appoint(hat.account.name, hat.account.username, org, post)


def test_r_o13_nobody_speaks_for_both_sides(transfer_at_destination, wang, lin, xu, chen, zhao, orgs, appoint):
    case = transfer_at_destination
    for org in (orgs.first,):
        with pytest.raises(Refused, match="R-O13"):
            desk.opine(case, by=also(wang, org, "secretary", appoint), agrees=True)
    case = desk.opine(case, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    street = also(wang, orgs.street, "organiser", appoint)
    assert broken_rules(case, "accept", street, branch=orgs.first) == ["R-O13"]
    assert broken_rules(case, "ask_material", street, text="请补充居住证明") == ["R-O13"]


def test_r_o13_two_accounts_of_one_person_are_one_hand(transfer_awaiting_approval, wang, zhao, enrol, orgs, appoint):
    """People are counted, not accounts: a second account tied to the same member speaks for nobody else."""
    second = appoint("王秀英", "wang2", orgs.town, "approver")
    person = enrol("王秀英", "320724199001011233", orgs.dongshan)
    for hat in (wang, second):
        hat.account.person = person
        hat.account.save()
    assert broken_rules(transfer_awaiting_approval, "approve", second, valid_days=30) == ["R-O13"]
    desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30)


def test_r_o13_nobody_approves_what_they_spoke_on_for_the_branch(
    transfer_awaiting_approval, wang, lin, zhao, orgs, appoint
):
    for hat in (wang, lin):
        also_town = also(hat, orgs.town, "approver", appoint)
        assert broken_rules(transfer_awaiting_approval, "approve", also_town, valid_days=30) == ["R-O13"]


def test_r_o13_who_approved_for_the_origin_does_not_receive(letter_out, zhao, chen, orgs, appoint):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    there = also(zhao, orgs.street, "organiser", appoint)
    assert broken_rules(case, "receive", there, branch=orgs.first) == ["R-O13"]


def test_r_o13_one_person_may_speak_twice_for_one_organisation(transfer, wang, orgs):
    case = desk.act(transfer, "send_back", by=wang, text="请补充户籍变动证明")
    case = desk.act(case, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    assert desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER).state == "destination_review"


def test_r_o13_nobody_handles_their_own_case(transfer, draft, li, wang, orgs, appoint):
    wang.account.person = li
    wang.account.save()
    assert broken_rules(transfer, "agree_to_release", wang, dues_until=NOVEMBER) == ["R-O13"]
    with pytest.raises(Refused, match="R-O13"):
        drafting.begin(li, by=wang, destination=orgs.second, reason="other")


def test_r_o13_nobody_rewrites_their_own_case(draft, li, wang):
    wang.account.person = li
    wang.account.save()
    with pytest.raises(Refused, match="R-O13"):
        drafting.rewrite(draft, by=wang, contact="13500000000")


# R-O14, R-O15 -------------------------------------------------------------------------------------------------------


def test_r_o14_who_sees_a_case(transfer, orgs, appoint):
    seen = {
        name
        for name, org in vars(orgs).items()
        if Case.objects.visible_to(appoint("某人", f"who-{name}", org, "clerk")).filter(pk=transfer.pk).exists()
    }
    assert seen == {
        "dongshan", "town", "county", "county_department", "province", "province_department",
        "district", "district_department", "street", "general", "first",
    }  # fmt: skip
    assert not Case.objects.visible_to(None).exists()


@pytest.mark.parametrize("ended", ["withdrawn", "lapsed"])
def test_r_o14_a_draft_that_was_never_sent_stays_with_the_side_that_wrote_it(draft, ended, wang, lin, clock):
    if ended == "withdrawn":
        desk.act(draft, "withdraw", by=wang)
    else:
        clock.shift(timedelta(days=61))
        sweep_confirmed()
    assert Case.objects.get(pk=draft.pk).state == "withdrawn"
    assert [Case.objects.visible_to(hat).filter(pk=draft.pk).exists() for hat in (wang, lin)] == [True, False]


def test_r_o14_a_transfer_withdrawn_once_it_was_sent_stays_in_sight_of_both(transfer_at_destination, wang, lin):
    desk.act(transfer_at_destination, "withdraw", by=wang, text="本人不再转移")
    seen = [Case.objects.visible_to(hat).filter(pk=transfer_at_destination.pk).exists() for hat in (wang, lin)]
    assert seen == [True, True]


def test_r_o14_the_coordinating_superior_sees_it_too(transfer, orgs, appoint):
    onlooker = appoint("旁人", "onlooker", orgs.second, "secretary")
    assert not Case.objects.visible_to(onlooker).exists()
    Case.objects.filter(pk=transfer.pk).update(coordinator=orgs.second)
    assert Case.objects.visible_to(onlooker).get().pk == transfer.pk


def test_r_o15_an_opinion_is_written_once(transfer_at_destination):
    opinion = transfer_at_destination.opinions.get()
    opinion.text = "不同意"
    with pytest.raises(TypeError, match="R-O15"):
        opinion.save()
    with pytest.raises(TypeError, match="R-O15"):
        opinion.delete()
    assert transfer_at_destination.opinions.get().text == "同意转出"


def test_r_o15_a_new_opinion_stands_beside_the_old_one(transfer_at_destination, lin, xu, chen, wang):
    case = desk.opine(transfer_at_destination, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    case = desk.act(case, "ask_material", by=chen, text="请补充现居住地证明")
    case = desk.act(case, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    case = desk.act(case, "agree_to_release", by=wang, dues_until=NOVEMBER, text="材料已补")
    said = [(o.text, o.superseded) for o in case.opinions.filter(side="origin")]
    assert said == [("同意转出", True), ("材料已补", False)]


def test_r_t11_the_receipt_is_due_a_month_after_the_reception(letter_out, chen, orgs, clock):
    clock.move_to(at(date(2026, 12, 1)))
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    clock.move_to(at(date(2026, 12, 4)))
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    assert timezone.localtime(case.assignments.open().get().due_at) == at(date(2027, 1, 5), 0)


def test_r_i1_a_member_without_a_number_in_the_register_is_not_sent(draft, wang):
    type(draft.person).objects.filter(pk=draft.person_id).update(id_sealed="", id_index=None)
    with pytest.raises(Refused) as refused:
        desk.act(draft, "submit", by=wang)
    assert str(refused.value) == "名册中缺少该同志的身份号码（R-I1）。"
