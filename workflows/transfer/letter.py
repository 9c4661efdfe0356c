"""The introduction letter 介绍信 a transfer lives by: its dates, and the end of its validity (R-T4, R-T12, R-T15).

Mixed into `TransferCase`. What the letter says: papers.py. Tests: tests/workflows/test_transfer.py and
test_transfer_detours.py.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from approvals.calendar import add_months
from approvals.sides import Side
from approvals.slip import ApprovalSlip
from documents import numbers, papers
from documents.models import Paper
from documents.numbers import VoidReason

from .notices import WithdrawalNotice
from .papers import LETTER_FORMS, LETTERS, IntroductionLetter, LetterOverlay, OnlineRecord, Receipt, Stub
from .parties import Parties
from .rules import valid_until
from .states import Channel

UNRECEIVED = 6  # months after the first letter: then the organisation must find out why (R-T16)


class Letter(Parties):
    """The letter that is out, or was. What is annotated are fields of `TransferCase`."""

    number: str
    assignments: Any
    channel: str
    goes_outside: bool
    with_history: bool
    carrier: str
    valid_days: int | None
    valid_until: date | None
    issued_on: date | None
    first_issued_on: date | None
    unreceived_on: date | None
    letter_number: int | None
    outside_number: str
    replaced_number: int | None
    replaced_on: date | None

    @property
    def number_on_letter(self) -> str:
        """As it is written there: six digits, or whatever an organisation outside the system wrote."""
        return self.outside_number or f"{self.letter_number or 0:06d}"

    def remember_replaced(self) -> None:
        """The letter that is void now is what the next one replaces: its number and its day (R-T12, R-T16)."""
        self.replaced_number, self.replaced_on = self.letter_number, self.issued_on

    @property
    def shares_its_number(self) -> bool:
        """Whether a void letter of this case bears the number of the one that is out: numbers begin anew with each year
        and each committee (R-T12)."""
        void = Paper.objects.of(self.number).filter(form__in=LETTER_FORMS, voided_at__isnull=False)
        return self.replaced_number == self.letter_number or void.filter(number=self.number_on_letter).exists()

    def issue_letter(self, valid_days: int, carrier: str) -> list:
        """Set the letter's dates; answer with the papers to issue: no letter on an online channel (R-T15)."""
        self.issued_on = timezone.localdate()
        self.first_issued_on = self.first_issued_on or self.issued_on
        self.unreceived_on = add_months(self.first_issued_on, UNRECEIVED)
        self.valid_days, self.valid_until = valid_days, valid_until(self.issued_on, valid_days)
        self.carrier = carrier
        if self.channel == Channel.PAPER:
            return [IntroductionLetter, LetterOverlay, ApprovalSlip]
        return [OnlineRecord]

    def receipt(self) -> list:
        """The third part, sent back; none on an online channel, and a side outside the system sends its own (R-T15)."""
        return [Receipt] if self.channel == Channel.PAPER and not self.goes_outside else []

    def stub(self) -> list:
        """The stub with the receipt in its place; an online channel has neither, and a letter from outside the system
        has its stub there (R-T11, R-T15)."""
        return [Stub] if self.channel == Channel.PAPER and self.origin else []

    def void_letter(self, reason: VoidReason) -> None:
        """Mark the letter that is out as void; its number stays in the register with the reason (R-T12).

        One that came from outside goes back to its issuer and may come again."""
        self.letter_claim = None
        self.void_papers(LETTER_FORMS, reason)
        if self.with_history and self.issued_on and self.letter_number:  # the first one was given on paper (R-D38)
            numbers.void_on_paper(self.issuing_committee, LETTERS, self.issued_on.year, self.letter_number, reason)

    def void_papers(self, forms: tuple[str, ...], reason: VoidReason) -> None:
        """Mark those of this case that still hold as void."""
        papers.void_together(Paper.objects.of(self.number).filter(form__in=forms), reason)

    def told_of_withdrawal(self) -> list:
        """The notice to the other side, once it was asked."""
        return [WithdrawalNotice] if self.assignments.filter(side=Side.DESTINATION).exists() else []
