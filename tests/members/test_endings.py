"""The end of membership: who may say so, when the relation ends, and a record that was a mistake."""

from datetime import date, datetime, timedelta

import pytest

from members import delegating, endings
from members.endings import Ending, How, may_undo, membership_ended, record, undo, ways_for, why_not
from members.models import Appointment, Person, Relation
from members.people import Stage
from members.rulebook import RuleBroken
from tests.conftest import SHANGHAI

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
LOSS = {"how": "expelled", "on": FRIDAY, "document": "长镇组〔2026〕21号", "ground": "支部大会讨论，党委批准"}


def died(person, by, on=FRIDAY, ground="家属报告并交来死亡证明", **more) -> Ending:
    return record(person, by=by, how="died", on=on, ground=ground, **more)


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refused:
        call(*args, **kwargs)
    return str(refused.value)


pytestmark = pytest.mark.usefixtures("clock")


def test_the_secretary_records_a_death_and_the_relation_ends_with_that_day(li, wang, orgs):
    ending = died(li, wang)
    assert (ending.person, ending.org, ending.by, ending.in_words) == (li, orgs.dongshan, wang, "2026年11月20日去世")
    assert ending.recorded_at == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    last = li.relations.order_by("-since").first()
    assert (last.org, last.since, last.because) == (None, datetime(2026, 11, 21, tzinfo=SHANGHAI), "去世")
    assert (li.branch, list(Person.objects.visible_to(wang))) == (None, [])


def test_a_death_of_today_ends_the_relation_now(li, wang):
    died(li, wang, on=TODAY)
    assert li.relations.order_by("-since").first().since == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


def test_where_another_branch_has_received_since_it_ends_now(li, lin, orgs):
    li.join(orgs.first, because="ZJ", at=datetime(2026, 11, 22, 12, tzinfo=SHANGHAI))
    assert died(li, lin).org == orgs.first
    assert [r.org for r in li.relations.order_by("since")] == [orgs.dongshan, orgs.first, None]
    assert li.relations.order_by("-since").first().since == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


def test_who_may_say_what(li, wang, zhao, lin, sun, appoint, orgs):
    loss = [How.DIED, How.EXPELLED, How.REMOVED, How.LEFT]
    others = [appoint(post, post, orgs.dongshan, post) for post in ("clerk", "commissioner", "administrator")]
    others += [appoint("系管", "keeper", orgs.town, "administrator"), appoint("镇办", "town", orgs.town, "organiser")]
    assert (ways_for(li, wang), ways_for(li, zhao)) == ([How.DIED], loss)
    assert [ways_for(li, hat) for hat in (lin, sun, *others)] == [[]] * 7
    assert why_not(li, sun) == (
        "去世由东山村支部书记登记；开除党籍、除名、退党、取消预备党员资格由长田镇党委审批人登记"
    )


def test_what_a_probationer_can_lose_is_the_qualification(li, zhao):
    li.stage = Stage.PROBATIONARY
    assert ways_for(li, zhao) == [How.DIED, How.CANCELLED, How.LEFT]
    li.stage = Stage.ACTIVIST
    assert ways_for(li, zhao) == [How.DIED]


def test_the_committee_records_what_was_decided_with_its_document(li, wang, zhao):
    assert refusal(record, li, by=wang, **LOSS) == (
        "这一情形须由有审批权限的党委按规定决定后登记，且与党员类别相符（R-O6）"
    )
    assert refusal(record, li, by=zhao, **(LOSS | {"document": " "})) == "须填写决定文件的名称或文号（R-O6）"
    assert refusal(record, li, by=zhao, **(LOSS | {"how": "cancelled"})).endswith("且与党员类别相符（R-O6）")
    ending = record(li, by=zhao, **LOSS)
    assert (ending.how, ending.document, ending.in_words) == (
        "expelled",
        "长镇组〔2026〕21号",
        "2026年11月20日被开除党籍",
    )
    assert li.relations.order_by("-since").first().because == "被开除党籍"


def test_the_day_lies_between_joining_and_today(li, wang):
    assert refusal(died, li, wang, on=date(2026, 11, 24)) == "日期不能晚于今天（R-O1）"
    assert refusal(died, li, wang, on=date(2011, 6, 30)) == "日期早于入党（申请）日期 2011-07-01，请核对（R-O1）"
    assert not Ending.objects.exists()


def test_it_is_recorded_once(li, wang):
    died(li, wang)
    assert refusal(died, li, wang) == "该同志的组织关系已不在本系统（R-O12）"


