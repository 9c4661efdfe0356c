"""A destination outside the system in the browser's own requests: named on the unnamed, recorded on the case page."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import desk
from approvals.attachments import Scan
from documents import archive
from tests.conftest import PASSWORD
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

TYPED = {
    "outside_name": "中共海东市明州区白沙社区第二支部委员会",
    "outside_committee": "中共海东市明州区委组织部",
    "outside_place": "海东省海东市明州区",
    "outside_region": "330203",
    "outside_contact": "周洁",
    "outside_phone": "0574-87654321",
}
SCAN = Scan("来函.pdf", "application/pdf", b"%PDF-1.7 a letter")


@pytest.fixture
def he(orgs, appoint):
    return appoint("何敏", "he", orgs.town, "clerk")


@pytest.fixture
def unnamed(clock, li, orgs, wang, zhao, he):
    return drafting.begin(li, by=wang, reason="residence_changed", contact="13586399530")


@pytest.fixture
def as_wang(client, wang):
    client.force_login(wang.account)
    return client


@pytest.fixture
def asked(unnamed, wang, he, client):
    """Sent and agreed to; the clerk is signed in."""
    drafting.rewrite(unnamed, by=wang, **TYPED)
    sent = desk.act(unnamed, "submit", by=wang)
    client.force_login(he.account)
    return desk.act(sent, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def scan(name: str = "来函.pdf", body: bytes = b"%PDF-1.7 a letter") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def test_a_secretary_names_it_on_the_draft(as_wang, unnamed):
    page = f"/transfers/{unnamed.number}/"
    assert "对方不在本系统" in text_of(as_wang.get(f"{page}draft/"))
    assert f"{page}outside/" in text_of(as_wang.get(f"{page}destinations/"))

    answer = as_wang.post(f"{page}outside/", TYPED)
    assert (answer.status_code, answer["Location"]) == (302, f"{page}draft/")
    shown = text_of(as_wang.get(f"{page}draft/"))
    assert "系统外" in shown
    assert "长田镇党委（登记对方答复）" in shown
    case = TransferCase.objects.get(pk=unnamed.pk)
    assert {column: getattr(case, column) for column in TYPED} == TYPED


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("outside_name", "", "这一项必须填写"),
        ("outside_committee", "   ", "这一项必须填写"),
        ("outside_place", "", "这一项必须填写"),
        ("outside_phone", "", "这一项必须填写"),
        ("outside_name", "中" * 101, "最多写 100 个字"),
        ("outside_name", "中共𪚥山支部委员会", "字库没有“𪚥”"),
        ("outside_contact", "李𪚥", "字库没有“𪚥”"),
        ("outside_region", "1234", "行政区划代码是 6 位数字"),
        ("outside_region", "33020a", "行政区划代码是 6 位数字"),
        ("outside_name", TYPED["outside_committee"], "不能与接收党组织相同"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(as_wang, unnamed, column, typed, said):
    answer = as_wang.post(f"/transfers/{unnamed.number}/outside/", TYPED | {column: typed})
    shown = text_of(answer)
    assert answer.status_code == 422
    assert said in shown
    assert TYPED["outside_place" if column != "outside_place" else "outside_name"] in shown
    assert TransferCase.objects.get(pk=unnamed.pk).outside_name == ""


def test_a_branch_of_this_system_is_offered_instead(as_wang, unnamed, orgs):
    answer = as_wang.post(f"/transfers/{unnamed.number}/outside/", TYPED | {"outside_name": orgs.first.name})
    assert answer.status_code == 422
    assert f"{orgs.first.name}已在本系统，请从系统中选择。" in text_of(answer)
    assert f"/transfers/{unnamed.number}/destination/{orgs.first.pk}/" in text_of(answer)


def test_a_committee_of_this_system_leads_to_its_branches(as_wang, unnamed, orgs):
    answer = as_wang.post(f"/transfers/{unnamed.number}/outside/", TYPED | {"outside_committee": orgs.street.name})
    assert f"/transfers/{unnamed.number}/destinations/?under={orgs.street.pk}" in text_of(answer)


def test_the_clerk_records_the_answer_with_its_scan_in_one_act(asked, client):
    shown = text_of(client.get(f"/cases/{asked.number}/?act=accept"))
    assert 'enctype="multipart/form-data"' in shown
    assert "来函写明的接收党支部" in shown

    typed = {"seen": asked.log_length, "branch_name": TYPED["outside_name"], "text": "同意接收"}
    answer = client.post(f"/cases/{asked.number}/act/accept/", typed | {"proof": scan()})
    assert answer.status_code == 302
    case = TransferCase.objects.get(pk=asked.pk)
    assert (case.state, case.files.get().name) == ("pending_approval", "来函.pdf")
    shown = text_of(client.get(f"/cases/{asked.number}/"))
    assert "据来函登记" in shown
    assert TYPED["outside_committee"] in shown


@pytest.mark.parametrize(
    ("upload", "said"),
    [(None, "请附扫描件或照片"), (b"MZ not a scan", "只能上传 PDF、JPG 或 PNG"), (b"", "空文件")],
)
def test_without_a_scan_the_form_comes_back(asked, client, upload, said):
    typed = {"seen": asked.log_length, "branch_name": TYPED["outside_name"], "text": "同意接收，请尽快办理"}
    files = {} if upload is None else {"proof": scan(body=upload)}
    answer = client.post(f"/cases/{asked.number}/act/accept/", typed | files)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "同意接收，请尽快办理" in text_of(answer)
    assert TransferCase.objects.get(pk=asked.pk).state == "destination_review"


def test_a_full_disk_is_said_in_words_and_nothing_is_done(asked, client, monkeypatch):
    def full(_data):
        raise archive.StorageUnavailable(28, "full")

    monkeypatch.setattr(archive, "keep", full)
    typed = {"seen": asked.log_length, "branch_name": TYPED["outside_name"], "proof": scan()}
    answer = client.post(f"/cases/{asked.number}/act/accept/", typed)
    assert answer.status_code == 503
    assert "存储空间不足或不可用，没有办理" in text_of(answer)
    assert TransferCase.objects.get(pk=asked.pk).state == "destination_review"


def test_a_reception_is_signed_and_recorded_with_the_receipt(asked, client, he, zhao, li):
    proof = {"branch_name": TYPED["outside_name"], "proof": SCAN}
    desk.act(asked, "accept", by=he, **proof)
    out = desk.act(asked, "approve", by=zhao, valid_days=30)
    about = {"letter_number": out.letter_number, "reported_on": date(2026, 11, 23), "proof": SCAN}
    arrived = desk.act(out, "report_in", by=he, **about)

    typed = {
        "seen": arrived.log_length,
        "letter_number": out.letter_number,
        "received_on": "2026-11-23",
        "branch_name": TYPED["outside_name"],
        "proof": scan("回执.jpg", b"\xff\xd8\xff receipt"),
        "secret": PASSWORD,
    }
    assert client.post(f"/cases/{asked.number}/act/receive/", typed).status_code == 302
    assert TransferCase.objects.get(pk=asked.pk).state == "received"
    assert li.branch is None
    assert client.get(f"/people/{li.pk}/").status_code == 404  # no longer this committee's (R-O14)


def test_lists_search_and_export_show_the_name(asked, client, orgs):
    assert TYPED["outside_name"] in text_of(client.get("/"))
    assert TYPED["outside_name"] in text_of(client.get("/cases/"))
    assert TYPED["outside_name"] in text_of(client.post("/search/", {"q": asked.number}))
    assert client.post("/export/cases/").status_code == 200


def test_a_refused_transfer_may_go_outside_on_the_case_page(transfer_at_destination, client, wang, lin, xu, chen):
    why = "该同志不在本辖区工作和居住"
    desk.opine(transfer_at_destination, by=lin, agrees=False, text=why)
    desk.opine(transfer_at_destination, by=xu, agrees=False, text=why)
    refused = desk.act(transfer_at_destination, "refuse", by=chen, reason="not_working_or_living_here", text=why)
    client.force_login(wang.account)
    page = f"/cases/{refused.number}/act/new_destination/"
    nothing = client.post(page, {"seen": refused.log_length, "branch": ""})
    assert "只填一种" in text_of(nothing)

    assert client.post(page, {"seen": refused.log_length, **TYPED}).status_code == 302
    case = TransferCase.objects.get(pk=refused.pk)
    assert (case.destination, case.outside_name, case.state) == (None, TYPED["outside_name"], "destination_review")
