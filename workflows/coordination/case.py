"""W10 Coordination: the record and its verbs, in the order of the domain table.

Scenarios: tests/workflows/test_coordination.py. Paper: templates/coordination/decision.html.
"""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from approvals import ended
from approvals.case import Case
from approvals.rules import Missing, Refused, refusals
from approvals.sides import Seat, Side, Verdict
from approvals.slip import ApprovalSlip
from approvals.verbs import Verb, rules, verb
from members.appointments import Appointment, Post
from members.models import PartyOrg
from members.rulebook import RULES

from .bound import COORDINATION
from .letters import AcceptanceNotice, ExecutionReport, InadmissibleNotice, JointRequest, SettledRecord
from .papers import CoordinationDecision
from .rules import (
    both_sides_heard,
    decision_fits_the_parent,
    decision_is_still_lawful,
    officer_named,
    same_decision_as_the_other_side,
    superior_is_a_party,
    superior_is_no_party,
)
from .seated import Seated
from .states import Ground, State

COORDINATOR = Seat(Side.SUPERIOR, "coordinator", Post.ORGANISER)
REQUESTER = Seat(Side.ORIGIN, "requester", Post.CLERK)
ORIGIN_PARTY = Seat(Side.ORIGIN, "origin_party", Post.CLERK)
DESTINATION_PARTY = Seat(Side.DESTINATION, "destination_party", Post.CLERK)
ORIGIN_TOP = Seat(Side.ORIGIN, "origin_top", Post.ORGANISER)
DESTINATION_TOP = Seat(Side.DESTINATION, "destination_top", Post.ORGANISER)
EXECUTORS = Seat(Side.SUPERIOR, "executors", Post.CLERK)
HANDLING_SIDE = Seat(Side.DESTINATION, "respondent", Post.CLERK)

# What ends it once both sides are one organisation (R-O11), by state.
ENDS = {
    State.REQUESTED: "withdraw",
    State.JOINT: "withdraw",
    State.ACCEPTED: "settled",
    State.DECIDED: "execute",
    State.SUPERVISED: "execute",
}


