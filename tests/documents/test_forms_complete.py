"""What each form must bear beside what is said on it (D7, D8): number, pages, places for seals, whole frames."""

import re
from dataclasses import replace

import pytest

from bench.sample_letter import MARKS
from documents import pdf

from .boxes import Box, Page, alone, pages_of, rules_across, unseen, wrong_beginnings
from .every_form import DAY, FORMS, Typist

SEAL = 42  # mm: nothing that must be read stands there
USUAL = {
    120: "中共青石县长田镇东山村支部委员会",
    60: "艾力·买买提",
    40: "0518-82441955",
    200: "青石县长田镇人民路1号",
    240: "艾力：东山村支部 → 一社区支部",
    30: "522325202500017",
    20: "汉族",
    130: "王秀英",
    90: "支部书记",
}
SAID = "该同志已在转入地稳定工作和居住，按期交纳党费、参加活动。"


def usual(longest: int) -> str:
    return USUAL.get(longest, SAID)


def drawn(form: str, style=usual, many: int = 4, **facts) -> list[Page]:
    template, fill = FORMS[form]
    marks = replace(MARKS, form=form.split(maxsplit=1)[0], number="CT-ZJ-202611-001")
    return pages_of(pdf.render(template, {**fill(Typist(style, many)), **facts}, marks))


def said(page: Page) -> str:
    return "".join(box.char for box in page.boxes)


@pytest.mark.parametrize("form", ["F-02", "F-14"])
def test_a_form_bears_its_own_number(form):
    assert "编号：CT-ZJ-202611-001" in said(drawn(form)[0])


def test_the_record_of_the_end_bears_number_issuer_day_and_a_place_for_each_seal():
    (page,) = drawn("F-03E", number="CT-ZZ-202612-001")
    text = said(page)
    assert "编号：CT-ZZ-202612-001" in text
    assert "出具中共青石县长田镇东山村支部委员会2026年11月23日" in text
    assert text.count("（盖章）") == 2


def test_a_record_of_the_end_of_before_prints_without_what_it_does_not_know():
    template, fill = FORMS["F-03E"]
    old = {key: value for key, value in fill(Typist(usual)).items() if key not in {"number", "issuer", "issued_on"}}
    text = said(pages_of(pdf.render(template, old, MARKS))[0])
    assert "出具" not in text
    assert "编号：" not in text


def test_a_name_on_the_record_of_the_end_prints_as_typed():
    assert "党员李<明>&、王·秀" in said(drawn("F-03E", members=["李<明>&", "王·秀"])[0])


FORMS_WITH_PAGES = ["F-02", "F-03", "F-03S", "F-03E", "F-13", "F-14", "F-20", "F-15 expired"]


@pytest.mark.parametrize("form", FORMS_WITH_PAGES)
def test_each_page_of_a_form_says_which_of_how_many_it_is(form):
    pages = drawn(form, many=6)
    assert [f"第{n}页共{len(pages)}页" in said(page) for n, page in enumerate(pages, start=1)] == [True] * len(pages)


@pytest.mark.parametrize(("form", "places"), [("F-13", 2), ("F-20", 2), ("F-03E", 2)])
def test_a_form_has_room_to_sign_and_for_a_seal_of_42_mm(form, places):
    """D7: the place is 42 mm high and wide, with nothing in it but （盖章） and the day."""
    (page,) = drawn(form)
    seals = page.all_of("（盖章）")
    assert len(seals) == places
    assert said(page).count("（签名）：") == places
    for seal in seals:
        middle = ((seal.left + seal.right) / 2, (seal.top + seal.bottom) / 2 + 4)
        inside = [
            box.char
            for box in page.boxes
            if abs((box.left + box.right) / 2 - middle[0]) < SEAL / 2
            and abs((box.top + box.bottom) / 2 - middle[1]) < SEAL / 2 - 1
        ]
        assert re.fullmatch(r"（盖章）(\d{4}年\d+月\d+日|年月日?)?", "".join(inside))


