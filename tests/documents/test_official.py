"""Official papers: number, head, places for seals, page numbers, who gets a copy (R-P1 to R-P5)."""

import re
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.db import transaction
from django.template import engines

from bench.sample_letter import MARKS
from documents import official, pdf, press
from documents.templatetags.paper import title_lines

POINTS_A_MM = 72 / 25.4
TEXT = "<p class='text'>" + "请做好衔接，并将办理情况告知我们。" * 8 + "</p>"
NOTICE = {
    "number": "长镇组〔2026〕12号",
    "issuers": ["中共青石县长田镇委员会"],
    "heading": "关于调整李明同志组织关系的通知",
    "addressees": ["中共青石县长田镇东山村支部委员会", "中共青石县长田镇西河村支部委员会"],
    "copies": ["中共青石县委组织部", "中共临港区委组织部"],
    "contact": "赵建国，电话：0518-82441955",
    "signed_on": "2026-11-03",
}


@pytest.fixture
def draw(tmp_path):
    """A paper of `paragraphs` in the layout named; files, as `pdf` reads stylesheets beside them."""
    engine = engines["django"].engine
    engine.dirs.insert(0, tmp_path)

    def drawn(layout: str, paragraphs: int = 1, **facts) -> pypdfium2.PdfDocument:
        name = f"{layout}-{paragraphs}.html"
        body = f'{{% extends "documents/{layout}.html" %}}{{% block body %}}{TEXT * paragraphs}{{% endblock %}}'
        (tmp_path / name).write_text(body, encoding="utf-8")
        return pypdfium2.PdfDocument(pdf.render(name, {**NOTICE, **facts}, MARKS))

    yield drawn
    engine.dirs.remove(tmp_path)


def lines_of(page: pypdfium2.PdfPage) -> list[str]:
    return [re.sub(r"\s", "", line) for line in page.get_textpage().get_text_range().splitlines()]


def box_of(page: pypdfium2.PdfPage, text: str) -> tuple[float, float, float, float]:
    """Where `text` stands last: left, top, right, bottom in mm from the upper left corner."""
    found, searcher = None, page.get_textpage().search(text)
    while (place := searcher.get_next()) is not None:
        found = place
    assert found, text
    boxes = [page.get_textpage().get_charbox(found[0] + n) for n in range(found[1])]
    height = page.get_height()
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    top, bottom = height - max(b[3] for b in boxes), height - min(b[1] for b in boxes)
    return tuple(value / POINTS_A_MM for value in (left, top, right, bottom))


def test_letters_notices_and_decisions_share_one_register(orgs):
    with transaction.atomic():
        numbers = [official.take_number(orgs.town, date(2026, 11, 23))[1] for _n in range(2)]
        others = official.take_number(orgs.dongshan, date(2026, 11, 23))
    assert numbers == ["长镇组〔2026〕1号", "长镇组〔2026〕2号"]
    assert others == (1, "东山村支部〔2026〕1号")


@pytest.mark.parametrize(
    ("name", "phone", "said"),
    [
        ("赵建国", "0518-1", "赵建国，电话：0518-1"),
        ("赵建国", "", "赵建国"),
        ("", "0518-1", "电话：0518-1"),
        ("", "", ""),
    ],
)
def test_a_contact_is_what_is_on_record(orgs, name, phone, said):
    orgs.town.contact_name, orgs.town.phone = name, phone
    assert official.contact_of(orgs.town) == said


def test_a_document_says_who_to_whom_and_who_gets_a_copy(draw):
    text = "".join("".join(lines_of(page)) for page in draw("official"))
    assert text.startswith("中共青石县长田镇委员会文件长镇组〔2026〕12号关于调整李明同志组织关系的通知")
    assert "抄送：中共青石县委组织部，中共临港区委组织部。" in text
    assert "（联系人：赵建国，电话：0518-82441955）" in text
    assert "中共青石县长田镇委员会2026年11月3日印发" in text


@pytest.mark.parametrize("layout", ["official", "letterhead"])
@pytest.mark.parametrize("paragraphs", [1, 2, 3, 4, 5, 6, 7, 8])
def test_no_page_holds_a_seal_alone_and_its_place_is_free(draw, layout, paragraphs):
    """R-P3: name and date have 42 mm, below at least a line of text; the copies stand below."""
    last = list(draw(layout, paragraphs))[-1]
    name, day = box_of(last, "中共青石县长田镇委员会\r\n2026"), box_of(last, "2026年11月3日\r\n（盖章）")
    text, contact = box_of(last, "告知我们。"), box_of(last, "（联系人：")
    middle = (name[1] + day[3] - 4) / 2  # without the line of the seal's place
    assert middle - text[3] >= 21 - 4.5  # "at most one line from the text": it may touch its lower edge
    assert contact[1] - middle >= 21
    assert contact[3] < box_of(last, "抄送：")[1] < 262


