"""W8 as a diagram: whose desk each state is on, and by when. Its edges are the verbs of `EvaluationCase`."""

from django.utils.translation import gettext_lazy as _

from approvals.deadlines import Term, Unit
from approvals.flow import Asks, CaseFlow, Ended, Opening, Waiting

from .case import READER, SUPERIOR, WRITER, WRITER_HEAD, EvaluationCase
from .forms import FORMS
from .states import State

READ = Term("evaluation.submitted", 10, Unit.WORKDAYS, "R-C10")
UNREAD = Term("evaluation.submitted_lapse", 20, Unit.WORKDAYS, "W8")
COMPLETED = Term("evaluation.returned", 10, Unit.WORKDAYS, "W8")
LATE = Term("evaluation.overdue", 15, Unit.WORKDAYS, "R-S7")
CLOSED = Term("evaluation.escalated", 30, Unit.WORKDAYS, "W8")


class EvaluationFlow(CaseFlow):
    """W8 评价反馈: from the first of June or December to the origin's confirmation."""

    process_title = _("评价反馈")
    kind = "evaluation"
    number_prefix = "PJ"
    case_class = EvaluationCase
    forms = FORMS
    facts_template = "evaluation/_facts.html"
    main_line = (State.DUE, State.DRAFTED, State.SUBMITTED, State.CONFIRMED)
    beside = {State.RETURNED: State.SUBMITTED, State.OVERDUE: State.DRAFTED, State.ESCALATED: State.DRAFTED}

    start = Opening(State.DUE)
    due = Waiting(State.DUE, WRITER, until="half_ends_on", lapse="miss")
    drafted = Waiting(State.DRAFTED, WRITER_HEAD, until="half_ends_on", lapse="miss")
    submitted = Waiting(State.SUBMITTED, READER, term=READ, lapse="auto_confirm", lapse_term=UNREAD)
    returned = Waiting(State.RETURNED, WRITER_HEAD, term=COMPLETED, lapse="miss_again", lapse_term=COMPLETED)
    overdue = Waiting(State.OVERDUE, WRITER_HEAD, term=LATE, lapse="escalate", lapse_term=LATE)
    escalated = Waiting(State.ESCALATED, READER, WRITER_HEAD, SUPERIOR, asks=Asks.HEARING, term=CLOSED)
    confirmed = Ended(State.CONFIRMED)
    closed_no_feedback = Ended(State.CLOSED_NO_FEEDBACK)
