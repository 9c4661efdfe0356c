"""F-16 《协调意见书》: a letter of the common superior, or of two organisations jointly (R-S2, R-S3)."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.utils import timezone

from approvals.papers import PaperKind
from documents import numbers
from members.models import PartyOrg

if TYPE_CHECKING:
    from .case import CoordinationCase

DECISIONS = "F-16"


class Statement(TypedDict):
    """What one side said, in order of time."""

    side: str
    org: str
    by: str
    at: str  # "2026-11-23"
    text: str


class DecisionSnapshot(TypedDict):
    """F-16, template `coordination/decision.html`."""

    number: str
    issuers: list[str]
    case_number: str
    subject: str
    person_name: str
    origin_name: str
    destination_name: str
    alone: bool  # the destination is outside the system: the origin's highest organisation decides without it
    ground: str
    facts: list[Statement]  # the chain of refusals and silences of the parent
    statements: list[Statement]
    decision: str
    decision_org: str
    reasons: str
    officer: str
    execute_by: str
    decided_on: str


class CoordinationDecision(PaperKind):
    """Issued by the coordinator, or under the number of the origin's highest organisation where two decide."""

    form = DECISIONS
    title = "协调意见书"
    template = "coordination/decision.html"
    labels = {"reasons": "理由", "officer": "协调专人", "statements": "双方陈述", "facts": "办理经过"}
    case: "CoordinationCase"

    @property
    def org(self) -> PartyOrg:
        issuer = self.case.coordinator or self.case.origin_top
        assert issuer is not None  # noqa: S101  a decided coordination has one of the two
        return issuer

    def take_number(self, on: date) -> tuple[str, int]:
        taken = numbers.take(self.org, DECISIONS, on)
        self.number = f"{self.org.document_code or self.org.short_name}〔{on.year}〕{taken}号"
        return DECISIONS, taken

    def snapshot(self) -> DecisionSnapshot:
        case = self.case
        decided_on = case.decided_on or timezone.localdate(self.now)
        issuers = [self.org] if case.coordinator else [case.origin_top, case.destination_top]
        return DecisionSnapshot(
            number=self.number,
            issuers=[org.name for org in issuers if org],
            case_number=case.waiting_parent.number,
            subject=case.waiting_parent.title,
            person_name=case.person.name,
            origin_name=case.origin.name,
            destination_name=case.destination_name,
            alone=bool(case.outside_name),
            ground=str(case.get_ground_display()),
            facts=_said(case.waiting_parent.opinions.filter(superseded=False)),
            statements=_said(case.opinions.filter(superseded=False)),
            decision=case.decision_label,
            decision_org=case.decision_org.name if case.decision_org else "",
            reasons=case.decision_text,
            officer=case.officer,
            execute_by=case.flow.at("decided").term.last_day(decided_on, case.respondent).isoformat(),
            decided_on=decided_on.isoformat(),
        )


def _said(opinions) -> list[Statement]:
    return [
        Statement(
            side=str(opinion.get_side_display()),
            org=opinion.org_name,
            by=opinion.signature,
            at=timezone.localdate(opinion.at).isoformat(),
            text=opinion.text or str(opinion.get_verdict_display()),
        )
        for opinion in opinions
    ]
