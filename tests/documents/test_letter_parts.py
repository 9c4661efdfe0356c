"""F-01 is cut into three: each part alone says what it is (D3) and holds all the forms accept (D5; R-P8, R-P9)."""

import pytest

from bench.sample_letter import LETTER, MARKS
from documents import pdf

from .boxes import Page, overprinted, pages_of

CUTS = (60, 205)  # mm from the upper edge of the sheet
CODE = "校验码7K2M-00XD-3HVA"


def letter(**facts) -> Page:
    (page,) = pages_of(pdf.render("transfer/letter.html", {**LETTER, **facts}, MARKS))
    return page


def parts(places: list) -> list[int]:
    """Which part each of these stands on, wholly."""
    first, second = CUTS
    return [
        1 if box.bottom < first else 2 if first < box.top and box.bottom < second else 3 if box.top > second else 0
        for box in places
    ]


@pytest.mark.parametrize("mode", ["reference", "overlay"])
@pytest.mark.parametrize("marked", [True, False])
def test_each_part_bears_number_and_check_code(mode, marked):
    page = letter(mode=mode, marked=marked)
    assert sorted(parts(page.all_of(CODE))) == [1, 2, 3]
    assert sorted(parts(page.all_of("000123"))) == [1, 2, 3]


def test_the_two_upper_parts_say_which_part_they_are():
    page = letter()
    assert parts([page.one("第一联"), page.one("第二联")]) == [1, 2]


@pytest.mark.parametrize("mode", ["reference", "overlay"])
@pytest.mark.parametrize(
    "facts",
    [
        {"committee_phone": "0518-82441955、13800000000"},  # 22 of 40 characters
        {"fax": "0518-82441955转8001，夜间0518-82441956"},
        {"person_name": "阿卜杜热依木·买买提依明·吐尔逊尼亚孜", "replaces": "000122", "replaces_year": "2025"},
        {"from_org_name": "中共" + "东山村" * 18 + "党委", "replaces": "000122"},  # 58 characters, 补办
        {key: "中共" + "长田镇" * 39 + "委" for key in LETTER if key.endswith("org_name")},  # 120 characters each
    ],
)
def test_nothing_stands_on_anything_else(mode, facts):
    page = letter(mode=mode, **facts)
    assert overprinted(page) == []
    assert 0 not in parts([box for box in page.boxes if box.char not in "（加盖骑缝章）"])


def test_an_ordinary_letter_keeps_its_letters_large():
    """What shrinks for the longest names does not shrink for a usual one: body type is 4 号, 14 pt."""
    text = letter().one("党费已")
    assert text.right - text.left > 13  # mm: 12 pt would be less
