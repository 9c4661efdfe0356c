"""W1 as a diagram: whose desk each state is on, and by when. Its edges are the verbs of `TransferCase`."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.case import Case
from approvals.deadlines import Term, Unit
from approvals.flow import CaseFlow, Ended, Opening, Waiting
from approvals.forms import VerbForm
from members.models import Appointment

from .arrival_forms import ARRIVAL_FORMS
from .case import TransferCase
from .forms import FORMS
from .hints import HINTS
from .outside_forms import RECORDING_FORMS, NewDestinationForm
from .papers import OVERLAYS
from .parties import (
    DESTINATION_BRANCH,
    DESTINATION_COMMITTEE,
    DESTINATION_REVIEWERS,
    ORIGIN_BRANCH,
    ORIGIN_COMMITTEE,
    ORIGIN_COMMITTEE_CLERK,
    ORIGIN_RECORDER,
    RECEIVING_COMMITTEE,
    RECEIVING_COMMITTEE_CLERK,
    RECORDER,
    STARTER,
)
from .states import LETTER_ENTERED, State

DRAFT_KEPT = Term("transfer.draft", 60, Unit.DAYS, "W1")
BRANCH_OPINION = Term("transfer.origin_branch_review", 5, Unit.WORKDAYS, "R-T24")
DESTINATION_OPINION = Term("transfer.destination_review", 10, Unit.WORKDAYS, "R-T24")
APPROVAL = Term("transfer.pending_approval", 5, Unit.WORKDAYS, "R-T24")
CORRECTION = Term("transfer.returned", 30, Unit.DAYS, "W1")
REFUSAL_ANSWERED = Term("transfer.refused", 15, Unit.WORKDAYS, "W1")
REFUSAL_KEPT = Term("transfer.refused_lapse", 60, Unit.DAYS, "W1")
EXPIRY_ANSWERED = Term("transfer.letter_expired", 15, Unit.WORKDAYS, "W1")
LETTER_REPLACED = Term("transfer.letter_void", 5, Unit.WORKDAYS, "R-T17")
DOSSIER = Term("transfer.dossier_check", 30, Unit.DAYS, "R-T21", most=30)
RECEPTION = Term("transfer.arrived", 10, Unit.WORKDAYS, "R-T24")
RECEIPT = Term("transfer.receipt", 1, Unit.MONTHS, "R-T11", most=1)
RECEIPT_ATTACHED = Term("transfer.receipt_sent", 30, Unit.DAYS, "W1")


class TransferFlow(CaseFlow):
    """W1 组织关系接转: from a draft to the attached receipt."""

    process_title = _("组织关系接转")
    kind = "transfer"
    side_labels = ("转出党组织", "转入党组织")
    number_prefix = "ZJ"
    case_class = TransferCase
    forms = FORMS | {"new_destination": NewDestinationForm}
    hints = HINTS
    begins = ("transfer_start", _("发起接转"))
    moves_members = True
    unresolved_verb = "uphold_refusal"
    remarks = {LETTER_ENTERED: _("登记系统外介绍信，本人已报到")}
    facts_template = "transfer/_facts.html"
    papers_help = {
        OVERLAYS: (
            _("套打"),
            _(
                "标着“套打”的只有要填的内容，用来打在统一印制的三联介绍信上，打之前先用白纸对准位置。"
                "没有标的整页印出，留底备查。两种都由人盖章，系统不画章。"
            ),
        )
    }
    main_line = (
        State.DRAFT,
        State.ORIGIN_BRANCH_REVIEW,
        State.DESTINATION_REVIEW,
        State.PENDING_APPROVAL,
        State.LETTER_ISSUED,
        State.ARRIVED,
        State.RECEIVED,
        State.RECEIPT_SENT,
        State.COMPLETED,
    )
    beside = {
        State.RETURNED: State.ORIGIN_BRANCH_REVIEW,
        State.REFUSED: State.DESTINATION_REVIEW,
        State.COORDINATION: State.DESTINATION_REVIEW,
        State.LETTER_EXPIRED: State.LETTER_ISSUED,
        State.LETTER_VOID: State.LETTER_ISSUED,
        State.DOSSIER_CHECK: State.ARRIVED,
    }

    @classmethod
    def form_of(cls, case: Case, name: str, state: str = "") -> type[VerbForm]:
        """What a destination outside the system said or did is recorded with its date and a scan (R-T6)."""
        forms = ARRIVAL_FORMS if case.comes_from_outside else RECORDING_FORMS
        recorded = forms.get(name) if case.recorded_in(state or case.state) else None
        return recorded or super().form_of(case, name)

    @classmethod
    def mended_at(cls, case: Case, by: Appointment) -> str:
        """A returned case is corrected on the page it was drafted on; a refused one is taken back to it first."""
        if case.state == State.RETURNED and STARTER.held_by(by, case):
            return reverse("transfer_draft", args=[case.number])
        if case.state == State.REFUSED and STARTER.held_by(by, case) and not case.comes_from_outside:
            return reverse("case", args=[case.number]) + "?act=correct#decide"
        return ""

    start = Opening()
    draft = Waiting(State.DRAFT, STARTER, lapse="lapse", lapse_term=DRAFT_KEPT, reminders=1)
    origin_branch_review = Waiting(State.ORIGIN_BRANCH_REVIEW, ORIGIN_BRANCH, term=BRANCH_OPINION)
    destination_review = Waiting(
        State.DESTINATION_REVIEW,
        DESTINATION_BRANCH,
        DESTINATION_REVIEWERS,
        DESTINATION_COMMITTEE,
        RECORDER,
        term=DESTINATION_OPINION,
    )
    pending_approval = Waiting(State.PENDING_APPROVAL, ORIGIN_COMMITTEE, term=APPROVAL)
    returned = Waiting(
        State.RETURNED, STARTER, term=CORRECTION, lapse="withdraw_or_lapse", lapse_term=CORRECTION, reminders=2
    )
    refused = Waiting(
        State.REFUSED, STARTER, term=REFUSAL_ANSWERED, lapse="give_up", lapse_term=REFUSAL_KEPT, reminders=2
    )
    coordination = Waiting(State.COORDINATION, child="coordination")
    letter_issued = Waiting(
        State.LETTER_ISSUED,
        RECEIVING_COMMITTEE_CLERK,
        RECORDER,
        until="valid_until",
        lapse="expire",
        heard_within=RECEIPT,
    )
    letter_expired = Waiting(State.LETTER_EXPIRED, ORIGIN_COMMITTEE, term=EXPIRY_ANSWERED)
    letter_void = Waiting(State.LETTER_VOID, ORIGIN_COMMITTEE, term=LETTER_REPLACED)
    arrived = Waiting(State.ARRIVED, RECEIVING_COMMITTEE, RECORDER, term=RECEPTION)
    dossier_check = Waiting(State.DOSSIER_CHECK, RECEIVING_COMMITTEE, RECORDER, term=DOSSIER)
    received = Waiting(State.RECEIVED, RECEIVING_COMMITTEE_CLERK, RECORDER, term=RECEIPT)
    receipt_sent = Waiting(
        State.RECEIPT_SENT,
        ORIGIN_COMMITTEE_CLERK,
        ORIGIN_RECORDER,
        term=RECEIPT_ATTACHED,
        lapse="attach_receipt",
        lapse_term=RECEIPT_ATTACHED,
    )
    completed = Ended(State.COMPLETED)
    withdrawn = Ended(State.WITHDRAWN)
    cancelled = Ended(State.CANCELLED)
