"""F-02 组织关系转接申请表: what the member asks for, drawn up when the case is sent; and blank, to be filled in.

Members do not sign in: they sign on paper, and the clerk attaches the scan. A version that was sent back is void once
the next is made. Template: templates/transfer/application.html. Tests: tests/workflows/test_transfer_papers.py.
"""

from datetime import date
from typing import TYPE_CHECKING, NotRequired, TypedDict

from django.utils import timezone

from approvals.case import Case
from approvals.papers import PaperKind
from documents import numbers
from documents.sheets import Sheet
from members import regions
from members.models import Coverage, PartyOrg, Person
from members.org_codes import CODE, settled

from .snapshots import LABELS
from .states import Channel, Reason

if TYPE_CHECKING:
    from .case import TransferCase

APPLICATION = "F-02"
TITLE = "组织关系转接申请表"


class Option(TypedDict):
    """One thing to tick."""

    label: str
    ticked: bool


class ApplicationSnapshot(TypedDict):
    """Template `transfer/application.html`. Dates as ISO text; "" prints an empty place."""

    case_number: str
    filled_on: str
    person_name: str
    gender: str
    born_on: str
    nationality: str
    id_number: str
    phone: str
    party_status: str
    joined_on: str
    converted_on: str
    branch_name: str
    committee_name: str
    dues_until: str  # "2026-11"
    reasons: list[Option]
    reason_text: str
    away_since: str
    channels: list[Option]
    to_org_name: str
    to_region: str
    to_contact: str
    to_phone: str
    certificate_number: str
    agreement_number: NotRequired[str]  # of the agreement in force; papers of before have none
    enclosures: list[str]


class TransferApplication(PaperKind):
    """One copy, for the branch. The places of the two opinions stay empty: they are given on the case and on paper."""

    form = APPLICATION
    title = TITLE
    template = "transfer/application.html"
    labels = {**LABELS, "reason_text": "情况说明", "enclosures": "附件名称", "phone": "联系电话"}
    case: "TransferCase"

    @property
    def org(self) -> PartyOrg:
        return self.case.home

    def take_number(self, on: date) -> tuple[str, int]:
        """`DSCZB-SQ-202611-001`. A version that was sent back keeps its number and is void."""
        taken = numbers.take(self.org, self.form, on)
        self.number = f"{settled(CODE, self.org)}-SQ-{on:%Y%m}-{taken:03d}"
        return self.form, taken

    def snapshot(self) -> ApplicationSnapshot:
        case, person, there = self.case, self.case.person, self.case.destination
        return ApplicationSnapshot(
            case_number=case.number,
            filled_on=timezone.localdate(self.now).isoformat(),
            person_name=person.name,
            gender=str(person.get_gender_display()),
            born_on=_iso(person.born_on),
            nationality=person.nationality,
            id_number=person.id_number,
            phone=case.contact,
            party_status=str(person.get_stage_display()),
            joined_on=_iso(person.joined_on),
            converted_on=_iso(person.converted_on),
            branch_name=case.origin_name,
            committee_name=case.issuing_committee.name,
            dues_until=_iso(case.dues_until)[:7],
            reasons=options(Reason, case.reason),
            reason_text=case.reason_text,
            away_since=_iso(case.away_since),
            channels=options(Channel, case.channel),
            to_org_name=case.joining_name,
            to_region=regions.named(there.region) if there else case.outside_place,
            to_contact=there.contact_name if there else case.outside_contact,
            to_phone=there.phone if there else case.outside_phone,
            certificate_number=person.certificate_number,
            agreement_number="、".join(_agreements_of(person)),
            enclosures=[file.name for file in case.files.all()],
        )


def _agreements_of(person: Person) -> list[str]:
    """The numbers of the agreements that cover the member today."""
    numbers_of_cases = Coverage.objects.running().filter(person=person).values_list("because", flat=True)
    cases = Case.objects.filter(number__in=numbers_of_cases).order_by("pk")
    return [case.flow.whole(case.pk).cited() for case in cases]


def options(choices: type[Reason] | type[Channel], chosen: str = "") -> list[Option]:
    return [Option(label=str(label), ticked=value == chosen) for value, label in choices.choices]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def blank() -> Sheet:
    """The same form with every place empty."""
    empty: dict = dict.fromkeys(ApplicationSnapshot.__annotations__, "")
    empty |= {"reasons": options(Reason), "channels": options(Channel), "enclosures": []}
    return Sheet(template="transfer/application_blank.html", title=TITLE, says=empty)
