"""The people pages: list, search, one person, the full number with a reason (R-I3, R-O14)."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.html import format_html
from python_calamine import CalamineWorkbook

from members.models import AccessRecord, Person
from members.person_views import PANELS

WANG_NUMBER = "320724197209091042"
NUMBERS = [WANG_NUMBER, "320724195909105119", "32072419900714431X"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def wear(client):
    """Sign in as the holder of an appointment: `wear(wang)` returns the client."""

    def sign_in(appointment):
        client.force_login(appointment.account)
        return client

    return sign_in


def names(response):
    return [person.name for person in response.context["rows"]]


def test_the_list_shows_the_people_in_reach_with_counts(wear, wang, li, enrol, orgs):
    enrol("王秀英", WANG_NUMBER, orgs.first)
    response = wear(wang).get(reverse("people"))
    assert names(response) == ["李明"]
    assert [(key, number) for key, _label, number in response.context["counts"]] == [
        ("", 1),
        ("full", 1),
        ("probationary", 0),
        ("developing", 0),
        ("away", 1),
        ("guests", 0),
    ]
    assert "320724********833X" in response.content.decode()
    assert "32072419800815833X" not in response.content.decode()


def test_a_search_is_posted_and_kept_out_of_the_address(wear, sun, li, enrol, orgs):
    enrol("王秀英", WANG_NUMBER, orgs.xihe)
    response = wear(sun).post(reverse("people"), {"q": "833x"})
    assert names(response) == ["李明"]
    assert "833" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]


def test_an_empty_search_says_why_and_what_to_do(wear, sun, li):
    assert "本组织和下级组织中没有找到" in wear(sun).post(reverse("people"), {"q": "无此人"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(wear, sun, enrol, orgs, count, django_assert_max_num_queries):
    for number in NUMBERS[:count]:
        enrol("王秀英", number, orgs.xihe)
    client = wear(sun)
    client.get(reverse("people"))
    with django_assert_max_num_queries(9):
        assert len(names(client.get(reverse("people")))) == count


def test_the_next_page_begins_after_a_key_not_a_name(wear, sun, enrol, orgs, monkeypatch):
    monkeypatch.setattr("members.person_views.PAGE", 2)
    for name, number in zip(["甲", "甲", "乙"], NUMBERS, strict=True):
        enrol(name, number, orgs.xihe)
    first = wear(sun).get(reverse("people"))
    assert names(first) == ["甲", "甲"]
    assert first.context["more"] == str(first.context["rows"][1].pk)
    second = wear(sun).get(reverse("people"), {"after": first.context["more"]})
    assert (names(second), second.context["more"]) == (["乙"], "")


def test_the_page_names_the_responsible_organisation_and_since_when(wear, wang, li):
    page = wear(wang).get(reverse("person", args=[li.pk])).content.decode()
    for shown in ("东山村支部", "自 2011年7月1日 起", "花名册导入", "江海省港城市临港区", "320724********833X"):
        assert shown in page
    assert "32072419800815833X" not in page


def test_a_stranger_gets_the_answer_of_a_missing_person_and_leaves_a_record(wear, lin, li):
    foreign, missing = (wear(lin).get(reverse("person", args=[pk])) for pk in (li.pk, li.pk + 999))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert [(r.kind, r.subject, r.appointment) for r in AccessRecord.objects.all()] == [
        ("foreign", f"person:{li.pk}", lin)
    ]


def test_r_i3_the_full_number_needs_a_reason_and_is_shown_once(wear, wang, li):
    client = wear(wang)
    refused = client.post(reverse("person_reveal", args=[li.pk]), {"reason": "看"})
    assert refused.status_code == 422
    assert "32072419800815833X" not in refused.content.decode()
    assert AccessRecord.objects.count() == 0

    shown = client.post(reverse("person_reveal", args=[li.pk]), {"reason": "填写介绍信"})
    assert "32072419800815833X" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert [(r.kind, r.subject, r.reason, r.appointment) for r in AccessRecord.objects.all()] == [
        ("reveal", f"person:{li.pk}", "填写介绍信", wang)
    ]
    assert "32072419800815833X" not in client.get(reverse("person", args=[li.pk])).content.decode()


def test_an_administrator_of_the_system_sees_no_full_number(wear, appoint, orgs, li):
    admin = appoint("管理员", "admin", orgs.town, "administrator")
    answer = wear(admin).post(reverse("person_reveal", args=[li.pk]), {"reason": "填写介绍信"})
    assert answer.status_code == 422
    assert "32072419800815833X" not in answer.content.decode()
    assert "系统管理员不办理事项" in answer.content.decode()
    assert AccessRecord.objects.count() == 0


def test_upper_rooms_add_their_sections(wear, wang, li, monkeypatch):
    monkeypatch.setattr(
        "members.person_views.PANELS", [lambda request, person: format_html("<p>{}的事项</p>", person.name)]
    )
    assert "李明的事项" in wear(wang).get(reverse("person", args=[li.pk])).content.decode()
    assert isinstance(PANELS, list)


def test_a_name_with_markup_is_shown_as_written(wear, wang, orgs, enrol):
    person = enrol("<b>李</b>", WANG_NUMBER, orgs.dongshan)
    page = wear(wang).get(reverse("person", args=[person.pk])).content.decode()
    assert "&lt;b&gt;李&lt;/b&gt;" in page
    assert "<b>李</b>" not in page


def test_an_export_is_masked_guarded_and_on_record(wear, wang, li, orgs, enrol):
    enrol("=1+1", WANG_NUMBER, orgs.dongshan)
    answer = wear(wang).post(reverse("people_export") + "?show=full")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in rows] == [
        ["姓名", "性别", "民族", "公民身份号码", "党员类别"],
        ["'=1+1", "女", "汉族", "320724********1042", "正式党员"],
        ["李明", "男", "汉族", "320724********833X", "正式党员"],
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="people-20261123.xlsx"'
    assert list(AccessRecord.objects.values_list("kind", "subject")) == [("export", f"people:{orgs.dongshan.pk}:full")]


def test_people_of_one_organisation_can_be_listed(wear, zhao, li, enrol, orgs):
    enrol("王秀英", WANG_NUMBER, orgs.xihe)
    client = wear(zhao)
    assert names(client.get(reverse("people"), {"org": orgs.xihe.pk})) == ["王秀英"]
    assert client.get(reverse("people"), {"org": orgs.first.pk}).status_code == 404


def test_nobody_reads_anything_without_signing_in(client, li):
    for name, args in (("people", []), ("person", [li.pk]), ("organisations", []), ("roster_upload", [])):
        answer = client.get(reverse(name, args=args))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("sign_in"))
    assert Person.objects.count() == 1


def test_who_saw_the_full_number_stands_with_the_changes(li, wang, sun, client_of):
    client_of(sun).post(reverse("person_reveal", args=[li.pk]), {"reason": "填写介绍信"})
    page = client_of(wang).get(reverse("person_changes", args=[li.pk]))
    assert [(look.account.name, look.reason) for look in page.context["looks"]] == [("孙丽", "填写介绍信")]
    assert "谁看过完整号码和证明材料" in page.content.decode()
