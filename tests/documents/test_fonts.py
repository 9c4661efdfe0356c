"""R-P10: what no font has is said before anything is printed."""

import pytest

from documents import checks, fonts, snapshots


def test_names_with_rare_characters_can_be_printed():
    assert fonts.uncovered("喆玥堃翀㛃䶮𬭎·买买提〔2025〕12号\n第二行\tÀ") == ""


def test_every_uncovered_character_is_named_once():
    assert fonts.uncovered("王\U0002070e😀明😀") == "\U0002070e😀"


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
    assert fonts.whole_in("kai", "李喆玥")
    assert not fonts.whole_in("fang", "李喆玥")


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
