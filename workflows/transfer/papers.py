"""What the letter of W1 says: F-01 in three parts, its receipt, its stub, and what the member reads when it expires.

How they become files belongs to `documents`; their blanks are templates/transfer/*.html. The application F-02:
application.py. Notices F-15: notices.py. The approval slip F-14 is every procedure's: approvals/slip.py. Tests:
tests/workflows/test_transfer_papers.py.
"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from django.utils import timezone

from approvals.papers import PaperKind
from approvals.slip import ApprovalSlip
from documents import numbers, printing
from members.models import PartyOrg
from members.rulebook import declare

from .snapshots import LABELS, ExpirySnapshot, LetterSnapshot, ReceiptPart, ReceiptSnapshot, StubSnapshot

if TYPE_CHECKING:
    from .case import TransferCase

declare(
    "R-P7",
    "正式介绍信用统一印制的三联单：本系统出套打数据，或印有“内部备查，非正式凭证”的备查件。",
    "通行做法；产品默认",
)
declare(
    "R-P9",
    "介绍信落款处不印组织名称，只留盖章和日期；不适用的选项划去；年月和有效期大写；联间加盖骑缝章。",
    "组通字〔2006〕45号",
)

LETTERS = "F-01"
OVERLAYS = "F-01P"
LETTER_FORMS = (LETTERS, OVERLAYS)

Fact = TypeVar("Fact")


class _OfTransfer(PaperKind):
    labels = LABELS
    case: "TransferCase"

    def receipt_part(self) -> ReceiptPart:
        """The third part, blank until the destination has received."""
        case = self.case
        return ReceiptPart(
            number=case.number_on_letter,
            replaces=f"{case.replaced_number:06d}" if case.replaced_number else "",
            replaces_year=_other_year(case.replaced_on, case.issued_on),
            marked=not printing.of(self.org).unmarked,
            person_name=case.person.name,
            receipt_addressee_org_name=case.receipt_addressee_name,
            receipt_handler=case.receipt_handler,
            receipt_phone=case.receipt_phone,
            receipt_received_on=case.received_on.isoformat() if case.received_on else "",
            receipt_date=case.receipt_on.isoformat() if case.receipt_on else "",
        )


def _next_letter(case: "TransferCase", issuer: PartyOrg, on: date) -> tuple[int, str]:
    """Take the issuer's next number for a letter, paper or not; (123, "000123")."""
    case.letter_number = numbers.take(issuer, LETTERS, on)
    return case.letter_number, f"{case.letter_number:06d}"


class IntroductionLetter(_OfTransfer):
    """F-01 介绍信三联: three parts with one number, given by the origin (R-T12)."""

    form = LETTERS
    title = "中国共产党党员组织关系介绍信"
    template = "transfer/letter.html"
    mode: ClassVar[Literal["overlay", "reference"]] = "reference"

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    def take_number(self, on: date) -> tuple[str, int] | None:
        taken, self.number = _next_letter(self.case, self.org, on)
        return LETTERS, taken

    def snapshot(self) -> LetterSnapshot:
        case, person, issuer = self.case, self.case.person, self.org
        issued_on = _written(case.issued_on)
        return LetterSnapshot(
            **self.receipt_part(),
            mode=self.mode,
            addressee_org_name=case.addressee_name,
            gender=person.gender,
            age_on_issue=person.age_on(issued_on),
            nationality=person.nationality,
            party_status=person.stage,
            id_number=person.id_number,
            from_org_name=case.origin_name,
            to_org_name=case.joining_name,
            dues_until=f"{case.dues_until:%Y-%m}",
            valid_days=_written(case.valid_days),
            issued_on=issued_on.isoformat(),
            contact=case.contact,
            committee_address=issuer.address,
            committee_phone=issuer.phone,
            fax=issuer.fax,
            postcode=issuer.postcode,
        )


