"""What a committee answers for: an examination, an error in the stage, a conversion made on paper (R-T26, R-D28)."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Person
from members.register import log

pytestmark = pytest.mark.usefixtures("clock")
NUMBER = "320724199001011233"
CONVERTED = {
    "converted_on": "2026-06-30",
    "assembly_on": "2026-07-05",
    "approved_on": "2026-07-20",
    "approved_by": "中共青石县长田镇委员会",
    "seen": "0",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def probationer(enrol, orgs) -> Person:
    facts = {"stage": "probationary_member", "joined_on": date(2025, 6, 30), "converted_on": None}
    return enrol("周杰", NUMBER, orgs.dongshan, **facts)


def post(browser, person, act, typed):
    proof = SimpleUploadedFile("志愿书.pdf", b"%PDF-1.7 scan")
    return browser.post(f"/people/{person.pk}/{act}/", {"proof": proof} | typed)


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_the_committee_sets_and_lifts_an_examination(client_of, zhao, li):
    browser = client_of(zhao)
    typed = {"on": "2026-11-20", "reason": "县纪委立案审查", "seen": "0"}
    assert post(browser, li, "examination", typed).status_code == 302
    assert "正在接受审查" in said(browser.get(f"/people/{li.pk}/"))
    lifted = {"on": "2026-11-23", "reason": "审查结束，不予处分", "seen": "1"}
    assert post(browser, li, "examination", lifted).status_code == 302
    li.refresh_from_db()
    told = [(e.changes, e.effective_on) for e in li.register_entries.order_by("seq")]
    assert (li.under_examination, told) == (
        False,
        [
            ({"under_examination": [False, True]}, date(2026, 11, 20)),
            ({"under_examination": [True, False]}, date(2026, 11, 23)),
        ],
    )
    assert list(log.faults()) == []


def test_a_double_click_does_not_lift_what_was_just_set(client_of, zhao, li):
    typed = {"on": "2026-11-20", "reason": "县纪委立案审查", "seen": "0"}
    answers = [post(client_of(zhao), li, "examination", typed).status_code for _click in range(2)]
    assert (answers, Person.objects.get().under_examination) == ([302, 422], True)


@pytest.mark.parametrize("act", ["examination", "stage", "conversion"])
def test_a_branch_reads_that_its_committee_enters_it(client_of, wang, probationer, act):
    answer = client_of(wang).get(f"/people/{probationer.pk}/{act}/")
    assert (answer.status_code, "由长田镇党委审批人登记" in said(answer)) == (403, True)


def test_a_conversion_decided_on_paper_is_entered_with_its_decisions(client_of, zhao, probationer):
    assert post(client_of(zhao), probationer, "conversion", CONVERTED | {"reason": "系统启用前已办"}).status_code == 302
    probationer.refresh_from_db()
    entry = probationer.register_entries.get()
    assert (probationer.stage, probationer.converted_on, entry.kind, entry.effective_on) == (
        "full_member",
        date(2026, 6, 30),
        "converted",
        date(2026, 6, 30),
    )
    words = "支部大会2026-07-05通过，中共青石县长田镇委员会2026-07-20批准；系统启用前已办"
    assert (entry.reason, bool(entry.proof), list(log.faults())) == (words, True, [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"converted_on": "2026-06-29"}, "预备期一年"),
        ({"converted_on": "2027-07-01"}, "日期在将来"),
        ({"assembly_on": "2026-06-29"}, "不得在预备期满以前讨论转正（R-D28）"),
        ({"approved_on": "2026-07-04"}, "早于支部大会的日期"),
        ({"approved_by": ""}, "必填"),
        ({"proof": ""}, "必填"),
        ({"reason": "长" * 201}, "200"),
    ],
)
def test_a_conversion_that_cannot_be_comes_back(client_of, zhao, probationer, typed, sentence):
    answer = post(client_of(zhao), probationer, "conversion", CONVERTED | typed)
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert Person.objects.get().stage == "probationary_member"


def test_a_full_member_is_not_converted_again(client_of, zhao, li):
    answer = post(client_of(zhao), li, "conversion", CONVERTED)
    assert (answer.status_code, "只有预备党员可以补录转正" in said(answer)) == (403, True)


def test_an_error_of_entry_in_the_stage_is_corrected_with_its_dates(client_of, zhao, li):
    browser = client_of(zhao)
    typed = {"stage": "probationary_member", "joined_on": "2026-07-01", "converted_on": "", "seen": "0"}
    assert "必填" in said(post(browser, li, "stage", typed | {"reason": "登记错误", "proof": ""}))
    assert post(browser, li, "stage", typed | {"reason": "抄表时类别写错，查志愿书"}).status_code == 302
    assert li.register_entries.get().changes == {
        "stage": ["full_member", "probationary_member"],
        "joined_on": ["2011-07-01", "2026-07-01"],
        "converted_on": ["2012-07-01", None],
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"stage": "full_member"}, "类别没有变"),
        ({"stage": "probationary_member"}, "预备党员不应有转正日期"),
        ({"stage": "activist"}, "不是党员的，不填这一日期"),
        ({"stage": "probationary_member", "joined_on": "", "converted_on": ""}, "党员须有入党日期"),
    ],
)
def test_a_stage_that_cannot_be_comes_back(client_of, zhao, li, typed, sentence):
    known = {"joined_on": "2011-07-01", "converted_on": "2012-07-01", "reason": "登记错误", "seen": "0"}
    answer = post(client_of(zhao), li, "stage", known | typed)
    assert (answer.status_code, sentence in said(answer)) == (422, True)
