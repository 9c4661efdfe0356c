"""One person whom the roster missed is entered by hand, with everything a roster could write (R-O1, R-I3)."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.consistency import check
from members.models import AccessRecord, Person
from members.register import log

pytestmark = pytest.mark.usefixtures("clock")
ZHOU = {
    "name": "周杰",
    "id_number": "320724199001011233",
    "nationality": "汉",
    "branch": "东山村支部",
    "stage": "full_member",
    "joined_on": "2012-06-30",
    "converted_on": "2013-06-30",
    "dues_until": "2026年11月",
    "phone": "137 0000 0000",
    "reason": "花名册遗漏，本人一直在本支部",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def enter(browser, **typed):
    proof = SimpleUploadedFile("志愿书.pdf", b"%PDF-1.7 scan")
    return browser.post("/people/new/", ZHOU | {"proof": proof} | typed)


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_member_the_roster_missed_belongs_since_the_day_of_joining(client_of, wang, orgs):
    browser = client_of(wang)
    assert browser.get("/people/new/").context["form"]["branch"].value() == orgs.dongshan.name
    answer = enter(browser)
    zhou = Person.objects.get()
    assert answer.url == f"/people/{zhou.pk}/"
    relation = zhou.relations.get()
    assert (relation.org, relation.since.astimezone().date(), relation.because) == (
        orgs.dongshan,
        date(2012, 6, 30),
        "名册补登",
    )
    assert (zhou.gender, zhou.nationality, zhou.phone, zhou.dues_until, zhou.pinyin) == (
        "male",
        "汉族",
        "13700000000",
        date(2026, 11, 1),
        "zhoujie",
    )
    entry = zhou.register_entries.get()
    assert (entry.kind, entry.by, entry.reason, bool(entry.proof)) == ("entered", wang, ZHOU["reason"], True)
    assert list(log.faults()) == []
    assert list(check(full=True)) == []


def test_an_activist_needs_no_proof_but_both_dates(client_of, wang, orgs):
    typed = {"stage": "activist", "joined_on": "", "converted_on": "", "activist_on": "2026-01-05", "proof": ""}
    browser = client_of(wang)
    assert "须填这一日期" in said(enter(browser, **typed))
    assert enter(browser, **typed, applied_on="2025-06-01").status_code == 302
    assert Person.objects.get().relations.get().since.astimezone().date() == date(2025, 6, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"id_number": "320724199001011234"}, "校验码错误"),
        ({"id_number": ""}, "必填"),
        ({"joined_on": ""}, "党员须有入党日期"),
        ({"joined_on": "1989-01-01"}, "早于身份号码中的出生日期"),
        ({"joined_on": "2026-11-24"}, "日期在将来"),
        ({"converted_on": "2012-01-01"}, "转正日期早于入党日期"),
        ({"stage": "probationary_member"}, "预备党员不应有转正日期"),
        ({"stage": "applicant", "applied_on": "2012-01-01"}, "不是党员的，不填这一日期"),
        ({"stage": "chairman"}, "chairman"),
        ({"branch": "一社区支部"}, "您的管理范围内没有这个组织"),
        ({"branch": "长田镇党委"}, "管理范围内没有这个组织"),
        ({"dues_until": "2029-01"}, "最多预交到明年12月"),
        ({"dues_until": "十一月"}, "请按“年-月”填写"),
        ({"away_place": "港城市"}, "请填外出日期"),
        ({"graduated_on": "2027-07-01"}, "日期在将来"),
        ({"abroad_since": "2025-09-01", "contacted_on": "2025-08-31"}, "早于出国（境）日期"),
        ({"name": "周" * 61}, "60"),
        ({"proof": ""}, "须附入党志愿书"),
        ({"proof": SimpleUploadedFile("a.pdf", b"MZ")}, "只能上传 PDF、JPG 或 PNG"),
        ({"reason": ""}, "必填"),
    ],
)
def test_what_cannot_be_comes_back(client_of, wang, typed, sentence):
    answer = enter(client_of(wang), **typed)
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert Person.objects.count() == 0


def test_r_t10_a_committee_names_the_branch(client_of, zhao, orgs):
    assert "长田镇党委不是党支部，请写明所在的党支部" in said(enter(client_of(zhao), branch="长田镇党委"))
    assert enter(client_of(zhao), branch="西河村支部").status_code == 302
    assert Person.objects.get().branch == orgs.xihe


def test_r_i3_whose_number_it_is_is_said_within_reach_alone_and_recorded_beyond(client_of, wang, zhao, enrol, orgs):
    enrol("周洁", ZHOU["id_number"], orgs.xihe)
    near, far = said(enter(client_of(zhao))), said(enter(client_of(wang)))
    assert "这个身份号码已登记：周洁（西河村支部）" in near
    assert ("周洁" in far, "不在您的管理范围" in far) == (False, True)
    rows = AccessRecord.objects.values_list("kind", "appointment", "subject")
    assert list(rows) == [("foreign", wang.pk, f"person:{Person.objects.get().pk}")]


def test_whoever_keeps_no_register_reads_who_does(client_of, appoint, orgs):
    answer = client_of(appoint("管理员", "admin", orgs.town, "administrator")).get("/people/new/")
    assert (answer.status_code, "系统管理员不办理" in said(answer)) == (403, True)
