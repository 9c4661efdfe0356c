"""Identity numbers: read as typed, refused with a reason, sealed, indexed, masked (R-I1…R-I4)."""

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag

from members import identity, sealing
from members.models import Person
from members.rulebook import RuleBroken


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_numbers_of_the_standard_are_valid(number):
    assert identity.parse(number) == number


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002ｘ"],
)
def test_a_number_is_read_however_it_was_typed(typed):
    assert identity.parse(typed) == "11010519491231002X"


def test_a_number_tells_birth_and_gender():
    number = identity.parse("440524188001010014")
    assert (number.born_on, number.gender) == (date(1880, 1, 1), "male")
    assert identity.parse("11010519491231002X").gender == "female"


@pytest.mark.parametrize(
    ("typed", "rule", "sentence"),
    [
        ("", "R-I1", "身份号码应为18位，现为0位，请核对证件（R-I1）"),
        ("320724450209657", "R-I1", "15位身份号码已停用，请按新证填写18位号码（R-I1）"),
        ("1101051949123100", "R-I1", "身份号码应为18位，现为16位，请核对证件（R-I1）"),
        ("3.207241987102646e+17", "R-I1", "身份号码应为18位，现为21位，请核对证件（R-I1）"),
        ("11010519491231O02X", "R-I1", "身份号码只能含数字，末位可为X，请核对证件（R-I1）"),
        ("110105194912310021", "R-I1", "身份号码校验码错误，请核对证件（R-I1）"),
        ("110105194902310028", "R-I2", "身份号码中的出生日期不存在，请核对证件（R-I2）"),
        ("110105209912310022", "R-I2", "身份号码中的出生日期在将来，请核对证件（R-I2）"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_do(typed, rule, sentence):
    if rule == "R-I2":
        typed = typed[:17] + identity.check_character(typed[:17])
    with pytest.raises(RuleBroken) as refused:
        identity.parse(typed)
    assert (refused.value.number, str(refused.value)) == (rule, sentence)


def numbered(birth: str) -> str:
    """A number with its check character for a birth date such as `20261123`."""
    first = f"320724{birth}001"
    return first + identity.check_character(first)


def test_r_i2_somebody_is_born_today_at_the_latest(clock):
    assert identity.parse(numbered("20261123")).born_on == date(2026, 11, 23)
    with pytest.raises(RuleBroken, match="R-I2"):
        identity.parse(numbered("20261124"))


@pytest.mark.parametrize(
    ("birth", "there"), [("20240229", True), ("20250229", False), ("20000229", True), ("19000229", False)]
)
def test_r_i2_nobody_is_born_on_a_29_february_that_is_not_there(birth, there):
    if there:
        assert f"{identity.parse(numbered(birth)).born_on:%Y%m%d}" == birth
        return
    with pytest.raises(RuleBroken, match="R-I2"):
        identity.parse(numbered(birth))


def test_a_sealed_text_opens_again_and_is_never_sealed_alike_twice():
    once, again = sealing.seal("11010519491231002X"), sealing.seal("11010519491231002X")
    assert once != again
    assert sealing.unseal(once) == sealing.unseal(again) == "11010519491231002X"
    assert "11010519491231002X" not in once


def test_a_changed_byte_or_another_key_id_does_not_open(settings):
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, "k2": settings.FIELD_KEYS["k1"]}
    sealed = sealing.seal("440524188001010014")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed.replace("k1:", "k2:"))
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed[:-4] + ("AAA=" if not sealed.endswith("AAA=") else "BBB="))


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    old = sealing.seal("440524188001010014")
    new_key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    settings.FIELD_KEYS = {"k2": new_key, **settings.FIELD_KEYS}
    new = sealing.seal("440524188001010014")
    assert new.startswith("k2:")
    assert sealing.unseal(old) == sealing.unseal(new) == "440524188001010014"


def test_files_are_sealed_like_texts():
    sealed = sealing.seal_bytes(b"PK\x03\x04" * 1000)
    assert b"PK\x03\x04" not in sealed
    assert sealing.unseal_bytes(sealed) == b"PK\x03\x04" * 1000


def test_the_blind_index_is_stable_and_differs_by_purpose():
    assert sealing.blind("002X", "tail") == sealing.blind("002X", "tail")
    assert sealing.blind("002X", "tail") != sealing.blind("002X", "id")
    assert len(sealing.blind("002X", "tail")) == 64


def test_a_person_shows_six_and_four_digits_at_most():
    person = Person(name="李明")
    assert person.masked_id == "—"
    person.id_number = identity.parse("32072419800815833X")
    assert person.masked_id == "320724********833X"
    assert person.id_number == "32072419800815833X"


def test_r_i4_a_year_is_completed_on_the_birthday_and_not_the_day_before():
    person = Person(name="李明", born_on=date(1998, 8, 15))
    assert [person.age_on(date(2026, 8, day)) for day in (14, 15)] == [27, 28]


def test_r_i4_whoever_was_born_on_29_february_is_a_year_older_on_1_march():
    person = Person(name="李明", born_on=date(2004, 2, 29))
    ages = [person.age_on(day) for day in (date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 29))]
    assert ages == [17, 18, 20]
    assert Person(name="无").age_on(date(2026, 1, 1)) is None
