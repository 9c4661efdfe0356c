"""R-P10: what no font has is said before anything is printed."""

import re
from io import BytesIO

import pikepdf
import pytest

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


def test_the_fonts_configuration_knows_our_folders_only(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "")  # put back afterwards: other tests draw pages in this process
    settings.DATA_DIR, settings.PDF_EXTRA_FONT_DIR = tmp_path, str(tmp_path / "a&b")
    text = fonts.configure().read_text(encoding="utf-8")
    assert text.count("<dir>") == 2
    assert "a&amp;b" in text
