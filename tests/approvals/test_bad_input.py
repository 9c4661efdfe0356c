"""What people and programs should not send: long texts, HTML, unknown characters, wrong files, forged fields."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import desk
from approvals.models import Attachment
from documents import archive
from documents.fonts import uncovered
from members.register import scans
from tests.conftest import PASSWORD

PDF, PNG, JPG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"
WITHOUT_GLYPH = "\U000e0001"


@pytest.fixture
def sit(client):
    """Sit down at the desk of an appointment."""

    def down(appointment):
        client.force_login(appointment.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return down


def release(case, **typed) -> tuple[str, dict]:
    return reverse("act", args=[case.number, "agree_to_release"]), {
        "dues_until": "2026-11",
        "contact": "13586399530",
        "text": "同意转出",
        "seen": case.log_length,
        **typed,
    }


def state(case) -> str:
    return case.flow.whole(case.pk).state


# Opinions ------------------------------------------------------------------------------------------------------------


def test_an_opinion_of_2000_characters_is_taken_and_shown_whole(transfer, sit, wang):
    text = "同意转出。" * 400
    assert sit(wang).post(*release(transfer, text=text)).status_code == 302
    assert transfer.opinions.get().text == text
    assert text in sit(wang).get(reverse("case", args=[transfer.number])).content.decode()


def test_one_character_more_is_refused_and_kept(transfer, sit, wang):
    text = "同" * 2001
    answer = sit(wang).post(*release(transfer, text=text))
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert state(transfer) == "origin_branch_review"


def test_html_in_an_opinion_is_text(transfer, sit, wang):
    text = "<script>alert(1)</script><b>同意</b>"
    sit(wang).post(*release(transfer, text=text))
    page = sit(wang).get(reverse("case", args=[transfer.number])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;同意&lt;/b&gt;" in page


@pytest.mark.parametrize("field", ["text", "contact"])
def test_a_character_no_font_has_is_refused_when_it_is_typed(transfer, sit, wang, field):
    """R-P10: not first when the paper is drawn."""
    assert uncovered(WITHOUT_GLYPH)
    answer = sit(wang).post(*release(transfer, **{field: f"同意{WITHOUT_GLYPH}转出"}))
    assert answer.status_code == 422
    assert "无法印在文书上" in answer.content.decode()
    assert state(transfer) == "origin_branch_review"


def test_a_name_no_font_has_stops_the_letter_in_words_and_takes_no_number(transfer_awaiting_approval, sit, zhao):
    case = transfer_awaiting_approval
    type(case.person).objects.filter(pk=case.person_id).update(name=f"李{WITHOUT_GLYPH}")
    answer = sit(zhao).post(
        reverse("act", args=[case.number, "approve"]),
        {"valid_days": 30, "carrier": "member", "text": "同意", "secret": PASSWORD, "seen": case.log_length},
    )
    assert answer.status_code == 422
    assert "没有字库可印" in answer.content.decode()
    assert state(case) == "pending_approval"
    type(case.person).objects.filter(pk=case.person_id).update(name="李明")
    assert desk.act(case, "approve", by=zhao, valid_days=30).letter_number == 1


def test_rare_characters_that_fonts_have_are_fine(transfer, sit, wang):
    assert sit(wang).post(*release(transfer, text="䶮、𬭎、〇")).status_code == 302


@pytest.mark.parametrize("text", ["\x00", "同意\x00"])
def test_a_null_character_is_refused(transfer, sit, wang, text):
    answer = sit(wang).post(*release(transfer, text=text))
    assert (answer.status_code, "提交的内容不能识别" in answer.content.decode()) == (400, True)
    assert state(transfer) == "origin_branch_review"


# Forged fields -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seen", ["abc", "-1", "99999999999999999999", "", "٣", "1e3"])
def test_a_mark_that_is_no_number_is_none(transfer, sit, wang, seen):
    assert sit(wang).post(*release(transfer, seen=seen)).status_code == 302


def test_an_old_mark_shows_the_new_page(transfer, sit, wang):
    answer = sit(wang).post(*release(transfer, seen=1))
    assert answer.status_code == 409
    assert state(transfer) == "origin_branch_review"


@pytest.mark.parametrize(
    "name", ["lapse", "withdraw_or_lapse", "save", "delete", "get_absolute_url", "claim", "fly", "opine", "approve"]
)
def test_a_verb_that_is_not_on_this_desk_is_refused(transfer, sit, wang, name):
    answer = sit(wang).post(reverse("act", args=[transfer.number, name]), {"text": "同意" * 10})
    assert answer.status_code in (403, 409)
    assert state(transfer) == "origin_branch_review"
    assert transfer.entries.count() == 2


@pytest.mark.parametrize("branch", ["dongshan", "street", "general", "town", None, "abc", "999999999999"])
def test_a_branch_of_another_committee_cannot_be_posted(transfer_at_destination, sit, lin, xu, chen, orgs, branch):
    case = desk.opine(transfer_at_destination, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    posted = getattr(orgs, branch).pk if branch and hasattr(orgs, branch) else branch or ""
    answer = sit(chen).post(reverse("act", args=[case.number, "accept"]), {"branch": posted, "text": "同意接收"})
    assert answer.status_code == 422
    assert state(case) == "destination_review"


@pytest.mark.parametrize("rule", ["R-T4", "R-T6", "R-T12", "R-O13", "R-X99", "R-"])
def test_a_reason_posted_for_a_hard_rule_changes_nothing(transfer_awaiting_approval, sit, zhao, rule):
    case = transfer_awaiting_approval
    case.opinions.filter(side="destination").update(superseded=True)
    typed = {"valid_days": 30, "carrier": "member", "text": "同意", "secret": PASSWORD, "seen": case.log_length}
    answer = sit(zhao).post(reverse("act", args=[case.number, "approve"]), {**typed, f"override-{rule}": "情况特殊"})
    assert answer.status_code == 422
    assert state(case) == "pending_approval"


def test_a_reason_nobody_asked_for_is_not_put_on_record(transfer, sit, wang):
    sit(wang).post(*release(transfer, **{"override-R-T6": "情况特殊", "override-R-X99": "情况特殊"}))
    assert transfer.entries.get(verb="agree_to_release").data.get("overrides") is None


def test_fields_of_the_case_cannot_be_posted(transfer, sit, wang):
    sit(wang).post(*release(transfer, state="completed", valid_until="2030-01-01", letter_number="7", by="1"))
    case = transfer.flow.whole(transfer.pk)
    assert (case.state, case.valid_until, case.letter_number) == ("destination_review", None, None)


@pytest.mark.parametrize("month", ["0000-01", "2026-13", "２０２６年１１月", "9999-12", "2026-11-31", "1e3", "2028-01"])
def test_a_month_is_a_month(transfer, sit, wang, month):
    answer = sit(wang).post(*release(transfer, dues_until=month))
    if month == "２０２６年１１月":
        assert (answer.status_code, transfer.flow.whole(transfer.pk).dues_until) == (302, date(2026, 11, 1))
    else:
        assert answer.status_code == 422


@pytest.mark.parametrize("number", ["ZJ2026-999999", "new-1", "0", "a" * 200, "%00", "..%2f"])
def test_an_invented_case_number_is_not_found(transfer, sit, wang, number):
    assert sit(wang).get(f"/cases/{number}/").status_code == 404


# Attachments ---------------------------------------------------------------------------------------------------------


def upload(client, case, name: str, body: bytes):
    return client.post(reverse("add_file", args=[case.number]), {"file": SimpleUploadedFile(name, body)}, follow=True)


@pytest.mark.parametrize(("body", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPG, "image/jpeg")])
def test_a_scan_is_kept_and_shown_as_what_it_is(transfer, sit, wang, body, kind):
    upload(sit(wang), transfer, "居住证.bin", body)
    kept = Attachment.objects.get()
    shown = sit(wang).get(reverse("file", args=[transfer.number, kept.pk]))
    assert (shown.content, shown["Content-Type"], shown["X-Content-Type-Options"]) == (body, kind, "nosniff")
    assert "居住证" not in shown["Content-Disposition"]


@pytest.mark.parametrize("body", [b"", b"<html><script>", b"PK\x03\x04", b"MZ\x90", b" %PDF-1.7", b"GIF89a"])
def test_anything_else_is_refused_whatever_it_is_called(transfer, sit, wang, body):
    page = upload(sit(wang), transfer, "扫描.pdf", body).content.decode()
    assert "只能上传 PDF、JPG 或 PNG" in page or "先选择文件" in page
    assert not Attachment.objects.exists()


def test_ten_mebibytes_are_taken_and_one_byte_more_is_not(transfer, sit, wang, monkeypatch):
    monkeypatch.setattr(scans, "LIMIT", 1024)
    upload(sit(wang), transfer, "一.pdf", PDF.ljust(1024))
    page = upload(sit(wang), transfer, "二.pdf", PDF.ljust(1025)).content.decode()
    assert "附件最大 10 MB" in page
    assert Attachment.objects.count() == 1


def test_the_same_bytes_are_stored_once(transfer, sit, wang, monkeypatch):
    written = []
    monkeypatch.setattr(
        archive, "write", lambda name, data, write=archive.write: (written.append(name), write(name, data))
    )
    body = PDF + b"only here"
    upload(sit(wang), transfer, "一.pdf", body)
    upload(sit(wang), transfer, "二.pdf", body)
    assert len(written) == 1
    assert len({kept.sha256 for kept in Attachment.objects.all()}) == 1
    assert Attachment.objects.count() == 2


def test_a_full_disk_says_so_and_keeps_the_case(transfer, sit, wang, monkeypatch):
    def full(name, data):
        raise archive.StorageUnavailable(28, "No space left on device")

    monkeypatch.setattr(archive, "write", full)
    page = upload(sit(wang), transfer, "一.pdf", PDF + b"never kept").content.decode()
    assert "存储空间不足" in page
    assert not Attachment.objects.exists()


def test_a_file_of_another_case_or_for_a_stranger_is_not_found(transfer, sit, wang, appoint, orgs, li):
    from workflows.transfer import drafting

    upload(sit(wang), transfer, "一.pdf", PDF)
    kept = Attachment.objects.get()
    other = drafting.begin(li, by=wang, destination=orgs.second, reason="other")
    stranger = appoint("外人", "stranger", orgs.xihe, "secretary")
    assert sit(wang).get(reverse("file", args=[other.number, kept.pk])).status_code == 404
    assert sit(stranger).get(reverse("file", args=[transfer.number, kept.pk])).status_code == 404
    assert upload(sit(stranger), transfer, "二.pdf", PDF).status_code == 404


def test_who_only_looks_on_adds_nothing(transfer, sit, appoint, orgs):
    onlooker = appoint("县里", "county", orgs.county_department, "clerk")
    assert "只有两地办理组织" in upload(sit(onlooker), transfer, "一.pdf", PDF).content.decode()
    assert not Attachment.objects.exists()


def test_a_closed_case_takes_no_more(transfer, sit, wang):
    desk.act(transfer, "withdraw", by=wang)
    assert "事项已办结" in upload(sit(wang), transfer, "一.pdf", PDF).content.decode()
