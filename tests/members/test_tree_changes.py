"""Renaming, moving and closing organisations: decisions with a day and a document (R-O3, R-O6, R-O11)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from members.models import AccountEvent, FormerName, OrgChange, PartyOrg
from members.org_history import Change, history
from members.orgs import Kind, lowest_common_superior
from members.rulebook import RuleBroken
from members.tree_changes import (
    Obstacle,
    changed,
    close,
    closing,
    move,
    obstacles_to_closing,
    rename,
    standing_for,
    why_not_change,
)

pytestmark = pytest.mark.usefixtures("clock")


def test_a_renamed_organisation_keeps_its_old_name_with_its_day_and_is_found_by_both(orgs, decided):
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部", decision=decided())

    org = PartyOrg.objects.get(pk=orgs.dongshan.pk)
    assert (org.name, str(org)) == ("中共青石县长田镇东岭村支部委员会", "东岭村支部")
    former = org.former_names.get()
    assert (former.name, former.short_name, former.until) == (
        "中共青石县长田镇东山村支部委员会",
        "东山村支部",
        date(2026, 11, 23),
    )
    for typed in ("东山村", "dongshan", "dsczb", "东岭村", "dongling"):
        assert list(PartyOrg.objects.search(typed)) == [orgs.dongshan]


def test_the_history_says_what_was_decided_by_which_document_and_who_entered_it(orgs, decided, keeper):
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部", decision=decided())
    told = history(orgs.dongshan)
    assert [(c.sentence, c.on, c.document, c.by) for c in told] == [
        (
            "中共青石县长田镇东山村支部委员会更名为中共青石县长田镇东岭村支部委员会",
            date(2026, 11, 23),
            "江组〔2026〕12号",
            keeper,
        )
    ]


def test_a_name_typed_wrong_is_put_right_by_renaming_again(orgs, decided):
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部", short_name="东岭村支部", decision=decided())
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部", decision=decided())
    assert list(FormerName.objects.values_list("name", flat=True)) == [
        "中共青石县长田镇东岭村支部",
        "中共青石县长田镇东山村支部委员会",
    ]


def test_a_name_another_organisation_bears_is_refused(orgs, decided):
    with pytest.raises(ValidationError):
        rename(orgs.dongshan, name=orgs.xihe.name, short_name="西河", decision=decided())
    assert not FormerName.objects.exists()


def test_a_name_that_takes_power_from_those_below_is_refused(orgs, decided):
    """R-O6: under a town committee nobody approves; the county's own committees would lose their power."""
    with pytest.raises(RuleBroken) as refused:
        rename(orgs.county, name="中共江海省青石镇委员会", short_name="青石镇党委", decision=decided())
    assert str(refused.value) == "变动后青石县委组织部、长田镇党委不能再有审批权限，请先由上级收回（R-O6）"
    assert PartyOrg.objects.get(pk=orgs.county.pk).name == "中共青石县委员会"


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [
        (date(2026, 11, 24), "", "生效日期不能在将来，请在决定生效当日登记（R-O11）"),
        (date(2026, 11, 1), "", "生效日期早于今天的，须写明补登的理由（R-O11）"),
        (date(1989, 1, 1), "补登", "生效日期早于东山村支部的成立或上一次变动，请核对（R-O11）"),
    ],
)
def test_a_day_to_come_or_a_past_one_without_a_reason_is_refused(orgs, decided, day, reason, said):
    with pytest.raises(RuleBroken) as refused:
        rename(orgs.dongshan, name="中共某支部委员会", short_name="某支部", decision=decided(day, reason))
    assert str(refused.value) == said


def test_a_past_day_is_entered_with_its_reason(orgs, decided):
    close(orgs.xihe, decision=decided(date(2026, 11, 1), "文件迟到"))
    entered = OrgChange.objects.get()
    assert (entered.on, entered.reason, entered.sentence) == (
        date(2026, 11, 1),
        "文件迟到",
        "中共青石县长田镇西河村支部委员会撤销",
    )


def test_moving_an_organisation_carries_everything_below_it(orgs, decided):
    move(orgs.county, orgs.district, decision=decided())
    found = PartyOrg.objects.get(pk=orgs.dongshan.pk)
    ids = [orgs.province.pk, orgs.district.pk, orgs.county.pk, orgs.town.pk, orgs.dongshan.pk]
    assert found.path == "".join(f"{i}/" for i in ids)
    assert [org.pk for org in found.chain()] == ids[::-1]
    assert lowest_common_superior(found, orgs.first) == orgs.district
    assert [change.sentence for change in history(orgs.county)] == ["由中共江海省委员会调整隶属中共临港区委员会"]


def test_moving_below_itself_or_to_a_lower_kind_changes_nothing(orgs, decided):
    with pytest.raises(ValidationError, match="R-O3"):
        move(orgs.county, orgs.town, decision=decided())
    with pytest.raises(ValidationError, match="R-O3"):
        move(orgs.general, orgs.first, decision=decided())
    assert PartyOrg.objects.get(pk=orgs.dongshan.pk).path == orgs.dongshan.path
    assert not OrgChange.objects.exists()


