"""The rules of agreements at their boundary: R-C1 to R-C12, R-O13, R-O16. What holds an act back is named by number."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from approvals import desk
from approvals.calendar import CalendarDay
from approvals.rules import AlreadyHandled, NotAllowed, Refused
from members import delegating
from members.models import Appointment, Coverage, PartyOrg, Person
from members.orgs import Kind
from tests.approvals.threads import at_once
from tests.conftest import sweep_confirmed
from workflows.agreement import drafting, duties
from workflows.agreement.case import AgreementCase
from workflows.agreement.clauses import CURRENT, library
from workflows.agreement.states import Mode, Scope

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def refused(case, verb: str, by, **data) -> list[str]:
    """Which rules stand against a step."""
    with pytest.raises(Refused) as stopped:
        desk.act(case, verb, by=by, **data)
    return [rule.number for rule in stopped.value.rules]


def signed(case, wang, lin):
    """Through both signatures; it waits for the word of `lin` that it is filed."""
    case = desk.act(case, "send", by=wang)
    case = desk.act(case, "accept_text", by=lin, text="同意文本")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    case = desk.act(case, "sign_second", by=lin, text="同意签署")
    return desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")


@pytest.fixture
def new_year(clock):
    """Three days off at the beginning of December, so that working days and weekdays differ."""
    CalendarDay.objects.bulk_create(CalendarDay(day=date(2026, 12, day), works=False) for day in (1, 2, 3))


# R-C1, R-C2: the parties and whom they agree on ------------------------------------------------------------------


@pytest.fixture
def floating(orgs) -> PartyOrg:
    org = PartyOrg(
        name="中共长田镇驻临港流动党员支部委员会", short_name="驻临港支部", kind=Kind.BRANCH, parent=orgs.town,
        is_floating=True,
    )  # fmt: skip
    org.save()
    return org


def test_r_c1_a_floating_organisation_is_agreed_on_between_committees(li, orgs, zhao, floating, clock):
    case = drafting.begin([], by=zhao, origin=orgs.town, destination=orgs.street, floating_org=floating)
    assert case.scope == Scope.ORGANISATION
    assert desk.act(case, "send", by=zhao).state == "proposed"
    other = drafting.begin([], by=zhao, origin=orgs.town, destination=orgs.first, floating_org=floating)
    assert refused(other, "send", zhao) == ["R-C1"]


def test_r_c2_a_group_has_no_seal_and_is_no_party(li, orgs, wang, clock):
    group = PartyOrg(name="一社区第一党小组", short_name="第一党小组", kind=Kind.PARTY_GROUP, parent=orgs.first)
    group.save()
    case = drafting.begin([li], by=wang, origin=orgs.dongshan, destination=group)
    assert refused(case, "send", wang) == ["R-C2"]


def test_r_c2_one_organisation_is_not_both_parties(li, orgs, wang, clock):
    case = drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.first)
    AgreementCase.objects.update(destination=orgs.dongshan)  # as an older draft could say
    assert refused(case, "send", wang) == ["R-C2"]


def test_r_c2_the_origin_holds_the_relation_itself_or_stands_above(li, orgs, zhao, appoint, clock):
    above = drafting.begin([li], by=zhao, origin=orgs.town, destination=orgs.first)
    assert desk.act(above, "send", by=zhao).state == "proposed"
    jiang = appoint("姜秀", "jiang", orgs.xihe, "secretary", "书记")
    beside = drafting.begin([li], by=jiang, origin=orgs.xihe, destination=orgs.first)
    assert refused(beside, "send", jiang) == ["R-C2"]


def test_r_c2_who_left_between_signature_and_filing_is_not_covered(agreement, li, wang, lin, orgs):
    case = signed(agreement, wang, lin)
    Person.objects.get(pk=li.pk).join(orgs.xihe, because="组织调整")
    case = AgreementCase.objects.get(pk=case.pk)
    assert (case.state, Coverage.objects.count()) == ("withdrawn", 0)  # nobody else was named (R-C13)


def test_the_roster_takes_five_hundred_and_not_one_more(orgs, zhao, clock):
    people = Person.objects.bulk_create(
        Person(name=f"党员{n}", gender="male", stage="full_member", joined_on=date(2010, 7, 1)) for n in range(501)
    )
    case = drafting.begin(people[:500], by=zhao, origin=orgs.town, destination=orgs.first)
    assert case.people.count() == 500
    with pytest.raises(NotAllowed) as stopped:
        drafting.begin(people, by=zhao, origin=orgs.town, destination=orgs.first)
    assert "名册一次最多500人" in str(stopped.value)
    assert AgreementCase.objects.count() == 1


# R-C3 to R-C5: what it says ---------------------------------------------------------------------------------------


def test_r_c3_the_formal_relation_stays_where_it_is(effective, li, orgs):
    assert (li.branch, Coverage.objects.get().destination) == (orgs.dongshan, orgs.first)
    assert li.relations.count() == 1


@pytest.mark.parametrize("key", [clause.key for clause in library(CURRENT, Scope.INDIVIDUAL) if clause.required])
def test_r_c4_no_required_clause_may_be_missing(agreement, wang, key):
    bodies = {name: words for name, words in agreement.text.bodies.items() if name != key}
    drafting.write(agreement, by=wang, bodies=bodies)
    assert refused(agreement, "send", wang) == ["R-C4"]


@pytest.mark.parametrize(
    ("mode", "sides"),
    [
        (Mode.DESTINATION_LED, {"exchange": {"destination"}, "service": {"destination"}}),
        (Mode.ORIGIN_LED, {"exchange": {"origin"}, "service": {"origin"}}),
        (Mode.JOINT, {"exchange": {"origin", "destination"}, "service": {"origin", "destination"}}),
    ],
)
def test_r_c5_the_mode_decides_who_owes_what(effective, mode, sides):
    effective.texts.update(mode=mode)
    fresh = AgreementCase.objects.get()
    owed = [(duty.key, duty.side) for duty in duties.plan(fresh, date(2026, 11, 23))]
    assert {key: {side for k, side in owed if k == key} for key in sides} == sides


# R-C6 to R-C8: signing --------------------------------------------------------------------------------------------


def test_r_c6_one_signature_and_one_filing_are_not_enough(agreement, wang, lin):
    case = signed(agreement, wang, lin)
    assert (case.state, Coverage.objects.count()) == ("filing", 0)
    assert desk.act(case, "file", by=lin, text="已备案").state == "effective"


def test_r_c6_the_first_signer_may_withdraw_after_thirty_days_not_on_the_thirtieth(proposed, wang, lin):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    with at(2026, 12, 23, 23):
        assert refused(case, "withdraw_signature", wang, text="对方至今没有签署，撤回") == ["R-C6"]
    with at(2026, 12, 24, 0):
        case = desk.act(case, "withdraw_signature", by=wang, text="对方至今没有签署，撤回")
    assert case.state == "withdrawn"


def test_r_o13_one_person_signs_for_one_side_also_when_standing_in(proposed, wang, lin, orgs, appoint):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    second_post = appoint("王秀英", "wang", orgs.first, "commissioner", "组织委员")
    lent = delegating.delegate(lin, second_post, since=date(2026, 11, 23), until=date(2026, 11, 27), ground="外出学习")
    hat = Appointment.objects.with_givers().get(pk=lent.pk)
    assert refused(case, "sign_second", hat, text="同意签署") == ["R-O13"]


def test_r_c7_a_page_drawn_from_an_older_version_signs_nothing(proposed, wang, lin):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    seen = case.log_length
    drafting.write(case, by=wang, bodies={**case.text.bodies, "copies": "本协议一式六份。"})
    case = desk.act(case, "reopen", by=wang, text="份数须增加，重新协商")
    case = desk.act(case, "accept_text", by=lin, text="同意文本")
    with pytest.raises(AlreadyHandled):
        desk.act(case, "sign_first", by=lin, seen=seen, text="同意签署")
    assert AgreementCase.objects.get().signatures == []


def test_the_text_lapses_unsigned_after_sixty_days_and_two_reminders(proposed, lin):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    for day in range(24, 31):
        with at(2026, 11, day):
            sweep_confirmed()
    with at(2027, 1, 22, 23):
        sweep_confirmed()
        assert AgreementCase.objects.get().state == "ready_to_sign"
        between = [e.effective_at.astimezone(SHANGHAI).date() for e in case.entries.filter(verb="remind")]
    assert len(between) >= 2
    assert len(set(between)) >= 2
    with at(2027, 1, 23, 0):
        sweep_confirmed()
    assert AgreementCase.objects.get().state == "withdrawn"


def test_r_c8_a_second_agreement_is_refused_until_the_first_has_ended(effective, li, wang, orgs):
    second = drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.second)
    assert refused(second, "send", wang) == ["R-C8"]
    desk.act(effective, "give_notice", by=wang, text="该同志改到二社区居住")
    with at(2026, 12, 23, 23):
        assert refused(second, "send", wang) == ["R-C8"]
    with at(2026, 12, 24, 0):
        sweep_confirmed()
        assert desk.act(second, "send", by=wang).state == "proposed"


@pytest.mark.django_db(transaction=True)
def test_r_c8_of_two_agreements_filed_at_one_moment_one_takes_effect(clock, li, orgs, wang, lin, zhao, chen, appoint):
    he = appoint("何静", "he", orgs.second, "secretary", "书记")
    one = signed(drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.first), wang, lin)
    other = signed(drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.second), wang, he)
    answers = at_once(
        [
            lambda: desk.act(one, "file", by=lin, text="已报街道备案"),
            lambda: desk.act(other, "file", by=he, text="已报街道备案"),
        ]
    )
    stopped = [answer for answer in answers if isinstance(answer, Refused)]
    assert [[rule.number for rule in answer.rules] for answer in stopped] == [["R-C8"]]
    assert sorted(AgreementCase.objects.values_list("state", flat=True)) == ["effective", "filing"]
    assert Coverage.objects.running().filter(person=li).count() == 1


# R-C9: the term ---------------------------------------------------------------------------------------------------


def renewed(effective, wang, lin, **terms):
    case = drafting.renew(effective, by=wang)
    if terms:
        drafting.write(case, by=wang, bodies=case.text.bodies, **terms)
    return signed(AgreementCase.objects.get(pk=case.pk), wang, lin)


def test_r_c9_a_renewal_holds_from_its_first_day_before_the_clock_has_run(effective, wang, lin, li):
    with at(2027, 10, 23):
        case = renewed(effective, wang, lin)
    with at(2027, 11, 23, 0):
        assert desk.act(case, "file", by=lin, text="已备案").state == "effective"
        sweep_confirmed()
    effective.refresh_from_db()
    assert effective.state == "expired"
    assert list(Coverage.objects.running().values_list("because", flat=True)) == [case.number]


def test_r_c8_a_renewal_waits_for_what_it_renews_when_that_was_prolonged(effective, wang, lin):
    with at(2027, 10, 23):
        case = renewed(effective, wang, lin)
        longer = desk.act(effective, "propose_change", by=lin, text="期限延长一个月", ends_on=date(2027, 12, 22))
        longer = desk.opine(longer, by=lin, agrees=True, text="同意")
        desk.act(longer, "agree_change", by=wang, text="同意")
    with at(2027, 12, 22, 23):
        assert refused(case, "file", lin, text="已备案") == ["R-C8"]
    with at(2027, 12, 23, 0):
        assert desk.act(case, "file", by=lin, text="已备案").state == "effective"


def test_r_c9_a_supplement_stays_within_three_years_of_the_first_day(effective, lin):
    late = {"text": "期限延长到第三年", "ends_on": date(2029, 11, 23)}
    assert refused(effective, "propose_change", lin, **late) == ["R-C12"]
    late["ends_on"] = date(2029, 11, 22)
    assert desk.act(effective, "propose_change", by=lin, **late).state == "amending"


# R-C11, R-C12: silence and notice ---------------------------------------------------------------------------------


def test_r_c11_silence_reminds_after_fifteen_workdays_over_a_holiday(agreement, new_year, wang):
    proposed = desk.act(agreement, "send", by=wang)
    with at(2026, 12, 17, 23):
        sweep_confirmed()
        assert not proposed.entries.filter(verb="remind").exists()
    with at(2026, 12, 18, 0):
        sweep_confirmed()
        assert proposed.entries.filter(verb="remind").count() == 1


def test_r_c11_after_thirty_workdays_the_proposer_may_escalate_and_the_silent_one_answers(
    agreement, new_year, wang, orgs
):
    proposed = desk.act(agreement, "send", by=wang)
    with at(2027, 1, 7, 23):
        assert refused(proposed, "escalate_silence", wang, text="对方一直没有答复") == ["R-C11"]
    with at(2027, 1, 8, 0):
        case = desk.act(proposed, "escalate_silence", by=wang, text="对方一直没有答复")
    child = case.children.get().coordinationcase
    assert (child.ground, child.requester, child.respondent) == ("silence", orgs.dongshan, orgs.first)


def test_r_c12_notice_lasts_thirty_days_to_midnight(effective, lin):
    desk.act(effective, "give_notice", by=lin, text="该同志已经搬离本社区")
    with at(2026, 12, 23, 23):
        sweep_confirmed()
        assert AgreementCase.objects.get().state == "termination_notice"
    with at(2026, 12, 24, 0):
        sweep_confirmed()
    case = AgreementCase.objects.get()
    assert (case.state, case.ended_on) == ("terminated", date(2026, 12, 23))


def test_r_c12_notice_in_the_last_month_ends_with_the_term(effective, lin):
    with at(2027, 11, 10):
        desk.act(effective, "give_notice", by=lin, text="该同志已经搬离本社区")
    with at(2027, 12, 11, 0):
        sweep_confirmed()
    case = AgreementCase.objects.get()
    assert (case.state, case.ended_on, Coverage.objects.get().until) == (
        "terminated", date(2027, 11, 22), date(2027, 11, 22),
    )  # fmt: skip


def test_r_c13_what_rests_without_members_ends(effective, li, wang, orgs):
    case = desk.act(effective, "suspend", by=wang, suspended_for="person_lost", text="该同志失去联系，正在查找")
    Person.objects.get(pk=li.pk).join(orgs.xihe, because="组织调整")
    assert AgreementCase.objects.get(pk=case.pk).state == "terminated"


def test_r_c13_what_covers_nobody_is_ended_by_the_daily_round(effective):
    """As in a database of before: it rested when its last member left, and nothing ended it."""
    Coverage.objects.update(until=date(2026, 11, 23))
    with at(2026, 11, 24):
        sweep_confirmed()
    assert AgreementCase.objects.get().state == "terminated"


def test_r_c2_nobody_begins_an_agreement_with_themselves(li, orgs, wang, clock):
    with pytest.raises(NotAllowed, match="东山村支部不能与自己签订共管协议（R-C2）"):
        drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.dongshan)
