"""R-P10: what no font has is said before anything is printed."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from bench.sample_letter import LETTER, MARKS, TEMPLATE
from documents import checks, fonts, pdf, snapshots


def test_names_with_rare_characters_can_be_printed():
    assert fonts.uncovered("喆玥堃翀㛃䶮𬭎·买买提〔2025〕12号\n第二行\tÀ") == ""
    assert fonts.uncovered("𠮷㐂龘\u9fef\U00031350") == ""


def test_every_character_of_the_first_plane_that_unicode_16_calls_an_ideograph_can_be_printed():
    """All of 通用规范汉字表, GBK and GB 18030's first two levels lie there or in the lists of make.py."""
    known = fonts.covered()
    first_plane = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]
    assert [f"{code:04X}" for code in first_plane if code not in known] == []


def test_every_font_file_of_the_project_is_asked_for_at_the_start():
    assert sorted(fonts.SHIPPED) == [path.name for path in fonts.files()]


def test_private_characters_and_the_mark_of_a_lost_one_are_not_printed_whatever_a_font_has():
    assert fonts.uncovered("王\ue863\ufffd") == "\ue863\ufffd"


def test_characters_the_first_choice_lacks_come_from_the_next_font_and_the_same_each_time():
    """By character: 李 stays in its typeface beside 𠮷 and U+31350."""
    letter = {**LETTER, "person_name": "李𠮷\U00031350"}
    drawn = [pdf.render(TEMPLATE, letter, MARKS) for _time in range(2)]
    assert drawn[0] == drawn[1]
    assert {b"Liangdi-Song-Wide", b"Liangdi-Song-Rare"} <= set(re.findall(rb"Liangdi-Song-\w+", _plain(drawn[0])))


def _plain(document: bytes) -> bytes:
    with pikepdf.open(BytesIO(document)) as opened:
        return b" ".join(
            str(o.get("/FontName", "")).encode() for o in opened.objects if isinstance(o, pikepdf.Dictionary)
        )


def test_every_uncovered_character_is_named_once():
    assert fonts.uncovered("王\U0002ebf0😀明😀") == "\U0002ebf0😀"


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x00", "\x0b", "\ud800"])
def test_characters_that_print_as_nothing_are_not_printed(hidden):
    assert fonts.uncovered(f"李{hidden}明") == hidden


def test_the_refusal_names_character_and_field():
    with pytest.raises(snapshots.MissingGlyph) as refused:
        snapshots.refuse_unprintable({"person_name": "王😀", "n": 3}, {"person_name": "姓名"})
    assert refused.value.number == "R-P10"
    assert refused.value.characters == "😀"
    assert str(refused.value).startswith("“姓名”中的 “😀”（U+1F600） 没有字库可印")


def test_a_character_deep_in_a_snapshot_is_found():
    with pytest.raises(snapshots.MissingGlyph) as refused:
        snapshots.refuse_unprintable({"entries": [{"text": "好"}, {"text": "\x07"}]})
    assert refused.value.field == "entries.2.text"
    assert "U+0007" in str(refused.value)


def test_a_whole_name_is_set_in_one_typeface():
    assert fonts.lacking("kai", "李喆玥") == ""
    assert fonts.lacking("fang", "李喆玥") == "喆玥"
    assert fonts.lacking("fang", "上段。\n下段。") == ""


def test_without_fonts_the_start_is_refused_in_words(settings, tmp_path):
    settings.FONT_DIR = tmp_path
    assert [error.id for error in checks.fonts_are_there()] == ["documents.E001"]
    with pytest.raises(RuntimeError, match="no font files"):
        fonts.configure()


DRAW_TITLE = """
import django; django.setup()
import re, sys
from io import BytesIO
import pikepdf
from documents import pdf
from bench.sample_letter import LETTER, MARKS
with pikepdf.open(BytesIO(pdf.render("transfer/letter.html", LETTER, MARKS))) as file:
    print(*sorted(str(font.BaseFont).partition("+")[2] for font in file.pages[0].Resources.Font.values()))
"""


@pytest.fixture
def office_font(tmp_path):
    """A folder with one typeface of the office: our Hei under another name."""
    with TTFont(Path(settings.FONT_DIR) / "hei.ttf") as font:
        for record in font["name"].names:
            record.string = record.toUnicode().replace("Liangdi", "Office").replace("Hei", "Title")
        font.save(tmp_path / "office.ttf")
    return tmp_path


@pytest.mark.giant("papers")
def test_an_office_sets_its_titles_in_a_typeface_of_its_own(office_font, tmp_path):
    """D8: 小标宋 and 仿宋_GB2312 are not free; who owns them may use them, by role."""
    environment = {"PDF_EXTRA_FONT_DIR": str(office_font), "PDF_TYPEFACES": "title=Office Title"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path / "data")}
    said = subprocess.run(  # noqa: S603  our own interpreter and a fixed program
        [sys.executable, "-c", DRAW_TITLE],
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    used = said.stdout.splitlines()[-1].split()
    assert "Office-Title" in used
    assert "Liangdi-Fang" in used


def test_a_typeface_that_is_not_there_or_has_no_role_is_told_at_the_start(settings, office_font):
    settings.PDF_EXTRA_FONT_DIR = str(office_font)
    for said, code in (
        ("title=Office Title", []),
        ("title=方正小标宋简体; body=Office Title", ["documents.E003"]),
        ("标题=Office Title", ["documents.E002"]),
        ("", []),
    ):
        settings.PDF_TYPEFACES = said
        assert [error.id for error in checks.typefaces_are_there()] == code


def test_the_fonts_configuration_knows_our_folders_only(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "")  # put back afterwards: other tests draw pages in this process
    settings.DATA_DIR, settings.PDF_EXTRA_FONT_DIR = tmp_path, str(tmp_path / "a&b")
    text = fonts.configure().read_text(encoding="utf-8")
    assert text.count("<dir>") == 2
    assert "a&amp;b" in text
