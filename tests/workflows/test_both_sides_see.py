"""Both sides of an agreement in force see the member; whoever let a member go reads who does now (R-O14, R-C3, R12)."""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from approvals import desk
from members import coverage
from members.access import AccessRecord
from members.models import Coverage

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(client):
    def sign_in(hat):
        client.force_login(hat.account, backend=MODEL_BACKEND)
        return client

    return sign_in


@pytest.fixture
def covered(clock, li, orgs):
    li.phone, li.away_place, li.away_unit = "13900001111", "临港区朝晖街道", "海星电子厂"
    li.save()
    coverage.begin([li], orgs.dongshan, orgs.first, because="GG2026-000001")
    return li


def test_the_destination_sees_contacts_outing_and_dues_but_no_register(covered, signed_in, lin, xu):
    for hat in (lin, xu):
        page = signed_in(hat).get(f"/people/{covered.pk}/")
        said = page.content.decode()
        assert page.status_code == 200
        for words in ("13900001111", "海星电子厂", "党费交至", covered.masked_id, "GG2026-000001"):
            assert words in said
        for words in (covered.id_number, "查看完整号码", "名册维护", "变动记录", "发起接转"):
            assert words not in said


def test_the_origin_sees_its_own_page_as_before(covered, signed_in, wang):
    assert "查看完整号码" in signed_in(wang).get(f"/people/{covered.pk}/").content.decode()


def _of_one_person(resolver=None) -> set[str]:
    """The names of all addresses that have the key of a person and nothing else."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= _of_one_person(entry)
        elif str(entry.pattern).startswith("people/<int:pk>/") and str(entry.pattern).count("<") == 1:
            found.add(entry.name)
    return found


def test_no_other_address_of_the_person_is_open_to_the_destination(covered, signed_in, lin):
    names = _of_one_person()
    assert {"person_reveal", "person_changes", "person_stay"} <= names
    client = signed_in(lin)
    for name in names - {"person"}:
        where = reverse(name, args=[covered.pk])
        codes = {client.get(where).status_code, client.post(where).status_code}
        assert codes <= {404, 405}, name
    assert AccessRecord.objects.filter(kind="foreign", subject=f"person:{covered.pk}").exists()


def test_it_is_gone_and_the_try_is_on_record_once_the_agreement_has_ended(covered, signed_in, lin):
    coverage.end(because="GG2026-000001", on=Coverage.objects.get().since)
    assert signed_in(lin).get(f"/people/{covered.pk}/").status_code == 404
    assert signed_in(lin).get("/people/?show=guests").content.decode().count("李明") == 0
    record = AccessRecord.objects.get(kind="foreign")
    assert (record.appointment, record.subject) == (lin, f"person:{covered.pk}")


def test_a_foreign_branch_beside_the_destination_sees_nothing(covered, signed_in, orgs, appoint):
    stranger = appoint("姜秀", "jiang", orgs.second, "secretary")
    assert signed_in(stranger).get(f"/people/{covered.pk}/").status_code == 404
    assert list(coverage.guests_of(stranger)) == []


def test_a_superior_of_both_sides_sees_the_member_once_as_its_own(covered, gao):
    assert list(coverage.guests_of(gao)) == []


def test_the_list_of_people_and_both_searches_name_them_as_co_managed(covered, signed_in, lin):
    client = signed_in(lin)
    said = client.get("/people/").content.decode()
    assert "共管 1" in said
    assert "李明" not in said
    assert "李明" in client.get("/people/?show=guests").content.decode()
    for where in ("/people/", "/search/"):
        found = client.post(where, {"q": "liming"}).content.decode()
        assert "李明" in found.partition('id="h-guests"')[2]


def test_the_list_costs_the_same_for_one_and_for_three(covered, signed_in, lin, enrol, orgs, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(lin)
    client.get("/people/?show=guests")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/people/?show=guests")
    others = [
        enrol(name, number, orgs.dongshan)
        for name, number in (("周杰", "320724199001011233"), ("吴敏", "320724198502022243"))
    ]
    coverage.begin(others, orgs.dongshan, orgs.first, because="GG2026-000002")
    with django_assert_num_queries(len(one)):
        assert client.get("/people/?show=guests").content.decode().count("row__main") == 3


def test_who_let_a_member_go_reads_who_sees_the_page_now(letter_out, orgs, signed_in, zhao, chen):
    arrived = desk.act(letter_out, "report_in", by=chen, letter_number=letter_out.letter_number)
    received = desk.act(arrived, "receive", by=chen, branch=orgs.first)
    where = f"/cases/{received.number}/"
    assert "现由一社区支部管理，一社区支部及其上级党组织可以查看" in signed_in(zhao).get(where).content.decode()
    assert f'href="/people/{received.person_id}/"' in signed_in(chen).get(where).content.decode()
