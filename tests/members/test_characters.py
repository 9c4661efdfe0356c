"""No character is lost, private ones become the standard ones, what cannot stand is named. Subject: characters.py."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from members import characters
from members.models import Person
from members.name_field import NameField
from members.roster import cells

# The corners of every block of ideographs in GB 18030-2022 and of those Unicode added since, whatever Python's tables
# know: 3400, 4DBF, 4E00, 9FEF, 9FFF, and extensions B to J.
ASSIGNED = (
    "\u3400\u4dbf\u4e00\u9fef\u9fff\U00020000\U0002a6df\U0002a700\U0002b739\U0002b740\U0002b81d\U0002b820\U0002cea1"
    "\U0002ceb0\U0002ebe0\U0002ebf0\U0002ee5d\U00030000\U0003134a\U00031350\U000323af\U000323b0\U00033479"
)


@pytest.mark.parametrize("char", ASSIGNED)
def test_every_assigned_character_is_kept(char):
    assert cells.name(f"李{char}") == f"李{char}"
    assert characters.seen(char) == characters.standard(char) == char


def test_what_gbk_knows_passes_unchanged():
    for code in range(0x3400, 0xFA2E):
        char = chr(code)
        try:
            char.encode("gbk")
        except UnicodeEncodeError:
            continue
        assert characters.seen(f"王{char}") == f"王{char}"


@pytest.mark.parametrize(
    ("private", "standard"),
    [
        ("\ue863", "䶮"),
        ("\ue815", "⺁"),
        ("\ue82d", "㭎"),
        ("\ue81e", "\u9fb4"),
        ("\ue864", "\u9fbb"),
        ("\ue816", "\U00020087"),
        ("\ue855", "\U000241fe"),
        ("\ue78d", "\ufe10"),
        ("\ue796", "\ufe19"),
        ("\ue7c7", "ḿ"),
        ("\ue7c8", "ǹ"),
        ("\ue7e8", "⿰"),
        ("\ue76c", "€"),
    ],
)
def test_private_characters_of_gbk_become_the_standard_ones(private, standard):
    assert characters.standard(f"王{private}") == f"王{standard}"
    assert characters.exchanged(f"王{private}") == f"“{standard}”（U+{ord(standard):04X}）"


def test_the_table_holds_what_the_standards_moved_and_agrees_with_the_codec():
    """What the edition of 2000 still had as a private character keeps its two bytes there; the others lost them."""
    assert len(characters.STANDARD) == 106
    assert not any(characters.PRIVATE.search(char) for char in characters.STANDARD.values())
    still_private = {private for private in characters.STANDARD if len(private.encode("gb18030")) == 2}
    assert len(still_private) == 25
    moved = {private: new for private, new in characters.STANDARD.items() if private not in still_private}
    assert all(len(new.encode("gb18030")) == 2 for new in moved.values())


def test_what_nobody_sees_goes_and_what_looks_like_nothing_stays():
    assert characters.seen("a\u200bb\ufeff\x00c\u202ed") == "abcd"
    assert characters.seen("王\ue000") == "王\ue000"
    assert characters.private("王\ue000\ue863\ue000") == "\ue000"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("王\ue000", "U+E000是自造字或没有读出的字"),
        ("王\ufffd", "名称中有“\ufffd”：是导出时丢掉的生僻字，请按证件或印章补上原字"),
        ("葛龙\U000e0100", "有看不见的字符 U+E0100，无法印在文书上"),
        ("王？", "名称中有“？”"),
        ("王〓明", "名称中有“〓”"),
        ("李\U0002ebf0", "字库没有“\U0002ebf0”（U+2EBF0），无法印在文书上：请改用其他写法并在备注说明"),
        ("李\u200b明", "有看不见的字符 U+200B"),
    ],
)
def test_a_name_no_paper_can_show_is_refused_with_the_character_and_a_way_out(name, words):
    assert words in characters.objection_to_name(name)
    if name != "李\u200b明":  # the field takes away what nobody sees before it asks
        with pytest.raises(ValidationError) as refused:
            NameField().clean(name)
        assert words in str(refused.value.messages[0])


@pytest.mark.parametrize(
    "name", ["王䶮", "李𠮷", "欧阳喆玥堃翀", "㐂龘", "买买提·吐尔逊", "阿卜杜热合曼·艾则孜", "赵\U00031350"]
)
def test_rare_names_are_names(name):
    assert characters.objection_to_name(name) == ""
    assert NameField().clean(f" {name} ") == name


def test_a_text_that_goes_on_a_paper_is_refused_where_it_is_typed():
    characters.printable("同意，请办理。\n第二行")
    with pytest.raises(ValidationError, match="U\\+E000"):
        characters.printable("同意\ue000")
    with pytest.raises(ValidationError, match="U\\+0007"):
        characters.printable("同意\x07")


@pytest.mark.parametrize("dot", "·•‧∙⋅・･●．.")
def test_every_dot_is_the_dot_of_the_card(dot):
    assert cells.name(f"买买提{dot}吐尔逊") == "买买提·吐尔逊"
    assert characters.key(f"买买提{dot}吐尔逊") == characters.key("买买提·吐尔逊")


def test_a_full_stop_is_a_dot_between_ideographs_only():
    assert characters.with_one_dot("J. Smith 3.5") == "J. Smith 3.5"


def test_a_name_is_one_name_in_wide_and_narrow_letters():
    assert characters.key("ＡＢ·王 䶮") == characters.key("ab·王\ue863")


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["买买提·吐尔逊", "买买提・吐尔逊"])
@pytest.mark.parametrize("typed", ["买买提", "买买提·吐", "买买提•吐尔逊", "买买提・吐尔逊", "买买提.吐尔逊"])
def test_a_name_is_found_whichever_dot_is_typed_or_stored(stored, typed):
    person = Person.objects.create(name=stored, gender="male")
    assert list(Person.objects.search(typed)) == [person]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["王䶮", "李𠮷", "赵\U00031350", "钱\U0002ebf0", "孙\u9fef"])
def test_a_rare_name_is_found_by_its_characters_and_as_gbk_once_had_them(name):
    person = Person.objects.create(name=name, gender="male")
    assert list(Person.objects.search(name)) == [person]
    if name == "王䶮":
        assert list(Person.objects.search("王\ue863")) == [person]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("阿卜杜拉·买买提", "abdlmmt"),
        ("阿卜杜拉·买买提", "ABDL·MMT"),
        ("买买提·吐尔逊", "maimaitituer"),
        ("单于明", "chanyu"),
        ("单于明", "cym"),
        ("单明", "shan"),
        ("乜荣", "nie"),
        ("秘书红", "bi"),
        ("繁星", "po"),
    ],
)
def test_a_name_is_found_by_its_letters_as_it_is_spoken(name, typed):
    person = Person.objects.create(name=name, gender="male")
    assert list(Person.objects.search(typed)) == [person]


@pytest.mark.django_db
def test_names_entered_before_are_spelled_again():
    person = Person.objects.create(name="买买提·吐尔逊", gender="male")
    other = Person.objects.create(name="李明", gender="male")
    Person.objects.update(pinyin="maimaiti·tuerxun", initials="mmt·tex")
    import_module("members.migrations.0012_names_without_dots").spell_again(apps, None)
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.pinyin, person.initials) == ("maimaitituerxun", "mmttex")
    assert other.initials == "mmt·tex"
