"""People and relations: one responsible organisation at every instant, who sees whom, search (R-O1, R-O14, R-I3)."""

from datetime import datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from members.models import PartyOrg, Person, Relation
from members.people import relation_moved
from members.pinyin import initials, name_initials, name_spelled, spelled
from members.rulebook import RuleBroken
from members.tree_changes import close

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG_NUMBER = "320724197209091042"

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(orgs, enrol):
    return enrol("王秀英", WANG_NUMBER, orgs.first)


def test_r_o1_a_relation_lasts_until_the_next_one_starts(orgs, li):
    moved_at = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
    li.join(orgs.first, because="2026-0001", at=moved_at)

    assert li.branch == orgs.first
    assert [(r.org, r.since, r.because) for r in li.relations.select_related("org").order_by("since")] == [
        (orgs.dongshan, datetime(2011, 7, 1, tzinfo=SHANGHAI), "花名册导入"),
        (orgs.first, moved_at, "2026-0001"),
    ]


def test_a_person_may_leave_the_system_and_come_back(orgs, li):
    li.join(None, because="2026-0002", at=datetime(2026, 3, 2, tzinfo=SHANGHAI))
    assert li.branch is None
    li.join(orgs.first, because="2026-0003", at=datetime(2026, 5, 2, tzinfo=SHANGHAI))
    assert li.branch == orgs.first


def test_no_relation_starts_before_the_present_one_or_in_the_future(orgs, li):
    with pytest.raises(ValueError, match="before the present one"):
        li.join(orgs.first, because="x", at=datetime(2011, 7, 1, tzinfo=SHANGHAI))
    with pytest.raises(ValueError, match="in the future"):
        li.join(orgs.first, because="x", at=datetime(2999, 1, 1, tzinfo=SHANGHAI))
    assert li.relations.count() == 1


def test_two_relations_cannot_start_at_the_same_instant(orgs, li):
    since = li.relations.get().since
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(person=li, org=orgs.first, since=since, because="x")


def test_only_an_open_branch_takes_a_person_in(orgs, li, decided):
    with pytest.raises(RuleBroken) as refused:
        li.join(orgs.town, because="x")
    assert str(refused.value) == "长田镇党委不是党支部，请写明接收的党支部（R-T10）"
    close(orgs.xihe, decision=decided())
    with pytest.raises(RuleBroken) as refused:
        li.join(PartyOrg.objects.get(pk=orgs.xihe.pk), because="x")
    assert str(refused.value) == "西河村支部已撤销，请选承继它的党支部（R-O11）"


def test_a_move_is_announced_inside_the_transaction(orgs, li):
    heard = []

    def listen(sender, person, old, new, because, **_):
        heard.append((person, old, new, because, connection.in_atomic_block))

    relation_moved.connect(listen)
    try:
        li.join(orgs.first, because="2026-0001")
    finally:
        relation_moved.disconnect(listen)
    assert heard == [(li, orgs.dongshan, orgs.first, "2026-0001", True)]


def test_a_listener_that_refuses_undoes_the_move(orgs, li):
    def refuse(sender, **_):
        raise RuleBroken("R-T25", "不行")

    relation_moved.connect(refuse)
    try:
        with pytest.raises(RuleBroken):
            li.join(orgs.first, because="2026-0001")
    finally:
        relation_moved.disconnect(refuse)
    assert li.branch == orgs.dongshan


@pytest.mark.django_db(transaction=True)
def test_two_receptions_at_once_leave_one_chain(orgs, li):
    at = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
    failures = []

    def receive(org):
        try:
            Person.objects.get(pk=li.pk).join(org, because="x", at=at)
        except ValueError as refused:
            failures.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=receive, args=[org]) for org in (orgs.first, orgs.second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [f"relation of person {li.pk} would start before the present one"]
    assert li.relations.count() == 2


def test_an_appointment_sees_the_people_of_its_organisations(orgs, li, other, wang, zhao, sun, gao, lin, chen):
    for own in (wang, zhao, sun):
        assert list(Person.objects.visible_to(own)) == [li]
    for foreign in (lin, chen):
        assert list(Person.objects.visible_to(foreign)) == [other]
    assert set(Person.objects.visible_to(gao)) == {li, other}
    assert list(Person.objects.visible_to(None)) == []


def test_sight_moves_with_the_relation(orgs, li, wang, lin):
    li.join(orgs.first, because="2026-0001")
    assert list(Person.objects.visible_to(wang)) == []
    assert list(Person.objects.visible_to(lin)) == [li]


@pytest.mark.parametrize("others", [0, 2])
def test_a_list_with_branches_costs_one_query_however_long(orgs, li, enrol, sun, others, django_assert_num_queries):
    for number in ["320724197209091042", "320724195909105119"][:others]:
        enrol("孔国", number, orgs.xihe)
    with django_assert_num_queries(1):
        found = [(p.name, p.branch_name) for p in Person.objects.visible_to(sun).with_branch()]
    assert found == [("孔国", "西河村支部")] * others + [("李明", "东山村支部")]


def test_the_branch_annotation_is_the_latest_relation(orgs, li):
    moved = li.join(orgs.first, because="2026-0001", at=datetime(2026, 3, 2, tzinfo=SHANGHAI))
    found = Person.objects.with_branch().get()
    assert (found.branch_id, found.branch_name, found.branch_path, found.branch_since) == (
        orgs.first.pk,
        "一社区支部",
        orgs.first.path,
        moved.since,
    )
    assert list(Person.objects.of(orgs.dongshan)) == []
    assert list(Person.objects.of(orgs.street)) == [li]


@pytest.mark.parametrize(
    "typed", ["李明", "李", "liming", "LiMing", "lm", "833X", "833x", "８３３Ｘ", "32072419800815833x", " 李 明 "]
)
def test_a_person_is_found_by_name_pinyin_and_number(orgs, li, other, typed):
    assert list(Person.objects.search(typed)) == [li]


@pytest.mark.parametrize("typed", ["", "  ", "明", "8330", "32072419800815833", "m"])
def test_nothing_is_found_by_less(orgs, li, typed):
    assert list(Person.objects.search(typed)) == []


def test_r_i3_a_number_belongs_to_one_person(orgs, li, enrol):
    with pytest.raises(IntegrityError), transaction.atomic():
        enrol("李民", "32072419800815833X", orgs.xihe)


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        ("李明", "liming", "lm"),
        ("曾国", "zengguo", "zg"),
        ("单晓", "shanxiao", "sx"),
        ("尉迟明", "yuchiming", "ycm"),
        ("任重", "renzhong", "rz"),
        ("单", "dan", "d"),
    ],
)
def test_a_surname_is_spelled_in_its_own_reading(name, full, short):
    assert (name_spelled(name), name_initials(name)) == (full, short)


def test_an_organisation_is_spelled_as_written():
    assert (spelled("东山村支部"), initials("东山村支部")) == ("dongshancunzhibu", "dsczb")


def test_a_new_name_is_spelled_even_when_only_the_name_is_saved(orgs, li):
    li.name = "李鸣"
    li.save(update_fields=["name"])
    assert Person.objects.values_list("pinyin", flat=True).get() == "liming"
    li.name = "张三"
    li.save(update_fields=["name"])
    assert Person.objects.values_list("pinyin", flat=True).get() == "zhangsan"


def test_a_relation_begins_the_moment_it_is_received(orgs, li, clock):
    li.join(orgs.first, because="2026-0001")
    clock.shift(timedelta(days=1))
    assert li.relations.order_by("-since").first().since == datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
