"""What views of upper rooms hand out: the file, a picture of a page, how far it is."""

from io import BytesIO

import pytest
from django.http import Http404
from PIL import Image

from documents import archive, preview, responses


def test_a_filed_paper_is_handed_out_privately_under_a_name_without_a_person(file):
    paper = file()
    response = responses.pdf(paper)
    assert response.content == archive.fetch(paper.sha256)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="F-01-{paper.marks.printed_code}.pdf"'
    assert response["Cache-Control"] == "private, no-cache"
    assert responses.pdf(paper, download=True)["Content-Disposition"].startswith("attachment; ")


def test_a_paper_that_is_not_ready_says_so(issue):
    response = responses.pdf(issue())
    assert (response.status_code, response.content.decode()) == (409, "文件还没有生成好，请稍后再取。")


def test_a_damaged_file_is_never_handed_out(file, storage):
    paper = file()
    (storage / archive.place(paper.sha256)).write_bytes(b"%PDF")
    assert responses.pdf(paper).status_code == 500
    assert responses.preview(paper).status_code == 500


@pytest.mark.parametrize(("size", "width"), [("phone", 780), ("desktop", 1240)])
def test_a_page_is_a_picture_of_the_right_width_and_drawn_once(file, size, width, monkeypatch):
    paper = file()
    response = responses.preview(paper, 1, size)
    picture = Image.open(BytesIO(response.content))
    assert (response["Content-Type"], picture.format, picture.width) == ("image/png", "PNG", width)
    darkest, lightest = picture.convert("L").getextrema()
    assert (darkest < 16, lightest) == (True, 255)  # something is printed on it; thin strokes are smoothed
    monkeypatch.setattr(preview, "_draw", None)
    assert responses.preview(paper, 1, size).content == response.content


@pytest.mark.parametrize(("page", "size"), [(0, "phone"), (2, "phone"), (1, "huge")])
def test_there_is_no_picture_of_a_page_that_is_not_there(file, page, size):
    with pytest.raises(Http404):
        responses.preview(file(), page, size)


def test_the_fragment_asks_again_until_the_paper_is_filed(issue, file, rf):
    urls = {"status_url": "/s", "pdf_url": "/p", "preview_url": "/i"}
    waiting = responses.status(rf.get("/"), issue(), **urls).content.decode()
    assert 'hx-get="/s"' in waiting
    filed = responses.status(rf.get("/"), file(because="ZJ-2025-000002"), **urls).content.decode()
    assert "hx-get" not in filed
    assert 'src="/i"' in filed
