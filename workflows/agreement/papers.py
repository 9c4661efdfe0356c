"""What the papers of W2 say: F-03 with its roster, supplements, the notice of termination, the record of the end.

Their blanks are templates/agreement/*.html. No seal and no signature is drawn: places are left for both (R-P6).
"""

from datetime import date
from typing import TYPE_CHECKING, NotRequired, TypedDict

from django.utils import timezone

from approvals.official import OfficialPaper, Reader, offices_above
from approvals.papers import PaperKind
from approvals.sides import Verdict
from documents import numbers
from documents.official import LABELS as OFFICIAL_LABELS
from documents.official import OfficialPart, unstopped
from members.appointments import Post
from members.models import Appointment, PartyOrg
from members.org_codes import CODE, DOCUMENT_CODE, settled

from .clauses import PROMISES

if TYPE_CHECKING:
    from approvals.models import Opinion

    from .case import AgreementCase

AGREEMENTS = "F-03"


class Party(TypedDict):
    """One party as printed."""

    name: str
    address: str
    secretary: NotRequired[str]  # papers of before name the contact in its place
    contact: str
    phone: str


class Member(TypedDict):
    """One line of the roster annex."""

    name: str
    gender: str
    masked_id: str
    branch: str
    certificate: str
    phone: str
    work_place: str
    since: str  # "2026-03-01" or ""


class Signed(TypedDict):
    """Who confirmed the signature, when."""

    org: str
    by: str
    at: str


class AgreementSnapshot(TypedDict):
    """F-03, template `agreement/agreement.html`."""

    number: str
    title: str
    origin: Party
    destination: Party
    clauses: list[dict[str, str]]  # number, title, text
    members: list[Member]
    floating_org: str
    promise: str  # what the members promise, empty where the clause was left out
    signed: list[Signed]
    superiors: list[str]
    starts_on: str
    ends_on: str


class NoticeSnapshot(OfficialPart):
    """F-15T, template `agreement/notice.html`."""

    agreement_number: str
    agreement_title: str
    reason: str
    ends_on: str  # the last day of notice


class _OfAgreement(PaperKind):
    case: "AgreementCase"
    labels = {"members": "名册", "clauses": "条款", "words": "变更内容"}

    @property
    def org(self) -> PartyOrg:
        return self.case.proposer

    def _destination(self) -> PartyOrg:
        assert self.case.destination is not None  # noqa: S101  R-C2 was held when it was sent
        return self.case.destination


class AgreementPaper(_OfAgreement):
    """F-03, numbered by the proposing organisation: 长镇共管〔2026〕3号."""

    form = AGREEMENTS
    title = "流动党员共管协议"
    template = "agreement/agreement.html"

    def take_number(self, on: date) -> tuple[str, int]:
        taken = numbers.take(self.org, AGREEMENTS, on)
        self.number = f"{settled(DOCUMENT_CODE, self.org)}共管〔{on.year}〕{taken}号"
        self.case.agreement_number = self.number
        return AGREEMENTS, taken

    def snapshot(self) -> AgreementSnapshot:
        case, text = self.case, self.case.text
        case.forget_signatures()
        return AgreementSnapshot(
            number=self.number,
            title=str(case.get_scope_display()),
            origin=_party(case.origin),
            destination=_party(self._destination()),
            clauses=[{"number": r.ordinal, "title": r.clause.title, "text": r.text} for r in text.written()],
            members=[_member(person) for person in text.standing.with_branch().order_by("pinyin", "pk")],
            floating_org=case.floating_org.name if case.floating_org else "",
            promise=text.bodies.get(PROMISES, ""),
            signed=[_signed(o) for o in case.signatures],
            superiors=[s.name if (s := org.superior_committee()) else "" for org in case.both],
            starts_on=text.starts_on.isoformat(),
            ends_on=text.ends_on.isoformat(),
        )


