"""W8 Half-year evaluation: the record and its verbs, in the order of the domain table.

Opened by the clock for everybody who is co-managed on the first of June and December (opening.py). An evaluation is an
opinion: it never changes rights (R-C3). Scenarios: tests/workflows/test_evaluation.py.
"""

from datetime import date

from django.contrib.admin import display
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals import ended
from approvals.case import Case
from approvals.halves import Half, half_of
from approvals.sides import Seat, Side, Verdict
from approvals.verbs import rules, verb
from members.appointments import Appointment, Post
from members.models import Coverage, PartyOrg

from .bound import EVALUATION
from .papers import EvaluationSheet
from .rules import asked_only_once, attendance_adds_up, evaluation_is_written, origin_gave_its_own_view
from .states import Grade, Proposal, State

WRITER = Seat(Side.DESTINATION, "destination", Post.CLERK)
WRITER_HEAD = Seat(Side.DESTINATION, "destination", Post.HEAD)
READER = Seat(Side.ORIGIN, "origin", Post.CLERK)
UNFINISHED = (State.DUE, State.DRAFTED, State.SUBMITTED, State.RETURNED, State.OVERDUE, State.ESCALATED)
SUPERIOR = Seat(Side.SUPERIOR, "destination_superior", Post.ORGANISER)


class EvaluationCase(Case):
    """One member, one half-year. `coverage` says who is co-managed by whom, under which agreement."""

    coverage = models.ForeignKey(Coverage, models.PROTECT, related_name="evaluations")
    half = models.CharField(_("评价期"), max_length=6)
    activities_held = models.PositiveSmallIntegerField(_("开展活动次数"), null=True, blank=True)
    activities_attended = models.PositiveSmallIntegerField(_("参加次数"), null=True, blank=True)
    dues_until = models.DateField(_("党费交至"), null=True, blank=True)
    work_and_life = models.CharField(_("工作生活情况"), max_length=600, blank=True)
    contribution = models.CharField(_("发挥作用情况"), max_length=600, blank=True)
    problems = models.CharField(_("存在问题"), max_length=600, blank=True)
    grade = models.CharField(_("等次"), max_length=10, choices=Grade, blank=True)
    opinion_text = models.CharField(_("评价意见"), max_length=1000, blank=True)
    proposal = models.CharField(_("建议"), max_length=10, choices=Proposal, blank=True)
    late = models.BooleanField(_("逾期反馈"), default=False)
    unread = models.BooleanField(_("未阅"), default=False)

    bound = EVALUATION

    class Meta:
        verbose_name = verbose_name_plural = _("评价反馈")
        constraints = [models.UniqueConstraint(fields=["coverage", "half"], name="one_evaluation_a_half")]

    @verb(source=State.DUE, target=State.DRAFTED, label=_("填写评价"))
    @rules(attendance_adds_up)
    def draft(self, *, by: Appointment, **written) -> None:
        """The destination branch writes; attendance and dues are filled in from what is known."""
        self.write(written)

    @verb(source=(State.DUE, State.DRAFTED), target=State.OVERDUE, label=_("半年期满未反馈"), by_system=True)
    def miss(self, *, by: None) -> None:
        """The half-year is over."""

    @verb(source=State.DRAFTED, target=State.SUBMITTED, label=_("反馈流出地"), verdict=Verdict.NOTE)
    @rules(evaluation_is_written, attendance_adds_up)
    def submit(self, *, by: Appointment, **written) -> list:
        """The destination's secretary sends it."""
        self.write(written)
        return [EvaluationSheet]

    @verb(source=State.SUBMITTED, target=State.CONFIRMED, label=_("确认已阅"), verdict=Verdict.NOTE)
    def confirm(self, *, by: Appointment) -> list:
        """The origin has read it, with a comment."""
        return [EvaluationSheet]

    @verb(source=State.SUBMITTED, target=State.CONFIRMED, label=_("逾期未确认，记为未阅"), by_system=True)
    def auto_confirm(self, *, by: None) -> None:
        """Twenty working days without an answer."""
        self.unread = True

    @verb(source=State.SUBMITTED, target=State.RETURNED, label=_("请补充"), verdict=Verdict.SEND_BACK, tone="warn")
    @rules(asked_only_once)
    def ask_more(self, *, by: Appointment) -> None:
        """Once."""

    @verb(source=State.RETURNED, target=State.SUBMITTED, label=_("补充后反馈"), verdict=Verdict.NOTE)
    @rules(evaluation_is_written, attendance_adds_up)
    def complete(self, *, by: Appointment, **written) -> list:
        self.write(written)
        return [EvaluationSheet]

    @verb(source=State.RETURNED, target=State.OVERDUE, action="miss", label=_("逾期未补充"), by_system=True)
    def miss_again(self, *, by: None) -> None:
        """Asked for more, and nothing came."""

    @verb(
        source=(State.OVERDUE, State.ESCALATED),
        target=State.SUBMITTED,
        label=_("补报反馈"),
        seat=WRITER_HEAD,
        verdict=Verdict.NOTE,
    )
    @rules(evaluation_is_written, attendance_adds_up)
    def submit_late(self, *, by: Appointment, **written) -> list:
        """Late, and marked so."""
        self.write(written)
        self.late = True
        return [EvaluationSheet]

    @verb(source=State.OVERDUE, target=State.ESCALATED, label=_("提请上级督促"), seat=READER, tone="warn")
    def escalate(self, *, by: Appointment | None) -> None:
        """The origin, or the clock after fifteen working days (R-S7)."""

    @verb(
        source=State.ESCALATED,
        target=State.CLOSED_NO_FEEDBACK,
        label=_("未反馈结案（记入考核）"),
        verdict=Verdict.NOTE,
        tone="no",
    )
    @rules(origin_gave_its_own_view)
    def close(self, *, by: Appointment) -> None:
        """The destination's superior closes it with a note; the origin's own view stands in its place."""

    @verb(source=UNFINISHED, target=State.CLOSED_NO_FEEDBACK, label=ended.LABEL, verdict=Verdict.NOTE, by_fact=True)
    def person_ended(self, *, by: Appointment) -> None:
        """The member has died or is no member any more."""

    # What the case says of itself ---------------------------------------------------------------------------------

    WRITTEN = (
        "activities_held", "activities_attended", "dues_until", "work_and_life", "contribution", "problems", "grade",
        "opinion_text", "proposal",
    )  # fmt: skip

    def write(self, written: dict) -> None:
        """Take over what the form of F-13 holds."""
        for name in self.WRITTEN:
            if name in written:
                setattr(self, name, written[name])

    @property
    def period(self) -> Half:
        return half_of(self.half)

    @property
    @display(description=_("半年度最后一日"))
    def half_ends_on(self) -> date:
        return self.period.last_day

    @property
    def destination_superior(self) -> PartyOrg | None:
        superior = self.destination.superior_committee() if self.destination else None
        return superior.office() if superior else None

    def headline(self) -> str:
        return f"{self.person.name if self.person else ''}：{self.period.words}评价反馈"
