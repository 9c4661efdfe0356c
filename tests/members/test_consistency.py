"""The proof finds every kind of damage, and nothing where there is none (R-O1, R-O3, R-O6, R-I3)."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from approvals import kinds
from members import roster
from members.consistency import check
from members.models import FormerCode, PartyOrg, Person, Relation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def found(**options):
    return [str(finding) for finding in check(**options)]


def proved():
    said = StringIO()
    try:
        call_command("check_consistency", stdout=said)
    except SystemExit as ended:
        return ended.code, said.getvalue().splitlines()
    return 0, said.getvalue().splitlines()


def test_a_whole_register_has_no_findings(orgs, li):
    assert found(full=True) == []
    assert proved() == (0, ["核对完毕，没有差错。"])


def test_the_imported_sample_is_whole(settings):
    roster.run(settings.BASE_DIR / "members" / "demo" / "roster.xlsx")
    assert found(full=True) == []


def test_findings_end_the_command_with_one_and_name_keys_only(orgs, li):
    li.relations.all().delete()
    assert proved() == (1, [f"R-O1 person:{li.pk}：没有组织关系", "发现1处差错，请告知系统管理员。"])


def test_a_relation_that_is_not_lawful_is_found(orgs, li):
    relation = li.relations.get()
    facts = [
        ({"org": orgs.town}, f"R-T10 person:{li.pk}：组织关系不在党支部"),
        ({"because": ""}, f"R-T9 relation:{relation.pk}：没有写明依据"),
        (
            {"since": datetime(2012, 7, 1, tzinfo=timezone.get_default_timezone())},
            f"R-O1 person:{li.pk}：第一段组织关系晚于入党日期",
        ),
    ]
    for damage, sentence in facts:
        Relation.objects.filter(pk=relation.pk).update(**damage)
        assert found() == [sentence]
        relation.save()
    assert found() == []


def test_a_relation_in_the_future_is_found(orgs, li):
    later = Relation.objects.create(person=li, org=orgs.first, since=timezone.now() + timedelta(days=1), because="x")
    assert found() == [f"R-O1 relation:{later.pk}：组织关系的起始时间在将来"]


def test_a_member_of_a_closed_branch_is_found(orgs, li):
    PartyOrg.objects.filter(pk=orgs.dongshan.pk).update(closed_on=date(2026, 1, 1))
    assert found() == [f"R-O11 person:{li.pk}：组织关系在已撤销的党支部"]


@pytest.mark.parametrize(
    ("which", "damage", "rule", "sentence"),
    [
        ("dongshan", {"path": "9/9/"}, "R-O3", "路径与上级不符"),
        ("dongshan", {"kind": "party_committee", "may_approve_probationary": True}, "R-O6", None),
        ("first", {"may_approve_probationary": True}, "R-O6", "党支部没有审批预备党员的权限，只能审议（R-O6）。"),
        ("first", {"kind": "general_branch"}, "R-O3", "上级的类别不能作它的上级"),
        ("town", {"closed_on": date(2026, 1, 1)}, "R-O11", None),
    ],
)
def test_a_tree_that_is_not_lawful_is_found(orgs, which, damage, rule, sentence):
    org = getattr(orgs, which)
    PartyOrg.objects.filter(pk=org.pk).update(**damage)
    findings = list(check())
    assert {finding.rule for finding in findings} == {rule}
    if sentence:
        assert [(f.subject, f.sentence) for f in findings] == [(f"partyorg:{org.pk}", sentence)]


def test_a_code_that_another_organisation_gave_up_is_found(orgs):
    FormerCode.objects.create(org=orgs.street, field="document_code", code="长镇组")
    assert found() == [f"R-T12 partyorg:{orgs.town.pk}：机关代字或组织代码是别的组织用过的"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ({"id_index": "0" * 64}, "R-I3 person:{}：索引与身份号码不符"),
        ({"id_tail_index": "0" * 64}, "R-I3 person:{}：索引与身份号码不符"),
        ({"born_on": date(1980, 8, 16)}, "R-I2 person:{}：出生日期与身份号码不符"),
        ({"id_sealed": "k9:AAAA"}, "R-I3 person:{}：身份号码打不开：密钥不全或内容被改动"),
    ],
)
def test_a_number_that_does_not_match_is_found(orgs, li, damage, sentence):
    Person.objects.filter(pk=li.pk).update(**damage)
    assert found() == [sentence.format(li.pk)]


def test_a_number_without_its_index_is_found(orgs, li):
    Person.objects.filter(pk=li.pk).update(id_sealed="")
    assert found() == [f"R-I3 person:{li.pk}：身份号码和它的索引不齐"]


def test_the_number_of_queries_does_not_grow(orgs, li, enrol, django_assert_num_queries):
    """Eleven of this room; one and two a procedure of the room above (approvals/consistency.py)."""
    queries = 11 + 1 + 2 * len(kinds.all_flows())
    with django_assert_num_queries(queries):
        list(check())
    enrol("王秀英", "320724197209091042", orgs.xihe)
    with django_assert_num_queries(queries):
        list(check())
