"""The letters of W10 beside its decision: taken up, jointly, not admissible, settled, carried out (F-15, R-S1 to R-S4).

What the clock does is no letter: see approvals/official.py. Scenarios: tests/workflows/test_coordination_papers.py.
"""

from django.utils import timezone

from approvals import calendar
from approvals.official import Reader
from documents.official import unstopped
from members.models import PartyOrg

from .papers import CoordinationPaper, MatterSnapshot
from .rules import STATEMENT_DAYS
from .states import State


class AcceptanceSnapshot(MatterSnapshot):
    """Template `coordination/accepted.html`."""

    officer: str
    requester: str
    statements_until: str  # "2026-11-30"
    decision_until: str


class ExplainedSnapshot(MatterSnapshot):
    """Templates `coordination/joint.html`, `refused.html`, `settled.html`, `executed.html`."""

    text: str
    decision: str  # in the words of the parent's procedure; "" before there is one
    until: str  # joint: the last day to agree; else ""


class _Explained(CoordinationPaper):
    def explained(self, *, text: str = "", until: str = "") -> ExplainedSnapshot:
        return ExplainedSnapshot(**self.matter(), text=unstopped(text), decision=self.case.decision_label, until=until)

    def snapshot(self) -> ExplainedSnapshot:
        return self.explained(text=self.said())


class AcceptanceNotice(CoordinationPaper):
    """受理通知: who is in charge, until when both sides are heard (R-S4)."""

    title = "协调受理通知"
    template = "coordination/accepted.html"

    def snapshot(self) -> AcceptanceSnapshot:
        case, today = self.case, timezone.localdate(self.now)
        return AcceptanceSnapshot(
            **self.matter(),
            officer=case.officer,
            requester=case.requester.name,
            statements_until=calendar.add_workdays(today, STATEMENT_DAYS).isoformat(),
            decision_until=case.flow.at(State.ACCEPTED).term.last_day(today, self.org).isoformat(),
        )


class JointRequest(_Explained):
    """对口函: the requester, who has just asked, to the highest organisation of each side (R-S2)."""

    needs_speaker = False
    title = "对口协调函"
    template = "coordination/joint.html"

    @property
    def org(self) -> PartyOrg:
        return self.case.requester

    @property
    def addressees(self) -> list[Reader]:
        return [org for org in (self.case.origin_top, self.case.destination_top) if org]

    @property
    def copies(self) -> list[Reader]:
        return [*self.parties, self.case.respondent]

    def snapshot(self) -> ExplainedSnapshot:
        until = self.case.flow.at(State.JOINT).term.last_day(timezone.localdate(self.now), self.case.origin_top)
        return self.explained(until=until.isoformat())


class InadmissibleNotice(_Explained):
    """不予受理说明: nothing was refused, nobody was silent; the case goes on where it was."""

    title = "不予受理说明"
    template = "coordination/refused.html"

    @property
    def addressees(self) -> list[Reader]:
        return [self.case.requester]


class SettledRecord(_Explained):
    """双方商妥记录: the officer puts down that both sides agreed by themselves."""

    title = "双方商妥记录"
    template = "coordination/settled.html"


class ExecutionReport(_Explained):
    """执行情况: whoever had to carry the decision out, to whoever made it."""

    title = "协调意见执行情况"
    template = "coordination/executed.html"

    @property
    def addressees(self) -> list[Reader]:
        case = self.case
        return [org for org in (case.coordinator, case.origin_top, case.destination_top) if org and org != self.org]

    @property
    def copies(self) -> list[Reader]:
        return [*self.parties, self.case.requester]
