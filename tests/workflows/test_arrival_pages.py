"""The page on which a paper letter from outside is entered, in the browser's own requests (R-T15)."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Person
from tests.conftest import PASSWORD
from tests.workflows.arrivals import BRANCH, COMMITTEE, ISSUER, NUMBER
from workflows.transfer.case import TransferCase

PAGE = "/transfers/arrival/"
TYPED = {
    "name": "周杰",
    "id_number": NUMBER,
    "nationality": "汉族",
    "stage": "full_member",
    "joined_on": "2011-07-01",
    "converted_on": "2012-07-01",
    "dues_until": "2026-11",
    "phone": "137 0000 1111",
    "outside_number": "第0000417号",
    "outside_issuer": ISSUER,
    "issued_on": "2026-11-16",
    "valid_days": "30",
    "carrier": "member",
    "reported_on": "2026-11-23",
    "outside_name": BRANCH,
    "outside_committee": COMMITTEE,
    "outside_place": "海东省海东市明州区白沙路1号，315000",
    "outside_contact": "",
    "outside_phone": "0574-87654321",
    "destination": "一社区支部",
    "reason": "unit_changed",
    "probation_account": "",
}


@pytest.fixture
def mei(clock, orgs, appoint, chen):
    return appoint("梅兰", "mei", orgs.street, "clerk")


@pytest.fixture
def office(client):
    def sign_in(hat):
        client.force_login(hat.account)
        return client

    return sign_in


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("介绍信.pdf", b"%PDF-1.7 the letter from outside")


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_clerk_enters_a_letter_and_the_organiser_receives(office, mei, chen, orgs):
    browser = office(mei)
    assert PAGE in text_of(browser.get("/transfers/new/"))
    answer = browser.post(PAGE, TYPED | {"proof": scan()})
    case = TransferCase.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/?done=1")
    assert (case.outside_number, case.contact, case.destination) == ("0000417", "13700001111", orgs.first)
    shown = text_of(browser.get(f"/cases/{case.number}/"))
    assert "登记系统外介绍信，本人已报到" in shown
    assert "第0000417号" in shown
    assert "介绍信.pdf" in shown
    assert NUMBER not in shown

    browser = office(chen)
    assert "周杰" in text_of(browser.get("/"))
    seen = TransferCase.objects.get().log_length
    decided = {"branch": orgs.first.pk, "group": "", "text": "同意", "secret": PASSWORD, "seen": seen}
    browser.post(f"/cases/{case.number}/act/receive/", decided)
    assert TransferCase.objects.get().state == "received"
    assert Person.objects.get(name="周杰").branch == orgs.first


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("id_number", "320724199001011234", "身份号码校验码错误"),
        ("joined_on", "1989-07-01", "入党日期早于出生日期"),
        ("joined_on", "2027-07-01", "日期在将来"),
        ("converted_on", "", "正式党员须填转正日期"),
        ("converted_on", "2010-07-01", "转正日期早于入党日期"),
        ("issued_on", "2026-11-24", "日期在将来"),
        ("reported_on", "2026-11-15", "报到日期早于介绍信开具日期"),
        ("valid_days", "91", "90"),
        ("dues_until", "去年", "请按“年-月”填写"),
        ("destination", "东山村支部", "您的管理范围内没有这个组织"),
        ("destination", "朝晖街道党工委", "您的管理范围内没有这个组织"),
        ("stage", "activist", "选择一个有效的选项"),
        ("outside_number", "9" * 31, "30"),
        ("outside_number", "第12 3号", "编号中间不能有空格"),
        ("phone", "1" * 5000, "40"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_is_kept(office, mei, field, typed, said):
    answer = office(mei).post(PAGE, TYPED | {field: typed, "proof": scan()})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="0574-87654321"' in text_of(answer)
    assert not TransferCase.objects.exists()
    assert not Person.objects.filter(name="周杰").exists()


def test_a_number_and_telephones_in_full_width_digits_are_kept_narrow(office, mei):
    wide = {"outside_number": "第　０００４１８　号", "outside_phone": "电话：０５７４－８７６５４３２１"}
    assert office(mei).post(PAGE, TYPED | wide | {"proof": scan()}).status_code == 302
    case = TransferCase.objects.get()
    assert (case.outside_number, case.outside_phone) == ("000418", "0574-87654321")


def test_a_letter_without_its_scan_is_not_entered(office, mei):
    answer = office(mei).post(PAGE, TYPED)
    assert (answer.status_code, "请附扫描件或照片" in text_of(answer)) == (422, True)


def test_an_expired_letter_names_the_way_out(office, mei):
    answer = office(mei).post(PAGE, TYPED | {"issued_on": "2026-10-01", "valid_days": "30", "proof": scan()})
    assert answer.status_code == 422
    assert "由开具单位查明原因后补办新号" in text_of(answer)
    assert 'value="0000417"' in text_of(answer) or 'value="第0000417号"' in text_of(answer)


def test_a_warning_is_answered_on_the_page(office, mei):
    browser = office(mei)
    answer = browser.post(PAGE, TYPED | {"dues_until": "2026-08", "proof": scan()})
    assert 'name="override-R-T5"' in text_of(answer)
    again = TYPED | {"dues_until": "2026-08", "override-R-T5": "本人现场补交", "proof": scan()}
    assert browser.post(PAGE, again).status_code == 302


def test_a_branch_secretary_reads_who_enters_it(office, lin):
    answer = office(lin).get(PAGE)
    assert answer.status_code == 403
    assert "由接收支部的上级党委或县级以上党委组织部" in text_of(answer)
    assert PAGE not in text_of(office(lin).get("/transfers/new/"))


def test_the_same_form_sent_twice_is_entered_once(office, mei):
    browser = office(mei)
    browser.post(PAGE, TYPED | {"proof": scan()})
    answer = browser.post(PAGE, TYPED | {"proof": scan()})
    assert answer.status_code == 422
    assert "R-T13" in text_of(answer)
    assert TransferCase.objects.count() == 1


def test_the_way_in_is_where_people_look_and_only_for_who_enters_letters(office, mei, chen, lin):
    for hat, shown in ((mei, True), (lin, False)):
        assert (f'href="{PAGE}"' in text_of(office(hat).get("/people/"))) == shown
    assert f'href="{PAGE}"' in text_of(office(chen).get("/people/new/"))
