"""Blank forms and printer's tests: drawn by the worker once, kept, and never taken for a paper."""

from io import BytesIO

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from documents import pdf, responses, sheets, verification
from documents.models import Paper
from documents.printing import PrintSettings


@pytest.fixture
def sheet(orgs, storage):
    cache.clear()
    yield PrintSettings(org=orgs.town).test_sheet
    cache.clear()


def draw(sheet: sheets.Sheet) -> None:
    sheets.draw.call(sheet.template, sheet.title, dict(sheet.says))


def test_a_sheet_is_asked_for_once_and_there_when_it_is_drawn(sheet):
    assert sheets.find(sheet) is None
    assert sheets.find(sheet) is None
    assert DBTaskResult.objects.count() == 1
    draw(sheet)
    assert sheets.find(sheet) == pdf.render(sheet.template, sheet.says, sheet.marks)


def test_a_sheet_with_other_words_is_another_file(sheet, orgs):
    draw(sheet)
    moved = PrintSettings(org=orgs.town, right_mm=1).test_sheet
    assert moved.name != sheet.name
    assert sheets.find(moved) is None


def test_whoever_waits_is_told_and_looks_again(sheet, db):
    request = RequestFactory().get("/")
    waiting = responses.sheet(request, sheet, "test.pdf")
    assert (waiting.status_code, waiting["Refresh"]) == (202, "2")
    assert "正在生成" in waiting.content.decode()
    draw(sheet)
    there = responses.sheet(request, sheet, "test.pdf")
    assert (there.status_code, there["Content-Type"]) == (200, "application/pdf")
    assert there["Content-Disposition"] == 'inline; filename="test.pdf"'


def test_a_sheet_is_no_paper(sheet):
    draw(sheet)
    data = sheets.find(sheet)
    assert Paper.objects.count() == 0
    assert verification.by_file(data).verdict == "unknown"
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(data)))
    assert "校验码" not in text