class SupplementPaper(_OfAgreement):
    """补充协议 under the agreement's own number: …-补1 (R-C12)."""

    form = "F-03S"
    title = "补充协议"
    template = "agreement/supplement.html"

    def take_number(self, on: date) -> None:
        self.number = f"{self.case.agreement_number}-补{self._change.number}"

    @property
    def _change(self):
        return self.case.supplements.filter(agreed_on__isnull=False).last()

    def snapshot(self) -> dict:
        case, change = self.case, self._change
        return {
            "number": self.number,
            "agreement_number": case.agreement_number,
            "title": str(case.get_scope_display()),
            "origin": _party(case.origin),
            "destination": _party(self._destination()),
            "words": change.words,
            "mode": str(change.get_mode_display()) if change.mode else "",
            "ends_on": change.ends_on.isoformat() if change.ends_on else "",
            "agreed_on": change.agreed_on.isoformat(),
            "signed": [_signed(o) for o in self._signatures()],
        }

    def _signatures(self) -> list["Opinion"]:
        given = self.case.opinions.filter(state="amending", verdict=Verdict.AGREE, at__gte=self._change.proposed_at)
        return list(given.order_by("at", "pk"))


class TerminationNotice(OfficialPaper):
    """解除通知: thirty days, with the reason (R-C12). A letter of the side that gives it, copied to both superiors."""

    case: "AgreementCase"
    form = "F-15T"
    title = "关于解除共管协议的通知"
    template = "agreement/notice.html"
    labels = {**OFFICIAL_LABELS, "reason": "理由"}

    @property
    def addressees(self) -> list[Reader]:
        other = self.case.other(self.org)
        return [other] if other else []

    @property
    def copies(self) -> list[Reader]:
        return list(offices_above(self.case, [self.org]))

    def snapshot(self) -> NoticeSnapshot:
        return NoticeSnapshot(
            **self.official_part(),
            agreement_number=self.case.agreement_number,
            agreement_title=str(self.case.get_scope_display()),
            reason=unstopped(self.said()),
            ends_on=self.case.last_day_of_notice.isoformat(),
        )


# How it ended, by the verb that ended it.
ENDED = {
    "end_of_term": "期满",
    "end_of_notice": "通知期满，解除",
    "nobody_left": "名册已无人，自行终止",
    "end": "中止满六个月，双方同意终止",
    "decide_end": "经上级协调，解除",
}


class EndingRecord(_OfAgreement):
    """终止说明 under `CT-ZZ-202612-001`: how and when the agreement ended, and for whom, as the record has it."""

    form = "F-03E"
    title = "共管协议终止说明"
    template = "agreement/ending.html"

    def take_number(self, on: date) -> tuple[str, int]:
        taken = numbers.take(self.org, self.form, on)
        self.number = f"{settled(CODE, self.org)}-ZZ-{on:%Y%m}-{taken:03d}"
        return self.form, taken

    def snapshot(self) -> dict:
        case = self.case
        return {
            "number": self.number,
            "issuer": self.org.name,
            "issued_on": timezone.localdate(self.now).isoformat(),
            "agreement_number": case.agreement_number,
            "title": str(case.get_scope_display()),
            "origin": case.origin.name,
            "destination": self._destination().name,
            "members": [person.name for person in case.covered_last.order_by("pinyin", "pk")],
            "effective_on": case.effective_on.isoformat() if case.effective_on else "",
            "ended_on": case.ended_on.isoformat() if case.ended_on else "",
            "how": self._how(),
        }

    def _how(self) -> str:
        if self.case.origin_id == self.case.destination_id:
            return "双方合并为一个党组织，自行终止"  # R-O11
        return ENDED[self.case.entries.latest("seq").verb]


def _signed(given: "Opinion") -> Signed:
    by = f"{given.by_name}（{given.by_title}）"
    return Signed(org=given.org_name, by=by, at=timezone.localdate(given.at).isoformat())


def _party(org: PartyOrg) -> Party:
    holder = Appointment.objects.current().filter(org=org, post=Post.SECRETARY).own().select_related("account").first()
    secretary = holder.account.name if holder else org.secretary_name
    return Party(name=org.name, address=org.address, secretary=secretary, contact=org.contact_name, phone=org.phone)


def _member(person) -> Member:
    return Member(
        name=person.name,
        gender=str(person.get_gender_display()),
        masked_id=person.masked_id,
        branch=person.branch_name or "",
        certificate=person.certificate_number,
        phone=person.phone,
        work_place=person.away_unit or person.away_place,
        since=person.away_since.isoformat() if person.away_since else "",
    )
