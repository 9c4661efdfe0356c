"""W10 as a diagram. `begin` is how any procedure's case comes to be coordinated."""

from django.utils.translation import gettext_lazy as _

from approvals.case import Case
from approvals.deadlines import Term, Unit
from approvals.flow import Asks, CaseFlow, Ended, Opening, Waiting
from approvals.forms import StatementForm
from approvals.rules import Missing
from members.models import Appointment, PartyOrg

from .case import (
    COORDINATOR,
    DESTINATION_PARTY,
    DESTINATION_TOP,
    HANDLING_SIDE,
    ORIGIN_PARTY,
    ORIGIN_TOP,
    CoordinationCase,
)
from .forms import FORMS, ProposalForm
from .hints import HINTS
from .states import State
from .superiors import Complaint, complaint_of, coordinator_of, highest_of, nobody_is_left

ADMISSION = Term("coordination.requested", 5, Unit.WORKDAYS, "W10")
PASSED_UP = Term("coordination.pass_up", 10, Unit.WORKDAYS, "W10")
DECISION = Term("coordination.accepted", 15, Unit.WORKDAYS, "R-S3")
DECISION_TWICE = Term("coordination.accepted_pass_up", 30, Unit.WORKDAYS, "W10")
JOINT = Term("coordination.joint", 30, Unit.WORKDAYS, "R-S2")
EXECUTION = Term("coordination.decided", 5, Unit.WORKDAYS, "W10")
ORDERED = Term("coordination.supervised", 10, Unit.WORKDAYS, "W10")


class CoordinationFlow(CaseFlow):
    """W10 协调: a common superior hears both sides of a case that is stuck, and decides."""

    process_title = _("协调")
    kind = "coordination"
    number_prefix = "XT"
    case_class = CoordinationCase
    forms = FORMS
    hints = HINTS
    opinion_forms = {State.ACCEPTED: StatementForm, State.JOINT: ProposalForm}
    facts_template = "coordination/_facts.html"
    main_line = (State.REQUESTED, State.ACCEPTED, State.DECIDED, State.EXECUTED)
    beside = {State.JOINT: State.REQUESTED, State.SUPERVISED: State.DECIDED}

    start = Opening(State.REQUESTED)
    requested = Waiting(State.REQUESTED, COORDINATOR, term=ADMISSION, lapse="pass_up", lapse_term=PASSED_UP)
    joint = Waiting(State.JOINT, ORIGIN_TOP, DESTINATION_TOP, term=JOINT, lapse="no_agreement", lapse_term=JOINT)
    accepted = Waiting(
        State.ACCEPTED,
        ORIGIN_PARTY,
        DESTINATION_PARTY,
        COORDINATOR,
        asks=Asks.HEARING,
        term=DECISION,
        lapse="pass_up",
        lapse_term=DECISION_TWICE,
    )
    decided = Waiting(State.DECIDED, HANDLING_SIDE, term=EXECUTION, lapse="not_executed", lapse_term=EXECUTION)
    supervised = Waiting(State.SUPERVISED, HANDLING_SIDE, term=ORDERED)
    executed = Ended(State.EXECUTED)
    inadmissible = Ended(State.INADMISSIBLE)
    withdrawn = Ended(State.WITHDRAWN)
    unresolved = Ended(State.UNRESOLVED)

    @classmethod
    def child_of(cls, parent: Case, *, by: Appointment, respondent: PartyOrg) -> CoordinationCase:
        """The unsaved coordination of a locked parent that `by` asks for; the desk opens it (R-S1, R-S2).

        Where the other side is outside the system nobody is there to decide with: the origin's highest does alone."""
        complaint = complaint_of(parent, by.org, respondent)
        office = coordinator_of(parent, _parties(complaint, by))
        tops = (None, None) if office else (highest_of(parent.origin), highest_of(parent.destination))
        child = CoordinationCase(
            kind=cls.kind,
            state=State.REQUESTED,
            person=parent.person,
            origin=parent.origin,
            destination=parent.destination,
            outside_name=parent.outside_name,
            coordinator=office,
            parent_id=parent.pk,
            ground=complaint.ground,
            requester=by.org,
            for_member=parent.asked_by_member,
            respondent=complaint.handling,
            origin_top=tops[0],
            destination_top=tops[1],
        )
        child.title = child.headline()
        return child

    @classmethod
    def nobody_decides(cls, parent: Case, *, by: Appointment, held_by: PartyOrg) -> Missing | None:
        """What to say where `by` would ask and every superior of both sides is a party (R-S1)."""
        return nobody_is_left(parent, _parties(complaint_of(parent, by.org, held_by), by))


def _parties(complaint: Complaint, by: Appointment) -> list[PartyOrg]:
    return [org for org in (complaint.accused, by.org) if org]