def test_a_joint_paper_has_a_place_for_each_seal_side_by_side(draw):
    page = list(draw("letterhead", issuers=["中共江海省委组织部", "中共云岭省委组织部"]))[-1]
    one, two = box_of(page, "中共江海省委组织部"), box_of(page, "中共云岭省委组织部")
    assert abs(one[1] - two[1]) < 1
    assert (two[0] + two[2]) / 2 - (one[0] + one[2]) / 2 > 42
    assert lines_of(page).count("（盖章）") + "".join(lines_of(page)).count("（盖章）（盖章）") >= 1


def test_a_full_page_holds_22_lines_of_28_characters(draw):
    """R-P1, D8: 156 mm for 28 characters of 16 pt, 225 mm for 22 lines."""
    second = list(draw("official", 30))[1]
    lines = [line for line in lines_of(second) if "请做好" in line or "告知我们" in line or line.startswith("知")]
    assert len(lines) == 22
    assert max(len(line) for line in lines) == 28


def test_closer_spacing_saves_a_page_with_little_more_than_a_seal(draw, monkeypatch):
    """R-P3, D8: what was two pages by a few lines is one; what is longer stays two, usually spaced."""
    closer = [len(draw("letterhead", paragraphs=n)) for n in (1, 2, 3, 4)]
    monkeypatch.setattr(press, "CLOSER", ())
    usual = [len(draw("letterhead", paragraphs=n)) for n in (1, 2, 3, 4)]
    assert (closer, usual) == ([1, 1, 2, 2], [1, 2, 2, 2])


def test_page_numbers_stand_outside_odd_right_even_left(draw):
    one, two, three = list(draw("official", 14))[:3]
    assert [box_of(page, f"— {n} —")[0] > 105 for n, page in enumerate((one, two, three), start=1)] == [
        True,
        False,
        True,
    ]
    assert abs(box_of(one, "— 1 —")[1] - (297 - 35 + 7)) < 3  # 7 mm below the type area


def test_a_letter_has_no_number_on_its_first_page_and_no_printing_line(draw):
    first, second = list(draw("letterhead", 8))[:2]
    assert "—1—" not in "".join(lines_of(first))
    assert "—2—" in "".join(lines_of(second))
    assert "印发" not in "".join(lines_of(second))
    assert abs(box_of(first, "中共青石县长田镇委员会")[1] - 30) < 5  # 30 mm from the top of the sheet


def test_every_page_bears_the_check_code(draw):
    assert all("7K2M-00XD-3HVA" in "".join(lines_of(page)) for page in draw("official", 14))


def test_sixty_characters_of_a_name_are_not_cut(draw):
    name = "中共" + "东山片区流动党员服务中心第一网格" * 3 + "联合委员会"
    for layout in ("official", "letterhead"):
        text = "".join("".join(lines_of(page)) for page in draw(layout, issuers=[name], addressees=[name]))
        assert text.count(name) >= 3


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("关于调整李明同志组织关系的通知", ["关于调整李明同志组织关系的通知"]),
        ("关于不予办理李明同志组织关系接转的通知", ["关于不予办理李明同志组织关系接转的通知"]),
        ("关于不予办理李小明同志组织关系接转的通知", ["关于不予办理李小明同志", "组织关系接转的通知"]),
    ],
)
def test_a_long_title_breaks_after_the_name(heading, lines):
    assert title_lines(heading) == lines


def test_the_name_of_a_branch_stands_on_one_line_above_the_date(draw):
    branch = "中共青石县长田镇东山村支部委员会"
    page = list(draw("letterhead", issuers=[branch]))[-1]
    name, day, contact = box_of(page, branch), box_of(page, "2026年11月3日"), box_of(page, "（联系人：")
    assert name[3] - name[1] < 8
    assert day[1] > name[3] - 1
    assert contact[1] - (name[1] + day[3]) / 2 >= 21


def test_layouts_lend_their_stylesheets_to_the_papers_that_extend_them():
    """Else the archive's proof would not see that a layout has changed."""
    assert len(pdf.stylesheets("transfer/refusal.html")) == 3
    with pikepdf.open(BytesIO(pdf.render("documents/letterhead.html", NOTICE, MARKS))) as file:
        assert len(file.pages) == 1
