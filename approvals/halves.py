"""The half-years an evaluation is about: opened on 1 June and 1 December, due on their last day (R-C10, W8)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Half:
    """`2026H1`: January to June."""

    year: int
    number: int  # 1 or 2

    @property
    def key(self) -> str:
        return f"{self.year}H{self.number}"

    @property
    def opens_on(self) -> date:
        return date(self.year, 6, 1) if self.number == 1 else date(self.year, 12, 1)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1) if self.number == 1 else date(self.year, 7, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 6, 30) if self.number == 1 else date(self.year, 12, 31)

    @property
    def words(self) -> str:
        return f"{self.year}年{'上' if self.number == 1 else '下'}半年"


def half_of(key: str) -> Half:
    """The half-year of a key. Raises ValueError for anything else."""
    year, _h, number = key.partition("H")
    return Half(int(year), int(number))


def last_opened(today: date) -> Half:
    """The newest half-year whose evaluations have been opened by `today`."""
    if today >= date(today.year, 12, 1):
        return Half(today.year, 2)
    return Half(today.year, 1) if today >= date(today.year, 6, 1) else Half(today.year - 1, 2)


def opened_between(after: date, until: date) -> list[Half]:
    """The half-years whose evaluations are opened after `after`, up to and with `until`, oldest first."""
    found, half = [], last_opened(until)
    while half.opens_on > after:
        found.append(half)
        half = Half(half.year, 1) if half.number == 2 else Half(half.year - 1, 2)
    return found[::-1]
