"""One organisation takes the place of others: people, posts, subordinates (R-O3, R-O11). Cases: tests/approvals."""

from datetime import date, datetime

import pytest

from members import consistency, identity
from members.models import Appointment, OrgChange, PartyOrg, Relation
from members.org_history import history
from members.orgs import Kind
from members.people import relation_moved
from members.register.log import Ground
from members.roster.person_rows import PersonRow
from members.roster.places import Places
from members.roster.register import enter
from members.roster.words import Holds
from members.rulebook import RuleBroken
from members.succession import Founding, outline, succeed
from members.tree_changes import standing_for
from tests.conftest import SHANGHAI

pytestmark = pytest.mark.usefixtures("clock")
NUMBERS = ["320724197209091042", "320724195909105119", "32072419900714431X"]


def test_relations_go_to_the_successor_that_day_by_the_document(orgs, li, decided):
    succeed([orgs.dongshan], orgs.xihe, decision=decided())

    assert li.branch == orgs.xihe
    last = li.relations.last()
    assert (last.since, last.because) == (datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI), "江组〔2026〕12号")
    assert li.relations.first().org == orgs.dongshan  # what was, was
    assert list(consistency.check()) == []


def test_nobody_was_transferred_so_no_transfer_is_announced(orgs, li, decided):
    def heard(sender, **_):
        raise AssertionError

    relation_moved.connect(heard)
    try:
        succeed([orgs.dongshan], orgs.xihe, decision=decided())
    finally:
        relation_moved.disconnect(heard)


def test_several_branches_are_merged_into_a_new_one(orgs, li, enrol, decided):
    enrol("王秀英", NUMBERS[0], orgs.xihe)
    new = succeed(
        [orgs.dongshan, orgs.xihe],
        Founding("中共青石县长田镇山河村支部委员会", "山河村支部"),
        decision=decided(),
    )
    assert (new.kind, new.parent, new.region, new.founded_on) == (
        Kind.BRANCH,
        orgs.town,
        "320724",
        date(2026, 11, 23),
    )
    assert Relation.objects.present().filter(org=new).count() == 2
    closed = PartyOrg.objects.get(pk=orgs.xihe.pk)
    assert (closed.closed_on, standing_for(closed)) == (date(2026, 11, 23), new)
    assert [change.sentence for change in history(new)] == [
        "中共青石县长田镇西河村支部委员会撤销，由中共青石县长田镇山河村支部委员会承继",
        "中共青石县长田镇东山村支部委员会撤销，由中共青石县长田镇山河村支部委员会承继",
        "设立中共青石县长田镇山河村支部委员会，隶属中共青石县长田镇委员会",
    ]


def test_a_group_keeps_its_name_where_it_means_one_group(orgs, li, enrol, decided):
    wu = enrol("吴敏", NUMBERS[1], orgs.dongshan)
    yu = enrol("余华", NUMBERS[2], orgs.xihe)
    Relation.objects.filter(person=li).update(group="东山小组")
    Relation.objects.filter(person__in=[wu, yu]).update(group="第一小组")

    assert outline([orgs.dongshan], orgs.xihe, date(2026, 11, 23)).regrouped == 1
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    assert [person.relations.last().group for person in (li, wu, yu)] == ["东山小组", "", "第一小组"]


def test_what_was_below_stands_under_the_successor(orgs, decided):
    succeed([orgs.general], orgs.street, decision=decided())
    first = PartyOrg.objects.get(pk=orgs.first.pk)
    assert first.parent == orgs.street
    assert first.path == f"{orgs.street.path}{first.pk}/"
    assert [change.sentence for change in history(first)] == [
        "由中共临港区朝晖街道综合党总支调整隶属中共临港区朝晖街道工作委员会"
    ]
    assert list(consistency.check()) == []


def test_posts_end_and_the_hat_is_gone_at_once(orgs, wang, decided):
    later = Appointment.objects.create(account=wang.account, org=orgs.dongshan, post="clerk", since=date(2027, 1, 1))
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    wang.refresh_from_db()
    later.refresh_from_db()
    assert (wang.until, later.until) == (date(2026, 11, 23), date(2027, 1, 1))
    assert not wang.is_current()
    assert not Appointment.objects.current().filter(account=wang.account).exists()
    assert not Appointment.objects.current(on=date(2027, 1, 1)).filter(account=wang.account).exists()