def test_nobody_records_their_own_end(li, wang):
    wang.account.person = li
    wang.account.save()
    assert refusal(died, li, wang) == "不得办理本人的事项，请由本组织其他任职人员办理（R-O12）"


def test_a_stand_in_records_a_death_unless_only_cases_were_delegated(li, wang, orgs, appoint):
    feng = appoint("冯兰", "feng", orgs.dongshan, "commissioner", "组织委员")
    about = {"since": TODAY, "until": TODAY, "ground": "外出学习"}
    scoped = delegating.delegate(wang, feng, kinds=["transfer"], **about)
    assert refusal(died, li, scoped) == "授权代办的范围只含指定的事项，请由授权人本人登记（R-O12）"
    delegating.take_back(scoped.delegation, by=wang.account)
    free = delegating.delegate(wang, feng, **about)
    assert died(li, free).by.name_on_record == "冯兰 代 王秀英"


def test_what_was_taken_back_meanwhile_records_nothing(li, wang, orgs, appoint):
    feng = appoint("冯兰", "feng", orgs.dongshan, "commissioner")
    hat = delegating.delegate(wang, feng, since=TODAY, until=TODAY, ground="外出学习")
    hat = Appointment.objects.with_givers().get(pk=hat.pk)
    delegating.take_back(hat.delegation, by=wang.account)
    assert refusal(died, li, Appointment.objects.get(pk=hat.pk)) == "您的任职或授权已结束，不能登记（R-O12）"


def test_it_is_announced_and_what_a_room_refuses_is_not_recorded(li, wang):
    heard = []

    def refuse(sender, *, ending, by, **about):
        heard.append((ending.person, ending.how, by))
        raise RuleBroken("R-P10", "字库没有这个字")

    membership_ended.connect(refuse)
    try:
        assert refusal(died, li, wang) == "字库没有这个字（R-P10）"
    finally:
        membership_ended.disconnect(refuse)
    assert heard == [(li, "died", wang)]
    assert (Ending.objects.count(), Relation.objects.filter(org=None).count()) == (0, 0)


def test_a_mistake_is_said_beside_and_the_member_belongs_again_from_then_on(li, wang, orgs, clock):
    ending = died(li, wang)
    clock.shift(timedelta(hours=2))
    undo(ending, by=wang, because="与同名人员混淆，本人健在")
    ending.refresh_from_db()
    eleven = datetime(2026, 11, 23, 11, tzinfo=SHANGHAI)
    assert (ending.undone_at, ending.undone_by, ending.undone_because) == (eleven, wang, "与同名人员混淆，本人健在")
    assert [(r.org, r.since.astimezone(SHANGHAI), r.because) for r in li.relations.order_by("since")][1:] == [
        (None, datetime(2026, 11, 21, tzinfo=SHANGHAI), "去世"),
        (orgs.dongshan, eleven, "更正误登记"),
    ]
    assert refusal(undo, ending, by=wang, because="再次更正") == "这项登记已经更正（R-O15）"
    clock.shift(timedelta(hours=1))
    assert died(li, wang, on=TODAY).pk != ending.pk  # and when it does happen


def test_a_mistake_is_put_right_where_it_could_be_recorded(li, wang, zhao, lin):
    ending = record(li, by=zhao, **LOSS)
    assert [may_undo(ending, hat) for hat in (zhao, wang, lin)] == [True, False, False]
    assert refusal(undo, ending, by=wang, because="登记有误") == (
        "更正由有权登记的组织办理：原党支部书记，或有审批权限的党委（R-O12）"
    )


def test_a_member_of_a_branch_that_is_no_more_comes_back_to_its_successor(li, wang, zhao, orgs):
    ending = died(li, wang)
    orgs.dongshan.closed_on, orgs.dongshan.successor = TODAY, orgs.xihe
    orgs.dongshan.save()
    undo(ending, by=zhao, because="与同名人员混淆")
    assert li.branch == orgs.xihe


def test_who_sees_the_record(li, wang, zhao, sun, lin, orgs):
    ending = died(li, wang)
    assert [list(Ending.objects.visible_to(hat)) for hat in (wang, zhao, sun)] == [[ending]] * 3
    assert [list(Ending.objects.visible_to(hat)) for hat in (lin, None)] == [[], []]


def test_every_way_has_its_words():
    assert set(endings.IN_WORDS) == set(How)
    assert max(len(words) for words in endings.IN_WORDS.values()) <= Relation._meta.get_field("because").max_length
