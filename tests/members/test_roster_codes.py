"""Values by code or by word become one value; what is no code is not guessed."""

import pytest

from members.people import Gender, Stage
from members.roster import codes


@pytest.mark.parametrize(
    ("said", "nation"),
    [
        ("01", "汉族"),
        ("1", "汉族"),
        ("15", "土家族"),
        ("56", "基诺族"),
        ("汉", "汉族"),
        ("蒙古", "蒙古族"),
        ("维吾尔族", "维吾尔族"),
        ("97", "其他"),
        ("98", "外国血统中国籍人士"),
        ("00", None),
        ("57", None),
        ("汉族(朝鲜族)", None),
        ("", None),
    ],
)
def test_a_nation_is_written_in_full(said, nation):
    assert codes.nation(said) == nation


def test_there_are_fifty_six_nations_each_once():
    assert (len(codes.NATIONS), len(set(codes.NATIONS))) == (56, 56)
    assert all(nation.endswith("族") for nation in codes.NATIONS)


@pytest.mark.parametrize(
    ("said", "words"), [("61", "普通高中毕业"), ("21", "大学本科毕业"), ("大专", "大专"), ("", ""), ("99", None)]
)
def test_an_education_code_becomes_words_and_words_stay(said, words):
    assert codes.education(said) == words


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("正", Stage.FULL),
        ("1", Stage.FULL),
        ("中共党员", Stage.FULL),
        ("预", Stage.PROBATIONARY),
        ("中共预备党员", Stage.PROBATIONARY),
        ("党员", None),
        ("正常", None),
    ],
)
def test_a_stage_is_known_in_every_spelling(said, stage):
    assert codes.stage(said) == stage


@pytest.mark.parametrize(
    ("said", "gender"), [("1", Gender.MALE), ("2", Gender.FEMALE), ("女性", Gender.FEMALE), ("0", None)]
)
def test_a_gender_by_code_or_word(said, gender):
    assert codes.gender(said) == gender
