"""Capital numerals 大写 for letters (R-T4, R-T5, R-P9). Tests: tests/documents/test_numerals.py."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"


def capital_year(year: int) -> str:
    """Digit by digit: 2025 → 贰零贰伍."""
    return "".join(DIGITS[int(digit)] for digit in f"{year:04d}")


def capital_number(number: int) -> str:
    """A whole number from 1 to 99: 3 → 叁, 10 → 壹拾, 12 → 壹拾贰, 90 → 玖拾. Raises ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"no capital numeral for {number}: 1 to 99 only")
    tens, ones = divmod(number, 10)
    return (f"{DIGITS[tens]}拾" if tens else "") + (DIGITS[ones] if ones else "")


def capital_month(month: int) -> str:
    """叁, 壹拾, 壹拾壹, 壹拾贰. Raises ValueError when there is no such month."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    return capital_number(month)


def counting(number: int) -> str:
    """1 to 99 as clauses are counted: 一, 十, 十三, 二十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
