import pytest

from documents import numerals


def test_years_are_written_digit_by_digit():
    assert [numerals.capital_year(y) for y in (2025, 2030, 1999)] == ["贰零贰伍", "贰零叁零", "壹玖玖玖"]


def test_months_and_days_are_written_as_on_the_letter():
    assert [numerals.capital_month(m) for m in (1, 3, 10, 11, 12)] == ["壹", "叁", "壹拾", "壹拾壹", "壹拾贰"]
    assert [numerals.capital_number(d) for d in (5, 15, 30, 90, 99)] == ["伍", "壹拾伍", "叁拾", "玖拾", "玖拾玖"]


@pytest.mark.parametrize("number", [0, 100, -1])
def test_what_the_letter_has_no_numeral_for_is_refused(number):
    with pytest.raises(ValueError, match="1 to 99"):
        numerals.capital_number(number)


def test_there_is_no_thirteenth_month():
    with pytest.raises(ValueError, match="month 13"):
        numerals.capital_month(13)
