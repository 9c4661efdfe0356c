"""Administrative divisions: what a code names, and which codes name nothing."""

import pytest

from members import regions


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("320724", "江苏省连云港市"),
        ("320000", "江苏省"),
        ("540200", "西藏自治区日喀则市"),
        ("810000", "香港特别行政区"),
    ],
)
def test_a_code_names_province_and_city(code, name):
    assert (regions.named(code), regions.fault(code)) == (name, "")


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("32072", "行政区划代码是6位数字，如 320724。"),
        ("３２０７２４", "行政区划代码是6位数字，如 320724。"),
        ("990000", "行政区划代码的前两位 99 不是省级代码。"),
        ("329924", "江苏省没有代码为 3299 的市，请核对行政区划代码。"),
    ],
)
def test_a_wrong_code_is_refused_in_words(code, fault):
    assert regions.fault(code) == fault


def test_the_list_has_every_province_once_and_each_city_under_its_own():
    listed = regions.choices()
    assert len(listed) == 34
    assert all(code[:2] == places[0][0][:2] for _province, places in listed for code, _name in places)
    codes = [code for _province, places in listed for code, _name in places]
    assert len(set(codes)) == len(codes) == 34 + 342
