"""When a transfer is stuck: who may ask for coordination (R-S1), and what a decision may do to it (R-S3).

The verbs that leave `coordination` are the decisions a superior chooses from; only the child case runs them.
Scenarios: tests/workflows/test_coordination.py.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from approvals.desk import OPINE
from approvals.escalation import somebody_may_coordinate
from approvals.sides import Side, Verdict
from approvals.slip import ApprovalSlip
from approvals.verbs import rules, verb
from documents.numbers import VoidReason
from members.appointments import Appointment
from members.models import PartyOrg

from .arrival_rules import origin_is_here
from .detour_rules import no_letter_was_presented, silent_twice_over, the_letter_was_presented, wish_is_proved
from .letter import Letter
from .parties import EITHER_SIDE
from .rules import destination_was_asked, named_branch_is_another, named_branch_may_receive
from .states import AskedBy, State

if TYPE_CHECKING:
    from approvals.models import Opinion

WITHOUT_ANSWER = (
    State.ORIGIN_BRANCH_REVIEW,
    State.DESTINATION_REVIEW,
    State.PENDING_APPROVAL,
    State.ARRIVED,
    State.DOSSIER_CHECK,
)


class Coordinated(Letter):
    """Mixed into `TransferCase`; what is annotated is its field."""

    decided_by_coordination: bool
    opinions: Any
    entries: Any
    day_of_last_decision: Callable[[], date | None]

    def word_of(self, side: Side) -> "Opinion | None":
        """The newest opinion of a side before the approval: the origin's is its branch's, for its committee decides."""
        return self.opinions.exclude(state=State.PENDING_APPROVAL).latest_of(side)

    def decided_for(self) -> list[Side]:
        """Who stayed silent or was against it when a superior decided for the transfer (R-T6, R-S3)."""
        if not self.decided_by_coordination:
            return []
        return [side for side in (Side.ORIGIN, Side.DESTINATION) if not self._has_agreed(side)]

    def _has_agreed(self, side: Side) -> bool:
        """Whether the last level of `side` has agreed; what a lower one only reviewed is not its word yet (R-O7)."""
        said = self.word_of(side)
        return bool(said and said.agrees) and not self.entries.filter(opinion=said, verb=OPINE).exists()

    def late_in(self, state: str) -> PartyOrg | None:
        """A letter runs out in the hands of whoever was to receive with it, though its origin holds the case then."""
        return self.destination_committee if state == State.LETTER_EXPIRED else None

    def day_decided_instead(self) -> date | None:
        """The day of the decision that lets the transfer go on in place of an opinion (R-T6, R-T17)."""
        return self.day_of_last_decision() if self.decided_by_coordination else None

    @verb(
        source=(State.REFUSED, State.LETTER_EXPIRED),
        target=State.COORDINATION,
        label=_("提请上级协调"),
        seat=EITHER_SIDE,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(origin_is_here, somebody_may_coordinate, wish_is_proved)
    def escalate(self, *, by: Appointment, asked_by: str = "") -> None:
        """Refused, or the destination let the letter run out: the lowest common superior decides (R-S1)."""
        self.asked_by_member = asked_by == AskedBy.MEMBER

    @verb(
        source=WITHOUT_ANSWER,
        target=State.COORDINATION,
        label=_("逾期未答复，提请上级协调"),
        seat=EITHER_SIDE,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(origin_is_here, silent_twice_over, somebody_may_coordinate, wish_is_proved)
    def escalate_timeout(self, *, by: Appointment, asked_by: str = "") -> None:
        """No answer after twice the deadline. Silence is still no consent (R-T24)."""
        self.asked_by_member = asked_by == AskedBy.MEMBER

    @verb(
        source=State.COORDINATION,
        target=State.DESTINATION_REVIEW,
        label=_("转入方重新研究，或改送指定支部"),
        by_child=True,
        names_org=True,
    )
    @rules(no_letter_was_presented, named_branch_is_another, named_branch_may_receive)
    def reconsider_or_redirect(self, *, by: Appointment, branch: PartyOrg | None = None) -> None:
        """The destination is asked, or asked again; for an origin branch that did not let the member go this stands."""
        self.decided_by_coordination = True
        if branch:
            self.head_for(branch)

    @verb(
        source=State.COORDINATION, target=State.PENDING_APPROVAL, label=_("支持接转，送转出方党委审批"), by_child=True
    )
    @rules(no_letter_was_presented, destination_was_asked)
    def uphold_transfer(self, *, by: Appointment, branch: PartyOrg | None = None) -> None:
        """The decision stands for the opinion that is missing and is printed as such (R-T6, R-S3)."""
        self.decided_by_coordination = True
        self.receiving_branch = self.receiving_branch or self.destination

    @verb(source=State.COORDINATION, target=State.ARRIVED, label=_("支持接收，由转入方接收"), by_child=True)
    @rules(the_letter_was_presented)
    def uphold_reception(self, *, by: Appointment, branch: PartyOrg | None = None) -> None:
        """Refused after the letter was issued: the destination receives."""

    @verb(
        source=State.COORDINATION,
        target=State.RETURNED,
        action="correct",
        label=_("退回转出方补正后重报"),
        by_child=True,
        supersedes=True,
    )
    def correct_as_decided(self, *, by: Appointment, branch: PartyOrg | None = None) -> None:
        self.void_letter(VoidReason.RECALLED)

    @verb(source=State.COORDINATION, target=State.CANCELLED, label=_("支持不予办理，仍留转出地"), by_child=True)
    def uphold_refusal(self, *, by: Appointment | None, branch: PartyOrg | None = None) -> list:
        """The member stays with the origin; also where two systems come to no agreement (R-S2)."""
        self.void_letter(VoidReason.RECALLED)
        return [ApprovalSlip]


def _resuming(state: State):
    """The verb by which a transfer goes back to `state` when nothing was to be coordinated."""

    def resume(self, *, by: Appointment | None) -> None:
        """Not admissible, or taken back: the state before."""

    resume.__name__ = f"resume_{state}"
    resume.__qualname__ = f"Coordinated.resume_{state}"
    return verb(source=State.COORDINATION, target=state, label=_("回到协调前的环节"), by_child=True, resumes=True)(
        resume
    )


for _state in (*WITHOUT_ANSWER, State.REFUSED, State.LETTER_EXPIRED):
    setattr(Coordinated, f"resume_{_state}", _resuming(_state))
