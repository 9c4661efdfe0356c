"""What every paper bears beside what it says: form, number, version, time of making, check code (R-P8)."""

from dataclasses import dataclass
from datetime import datetime

from . import check_codes


@dataclass(frozen=True)
class Marks:
    """`issued_at` is aware and in the office's zone; `qr_text` is what the square on the page holds."""

    form: str
    title: str
    number: str
    version: int
    check_code: str
    issued_at: datetime
    qr_text: str
    issuer: str = ""  # full name, as on that day

    @property
    def printed_code(self) -> str:
        return check_codes.grouped(self.check_code)

    @property
    def keyword(self) -> str:
        """Found again in a file someone hands in, without parsing it."""
        return f"LIANGDI-{self.printed_code}"

    @property
    def made_at(self) -> str:
        at = self.issued_at
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
