"""Codes of organisations have one bearer, at the database, in forms, in the roster, and when a paper is signed (D6)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from members import org_codes
from members.models import FormerCode, PartyOrg
from members.org_codes import CODE, DOCUMENT_CODE
from members.orgs import Kind


@pytest.mark.parametrize(("field", "code"), [(DOCUMENT_CODE, "长镇组"), (CODE, "CT")])
def test_the_database_refuses_a_second_bearer(orgs, field, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyOrg.objects.filter(pk=orgs.street.pk).update(**{field: code})
    PartyOrg.objects.filter(pk__in=[orgs.xihe.pk, orgs.first.pk]).update(**{field: ""})  # none is no code


def test_whoever_bears_a_code_is_named(orgs):
    assert org_codes.why_taken(CODE, "CT", by=orgs.street) == (
        "组织代码“CT”由中共青石县长田镇委员会使用，文号会重复，请换一个（R-T12）。"
    )
    assert org_codes.why_taken(CODE, "CT", by=orgs.town) == ""


def test_a_code_that_was_given_up_stays_with_its_bearer(orgs):
    before = org_codes.borne(orgs.town)
    orgs.town.document_code = "长田组"
    orgs.town.save()
    org_codes.keep_former(orgs.town, before)
    assert org_codes.why_taken(DOCUMENT_CODE, "长镇组", by=orgs.street) == (
        "机关代字“长镇组”由中共青石县长田镇委员会用过，文号会重复，请换一个（R-T12）。"
    )
    assert org_codes.why_taken(DOCUMENT_CODE, "长镇组", by=orgs.town) == ""
    assert list(FormerCode.objects.values_list("org", "field", "code")) == [(orgs.town.pk, "document_code", "长镇组")]


@pytest.mark.parametrize(
    ("name", "kind", "codes"),
    [
        ("中共青石县长田镇委员会", Kind.PARTY_COMMITTEE, ("长田镇组", "CTZDW")),
        ("中共青石县北屏镇委员会", Kind.PARTY_COMMITTEE, ("北镇组", "BPZDW")),
        ("中共青石县北屏镇南坪村支部委员会", Kind.BRANCH, ("北屏镇南坪村支部", "BPZNPCZB")),
    ],
)
def test_codes_are_proposed_from_the_name(orgs, name, kind, codes):
    org = PartyOrg(name=name, kind=kind, parent=orgs.county)
    assert (org_codes.proposed(DOCUMENT_CODE, org), org_codes.proposed(CODE, org)) == codes


def test_two_organisations_of_one_short_name_never_sign_alike(orgs):
    PartyOrg.objects.filter(pk__in=[orgs.xihe.pk, orgs.first.pk]).update(short_name="一支部", initials="yzb")
    one, other = PartyOrg.objects.get(pk=orgs.xihe.pk), PartyOrg.objects.get(pk=orgs.first.pk)
    signed = [(org_codes.settled(DOCUMENT_CODE, org), org_codes.settled(CODE, org)) for org in (one, other)]
    assert signed == [("一支部", "YZB"), ("一社区支部", "YSQZB")]
    other.refresh_from_db()
    assert (other.document_code, other.code) == signed[1]  # it stays


def test_duplicates_from_before_are_resolved_and_named(orgs, capsys, monkeypatch):
    """The data migration, run on rows the constraints would no longer let in."""
    rows = {orgs.town.pk: "长镇组", orgs.street.pk: "长镇组"}
    migration = import_module("members.migrations.0008_org_codes")
    with _without_constraints():
        for pk, code in rows.items():
            PartyOrg.objects.filter(pk=pk).update(document_code=code)
        migration.one_bearer_each(apps, None)
    assert capsys.readouterr().out == (
        "机关代字“长镇组”重复：由中共青石县长田镇委员会保留；中共临港区朝晖街道工作委员会的已清空，请在组织页另填。\n"
    )
    assert [PartyOrg.objects.get(pk=pk).document_code for pk in rows] == ["长镇组", ""]


class _without_constraints:
    """The table as it was before."""

    def __enter__(self):
        self._each("DROP INDEX one_bearer_of_a_document_code")

    def __exit__(self, *_error):
        where = "WHERE NOT document_code = ''"
        self._each(f"CREATE UNIQUE INDEX one_bearer_of_a_document_code ON members_partyorg (document_code) {where}")

    def _each(self, statement: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what the test wrote bars a change of the table
            cursor.execute(statement)
