"""/verify: four answers in plain words, to anyone, and never a name (R-P8)."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from documents import archive, papers, uploads, verification
from documents.models import Paper
from documents.numbers import VoidReason

PERSONAL = ("李喆玥", "11010519491231002X", "13800000000", "ZJ-2025-000001")


@pytest.fixture
def ask(client):
    def asked(**form):
        return client.post(reverse("verify"), form)

    return asked


def verdict(response) -> str:
    assert response.status_code == 200, response.content.decode()
    page = response.content.decode()
    assert [value for value in PERSONAL if value in page] == []
    return re.search(r'data-verdict="(\w+)"', page)[1]


def upload(data: bytes):
    return SimpleUploadedFile("李明的介绍信.pdf", data, "application/pdf")


def test_a_code_finds_the_paper_and_shows_no_person(file, ask):
    paper = file()
    response = ask(code=paper.marks.printed_code.lower())
    assert verdict(response) == "genuine"
    page = response.content.decode()
    assert "真实有效" in page
    assert all(fact in page for fact in ("F-01", "000123", "中共青石县长田镇委员会"))


def test_every_day_is_told_with_its_year(file, ask):
    """D8: a print is verified years later."""
    paper = file()
    papers.void(paper, VoidReason.LOST, "")
    page = ask(code=paper.check_code).content.decode()
    paper.refresh_from_db()
    on = timezone.localdate(paper.voided_at)
    assert f"已于{on.year}年{on.month}月{on.day}日作废" in page
    assert page.count(f"{on.year}年{on.month}月{on.day}日") == 2  # voided, issued


def test_the_file_itself_is_genuine(file, ask):
    paper = file()
    assert verdict(ask(file=upload(archive.fetch(paper.sha256)))) == "genuine"


def test_a_void_paper_says_why_in_one_word(file, ask):
    paper = file()
    papers.void(paper, VoidReason.LOST, "李喆玥本人报失")
    for response in (ask(code=paper.check_code), ask(file=upload(archive.fetch(paper.sha256)))):
        assert verdict(response) == "voided"
        assert "原因：遗失" in response.content.decode()


def test_one_changed_byte_is_noticed(file, ask):
    data = bytearray(archive.fetch(file().sha256))
    data[len(data) // 2] ^= 1
    response = ask(file=upload(bytes(data)))
    assert verdict(response) == "altered"
    assert "内容被改动" in response.content.decode()


def test_a_copy_saved_by_another_program_is_not_the_filed_one(file, ask):
    copy = BytesIO()
    with pikepdf.open(BytesIO(archive.fetch(file().sha256))) as pdf:
        del pdf.trailer["/Info"]
        pdf.save(copy, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert verdict(ask(file=upload(copy.getvalue()))) == "altered"


def test_what_is_not_ours_is_said_to_be_not_ours(file, ask):
    file()
    assert verdict(ask(code="0000-0000-0000")) == "unknown"
    assert verdict(ask(file=upload(b"%PDF-1.7 some other file LIANGDI-0000-0000-0000"))) == "unknown"
    assert verdict(ask(file=upload(b"\x00" * 5000))) == "unknown"


def test_a_paper_that_is_not_filed_yet_cannot_be_in_anyones_hands(issue):
    assert verification.by_code(issue().check_code).verdict == "unknown"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "请输入校验码，或选择要查验的 PDF 文件。"),
        ({"code": "12345"}, "校验码应为 12 位数字和字母"),
        ({"code": "<script>alert(1)</script>"}, "校验码应为 12 位数字和字母"),
    ],
)
def test_what_cannot_be_checked_is_said_and_kept(db, ask, form, said):
    response = ask(**form)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "<script>alert" not in response.content.decode()


def test_an_oversize_file_is_refused_in_words_and_never_touches_the_disk(db, ask, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT", 1000)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", None)
    response = ask(file=upload(b"x" * 200_000))
    assert response.status_code == 422
    assert "文件超过 8 MB" in response.content.decode()


def test_a_scanned_square_fills_the_form_and_answers_nothing_by_itself(file, client):
    paper = file()
    page = client.get(reverse("verify"), {"code": paper.check_code}).content.decode()
    assert f'value="{paper.check_code}"' in page
    assert "data-verdict" not in page


def test_the_form_is_protected_against_forgery(db):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(reverse("verify"), {"code": "0000-0000-0000"}).status_code == 403


def test_the_number_of_queries_does_not_grow(file, ask, django_assert_max_num_queries):
    file()
    for turn in range(2, 4):
        file(because=f"ZJ-2025-00000{turn}")
    with django_assert_max_num_queries(3):
        ask(code=Paper.objects.first().check_code)