class CoordinationCase(Seated, Case):
    """One coordination of one parent. `for_member`: the member wished it, and `requester` recorded that with what the
    member had signed (R-S1). `respondent` is whose desk the parent was on; `decision` is a verb of the parent.

    `coordinator` is the common superior's office, None where there is none (R-S2): then `origin_top` and
    `destination_top` decide together, and `proposed` is what the first of them has recorded.
    """

    ground = models.CharField(_("提请原因"), max_length=10, choices=Ground)
    requester = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("提请组织"))
    for_member = models.BooleanField(_("党员本人提请"), default=False)
    respondent = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+", verbose_name=_("办理方"))
    origin_top = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+")
    destination_top = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+")
    officer = models.CharField(_("协调专人"), max_length=60, blank=True)
    proposed = models.CharField(max_length=40, blank=True)
    decision = models.CharField(_("协调意见"), max_length=40, blank=True)
    decision_org = models.ForeignKey(PartyOrg, models.PROTECT, null=True, blank=True, related_name="+")
    decision_text = models.TextField(_("理由"), blank=True)
    decided_on = models.DateField(_("作出日期"), null=True, blank=True)

    organisations = (
        *Case.organisations,
        "requester",
        "respondent",
        "origin_top",
        "destination_top",
        "decision_org",
    )

    bound = COORDINATION

    class Meta:
        verbose_name = verbose_name_plural = _("协调")

    @verb(source=State.REQUESTED, target=State.ACCEPTED, label=_("受理并指定专人"), verdict=Verdict.NOTE)
    @rules(superior_is_no_party, officer_named)
    def accept(self, *, by: Appointment, officer: str) -> list:
        """A named officer hears both sides (R-S4)."""
        self.officer = officer
        return [AcceptanceNotice]

    @verb(source=State.REQUESTED, target=State.JOINT, label=_("无共同上级，转对口协调"), by_system=True)
    def no_common_superior(self, *, by: None) -> list:
        """Two systems: the highest organisation of each side (R-S2)."""
        return [JointRequest]

    @verb(
        source=State.REQUESTED,
        target=State.INADMISSIBLE,
        label=_("不予受理"),
        verdict=Verdict.DISAGREE,
        tone="no",
    )
    @rules(superior_is_no_party)
    def refuse(self, *, by: Appointment) -> list:
        """No refusal, no silence, no conflict: the parent goes back to where it was."""
        self.moves_parent = f"resume_{self.waiting_parent.came_from}"
        return [InadmissibleNotice]

    @verb(
        source=(State.REQUESTED, State.JOINT),
        target=State.WITHDRAWN,
        label=_("撤回协调请求"),
        seat=REQUESTER,
        verdict=Verdict.NOTE,
        tone="no",
    )
    def withdraw(self, *, by: Appointment) -> None:
        self.moves_parent = f"resume_{self.waiting_parent.came_from}"

    @verb(
        source=(State.REQUESTED, State.ACCEPTED),
        target=State.REQUESTED,
        label=_("提交上一级协调"),
        tone="warn",
    )
    @rules(superior_is_a_party)
    def pass_up(self, *, by: Appointment | None) -> None:
        """Silence twice over, or a superior that is itself a party: the next higher one (R-S1)."""
        self.go_up()

    @verb(
        source=State.ACCEPTED,
        target=State.DECIDED,
        label=_("出具协调意见"),
        verdict=Verdict.AGREE,
        signs=True,
        keeps_text=True,
    )
    @rules(superior_is_no_party, both_sides_heard, decision_fits_the_parent)
    def decide(self, *, by: Appointment, decision: str, branch: PartyOrg | None = None, text: str) -> list:
        """Uphold one side, redirect, or return for correction; binds the handling step (R-S3)."""
        return self.record_decision(decision, branch, text)

    @verb(
        source=State.ACCEPTED,
        target=State.WITHDRAWN,
        label=_("双方已自行商妥"),
        verdict=Verdict.NOTE,
        tone="warn",
    )
    def settled(self, *, by: Appointment | None) -> list:
        """Both sides have told the officer that they agree; the parent goes on where it was."""
        self.moves_parent = f"resume_{self.waiting_parent.came_from}"
        return [SettledRecord]

    @verb(
        source=State.JOINT,
        target=State.DECIDED,
        label=_("登记一致的协调意见"),
        verdict=Verdict.AGREE,
        signs=True,
        keeps_text=True,
    )
    @rules(same_decision_as_the_other_side, decision_fits_the_parent)
    def agree(self, *, by: Appointment, decision: str, branch: PartyOrg | None = None, text: str) -> list:
        """The same decision recorded by both (R-S2)."""
        return self.record_decision(decision, branch, text)

    @verb(source=State.JOINT, target=State.UNRESOLVED, label=_("未达成一致，维持现状"), tone="no")
    def no_agreement(self, *, by: Appointment | None) -> list:
        """Thirty working days: the member stays with the origin; the slip keeps both statements (R-S2)."""
        self.leave_as_it_is()
        return [ApprovalSlip]

    @verb(source=(State.DECIDED, State.SUPERVISED), target=State.EXECUTED, label=_("执行协调意见"), seat=EXECUTORS)
    @rules(decision_is_still_lawful)
    def execute(self, *, by: Appointment | None) -> list:
        """The parent moves as decided."""
        self.moves_parent = self.decision
        self.parent_data = {"branch": self.decision_org} if self.named_org else {}
        return [ExecutionReport]

    @verb(source=State.DECIDED, target=State.SUPERVISED, label=_("逾期未执行，转入督促"), by_system=True)
    def not_executed(self, *, by: None) -> None:
        """Five working days over."""

    @verb(
        source=State.SUPERVISED,
        target=State.ACCEPTED,
        label=_("出现新情况，重新听取"),
        seat=COORDINATOR,
        verdict=Verdict.NOTE,
        supersedes=True,
        tone="warn",
    )
    def new_facts(self, *, by: Appointment) -> None:
        self.decision, self.decision_org, self.decided_on = "", None, None

    @verb(
        source=(State.REQUESTED, State.JOINT, State.ACCEPTED, State.DECIDED, State.SUPERVISED),
        target=State.WITHDRAWN,
        label=ended.LABEL,
        verdict=Verdict.NOTE,
        by_fact=True,
    )
    def person_ended(self, *, by: Appointment) -> None:
        """There is nothing left to coordinate: the parent has ended for the same reason, so nothing moves it."""

    @verb(
        source=(State.REQUESTED, State.JOINT, State.ACCEPTED, State.DECIDED, State.SUPERVISED),
        target=State.WITHDRAWN,
        action="person_ended",
        label=_("所属事项已经终止，不再协调"),
        by_fact=True,
    )
    def parent_ended(self, *, by: None) -> None:
        """What it was about has ended by itself: an agreement that names nobody any more (R-C13)."""

    # What the verbs need --------------------------------------------------------------------------------------

    def hear(self, *, by: Appointment, **said: Any) -> None:
        """Jointly, the first side records what it would decide; the second must record the same (R-S2).

        Raises Refused where the parent could not lawfully be decided so (R-S3)."""
        if self.state == State.JOINT:
            if against := self.against_deciding(said["decision"], said.get("branch")):
                raise Refused(against)
            self.proposed, self.decision_org = said["decision"], said.get("branch")

    def record_decision(self, decision: str, branch: PartyOrg | None, text: str) -> list:
        """Keep the decision and answer with F-16."""
        self.decision, self.decision_org, self.decision_text = decision, branch, text
        self.decided_on = timezone.localdate()
        return [CoordinationDecision]

    def against_deciding(self, decision: str, branch: PartyOrg | None) -> list[Missing]:
        """What the parent's own rules have against a decision, with the organisation it names (R-S3)."""
        parent = self._parent_as_it_is()
        verb = parent.flow.verbs()[decision]
        if branch and not verb.names_org:
            return [Missing(_now("这项协调意见不改变去向，请不要填写改送的党支部"), rule=RULES["R-S3"])]
        return refusals(parent, verb, None, {"branch": branch})

    def _parent_as_it_is(self) -> Case:
        return self.waiting_parent.flow.whole(self.waiting_parent.pk)

    def possible_decisions(self) -> dict[str, Verb]:
        """The parent's own verbs that leave `coordination` and are a superior's to choose."""
        parent = self._parent_as_it_is()
        offered = [v for v in parent.flow.leaving(parent.state) if v.by_child and not v.resumes]
        return {v.name: v for v in offered if not any(m.moot for m in refusals(parent, v, None))}

    def pointless_step(self) -> tuple[str, dict[str, Any]] | None:
        """Nothing to coordinate between two that became one: taken back, settled, or done as decided (R-O11)."""
        ends = self.origin_id == self.destination_id and ENDS.get(State(self.state))
        return (ends, {}) if ends else None

    def leave_as_it_is(self) -> None:
        parent = self.waiting_parent
        self.moves_parent = parent.flow.unresolved_verb_of(parent)

    def expect(self, verb: Verb) -> None:
        """Of the verbs the clock runs, these change more than the state."""
        if verb.name == "pass_up":
            self.go_up()
        elif verb.name == "no_agreement":
            self.leave_as_it_is()

    def may_restart_clock(self) -> bool:
        """A superior to whom it is passed up has the full time, like the one before."""
        return True

    def at_once(self) -> str:
        return "" if self.coordinator_id or self.state != State.REQUESTED else "no_common_superior"

    def may_lapse(self) -> bool:
        """At the top there is nobody to pass it up to: it stays, listed every day."""
        return self.state not in (State.REQUESTED, State.ACCEPTED) or self.next_higher() is not None

    @property
    def decision_label(self) -> str:
        """The decision in the words of the parent's procedure."""
        return str(self.waiting_parent.flow.verbs()[self.decision].label) if self.decision else ""

    def decision_in_words(self) -> str:
        """The F-16 in force, by whom and what: 江海省委组织部《协调意见书》江组协〔2026〕1号：支持接转."""
        paper = self.papers.filter(form=CoordinationDecision.form).last() if self.decision else None
        by = "、".join(org.name for org in self.deciders)
        return f"{by}《{paper.title}》{paper.number}：{self.decision_label}" if paper else ""

    def day_decided(self) -> date | None:
        return self.decided_on if self.decision else None

    @property
    def ground_on_record(self) -> str:
        """Why, and at whose wish, in Chinese: it stands in letters."""
        return f"{self.get_ground_display()}（党员本人提请）" if self.for_member else str(self.get_ground_display())

    def headline(self) -> str:
        return f"协调：{self.waiting_parent.title}"
