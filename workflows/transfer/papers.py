"""What the papers of W1 say: F-01 in three parts, its receipt part, and the notice of an internal adjustment.

How they become files belongs to `documents`; their blanks are templates/transfer/*.html. The approval slip F-14 is
every procedure's: approvals/slip.py.
"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from django.utils import timezone

from approvals.papers import PaperKind
from approvals.slip import ApprovalSlip
from documents import numbers
from members.models import PartyOrg
from members.rulebook import declare

from .snapshots import LABELS, AdjustmentSnapshot, LetterSnapshot, ReceiptPart, ReceiptSnapshot

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
NOTICES = "F-15"

Fact = TypeVar("Fact")


class _OfTransfer(PaperKind):
    labels = LABELS
    case: "TransferCase"

    def receipt_part(self) -> ReceiptPart:
        """The third part, blank until the destination has received."""
        case = self.case
        return ReceiptPart(
            number=f"{case.letter_number:06d}",
            replaces=f"{case.replaced_number:06d}" if case.replaced_number else "",
            marked=True,
            person_name=case.person.name,
            receipt_addressee_org_name=case.issuing_committee.name,
            receipt_handler=case.receipt_handler,
            receipt_phone=case.receipt_phone,
            receipt_received_on=case.received_on.isoformat() if case.received_on else "",
            receipt_date=case.receipt_on.isoformat() if case.receipt_on else "",
        )


def _next_letter(case: "TransferCase", issuer: PartyOrg, on: date) -> tuple[int, str]:
    """Take the issuer's next number for a letter, paper or not; (123, "000123")."""
    case.letter_number = numbers.take(issuer, LETTERS, on)
    case.save(update_fields=["letter_number"])
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
            from_org_name=case.origin.name,
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
        self.number = f"{self.case.letter_number:06d}"


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
        self.number = f"{self.case.letter_number:06d}"

    def snapshot(self) -> ReceiptSnapshot:
        return ReceiptSnapshot(**self.receipt_part())


class AdjustmentNotice(_OfTransfer):
    """F-15 通知 of an internal adjustment: no letter, no receipt (R-T14)."""

    form = NOTICES
    title = "关于调整党员组织关系的通知"
    template = "transfer/adjustment.html"

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    def take_number(self, on: date) -> tuple[str, int]:
        taken = numbers.take(self.org, NOTICES, on)
        self.number = f"{self.org.document_code or self.org.short_name}〔{on.year}〕{taken}号"
        return NOTICES, taken

    def snapshot(self) -> AdjustmentSnapshot:
        case = self.case
        return AdjustmentSnapshot(
            number=self.number,
            issuer_org_name=self.org.name,
            person_name=case.person.name,
            party_status=case.person.stage,
            from_org_name=case.origin.name,
            to_org_name=case.joining_branch.name,
            decided_on=timezone.localdate(self.now).isoformat(),
        )


def _written(fact: Fact | None) -> Fact:
    """What the step that asks for the letter has set before. Raises ValueError for a letter made without that step."""
    if fact is None:
        raise ValueError("a letter without its dates")
    return fact
