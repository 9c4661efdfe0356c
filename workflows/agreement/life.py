"""The life of an agreement in force: change, rest, notice and end (R-C12, R-C13). Mixed into `AgreementCase`.

Scenarios: tests/workflows/test_agreement_life.py.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.bound import Bound
from approvals.calendar import add_months, end_of
from approvals.escalation import somebody_may_coordinate
from approvals.opinions import Opinion
from approvals.sides import Verdict
from approvals.slip import ApprovalSlip
from approvals.verbs import rules, verb
from documents.numbers import VoidReason
from documents.papers import PaperQuerySet, void_together
from members import coverage
from members.appointments import Appointment
from members.models import Coverage, Person

from .bound import bind_supplement
from .overlap import end_what_is_over
from .papers import EndingRecord, SupplementPaper, TerminationNotice
from .parties import EITHER_HEAD, NOTICE_GIVER, NOTICE_TAKER, Parties
from .rules import (
    RESTS,
    change_is_in_time,
    changed_term_is_in_bounds,
    other_side_agrees_to_the_change,
    rested_long_enough,
)
from .states import Scope, State, SuspendedFor
from .supplements import Supplement

# Where it may be that nobody is left (R-C13); `coordination` stands in both: what it was before decides.
IN_FORCE = (State.EFFECTIVE, State.AMENDING, State.SUSPENDED, State.TERMINATION_NOTICE, State.COORDINATION)
NOT_IN_FORCE = (
    State.DRAFT,
    State.PROPOSED,
    State.NEGOTIATING,
    State.READY_TO_SIGN,
    State.SIGNED_ONE_SIDE,
    State.FILING,
    State.COORDINATION,
)


class Life(Parties, Bound):
    """What is annotated are fields of `AgreementCase`."""

    pk: int
    number: str
    scope: str
    came_from: str
    renews: Any
    duties: Any
    effective_on: date | None
    ended_on: date | None
    suspended_for: str
    state_since: datetime
    lapses_at: datetime | None
    if TYPE_CHECKING:

        @property
        def ends_on(self) -> date: ...

        @property
        def papers(self) -> PaperQuerySet: ...

    @verb(
        source=State.EFFECTIVE,
        target=State.AMENDING,
        label=_("提出变更，拟补充协议"),
        seat=EITHER_HEAD,
        verdict=Verdict.NOTE,
        tone="warn",
        keeps_text=True,
    )
    @rules(changed_term_is_in_bounds)
    def propose_change(self, *, by: Appointment, text: str, mode: str = "", ends_on: date | None = None) -> None:
        """What is to change, in words, and the terms it changes (R-C12)."""
        change = Supplement.objects.create(
            case_id=self.pk, by=by, words=text, mode=mode, ends_on=ends_on, proposed_at=timezone.now()
        )
        bind_supplement(self, change)

    @verb(
        source=State.AMENDING,
        target=State.EFFECTIVE,
        action="agree_change_or_drop",
        label=_("同意并签署补充协议"),
        verdict=Verdict.AGREE,
        signs=True,
    )
    @rules(change_is_in_time, other_side_agrees_to_the_change)
    def agree_change(self, *, by: Appointment) -> list:
        """The second signature: the supplement holds from today."""
        change = self.open_supplement
        change.number = self.supplements.filter(agreed_on__isnull=False).count() + 1
        change.agreed_on = timezone.localdate()
        change.save(update_fields=["number", "agreed_on"])
        bind_supplement(self, change)
        return [SupplementPaper]

    @verb(
        source=State.AMENDING,
        target=State.EFFECTIVE,
        action="agree_change_or_drop",
        label=_("不作变更"),
        seat=EITHER_HEAD,
        verdict=Verdict.NOTE,
        tone="no",
    )
    def drop_change(self, *, by: Appointment) -> None:
        """Either side drops it; the agreement goes on as it was."""
        self.drop_supplements()

    @verb(
        source=State.EFFECTIVE,
        target=State.SUSPENDED,
        label=_("中止"),
        seat=EITHER_HEAD,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    def suspend(self, *, by: Appointment, suspended_for: str) -> None:
        """A person is lost, or an organisation is changing (R-C13)."""
        self.suspended_for = SuspendedFor(suspended_for)

    @verb(source=State.SUSPENDED, target=State.EFFECTIVE, label=_("恢复履行"), seat=EITHER_HEAD, verdict=Verdict.NOTE)
    def resume(self, *, by: Appointment) -> None:
        """Found, or settled."""
        self.suspended_for = ""

    @verb(
        source=State.SUSPENDED, target=State.TERMINATED, label=_("中止满六个月，终止"), verdict=Verdict.AGREE, tone="no"
    )
    @rules(rested_long_enough)
    def end(self, *, by: Appointment) -> list:
        """After six months of rest."""
        return self.close_coverage(timezone.localdate())

    @verb(
        source=State.EFFECTIVE,
        target=State.TERMINATION_NOTICE,
        label=_("通知解除（提前三十天）"),
        seat=EITHER_HEAD,
        verdict=Verdict.NOTE,
        tells_superiors=True,
        tone="no",
    )
    def give_notice(self, *, by: Appointment) -> list:
        """One-sided, with a written reason; all duties go on for thirty days (R-C12)."""
        self.notice_by = by.org
        return [TerminationNotice]

    @verb(
        source=State.TERMINATION_NOTICE,
        target=State.EFFECTIVE,
        label=_("收回解除通知"),
        seat=NOTICE_GIVER,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    def take_back(self, *, by: Appointment) -> None:
        """The side that gave it, before the end."""
        self.drop_notice()

    @verb(
        source=State.TERMINATION_NOTICE,
        target=State.COORDINATION,
        label=_("不同意解除，提请上级协调"),
        seat=NOTICE_TAKER,
        verdict=Verdict.DISAGREE,
        tells_superiors=True,
        tone="warn",
    )
    @rules(somebody_may_coordinate)
    def object(self, *, by: Appointment) -> None:
        """The other side objects."""

    @verb(source=State.TERMINATION_NOTICE, target=State.TERMINATED, label=_("通知期满，解除"), by_system=True)
    def end_of_notice(self, *, by: None) -> list:
        """Thirty days without an objection."""
        return self.close_coverage(self.last_day_of_notice)

    @verb(source=IN_FORCE, target=State.TERMINATED, label=_("名册已无人，自行终止"), by_fact=True)
    def nobody_left(self, *, by: None) -> list:
        """Everybody was transferred, came home or is out (R-C13)."""
        self.drop_supplements()
        return self.close_coverage(timezone.localdate())

    @verb(source=NOT_IN_FORCE, target=State.WITHDRAWN, label=_("名册已无人，自行撤回"), by_fact=True)
    def nobody_left_before(self, *, by: None) -> list:
        """The same before it took effect: there is nobody to agree on any more. Of a draft nobody else has heard."""
        return [] if self.state == State.DRAFT else [ApprovalSlip]

    @verb(source=State.EFFECTIVE, target=State.EXPIRED, label=_("期满"), by_system=True)
    def end_of_term(self, *, by: None) -> list:
        """The day after the last (R-C9); its members are without an agreement again."""
        return self.close_coverage(self.ends_on)

    # What the verbs need --------------------------------------------------------------------------------------

    @property
    def open_supplement(self) -> Supplement:
        """The change that is being decided. Raises Supplement.DoesNotExist outside `amending`."""
        return self.supplements.get(agreed_on__isnull=True, dropped=False)

    def begin_coverage(self) -> None:
        """From today each member is co-managed by both (R-C6); where this renews another, that one's has ended."""
        if self.renews:
            coverage.end(because=self.renews.number, on=self.renews.ends_on)
        end_what_is_over(self)
        if self.destination is None:
            raise LookupError("R-C2 was held when it was sent")
        individual = self.scope == Scope.INDIVIDUAL
        coverage.begin(self.text.standing, self.origin, self.destination, because=self.number, individual=individual)

    @property
    def may_end_from(self) -> date:
        """From when both are asked whether a suspension shall end it; until then it rests."""
        return add_months(timezone.localdate(self.state_since), RESTS)

    def drop_supplements(self) -> None:
        """What was proposed and not agreed on is dropped."""
        for change in self.supplements.filter(agreed_on__isnull=True, dropped=False):
            change.dropped = True
            change.save(update_fields=["dropped"])
            bind_supplement(self, change)

    @property
    def agreed_changes(self) -> "models.QuerySet[Supplement]":
        """The supplements in force, oldest first."""
        return self.supplements.filter(agreed_on__isnull=False)

    @property
    def last_day_of_notice(self) -> date:
        """Until when both go on as before, within the term (R-C12): the day it fell due, however late the clock."""
        over = self.lapses_at or timezone.now()
        return min(timezone.localdate(over) - timedelta(1), self.ends_on)

    @property
    def covered_last(self) -> "models.QuerySet[Person]":
        """Once it has ended: whom it covered to its end; where nobody was left by then, everybody it ever covered."""
        rows = Coverage.objects.filter(because=self.number).exclude(ended_because=self.number)  # taken off the roster
        last = rows.filter(until=self.ended_on)
        return Person.objects.filter(pk__in=(last if last.exists() else rows).values("person"))

    @property
    def notice(self) -> "Opinion | None":
        """What was said when the notice that runs was given."""
        return self.opinions.filter(org=self.notice_by, state=State.EFFECTIVE).last() if self.notice_by else None

    def drop_notice(self) -> None:
        """Nobody wants it ended any more: the notice that was sent out no longer holds, also where it is verified."""
        self.notice_by = None
        void_together(self.papers.filter(form=TerminationNotice.form), VoidReason.RECALLED)

    def close_coverage(self, on: date) -> list:
        """Nobody is co-managed under this agreement after the day `on`."""
        self.ended_on = on
        coverage.end(because=self.number, on=on)
        self.duties.owed().filter(due_at__gt=end_of(on)).update(dropped_on=on)  # what was not due yet is owed no more
        return [EndingRecord, ApprovalSlip]
