"""What a name is found by besides its own letters: later parts, other readings, simplified characters (R-P10, R10)."""

from importlib import import_module

import pytest
from django.apps import apps

from members import name_keys
from members.models import NameKey, PartyOrg, Person
from members.readings import initials, joined, person_spellings, place_spellings

pytestmark = pytest.mark.django_db
DOTS = ["·", "•", "・", "‧", "⋅", "･", ".", "．", "●", ""]


def _person(name: str) -> Person:
    return Person.objects.create(name=name, gender="male")


def _found(typed: str) -> list[Person]:
    return list(Person.objects.search(typed))


@pytest.mark.parametrize("dot", DOTS)
def test_a_dotted_name_is_found_with_any_dot_or_none(dot):
    person = _person("阿卜杜拉·买买提")
    _person("阿卜杜热西提")
    assert _found(f"阿卜杜拉{dot}买买提") == [person]


@pytest.mark.parametrize(
    "typed", ["买买提", "買買提", "买买", "maimaiti", "MMT", "abdlmmt", "ABDL MMT", "abudulamaimaiti"]
)
def test_a_dotted_name_is_found_by_each_part_and_its_letters(typed):
    person = _person("阿卜杜拉·买买提")
    _person("李明")
    assert _found(typed) == [person]


@pytest.mark.parametrize("typed", ["abdulla", "Memet", "ABDULLA MEMET", "abdullamemet", "am"])
def test_a_name_in_letters_is_found_by_each_word_and_by_the_first_letters(typed):
    person = _person("Abdulla Memet")
    _person("李明")
    assert _found(typed) == [person]


@pytest.mark.parametrize(
    ("stored", "typed"), [("买买提", "買買提"), ("買買提", "买买提"), ("張偉", "张伟"), ("王䶮", "王䶮")]
)
def test_a_name_is_found_in_traditional_and_in_simplified_characters(stored, typed):
    person = _person(stored)
    _person("王明")
    assert _found(typed) == [person]


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单于明", ["chanyu", "danyu", "shanyu", "cym", "dym", "sym"]),
        ("乜荣", ["nie", "mie", "nr", "mr"]),
        ("秘书红", ["bi", "mi"]),
        ("繁星", ["po", "fan"]),
        ("仇英", ["qiu", "chou"]),
        ("解放", ["xie", "jie"]),
        ("区少坤", ["ou", "qu", "osk", "qsk"]),
        ("查良", ["zha", "cha"]),
        ("柏青", ["bai", "bo"]),
        ("吕布", ["lv", "lu", "lyu"]),
        ("李乐", ["lile", "liyue", "ly"]),
        ("曾国", ["zeng", "ceng"]),
    ],
)
def test_a_name_is_found_in_each_of_its_readings(name, readings):
    person = _person(name)
    _person("王芳")
    assert {typed: _found(typed) for typed in readings} == {typed: [person] for typed in readings}


def test_an_ordinary_name_needs_no_key():
    _person("李芳")
    assert not NameKey.objects.filter(person__isnull=False).exists()


def test_initials_must_be_whole():
    _person("阿卜杜拉·买买提")
    assert _found("mm") == []


def test_another_name_is_found_by_its_own_keys_only():
    person = _person("阿卜杜拉·买买提")
    person.name = "单于明"
    person.save(update_fields=["name"])
    assert (_found("买买提"), _found("danyu")) == ([], [person])


def test_a_change_of_something_else_writes_no_keys(django_assert_num_queries):
    person = _person("单于明")
    person.phone = "13900000001"
    with django_assert_num_queries(1):
        person.save(update_fields=["phone"])


def test_an_organisation_is_found_in_each_reading_and_by_former_names(orgs, decided):
    from members.tree_changes import rename

    org = orgs.first
    was = org.short_name
    rename(org, name="中共青石县長樂镇支部委员会", short_name="長樂镇支部", decision=decided())
    found = {typed: org in PartyOrg.objects.search(typed) for typed in ("长乐", "changle", "zhangle", "changyue", was)}
    assert found == dict.fromkeys(found, True)


def test_long_names_are_read_otherwise_one_character_at_a_time():
    ways = person_spellings("李盛乐行重会")
    assert len(ways) == 6
    assert {"lishenglexingzhonghui", "lishengyuexingzhonghui", "lishenglexingchonghui"} <= joined(ways)
    assert initials(place_spellings("长田镇党委")) == {"ztzdw", "ctzdw"}
    assert joined(person_spellings("Abdulla")) == {"abdulla"}


def test_a_search_costs_the_same_for_one_person_and_for_three(django_assert_num_queries):
    _person("阿卜杜拉·买买提")
    with django_assert_num_queries(1):
        assert len(_found("买买提")) == 1
    for name in ("吐尔逊·买买提", "买买提·吐尔逊"):
        _person(name)
    with django_assert_num_queries(1):
        assert len(_found("买买提")) == 3


def test_who_is_there_already_gets_keys_in_the_migration(orgs):
    person = _person("阿卜杜拉·买买提")
    orgs.first.former_names.create(name="中共青石县乐清支部委员会", short_name="樂清支部", until="2020-01-01")
    NameKey.objects.all().delete()
    import_module("members.migrations.0015_name_keys").enter_keys(apps, None)
    assert _found("mmt") == [person]
    assert orgs.first in PartyOrg.objects.search("乐清支部")


def test_plain_writing():
    assert name_keys.plain("阿卜杜拉 • 買買提") == "阿卜杜拉买买提"
    assert name_keys.plain("ＬＩ Ming") == "liming"
