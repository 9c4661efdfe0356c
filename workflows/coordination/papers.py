"""F-16 《协调意见书》: a letter of the common superior, or of two organisations jointly (R-S2, R-S3)."""

from typing import TYPE_CHECKING, TypedDict

from django.utils import timezone

from approvals.official import OfficialPaper, Reader
from documents.official import LABELS, OfficialPart, unstopped
from members.models import PartyOrg

if TYPE_CHECKING:
    from .case import CoordinationCase


class Statement(TypedDict):
    """What one side said, in order of time."""

    side: str
    org: str
    by: str
    at: str  # "2026-11-23"
    text: str


class MatterSnapshot(OfficialPart):
    """What it is about, in words that fit every procedure: template `coordination/_matter.html`."""

    case_number: str  # the parent's
    kind: str  # 组织关系接转
    person_name: str
    origin_name: str
    destination_name: str
    ground: str


class DecisionSnapshot(MatterSnapshot):
    """F-16, template `coordination/decision.html`."""

    alone: bool  # the destination is outside the system: the origin's highest organisation decides without it
    facts: list[Statement]  # the chain of refusals and silences of the parent
    statements: list[Statement]
    decision: str
    decision_org: str
    reasons: str
    officer: str
    execute_by: str


class CoordinationPaper(OfficialPaper):
    """A letter about a matter that is stuck, in the first place to the two who speak for its sides."""

    labels = {
        **LABELS,
        "person_name": "姓名",
        "origin_name": "流出地党组织",
        "destination_name": "流入地党组织",
        "reasons": "理由",
        "officer": "协调专人",
        "statements": "双方陈述",
        "facts": "办理经过",
        "text": "说明",
    }
    case: "CoordinationCase"

    @property
    def parties(self) -> list[Reader]:
        """Who speaks for each side, in the system or outside it."""
        return [self.case.origin_party, self.case.destination_party or self.case.destination_name]

    @property
    def addressees(self) -> list[Reader]:
        return self.parties

    @property
    def copies(self) -> list[Reader]:
        return [self.case.requester, self.case.respondent]

    def matter(self) -> MatterSnapshot:
        case, parent = self.case, self.case.waiting_parent
        return MatterSnapshot(
            **self.official_part(),
            case_number=parent.number,
            kind=parent.kind_label,
            person_name=case.person.name if case.person else "",
            origin_name=case.origin_name,
            destination_name=case.destination_name,
            ground=case.ground_on_record,
        )


class CoordinationDecision(CoordinationPaper):
    """Issued by the coordinator, or under the number of the origin's highest organisation where two decide."""

    form = "F-16"
    title = "协调意见书"
    template = "coordination/decision.html"

    @property
    def org(self) -> PartyOrg:
        issuer = self.case.coordinator or self.case.origin_top
        assert issuer is not None  # noqa: S101  a decided coordination has one of the two
        return issuer

    @property
    def issuers(self) -> list[PartyOrg]:
        return self.case.deciders

    def snapshot(self) -> DecisionSnapshot:
        case = self.case
        decided_on = case.decided_on or timezone.localdate(self.now)
        return DecisionSnapshot(
            **self.matter(),
            alone=case.goes_outside,
            facts=_said(case.waiting_parent.opinions.filter(superseded=False)),
            statements=_said(case.opinions.filter(superseded=False)),
            decision=case.decision_label,
            decision_org=case.decision_org.name if case.decision_org else "",
            reasons=unstopped(case.decision_text),
            officer=case.officer,
            execute_by=case.flow.at("decided").term.last_day(decided_on, case.respondent).isoformat(),
        )


def _said(opinions) -> list[Statement]:
    return [
        Statement(
            side=str(opinion.get_side_display()),
            org=opinion.org_name,
            by=opinion.signature,
            at=timezone.localdate(opinion.at).isoformat(),
            text=unstopped(opinion.text or str(opinion.get_verdict_display())),
        )
        for opinion in opinions
    ]
