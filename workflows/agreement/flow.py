"""W2 as a diagram: whose desk each state is on, and by when. Its edges are the verbs of `AgreementCase`."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.case import Case
from approvals.deadlines import Term, Unit
from approvals.flow import Asks, CaseFlow, Ended, Opening, Waiting
from approvals.sides import Verdict
from members.models import Appointment

from . import drafting
from .case import AgreementCase
from .forms import FORMS, OPINION_FORMS
from .hints import HINTS
from .parties import (
    DESTINATION_ANSWERS,
    DESTINATION_CLERK,
    DESTINATION_DRAFTS,
    DESTINATION_HEAD,
    DESTINATION_SIGNS,
    ORIGIN_ANSWERS,
    ORIGIN_CLERK,
    ORIGIN_DRAFTS,
    ORIGIN_HEAD,
    ORIGIN_SIGNS,
)
from .states import State

KEPT = Term("agreement.draft", 60, Unit.DAYS, "W2")
ANSWER = Term("agreement.proposed", 15, Unit.WORKDAYS, "R-C11")
TURN = Term("agreement.negotiating", 15, Unit.WORKDAYS, "W2")
SIGNING = Term("agreement.ready_to_sign", 15, Unit.WORKDAYS, "W2")
UNSIGNED = Term("agreement.ready_to_sign_lapse", 60, Unit.DAYS, "W2")
SECOND_SIGNATURE = Term("agreement.signed_one_side", 15, Unit.WORKDAYS, "W2")
FILED = Term("agreement.filing", 5, Unit.WORKDAYS, "W2")
CHANGE = Term("agreement.amending", 30, Unit.DAYS, "R-C12")
REST = Term("agreement.suspended", 6, Unit.MONTHS, "W2")
NOTICE = Term("agreement.termination_notice", 30, Unit.DAYS, "R-C12")


class AgreementFlow(CaseFlow):
    """W2 共管协议: from a proposal to both signatures, and through its life to its end."""

    process_title = _("共管协议")
    kind = "agreement"
    side_labels = ("甲方（流出地）", "乙方（流入地）")
    number_prefix = "GG"
    case_class = AgreementCase
    forms = FORMS
    opinion_forms = OPINION_FORMS
    unresolved_verb = "decide_none"
    facts_template = "agreement/_facts.html"
    matter_template = "agreement/_proposal.html"
    begins = ("agreement_start", _("签订共管协议"))
    hints = HINTS
    remarks = {
        "duty_done": _("登记职责落实情况"),
        "duty_taken_back": _("更正职责登记"),
        "duty_explained": _("说明未落实的原因"),
        "duty_excused": _("审核说明，销号"),
        "duty_asked_again": _("说明不够，请再说明"),
        "funding": _("登记经费"),
        "funding_struck": _("划去一笔经费"),
        "roster_changed": _("调整名册"),
        "roster_left": _("名册减去不再由甲方管理的党员"),
        "roster_objected": _("对名册调整提出异议，调整作废"),
    }
    main_line = (
        State.DRAFT,
        State.PROPOSED,
        State.READY_TO_SIGN,
        State.SIGNED_ONE_SIDE,
        State.FILING,
        State.EFFECTIVE,
        State.EXPIRED,
    )
    beside = {
        State.NEGOTIATING: State.PROPOSED,
        State.COORDINATION: State.PROPOSED,
        State.AMENDING: State.EFFECTIVE,
        State.SUSPENDED: State.EFFECTIVE,
        State.TERMINATION_NOTICE: State.EFFECTIVE,
    }

    start = Opening()
    draft = Waiting(State.DRAFT, ORIGIN_DRAFTS, DESTINATION_DRAFTS, term=KEPT)
    proposed = Waiting(State.PROPOSED, ORIGIN_ANSWERS, DESTINATION_ANSWERS, term=ANSWER)
    negotiating = Waiting(State.NEGOTIATING, ORIGIN_ANSWERS, DESTINATION_ANSWERS, term=TURN)
    ready_to_sign = Waiting(
        State.READY_TO_SIGN,
        ORIGIN_HEAD,
        DESTINATION_HEAD,
        asks=Asks.ANY,
        term=SIGNING,
        lapse="lapse",
        lapse_term=UNSIGNED,
        reminders=2,
    )
    signed_one_side = Waiting(State.SIGNED_ONE_SIDE, ORIGIN_SIGNS, DESTINATION_SIGNS, term=SECOND_SIGNATURE)
    filing = Waiting(State.FILING, ORIGIN_CLERK, DESTINATION_CLERK, asks=Asks.ALL, term=FILED, agreed=Verdict.FILED)
    effective = Waiting(
        State.EFFECTIVE,
        ORIGIN_HEAD,
        DESTINATION_HEAD,
        asks=Asks.ANY,
        until="ends_on",
        lapse="end_of_term",
        rests="renewal_from",
    )
    amending = Waiting(State.AMENDING, ORIGIN_HEAD, DESTINATION_HEAD, asks=Asks.ALL, signed=True, term=CHANGE)
    suspended = Waiting(State.SUSPENDED, ORIGIN_HEAD, DESTINATION_HEAD, asks=Asks.ALL, term=REST, rests="may_end_from")
    termination_notice = Waiting(
        State.TERMINATION_NOTICE, ORIGIN_HEAD, DESTINATION_HEAD, asks=Asks.ANY, lapse="end_of_notice", lapse_term=NOTICE
    )
    coordination = Waiting(State.COORDINATION, child="coordination")
    expired = Ended(State.EXPIRED)
    terminated = Ended(State.TERMINATED)
    withdrawn = Ended(State.WITHDRAWN)

    @classmethod
    def mended_at(cls, case: Case, by: Appointment) -> str:
        """Where the side that may write answers a counter-proposal or an objection with a version of its own."""
        return reverse("agreement_write", args=[case.number]) if drafting.may_write(case, by) else ""

    @classmethod
    def unresolved_verb_of(cls, case: Case) -> str:
        """What was in force stays so; what was not comes to nothing (R-S2)."""
        return "decide_keep" if case.came_from == State.TERMINATION_NOTICE else cls.unresolved_verb