def test_the_roster_names_its_annex_on_every_further_page():
    pages = drawn("F-03", many=60, number="长镇共管〔2026〕3号")
    roster = [said(page) for page in pages if page.width > page.height]
    assert len(roster) > 2
    assert "附件一：党员名册" in roster[0]
    assert ["附件一：党员名册（长镇共管〔2026〕3号，续）" in text for text in roster] == [False] + [True] * (
        len(roster) - 1
    )
    promises = [said(page) for page in pages if "附件二：流动党员承诺书" in said(page)]
    assert "续）" not in promises[0]
    assert promises[1:]
    assert all("附件二：流动党员承诺书（长镇共管〔2026〕3号，续）" in text for text in promises[1:])


def test_a_long_opinion_stands_over_the_whole_width_of_the_slip():
    opinion = {"org": "东山村支部", "by": "王秀英（书记）", "at": DAY, "verdict": "同意", "text": SAID * 70}
    page = drawn("F-14", origin_opinion=opinion)[1]
    line = [box for box in page.boxes if abs(box.bottom - page.boxes[100].bottom) < 1]
    assert max(box.right for box in line) - min(box.left for box in line) > 150
    (short,) = drawn("F-14", many=1)
    left, right = short.one("流出地最新意见"), short.one("流入地最新意见")
    assert abs(left.top - right.top) < 1


@pytest.mark.parametrize("form", ["F-02", "F-13", "F-14", "F-20", "F-15 expired"])
def test_no_day_and_no_heading_leaves_a_character_alone_on_a_line(form):
    assert [box.char for page in drawn(form) for box in alone(page) if box.char in "号地期馈务会织"] == []
    assert [
        box for page in drawn(form) for box in page.boxes if box.char == "日" and not has_its_month(page, box)
    ] == []


def has_its_month(page: Page, day: Box) -> bool:
    """Whether 月, or the rest of a word with 日, stands before it on its line, as near as where days are written."""
    months = (box for box in page.boxes if box.char in "月期作" and abs(box.bottom - day.bottom) < 2)
    return any(abs(day.left - month.right) < 15 for month in months)


@pytest.mark.parametrize("form", FORMS)
def test_no_line_begins_with_what_belongs_to_the_one_before(form):
    for shift in ("", "一", "一二", "一二三"):
        for page in drawn(form, style=lambda longest, shift=shift: shift + usual(longest)):
            assert list(wrong_beginnings(page)) == []


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_the_word_for_a_struck_option_is_unseen(form):
    assert [text for page in drawn(form) if (text := unseen(page).replace("划去", ""))] == []


@pytest.mark.parametrize("form", ["F-13", "F-14", "F-20"])
def test_a_row_that_runs_over_pages_keeps_its_frame(form):
    """Each piece of a table begins and ends with a line over the whole width."""
    template, fill = FORMS[form]
    data = pdf.render(template, fill(Typist(lambda n: usual(n) if n < 600 else SAID * 60, 2)), MARKS)
    pages = pages_of(data)
    assert len(pages) > 2
    for number, (page, lines) in enumerate(zip(pages, rules_across(data), strict=True), start=1):
        text = [box for box in page.boxes if box.bottom < page.all_of("校验码")[-1].top]
        if number > 1:
            assert lines[0] < min(box.top for box in text) + 0.5
        if number < len(pages):
            assert lines[-1] > max(box.bottom for box in text) - 0.5


@pytest.mark.parametrize("form", ["F-13", "F-20"])
@pytest.mark.parametrize("length", [100, 400, 600])
def test_no_page_but_the_last_is_half_empty(form, length):
    for page in drawn(form, style=lambda n: usual(n) if n < 600 else (SAID * 40)[: min(n, length)])[:-1]:
        assert max(box.bottom for box in page.boxes if box.bottom < 270) > 190