def test_whoever_lives_there_is_away_at_the_successor(orgs, li, decided):
    succeed([orgs.first], orgs.second, decision=decided())
    li.refresh_from_db()
    assert li.away_branch == orgs.second


def test_the_outline_counts_and_changes_nothing(orgs, li, wang, decided, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        told = outline([orgs.dongshan], orgs.xihe, date(2026, 11, 23))
    assert (told.people, told.children, told.posts, told.regrouped, told.obstacles) == (1, [], [wang], 0, [])
    assert li.branch == orgs.dongshan
    assert not OrgChange.objects.exists()


@pytest.mark.parametrize(
    ("ending", "heir", "said"),
    [
        (["dongshan"], "dongshan", "承继组织须是另一个未撤销的组织"),
        (["dongshan"], "town", "东山村支部不能由党委承继，请选同类组织"),
        (["town"], "street", None),
        (["county"], "town", "长田镇党委是青石县委的下级，不能承继它"),
        (["town"], "first", "长田镇党委不能由党支部承继，请选同类组织"),
    ],
)
def test_only_an_open_one_of_the_same_kind_beside_it_takes_the_place(orgs, ending, heir, said):
    told = outline([getattr(orgs, one) for one in ending], getattr(orgs, heir), date(2026, 11, 23))
    assert (told.obstacles[0].sentence if told.obstacles else None) == said


def test_a_new_one_replaces_those_of_one_superior_and_kind(orgs):
    told = outline([orgs.dongshan, orgs.first], Founding("中共某支部委员会", "某支部"), date(2026, 11, 23))
    assert [obstacle.sentence for obstacle in told.obstacles] == [
        "新设的承继组织须与被合并组织同一上级、同一类别；不同的请先调整隶属，或选已有的组织承继"
    ]


def test_a_closed_one_cannot_succeed_nor_be_succeeded(orgs, decided):
    succeed([orgs.xihe], orgs.dongshan, decision=decided())
    with pytest.raises(RuleBroken, match="承继组织须是另一个未撤销的组织"):
        succeed([orgs.second], orgs.xihe, decision=decided())
    with pytest.raises(RuleBroken, match="已于2026-11-23撤销"):
        succeed([orgs.xihe], orgs.second, decision=decided())


def test_a_past_day_lies_after_the_last_reception(orgs, li, enrol, decided):
    moved = enrol("王秀英", NUMBERS[0], orgs.xihe)
    moved.join(orgs.dongshan, because="ZJ2026-000001", at=datetime(2026, 11, 10, 9, tzinfo=SHANGHAI))
    with pytest.raises(RuleBroken) as refused:
        succeed([orgs.dongshan], orgs.xihe, decision=decided(date(2026, 11, 5), "文件迟到"))
    assert str(refused.value) == "2026-11-10 还有党员转入，生效日期须在其后（R-O11）"
    succeed([orgs.dongshan], orgs.xihe, decision=decided(date(2026, 11, 12), "文件迟到"))
    assert moved.relations.last().since == datetime(2026, 11, 12, tzinfo=SHANGHAI)


def test_the_relations_of_many_cost_the_same_as_of_few(orgs, enrol, decided, django_assert_max_num_queries):
    for number in NUMBERS:
        enrol("党员", number, orgs.dongshan)
    with django_assert_max_num_queries(60):
        succeed([orgs.dongshan], orgs.xihe, decision=decided())
    assert Relation.objects.present().filter(org=orgs.xihe).count() == 3


def test_a_roster_read_before_the_end_enters_nobody_into_the_ended_branch(orgs, decided):
    """The worker has judged its rows; the branch ends before it writes them."""
    row = PersonRow("党员", 2, Holds.MEMBERS, {}, [])
    row.id_number, row.since = identity.parse(NUMBERS[0]), date(2011, 7, 1)
    row.place = Places().find("东山村支部", family="branch")
    row.facts = {"name": "王秀英", "gender": "female", "stage": "full_member", "away_branch": None}
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    enter([row], save=True, ground=Ground(None), then=lambda: None)
    assert [str(problem.message) for problem in row.problems] == [
        "「中共青石县长田镇东山村支部委员会」不是党支部，或已撤销"
    ]
    assert not Relation.objects.filter(org=orgs.dongshan).exists()