class LetterOverlay(IntroductionLetter):
    """The letter's data alone, to be printed on the official blank (R-P7). Bears the number the letter has taken."""

    form = OVERLAYS
    title = "中国共产党党员组织关系介绍信（套打）"
    mode = "overlay"

    def take_number(self, on: date) -> None:
        self.number = self.case.number_on_letter

    def snapshot(self) -> LetterSnapshot:
        return {**super().snapshot(), "shift_mm": printing.of(self.org).shift_mm}


class OnlineRecord(ApprovalSlip):
    """An online channel takes a letter's number and validity but prints none: the slip bears the number (R-T15)."""

    case: "TransferCase"

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    def take_number(self, on: date) -> tuple[str, int]:
        taken, self.number = _next_letter(self.case, self.org, on)
        return LETTERS, taken


class Receipt(_OfTransfer):
    """F-01c 回执联, sent straight to the committee above the former branch; the letter's own number (R-T11, R-T12)."""

    form = "F-01c"
    title = "中国共产党党员组织关系介绍信回执联"
    template = "transfer/receipt.html"

    @property
    def org(self) -> PartyOrg:
        return self.case.receiving_committee

    def take_number(self, on: date) -> None:
        self.number = self.case.number_on_letter

    def snapshot(self) -> ReceiptSnapshot:
        return ReceiptSnapshot(**self.receipt_part())


class Stub(_OfTransfer):
    """F-01a 存根 with the receipt in its place 贴回执联处, or a note of why there is none (R-T11)."""

    form = "F-01a"
    title = "党员介绍信存根（附回执）"
    template = "transfer/stub.html"

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    def take_number(self, on: date) -> None:
        self.number = self.case.number_on_letter

    def snapshot(self) -> StubSnapshot:
        case, on = self.case, timezone.localdate(self.now)
        return StubSnapshot(
            **self.receipt_part(),
            party_status=case.person.stage,
            from_org_name=case.origin_name,
            to_org_name=case.joining_name,
            issued_on=_written(case.issued_on).isoformat(),
            receipt_from_org_name=case.addressee_name,
            note=self.note(on),
        )

    def note(self, on: date) -> str:
        """Who did not confirm what."""
        day = f"{on.year}年{on.month}月{on.day}日"
        if not self.case.receipt_on:
            return f"接收后三个月未收到回执，{day}凭系统中的接收记录办结。"
        return "" if self.by else f"回执寄出后三十天未登记收到，{day}由系统办结。"


class ExpirySlip(_OfTransfer):
    """介绍信超期告知单 for the branch to hand to the member: the letter's own term is over, nobody has decided (R-T16).

    The clock makes it, so it speaks for no organisation: no number, no place for a seal."""

    form = "F-15"
    title = "介绍信超期告知单"
    template = "transfer/expired.html"

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    @property
    def readers(self) -> list[PartyOrg]:
        return [self.case.home]

    def snapshot(self) -> ExpirySnapshot:
        case = self.case
        valid_until = _written(case.valid_until)
        answer = case.flow.at(case.state).term
        return ExpirySnapshot(
            case_number=case.number,
            person_name=case.person.name,
            branch_name=case.origin_name,
            committee_name=self.org.name,
            letter_number=f"{case.letter_number:06d}",
            addressee_org_name=case.addressee_name,
            to_org_name=case.joining_name,
            issued_on=_written(case.issued_on).isoformat(),
            valid_until=valid_until.isoformat(),
            answer_until=answer.last_day(timezone.localdate(case.state_since), self.org).isoformat(),
        )


def _other_year(replaced_on: date | None, issued_on: date | None) -> str:
    """The year of the letter that is replaced, where numbers have begun anew since (R-T12)."""
    return str(replaced_on.year) if replaced_on and issued_on and replaced_on.year != issued_on.year else ""


def _written(fact: Fact | None) -> Fact:
    """What the step that asks for the letter has set before. Raises ValueError for a letter made without that step."""
    if fact is None:
        raise ValueError("a letter without its dates")
    return fact
