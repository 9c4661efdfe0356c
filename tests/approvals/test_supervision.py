"""督办: overdue work stands at the organisation and above it, once, until it is done or explained (R-S7, R-S8)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from approvals import desk, journal, supervising
from approvals.models import Notice, Supervision
from approvals.rules import AlreadyHandled, NotAllowed
from approvals.supervision import overdue, superiors_of
from approvals.sweep import Swept, sweep
from members.rulebook import RuleBroken
from tests.conftest import SHANGHAI

LATE = datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI)  # a Tuesday, nine hours after twice the five working days
DEMAND = "请于本周内提出意见，并说明迟延原因"
ANSWER = "书记外出培训，已委托副书记联系本人，本周五前办结"
ANSWER_BY, UNTIL = date(2026, 12, 10), date(2026, 12, 14)


@pytest.fixture
def listed(transfer, clock) -> Supervision:
    """东山村支部 has let twice its time pass."""
    clock.move_to(LATE)
    sweep()
    return Supervision.objects.get()


def again(item: Supervision) -> Supervision:
    return Supervision.objects.get(pk=item.pk)


def on_the_list(by) -> list:
    return list(overdue(by, timezone.now()).filter(is_explained=False))


def verbs(case) -> list[str]:
    return [entry.verb for entry in case.entries.order_by("seq")]


def test_r_s7_it_stands_once_on_the_list_of_the_desk_and_of_everyone_above(listed, wang, zhao, sun, gao, lin, chen):
    for by in (wang, zhao, sun, gao):
        assert on_the_list(by) == [listed.assignment]
        assert list(Supervision.objects.visible_to(by).open()) == [listed]
    for by in (lin, chen):
        assert on_the_list(by) == list(Supervision.objects.visible_to(by)) == []


def test_r_s7_the_coordinator_sees_it_wherever_it_is(listed, transfer, appoint, orgs):
    far = appoint("郑协", "zheng", orgs.street, "organiser")
    assert on_the_list(far) == []
    type(transfer).objects.filter(pk=transfer.pk).update(coordinator=orgs.street)
    assert on_the_list(far) == [listed.assignment]


def test_the_superior_demands_the_organisation_explains_and_the_superior_strikes_it_off(listed, wang, zhao, clock):
    item = supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    assert (item.stage, item.number) == ("demanded", "CT-DB-202612-001")
    item = supervising.explain(item, by=wang, text=ANSWER)
    assert item.stage == "answered"
    item = supervising.excuse(item, by=zhao, until=UNTIL)
    assert item.stage == "explained"

    assert on_the_list(wang) == on_the_list(zhao) == []
    case = item.case
    assert verbs(case)[-3:] == ["demand", "explain", "excuse"]
    assert (case.state, case.assignments.open().get().org) == ("origin_branch_review", wang.org)
    assert list(journal.broken()) == []
    told = Notice.objects.filter(kind__in=("demanded", "explained")).order_by("pk")
    assert [(n.kind, n.org, n.post) for n in told] == [
        ("demanded", wang.org, "secretary"),
        ("explained", zhao.org, "organiser"),
    ]


def test_what_was_explained_and_is_not_done_by_the_day_given_is_listed_again(listed, wang, zhao, clock):
    supervising.explain(listed, by=wang, text=ANSWER)
    supervising.excuse(listed, by=zhao, until=UNTIL)
    clock.move_to(datetime(2026, 12, 14, 23, 59, tzinfo=SHANGHAI))
    assert sweep() == Swept()
    clock.move_to(datetime(2026, 12, 15, 0, 0, tzinfo=SHANGHAI))
    assert sweep() == Swept(supervised=1)
    assert [item.stage for item in Supervision.objects.order_by("pk")] == ["explained", "listed"]
    assert on_the_list(zhao) == [listed.assignment]


def test_what_is_done_in_time_is_not_listed_again(listed, wang, zhao, clock):
    supervising.explain(listed, by=wang, text=ANSWER)
    supervising.excuse(listed, by=zhao, until=UNTIL)
    desk.act(listed.case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    clock.move_to(datetime(2026, 12, 15, 0, 0, tzinfo=SHANGHAI))
    sweep()
    assert Supervision.objects.filter(assignment=listed.assignment).count() == 1


def test_the_superior_may_ask_again_and_the_log_keeps_the_first_answer(listed, wang, zhao):
    supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    supervising.explain(listed, by=wang, text=ANSWER)
    item = supervising.demand(listed, by=zhao, text="说明不具体，请写明哪天开会研究", answer_by=ANSWER_BY)
    assert (item.stage, item.answer, item.number) == ("demanded", "", "CT-DB-202612-002")
    said = [entry.data.get("text") for entry in item.case.entries.filter(verb__in=("demand", "explain"))]
    assert said == [DEMAND, ANSWER, "说明不具体，请写明哪天开会研究"]


def test_nobody_is_asked_twice_while_the_answer_may_still_come(listed, zhao, clock):
    supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    with pytest.raises(RuleBroken, match="还在答复期限内"):
        supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    clock.move_to(datetime(2026, 12, 11, 0, 0, tzinfo=SHANGHAI))
    assert supervising.demand(listed, by=zhao, text=DEMAND, answer_by=UNTIL).number == "CT-DB-202612-002"


def test_done_closes_it_without_a_word(listed, wang, zhao):
    supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    desk.act(listed.case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    assert again(listed).stage == "done"
    assert on_the_list(zhao) == []
    with pytest.raises(AlreadyHandled):
        supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)


def test_r_s8_nobody_takes_the_others_part(listed, wang, zhao, sun, lin):
    for by in (wang, lin, sun):  # the desk itself, the other side, one level too high
        with pytest.raises(NotAllowed, match="R-S8"):
            supervising.demand(listed, by=by, text=DEMAND, answer_by=ANSWER_BY)
    for by in (zhao, sun, lin):
        with pytest.raises(NotAllowed, match="R-S8"):
            supervising.explain(listed, by=by, text=ANSWER)
    supervising.explain(listed, by=wang, text=ANSWER)
    with pytest.raises(NotAllowed, match="R-S8"):
        supervising.excuse(listed, by=wang, until=UNTIL)
    assert verbs(again(listed).case)[-1] == "explain"


def test_r_s7_nothing_is_struck_off_without_an_explanation(listed, zhao):
    with pytest.raises(RuleBroken, match="尚未书面说明"):
        supervising.excuse(listed, by=zhao, until=UNTIL)


def test_a_day_that_is_over_is_no_day(listed, zhao):
    with pytest.raises(RuleBroken, match="今天以后"):
        supervising.demand(listed, by=zhao, text=DEMAND, answer_by=LATE.date())


def test_an_answer_is_late_on_the_day_after(listed, zhao, clock):
    supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    clock.move_to(datetime(2026, 12, 10, 23, 59, tzinfo=SHANGHAI))
    assert not again(listed).answer_is_late
    clock.move_to(datetime(2026, 12, 11, 0, 0, tzinfo=SHANGHAI))
    assert again(listed).answer_is_late


def test_nobody_who_has_the_page_open_is_stopped_by_a_demand(listed, wang, zhao):
    seen = listed.case.flow.whole(listed.case.pk).log_length
    supervising.demand(listed, by=zhao, text=DEMAND, answer_by=ANSWER_BY)
    case = desk.act(listed.case, "agree_to_release", by=wang, seen=seen, dues_until=date(2026, 11, 1))
    assert case.state == "destination_review"


def test_the_superior_is_the_office_of_the_committee_next_above(orgs):
    found = superiors_of([orgs.dongshan, orgs.first, orgs.town, orgs.county_department, orgs.province_department])
    assert found == {
        orgs.dongshan.pk: orgs.town,
        orgs.first.pk: orgs.street,  # the general branch between is no committee
        orgs.town.pk: orgs.county_department,
        orgs.county_department.pk: orgs.province_department,
    }


def test_one_notice_a_desk_and_day_however_much_is_listed(transfer, clock, enrol, orgs, wang, lin):
    from workflows.transfer import drafting

    other = enrol("周杰", "320724199001011233", orgs.dongshan)
    desk.act(drafting.begin(other, by=wang, destination=orgs.first, reason="residence_changed"), "submit", by=wang)
    clock.move_to(LATE)
    assert sweep() == Swept(reminded=2, supervised=2)
    notices = Notice.objects.filter(kind="supervise").order_by("post")
    assert [(n.org, n.post, n.day, n.case) for n in notices] == [
        (orgs.town, "organiser", LATE.date(), None),
        (orgs.dongshan, "secretary", LATE.date(), None),
    ]


def test_the_clocks_next_moment_is_the_day_that_was_given(listed, wang, zhao):
    supervising.explain(listed, by=wang, text=ANSWER)
    case = supervising.excuse(listed, by=zhao, until=UNTIL).case
    assert case.flow.whole(case.pk).clock_at == datetime(2026, 12, 15, tzinfo=SHANGHAI)
    assert LATE + timedelta(days=30) > case.clock_at