def test_power_is_looked_at_again_when_a_committee_moves_under_a_town(orgs, decided):
    with pytest.raises(ValidationError, match="R-O6"):
        move(orgs.street, orgs.town, decision=decided())


def test_moving_to_where_it_is_or_under_a_closed_one_is_refused(orgs, decided):
    with pytest.raises(RuleBroken) as same:
        move(orgs.dongshan, orgs.town, decision=decided())
    assert str(same.value) == "东山村支部现在就隶属长田镇党委（R-O11）"
    PartyOrg.objects.filter(pk=orgs.general.pk).update(closed_on=date(2026, 11, 1))
    with pytest.raises(RuleBroken) as closed:
        move(orgs.dongshan, orgs.general, decision=decided())
    assert str(closed.value) == "综合党总支已撤销，请选承继它的组织（R-O11）"


def test_a_parent_read_before_it_moved_does_not_spoil_the_path(orgs, decided):
    stale = PartyOrg.objects.get(pk=orgs.town.pk)
    move(orgs.county, orgs.district, decision=decided())
    branch = PartyOrg.objects.create(name="中共青石县长田镇新村支部委员会", kind=Kind.BRANCH, parent=stale)
    assert branch.path == f"{PartyOrg.objects.get(pk=orgs.town.pk).path}{branch.pk}/"


def test_an_organisation_with_members_or_open_children_is_not_closed(orgs, li, decided):
    with pytest.raises(RuleBroken) as refused:
        close(orgs.dongshan, decision=decided())
    assert str(refused.value) == "不能撤销东山村支部：还有1人的组织关系，须先接转（R-O11）"


def test_what_stands_against_closing_says_where_it_is_put_right(orgs, li):
    assert obstacles_to_closing(orgs.dongshan) == [
        Obstacle("还有1人的组织关系，须先接转", (("人员名单", f"/people/?org={orgs.dongshan.pk}"),))
    ]
    assert obstacles_to_closing(orgs.town) == [
        Obstacle(
            "还有2个下级组织，须先撤销或调整隶属",
            (("东山村支部", f"/orgs/{orgs.dongshan.pk}/"), ("西河村支部", f"/orgs/{orgs.xihe.pk}/")),
        )
    ]
    assert obstacles_to_closing(orgs.xihe) == []


def test_another_room_may_stand_against_closing(orgs):
    def ledgers(sender, orgs, taken_over, **_):
        return [Obstacle("还有2份台账未报")]

    closing.connect(ledgers)
    try:
        assert obstacles_to_closing(orgs.xihe) == [Obstacle("还有2份台账未报")]
    finally:
        closing.disconnect(ledgers)


def test_the_appointments_of_a_closed_organisation_end_that_day(orgs, decided, appoint, keeper):
    secretary = appoint("严红", "yan", orgs.xihe, "secretary", "书记")
    close(orgs.xihe, decision=decided())
    secretary.refresh_from_db()
    assert secretary.until == date(2026, 11, 23)
    event = AccountEvent.objects.get()
    assert (event.account, event.did, event.hat, event.reason) == (
        secretary.account,
        "ended",
        keeper,
        "组织撤销：江组〔2026〕12号",
    )


def test_a_closed_organisation_is_closed_once(orgs, decided):
    close(orgs.xihe, decision=decided())
    closed = PartyOrg.objects.get(pk=orgs.xihe.pk)
    assert (closed.closed_on, standing_for(closed)) == (date(2026, 11, 23), closed)
    assert closed not in PartyOrg.objects.current()
    with pytest.raises(RuleBroken, match="已于2026-11-23撤销"):
        close(closed, decision=decided())


def test_upper_rooms_hear_of_it_inside_the_transaction_and_may_take_it_back(orgs, decided):
    def refuse(sender, change, **_):
        assert (change.kind, change.orgs) == (Change.RENAMED, (orgs.dongshan,))
        raise RuleBroken("R-O11", "一件事项不能随之更名")

    changed.connect(refuse)
    try:
        with pytest.raises(RuleBroken):
            rename(orgs.dongshan, name="中共某支部委员会", short_name="某支部", decision=decided())
    finally:
        changed.disconnect(refuse)
    assert PartyOrg.objects.get(pk=orgs.dongshan.pk).short_name == "东山村支部"
    assert not OrgChange.objects.exists()


def test_an_organisation_is_changed_by_its_superiors_administrator(orgs, appoint, keeper, zhao):
    own = appoint("镇管理员", "townadmin", orgs.town, "administrator")
    assert why_not_change(orgs.dongshan, own, Change.RENAMED) == ""
    assert why_not_change(orgs.town, own, Change.RENAMED) == "本组织的更名、隶属和撤销由上级的系统管理员办理"
    assert why_not_change(orgs.first, own, Change.RENAMED) == "由其上级的系统管理员办理"
    assert why_not_change(orgs.dongshan, zhao, Change.RENAMED) == "由其上级的系统管理员办理"


def test_the_top_has_no_superior_it_names_itself_and_nobody_closes_it(orgs, keeper):
    assert why_not_change(orgs.province, keeper, Change.RENAMED) == ""
    assert why_not_change(orgs.province, keeper, Change.CLOSED) == (
        "最高一级组织在系统内没有上级，不能在这里调整或撤销"
    )
