import pytest

from documents import check_codes


def test_a_code_has_sixty_bits_in_characters_that_cannot_be_misread():
    code = check_codes.derive("a" * 64, "F-01", 1)
    assert len(code) == 12
    assert set(code) <= set(check_codes.ALPHABET)
    assert len(check_codes.ALPHABET) == 32
    assert not set("ILOU") & set(check_codes.ALPHABET)


def test_the_same_paper_has_the_same_code_and_another_version_another():
    assert check_codes.derive("a" * 64, "F-01", 1) == check_codes.derive("a" * 64, "F-01", 1)
    assert check_codes.derive("a" * 64, "F-01", 1) != check_codes.derive("a" * 64, "F-01", 2)


@pytest.mark.parametrize(
    "typed",
    [
        "7K2M-00XD-31VA",
        "7k2m ooxd 3lva",
        " ７Ｋ２Ｍ－００ＸＤ－３１ＶＡ ",
        "https://office.example/verify?code=7K2M00XD31VA",
        "7K2M—OOXD—3IVA",
    ],
)
def test_what_people_type_and_phones_scan_is_understood(typed):
    assert check_codes.normalised(typed) == "7K2M00XD31VA"


@pytest.mark.parametrize("typed", ["", "7K2M-00XD", "7K2M-00XD-31VU", "7K2M-00XD-31VA-9", "'; DROP TABLE"])
def test_anything_else_is_no_code(typed):
    assert check_codes.normalised(typed) == ""
