"""Add and correct organisations by hand: who, by which document, what stands against it (R-O3, R-O6, R-O11, R-T10)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from members import org_founding
from members.models import OrgChange, PartyOrg
from members.orgs import Kind
from members.register.log import faults
from members.rulebook import RuleBroken
from members.succession import Founding, succeed
from members.tree_changes import close, move, rename
from tests.workflows.conftest import draft  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FACTS = {"name": "中共青石县长田镇东岭村支部委员会", "short_name": "东岭村支部", "kind": Kind.BRANCH}


def test_a_founded_organisation_stands_in_register_log_and_history(orgs, decided, keeper):
    org = org_founding.found(orgs.town, FACTS, decided())
    assert (org.path, org.founded_on, org.initials) == (f"{orgs.town.path}{org.pk}/", date(2026, 11, 23), "dlczb")
    entry = org.register_entries.get()
    assert (entry.kind, entry.reason, entry.by) == ("entered", "江组〔2026〕12号", keeper)
    assert entry.changes["parent"] == [None, f"{orgs.town.pk} 中共青石县长田镇委员会"]
    assert entry.changes["founded_on"] == [None, "2026-11-23"]
    told = OrgChange.objects.get(org=org)
    assert told.sentence == "设立中共青石县长田镇东岭村支部委员会，隶属中共青石县长田镇委员会"
    assert list(faults()) == []


def test_one_that_was_there_long_ago_needs_a_reason_why_only_now(orgs, decided):
    with pytest.raises(RuleBroken, match="须写明补登的理由"):
        org_founding.found(orgs.town, FACTS, decided(on=date(1998, 7, 1)))
    org = org_founding.found(orgs.town, FACTS, decided(on=date(1998, 7, 1), reason="名册漏登"))
    assert (org.founded_on, org.register_entries.get().reason) == (date(1998, 7, 1), "江组〔2026〕12号；名册漏登")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": Kind.PARTY_COMMITTEE, "may_approve_probationary": True}, "镇、街道以下的党委没有审批预备党员的权限"),
        ({"may_approve_probationary": True}, "党支部没有审批预备党员的权限"),
        ({"name": "中共青石县长田镇东山村支部委员会"}, "组织全称"),
        ({"document_code": "朝晖工委"}, "文号会重复"),
    ],
)
def test_what_the_rules_forbid_is_not_founded(orgs, decided, facts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        org_founding.found(orgs.town, FACTS | facts, decided())
    assert not PartyOrg.objects.filter(short_name="东岭村支部").exists()


def test_nothing_is_founded_below_a_branch_but_a_group(orgs, decided):
    with pytest.raises(ValidationError, match="R-O3"):
        org_founding.found(orgs.dongshan, FACTS, decided())
    group = org_founding.found(orgs.dongshan, {"name": "东山村一组", "kind": Kind.PARTY_GROUP}, decided())
    assert group.parent == orgs.dongshan


def test_only_an_administrator_above_founds(orgs, decided, appoint, zhao):
    assert org_founding.why_not_found(orgs.town, zhao) == "由长田镇党委或其上级的系统管理员登记"
    elsewhere = appoint("外管", "foreign", orgs.district, "administrator")
    assert org_founding.why_not_found(orgs.town, elsewhere) == "由长田镇党委或其上级的系统管理员登记"
    own = appoint("镇管", "townadmin", orgs.town, "administrator")
    assert org_founding.why_not_found(orgs.town, own) == ""


def test_a_kind_entered_wrongly_is_corrected_with_its_ground(orgs, decided):
    decision = decided(reason="导入时类别填错")
    assert org_founding.correct(orgs.xihe, kind=Kind.JOINT_BRANCH, founded_on=date(1991, 7, 1), decision=decision)
    entry = orgs.xihe.register_entries.get()
    assert entry.kind == "corrected"
    assert entry.changes == {
        "kind": ["branch", "joint_branch"],
        "founded_on": ["1990-07-01", "1991-07-01"],
    }
    assert not org_founding.correct(orgs.xihe, kind=Kind.JOINT_BRANCH, founded_on=date(1991, 7, 1), decision=decision)


def test_a_kind_is_not_corrected_over_members_children_and_power(orgs, li):
    def against(org, kind):
        return org_founding.obstacles_to_kind(org, kind)

    assert against(orgs.dongshan, Kind.GENERAL_BRANCH) == ["还有1人的组织关系，须先编入下级党支部（R-T10）"]
    assert against(orgs.general, Kind.BRANCH) == [
        "下级一社区支部不能隶属党支部，请先调整隶属（R-O3）",
        "下级二社区支部不能隶属党支部，请先调整隶属（R-O3）",
    ]
    assert "党总支没有审批预备党员的权限，只能审议（R-O6）。请先由上级收回" in against(orgs.town, Kind.GENERAL_BRANCH)
    assert against(orgs.province, Kind.BRANCH)[0] == "党支部必须有上级党组织（R-O3）"
    assert against(orgs.xihe, Kind.GENERAL_BRANCH) == []


def test_an_open_case_stands_against_another_family_of_kinds(orgs, draft):  # noqa: F811
    found = org_founding.obstacles_to_kind(orgs.first, Kind.GENERAL_BRANCH)
    assert any("事项" in sentence for sentence in found)
    assert org_founding.obstacles_to_kind(orgs.first, Kind.JOINT_BRANCH) == []


def test_every_decision_on_the_tree_stands_on_the_log_of_the_register(orgs, decided):
    """What an import entered, a rename, a move, an end and a successor change: the proof must follow."""
    org = org_founding.found(orgs.town, FACTS | {"short_name": "东岭"}, decided())
    other = org_founding.found(orgs.town, {"name": "中共青石县长田镇北岭村支部委员会", "kind": Kind.BRANCH}, decided())
    rename(org, name="中共青石县长田镇新岭村支部委员会", short_name="新岭村支部", decision=decided())
    move(org, orgs.county, decision=decided())
    move(org, orgs.town, decision=decided())
    rename(orgs.town, name="中共青石县长田街道委员会", short_name="长田街道党委", decision=decided())
    new = succeed(
        [org, other],
        Founding("中共青石县长田街道两岭支部委员会", "两岭支部"),
        decision=decided(document="江组〔2026〕13号"),
    )
    close(new, decision=decided())
    assert list(faults()) == []
    assert [entry.reason for entry in org.register_entries.order_by("seq")] == [
        *["江组〔2026〕12号"] * 4,
        "江组〔2026〕13号",
    ]
    PartyOrg.objects.filter(pk=org.pk).update(short_name="别的")
    assert list(faults()) == [f"名册 org:{org.pk}：short_name 现为 '别的'，按变动记录应为 '新岭村支部'"]
