"""P5: who dies or is transferred stands on no roster any more, in every state; the others go on (R-C13)."""

from datetime import date, datetime

import pytest

from approvals import desk, journal, sweep
from approvals.models import Notice
from members import endings
from members.models import Coverage, Person
from tests.conftest import SHANGHAI
from workflows.agreement import drafting, facts
from workflows.agreement.case import AgreementCase
from workflows.coordination.case import CoordinationCase


@pytest.fixture(autouse=True)
def sound(db, clock):
    """Whatever happened, every log is whole."""
    yield
    assert list(journal.broken()) == []


@pytest.fixture
def other(enrol, orgs):
    return enrol("张卫东", "320724199001011233", orgs.dongshan)


@pytest.fixture
def of_two(clock, li, other, orgs, wang, lin, zhao, chen):
    """李明 and 张卫东 of 东山村支部, with 一社区支部: a draft."""
    return drafting.begin([li, other], by=wang, origin=orgs.dongshan, destination=orgs.first)


@pytest.fixture
def steps(wang, lin):
    """Takes an agreement from a draft to a state."""

    next_step = {
        "draft": (wang, "send"),
        "proposed": (lin, "accept_text"),
        "ready_to_sign": (wang, "sign_first"),
        "signed_one_side": (lin, "sign_second"),
    }

    def far(case, state):
        while case.state != state and case.state in next_step:
            by, verb = next_step[case.state]
            case = desk.act(case, verb, by=by, text="同意")
        if case.state == state:
            return case
        desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
        return desk.act(case, "file", by=lin, text="已报街道党工委备案")

    return far


def again(case) -> AgreementCase:
    return AgreementCase.whole(case.pk)


def dies(person, by):
    return endings.record(person, by=by, how="died", on=date(2026, 11, 22), ground="因病去世")


BEFORE = ["draft", "proposed", "ready_to_sign", "signed_one_side", "filing"]


@pytest.mark.parametrize("state", BEFORE)
def test_p5_one_of_two_dies_and_the_other_goes_on_without_a_new_signature(of_two, steps, li, other, wang, lin, state):
    case = steps(of_two, state)
    signed = len(case.signatures)
    dies(other, wang)
    case = again(case)
    assert (case.state, list(case.people), len(case.signatures)) == (state, [li], signed)
    assert case.title == "李明：东山村支部 与 一社区支部"
    entry = case.entries.get(verb=facts.ROSTER_LEFT)
    assert (entry.by, entry.data["text"].startswith("张卫东的组织关系已不在甲方，不再列入名册")) == (None, True)
    told = Notice.objects.filter(case=case, state=state, kind="moved", at=entry.recorded_at)
    sides = {"东山村支部"} if state == "draft" else {"东山村支部", "一社区支部"}
    assert {str(notice.org) for notice in told} >= sides

    case = steps(case, "effective")
    assert [row.person for row in Coverage.objects.running()] == [li]


@pytest.mark.parametrize("state", BEFORE)
def test_p5_where_nobody_is_left_before_it_took_effect_it_is_withdrawn(agreement, steps, li, wang, state):
    case = steps(agreement, state)
    dies(li, wang)
    case = again(case)
    assert (case.state, case.closed_at is not None, case.assignments.open().exists()) == ("withdrawn", True, False)
    assert case.entries.last().verb == "nobody_left_before"


def test_p5_negotiating_too(proposed, wang, lin, li):
    bodies = {**proposed.text.bodies, "change": "变更须经双方书面同意，另签补充协议。"}
    drafting.write(proposed, by=lin, bodies=bodies)
    case = desk.act(proposed, "counter", by=lin, text="请修改变更条款")
    drafting.write(case, by=wang, bodies=bodies | {"change": "变更须经双方商定，另签补充协议。"})
    dies(li, wang)
    assert again(case).state == "withdrawn"


def to_suspended(case, wang, lin):
    return desk.act(case, "suspend", by=wang, suspended_for="person_lost", text="多次联系不上")


def to_amending(case, wang, lin):
    return desk.act(case, "propose_change", by=wang, text="管理模式改为共同管理，双方各负其责", mode="joint")


def to_notice(case, wang, lin):
    return desk.act(case, "give_notice", by=wang, text="党员即将返乡，协议不再需要")


def to_coordination(case, wang, lin):
    return desk.act(to_notice(case, wang, lin), "object", by=lin, text="党员仍在本地务工，不应解除")


@pytest.mark.parametrize("way", [to_suspended, to_amending, to_notice, to_coordination])
def test_p5_where_nobody_is_left_while_it_was_in_force_it_ends(effective, wang, lin, li, way):
    case = way(effective, wang, lin)
    dies(li, wang)
    case = again(case)
    assert (case.state, case.ended_on, Coverage.objects.running().exists()) == ("terminated", date(2026, 11, 23), False)
    assert not case.supplements.filter(agreed_on__isnull=True, dropped=False).exists()
    assert {child.state for child in case.children.all()} <= {"withdrawn"}
    assert case.papers.filter(title="协议终止说明").count() <= 1


def test_p5_what_was_coordinated_before_it_took_effect_ends_with_its_coordination(proposed, clock, wang, lin, li, gao):
    clock.move_to(datetime(2027, 1, 11, 9, 0, tzinfo=SHANGHAI))
    desk.act(proposed, "escalate_silence", by=wang, text="对方一直没有答复，请予协调")
    child = CoordinationCase.objects.get(parent=proposed.pk)
    dies(li, wang)
    child.refresh_from_db()
    assert (again(proposed).state, child.state, child.entries.last().verb) == ("withdrawn", "withdrawn", "parent_ended")
    assert child.closed_at is not None


def test_p5_a_transfer_out_of_the_origins_area_does_the_same_and_one_inside_does_not(of_two, steps, li, other, orgs):
    case = steps(of_two, "filing")
    other.join(orgs.first, because="ZJ2026-000009")
    assert list(again(case).people) == [li]
    assert again(case).entries.last().data["text"].endswith("不再列入名册（ZJ2026-000009）")


def test_p5_the_next_version_does_not_name_who_left(of_two, steps, li, other, wang, lin):
    case = steps(of_two, "proposed")
    dies(other, wang)
    drafting.write(again(case), by=lin, bodies={**case.text.bodies, "change": "变更须经双方书面同意，另签补充协议。"})
    case = desk.act(again(case), "counter", by=lin, text="请修改变更条款")
    assert [list(text.people) for text in map(_names, case.texts.all())] == [["李明", "张卫东"], ["李明"]]


def test_p5_what_was_stuck_before_this_is_mended_by_the_daily_round(of_two, steps, li, other, wang, clock):
    """As in a database of before: the roster names somebody who is the origin's no more."""
    case = steps(of_two, "filing")
    Person.objects.filter(pk=other.pk).update(stage="none")
    assert list(again(case).people) == [li, other]
    clock.move_to(datetime(2026, 11, 24, 0, 5, tzinfo=SHANGHAI))
    sweep.sweep()
    assert (list(again(case).people), again(case).state) == ([li], "filing")


class _names:
    def __init__(self, text):
        self.people = [person.name for person in text.people.order_by("pk")]
