"""R-C8: nobody is under two agreements on one day; what begins after the last day of the present one may be signed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from approvals import desk
from approvals.rules import Refused, refusals
from members import identity
from members.models import Coverage, Person
from tests.conftest import sweep_confirmed
from workflows.agreement import drafting, overlap, uncovered
from workflows.agreement.case import AgreementCase

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


@pytest.fixture
def feng(appoint, orgs):
    return appoint("冯敏", "feng", orgs.second, "secretary")


@pytest.fixture
def second(effective, li, wang, feng, orgs):
    """李明 is under an agreement to 22 November 2027; one with 二社区支部 for a year from a day on."""

    def beginning(starts_on: date) -> AgreementCase:
        case = drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.second)
        ends_on = starts_on.replace(year=starts_on.year + 1)
        drafting.write(case, by=wang, bodies=case.text.bodies, starts_on=starts_on, ends_on=ends_on)
        return AgreementCase.whole(case.pk)

    return beginning


def against(case, verb, by) -> list[str]:
    case = AgreementCase.whole(case.pk)
    return [m.rule.number for m in refusals(case, case.flow.verbs()[verb], by)]


def signed(case, wang, feng) -> AgreementCase:
    desk.act(case, "send", by=wang)
    desk.act(case, "accept_text", by=feng, text="同意文本")
    desk.act(case, "sign_first", by=wang, text="同意签署")
    return desk.act(case, "sign_second", by=feng, text="同意签署")


@pytest.mark.parametrize(("starts_on", "stands"), [(date(2027, 11, 22), ["R-C8"]), (date(2027, 11, 23), [])])
def test_r_c8_a_single_day_of_overlap_is_refused_and_the_day_after_is_not(second, wang, starts_on, stands):
    assert against(second(starts_on), "send", wang) == stands


def test_r_c8_it_is_signed_before_and_takes_effect_on_its_day(second, effective, wang, feng, li, orgs):
    case = signed(second(date(2027, 11, 23)), wang, feng)
    assert against(case, "file", wang) == ["R-C6"]  # its first day is not reached

    with at(2027, 11, 23):
        sweep_confirmed()
        desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
        case = desk.act(case, "file", by=feng, text="已报街道党工委备案")
        assert case.state == "effective"
        rows = list(Coverage.objects.order_by("pk"))
    assert [(row.because, row.until) for row in rows] == [
        (effective.number, date(2027, 11, 22)),
        (case.number, None),
    ]


def test_r_c8_a_late_clock_does_not_keep_it_waiting(second, effective, wang, feng):
    """Nobody has run the sweep: the first agreement still reads as in force on its successor's first day."""
    case = signed(second(date(2027, 11, 23)), wang, feng)
    with at(2027, 11, 23):
        desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
        case = desk.act(case, "file", by=feng, text="已报街道党工委备案")
        assert (case.state, AgreementCase.objects.get(pk=effective.pk).state) == ("effective", "effective")
        first = Coverage.objects.get(because=effective.number)
        assert first.until == date(2027, 11, 22)


def test_r_c8_a_supplement_that_prolongs_the_first_one_stops_the_second(second, effective, wang, lin, feng):
    case = signed(second(date(2027, 11, 23)), wang, feng)
    words = "期限延长半年，其余条款不变"
    desk.act(effective, "propose_change", by=lin, text=words, ends_on=date(2028, 5, 22))
    desk.opine(effective, by=lin, agrees=True, text="同意签署")
    desk.act(effective, "agree_change", by=wang, text="同意签署")
    with at(2027, 11, 23):
        desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
        with pytest.raises(Refused) as refused:
            desk.act(case, "file", by=feng, text="已报街道党工委备案")
    said = f"李明已有生效的共管协议 {effective.number}，到2028年5月22日为止（R-C8）。"
    assert str(refused.value) == said


@pytest.mark.parametrize("people", [1, 3])
def test_r_c8_is_asked_in_one_query_for_any_roster(clock, enrol, orgs, wang, lin, people, django_assert_num_queries):
    numbers = [
        stem + identity.check_character(stem)
        for stem in ("32072419800101125", "32072419810101125", "32072419820101125")
    ]
    named = [enrol(f"党员{n}", number, orgs.dongshan) for n, number in enumerate(numbers[:people])]
    case = drafting.begin(named, by=wang, origin=orgs.dongshan, destination=orgs.first)
    case = AgreementCase.whole(case.pk)
    assert case.text
    with django_assert_num_queries(1):
        assert overlap.overlapping(case) == []


@pytest.mark.parametrize(("starts_on", "offered"), [(date(2027, 11, 22), False), (date(2027, 11, 23), True)])
def test_r_c8_the_roster_of_a_later_agreement_offers_whoever_is_free_by_then(
    effective, li, enrol, wang, orgs, starts_on, offered
):
    other = enrol("张卫东", "320724199001011233", orgs.dongshan)
    Person.objects.filter(pk__in=(li.pk, other.pk)).update(away_since=date(2026, 3, 2), away_branch=orgs.second)
    case = drafting.begin([other], by=wang, origin=orgs.dongshan, destination=orgs.second)
    ends_on = date(2028, 11, 1)
    text = drafting.write(case, by=wang, bodies=case.text.bodies, starts_on=starts_on, ends_on=ends_on)
    assert (li in uncovered.offered(AgreementCase.whole(case.pk), wang, text)) is offered
