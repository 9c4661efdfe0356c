"""A transfer after one organisation took the place of another (R-O11): within one branch it has no point left.

Mixed into `TransferCase`. Whoever has reported in with the letter is received all the same, so that its three parts
come together again; whoever has been received stays received. Scenarios: tests/approvals/test_succession.py.
"""

from typing import Any, ClassVar

from approvals.case import Case

from .parties import Parties
from .states import State

# What the table of states offers for an end, by state (R-T14, R-T20). A letter that is out is void then.
ENDS = {
    State.DRAFT: "withdraw",
    State.ORIGIN_BRANCH_REVIEW: "withdraw",
    State.DESTINATION_REVIEW: "withdraw",
    State.PENDING_APPROVAL: "withdraw",
    State.RETURNED: "withdraw_or_lapse",
    State.REFUSED: "give_up",
    State.LETTER_ISSUED: "recall",
    State.LETTER_EXPIRED: "cancel",
    State.LETTER_VOID: "cancel",
}


class Succeeded(Parties):
    """What is annotated are fields of `TransferCase`."""

    organisations: ClassVar[tuple[str, ...]] = (*Case.organisations, "receiving_branch")

    state: str

    def organisations_changed(self) -> None:
        """Where the branch that was asked became the origin, the one named to receive is the destination."""
        if self.receiving_branch and self.destination == self.origin:
            self.destination = self.receiving_branch
        self.forget_chains()

    def pointless_step(self) -> tuple[str, dict[str, Any]] | None:
        """The way out of R-T14: a member is not moved to the branch they belong to."""
        if self.destination is None or self.joining_branch != self.origin:
            return None
        ends = ENDS.get(State(self.state))
        return (ends, {}) if ends else None
