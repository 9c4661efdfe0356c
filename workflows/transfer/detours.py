"""What goes wrong on a transfer, and the way back: refusals, letters that expire or are lost, the check of a dossier.

Verbs of W1 beside the main line, mixed into `TransferCase`. Rules R-T7, R-T8, R-T11, R-T16 to R-T22. Scenarios:
tests/workflows/test_transfer_detours.py.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from approvals import ended
from approvals.sides import Verdict
from approvals.slip import ApprovalSlip
from approvals.verbs import rules, verb
from documents.numbers import VoidReason
from members.appointments import Appointment
from members.models import PartyOrg

from .arrival_rules import origin_is_here
from .detour_rules import (
    carried_lawfully,
    destination_opinion_is_fresh,
    destination_opinion_is_old,
    no_letter_out,
    not_under_examination,
    receipt_long_overdue,
    refusal_says_what_its_reason_demands,
)
from .letter import Letter
from .notices import RecallNotice, RefusalNotice, VoidNotice
from .outside_rules import new_is_named, new_outside_is_another, over_and_not_heard_of, proved_from_outside
from .papers import ExpirySlip
from .parties import ORIGIN_COMMITTEE
from .probation_rules import admitted_long_enough, county_decision_named, probation_discussed_first
from .rules import (
    belongs_to_origin,
    dues_recorded,
    dues_up_to_date,
    named_branch_is_another,
    named_branch_may_receive,
    origin_branch_agreed,
    validity_in_bounds,
)
from .states import Carrier, State

FINAL = (State.COMPLETED, State.WITHDRAWN, State.CANCELLED)
UNFINISHED = tuple(state for state in State if state not in FINAL)
LETTER_USED = (State.RECEIVED, State.RECEIPT_SENT)
WITH_THE_DESTINATION = (State.DESTINATION_REVIEW, State.ARRIVED, State.DOSSIER_CHECK)


class Detours(Letter):
    """What is annotated are fields of `TransferCase`."""

    state: str
    dues_until: date | None
    refusal_reason: str
    refusal_demanded: str
    refused_in: str

    @verb(
        source=(State.ORIGIN_BRANCH_REVIEW, State.PENDING_APPROVAL, *WITH_THE_DESTINATION),
        target=State.REFUSED,
        label=_("不予办理（写明理由）"),
        verdict=Verdict.DISAGREE,
        tells_superiors=True,
        tone="no",
    )
    @rules(proved_from_outside, refusal_says_what_its_reason_demands, county_decision_named)
    def refuse(self, *, by: Appointment, reason: str, demanded: str = "") -> list:
        """With a reason from the closed list and what that reason demands; copied to both superiors (R-T7, R-T8)."""
        self.refusal_reason, self.refusal_demanded = reason, demanded
        self.refused_in = self.state
        return [] if self.recorded_in(self.state) else [RefusalNotice]

    @verb(source=State.REFUSED, target=State.RETURNED, label=_("按理由补正"), supersedes=True, tone="warn")
    @rules(origin_is_here)
    def correct(self, *, by: Appointment) -> None:
        """Correct and ask again. A letter that is out no longer holds."""
        self.void_letter(VoidReason.RECALLED)

    @verb(
        source=State.REFUSED,
        target=State.DESTINATION_REVIEW,
        label=_("改送其他组织的支部"),
        locks_person=True,
        tone="warn",
    )
    @rules(
        origin_is_here,
        origin_branch_agreed,
        no_letter_out,
        belongs_to_origin,
        named_branch_is_another,
        named_branch_may_receive,
        new_is_named,
        new_outside_is_another,
    )
    def new_destination(
        self, *, by: Appointment, branch: PartyOrg | None = None, outside: dict[str, str] | None = None
    ) -> None:
        """The member goes elsewhere; the origin's opinion stands, the new destination is asked.

        `outside`: the columns OUTSIDE of a branch that is not in this system; either that or `branch`."""
        self.head_for(branch, outside)

    @verb(source=State.REFUSED, target=State.CANCELLED, label=_("不再办理，仍留原支部"), tone="no")
    def give_up(self, *, by: Appointment | None) -> list:
        """The member stays; a letter, if any, is returned and void. After sixty days the system does it."""
        self.void_letter(VoidReason.RECALLED)
        return [ApprovalSlip]

    @verb(source=State.LETTER_ISSUED, target=State.LETTER_EXPIRED, label=_("介绍信到期"), by_system=True)
    def expire(self, *, by: None) -> list:
        """The day after `valid_until`: nobody has reported in (R-T16). Outside the system, once no receipt can come."""
        self.void_letter(VoidReason.EXPIRED)
        return [ExpirySlip]

    @verb(
        source=State.LETTER_ISSUED,
        target=State.LETTER_EXPIRED,
        action="expire",
        label=_("对方确认未报到，按超期办理"),
        seat=ORIGIN_COMMITTEE,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(over_and_not_heard_of)
    def expire_as_heard(self, *, by: Appointment) -> list:
        """Outside the system the committee need not wait for a receipt that will not come."""
        self.void_letter(VoidReason.EXPIRED)
        return [ExpirySlip]

    @verb(
        source=State.LETTER_ISSUED,
        target=State.LETTER_VOID,
        label=_("作废介绍信（遗失、损毁、有误）"),
        seat=ORIGIN_COMMITTEE,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    def void(self, *, by: Appointment, reason: str) -> list:
        """A printed letter is never altered: void, then a new number (R-T17, R-T19)."""
        self.void_letter(VoidReason(reason))
        return [VoidNotice]

    @verb(
        source=State.LETTER_ISSUED,
        target=State.CANCELLED,
        label=_("收回介绍信并终止"),
        seat=ORIGIN_COMMITTEE,
        verdict=Verdict.NOTE,
        tone="no",
    )
    def recall(self, *, by: Appointment | None) -> list:
        """Once the letter is out, only together with its return (R-T20); where both sides became one, by itself."""
        self.void_letter(VoidReason.RECALLED)
        return [RecallNotice, ApprovalSlip] if by else [ApprovalSlip]

    @verb(
        source=(State.LETTER_EXPIRED, State.LETTER_VOID),
        target=State.LETTER_ISSUED,
        label=_("补开介绍信"),
        verdict=Verdict.AGREE,
        signs=True,
    )
    @rules(
        destination_opinion_is_fresh,
        dues_recorded,
        dues_up_to_date,
        validity_in_bounds,
        carried_lawfully,
        admitted_long_enough,
        probation_discussed_first,
        not_under_examination,
    )
    def reissue(
        self, *, by: Appointment, valid_days: int, carrier: str = Carrier.MEMBER, dues_until: date | None = None
    ) -> list:
        """A new letter under a new number that names the old one (R-T16, R-T17)."""
        self.dues_until = dues_until or self.dues_until
        self.remember_replaced()
        return self.issue_letter(valid_days, carrier)

    @verb(
        source=(State.LETTER_EXPIRED, State.LETTER_VOID),
        target=State.RETURNED,
        label=_("转入方意见已过六个月，重新征求"),
        supersedes=True,
        tone="warn",
    )
    @rules(destination_opinion_is_old)
    def re_examine(self, *, by: Appointment) -> None:
        """An opinion, or a decision in its place, older than six months is asked for again (R-T16, R-T17)."""
        self.remember_replaced()

    @verb(
        source=(State.LETTER_EXPIRED, State.LETTER_VOID),
        target=State.CANCELLED,
        label=_("不再补开，仍留原支部"),
        verdict=Verdict.NOTE,
        tone="no",
    )
    def cancel(self, *, by: Appointment) -> list:
        """The member stays with the origin."""
        return [ApprovalSlip]

    @verb(
        source=State.ARRIVED,
        target=State.DOSSIER_CHECK,
        label=_("先查核党员档案"),
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(proved_from_outside)
    def check_dossier(self, *, by: Appointment) -> None:
        """If necessary, for thirty days at most; then receive or refuse with a reason (R-T21)."""

    @verb(
        source=State.RECEIVED,
        target=State.COMPLETED,
        label=_("回执逾期两个月，凭系统记录办结"),
        seat=ORIGIN_COMMITTEE,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(receipt_long_overdue)
    def close_without_receipt(self, *, by: Appointment) -> list:
        """The record of the reception stands for the receipt, with the superior's consent in words (R-T11)."""
        return [*self.stub(), ApprovalSlip]

    @verb(
        source=UNFINISHED,
        target=State.CANCELLED,
        label=ended.LABEL,
        verdict=Verdict.NOTE,
        by_fact=True,
    )
    def person_ended(self, *, by: Appointment) -> list:
        """The member has died or is no member any more; a letter that was not used yet no longer holds."""
        if self.state not in LETTER_USED:
            self.void_letter(VoidReason.RECALLED)
        return [] if self.state == State.DRAFT else [ApprovalSlip]
