"""What a superior may decide on an agreement that is stuck (R-S3), and the way back when nothing was to be decided.

Mixed into `AgreementCase`. Scenarios: tests/workflows/test_agreement_coordinated.py.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.slip import ApprovalSlip
from approvals.verbs import rules, verb
from members.appointments import Appointment
from members.models import PartyOrg

from .life import Life
from .rules import was_in_force, was_not_in_force
from .states import State


class Coordinated(Life):
    """What is annotated is of `AgreementCase`."""

    stuck_in: str

    def opponent(self, org: PartyOrg) -> PartyOrg | None:
        """Both have spoken where a text went back and forth or a notice was objected to; else somebody is silent."""
        return self.other(org) if self.stuck_in in (State.NEGOTIATING, State.TERMINATION_NOTICE) else None

    @verb(source=State.COORDINATION, target=State.NEGOTIATING, label=_("继续协商"), by_child=True, supersedes=True)
    def decide_talk_on(self, *, by: Appointment, branch: PartyOrg | None = None) -> None:
        """Both go on talking, on the reasons the superior gave. What was in force is so no more: a text both talk about
        covers nobody until it is signed and filed again (R-C6)."""
        if self.came_from == State.TERMINATION_NOTICE:
            self.close_coverage(timezone.localdate())
            self.effective_on = self.ended_on = None
            self.drop_notice()

    @verb(source=State.COORDINATION, target=State.EFFECTIVE, label=_("协议继续有效"), by_child=True)
    @rules(was_in_force)
    def decide_keep(self, *, by: Appointment, branch: PartyOrg | None = None) -> None:
        """The notice falls; only for an agreement that was in force."""
        self.drop_notice()

    @verb(source=State.COORDINATION, target=State.TERMINATED, label=_("解除协议"), by_child=True)
    @rules(was_in_force)
    def decide_end(self, *, by: Appointment, branch: PartyOrg | None = None) -> list:
        return self.close_coverage(timezone.localdate())

    @verb(source=State.COORDINATION, target=State.WITHDRAWN, label=_("不签订"), by_child=True)
    @rules(was_not_in_force)
    def decide_none(self, *, by: Appointment | None, branch: PartyOrg | None = None) -> list:
        """No agreement comes about; also where two systems find none (R-S2)."""
        return [ApprovalSlip]


def _resuming(state: State):
    """The verb by which an agreement goes back to `state` when nothing was to be coordinated."""

    def resume(self, *, by: Appointment | None) -> None:
        """Not admissible, or taken back: the state before."""

    resume.__name__ = f"resume_{state}"
    resume.__qualname__ = f"Coordinated.resume_{state}"
    return verb(source=State.COORDINATION, target=state, label=_("回到协调前的环节"), by_child=True, resumes=True)(
        resume
    )


for _state in (State.PROPOSED, State.NEGOTIATING, State.TERMINATION_NOTICE):
    setattr(Coordinated, f"resume_{_state}", _resuming(_state))
