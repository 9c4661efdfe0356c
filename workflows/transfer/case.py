"""W1 Transfer of organisational relations 组织关系接转: the record and its verbs.

Rules R-T1 to R-T25; states and moves as in the W1 table of the domain notes, in the same order. Scenarios:
tests/workflows/test_transfer.py. Papers: templates/transfer/letter.html, receipt.html, slip.html.
"""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals import plan
from approvals.case import Case
from approvals.sides import Verdict
from approvals.slip import ApprovalSlip
from approvals.verbs import rules, verb
from documents.numbers import VoidReason
from members.appointments import Appointment
from members.models import PartyOrg

from .application import APPLICATION, TransferApplication
from .arrival_rules import another_hand_receives, confirmation_is_shown, stub_is_here, stub_is_outside
from .bound import TRANSFER
from .coordinated import Coordinated
from .course import Course
from .detour_rules import carried_lawfully, not_under_examination
from .detours import Detours
from .mending import changed_or_explained
from .notices import AdjustmentNotice
from .outside import OutsideSide, moment_of_leaving
from .outside_rules import (
    asked_in_the_system,
    is_outside_by_its_names,
    proved_from_outside,
    receipt_names_the_letter,
    recorded_day_possible,
)
from .parties import MAY_WITHDRAW
from .probation_rules import (
    admitted_long_enough,
    conversion_view_given,
    probation_accounted_for,
    probation_discussed_first,
)
from .reception import end_stay, take_over_dues
from .rules import (
    belongs_to_origin,
    both_committees_have_power,
    both_sides_agreed,
    dues_recorded,
    dues_up_to_date,
    goes_to_another_branch,
    identity_known,
    is_internal,
    is_not_internal,
    is_not_the_void_letter,
    letter_is_the_usual_credential,
    letter_number_matches,
    letter_still_valid,
    named_branch_is_another,
    no_other_open_transfer,
    receiving_branch_named,
    validity_in_bounds,
)
from .states import Carrier, Channel, ConversionView, Reason, Refusal, State
from .stays import stay_speaks_for_it
from .succession import Succeeded

BEFORE_APPROVAL = (State.DRAFT, State.ORIGIN_BRANCH_REVIEW, State.DESTINATION_REVIEW, State.PENDING_APPROVAL)


class TransferCase(Detours, Coordinated, OutsideSide, Succeeded, Course, Case):  # type: ignore[misc]  # always has both
    """One transfer. `origin` is the member's branch, `destination` the branch they go to; outside.py: one not here."""

    reason = models.CharField(_("转移原因"), max_length=20, choices=Reason, blank=True)
    reason_text = models.CharField(_("情况说明"), max_length=300, blank=True)
    away_since = models.DateField(_("何时起"), null=True, blank=True)
    channel = models.CharField(_("接转渠道"), max_length=20, choices=Channel, default=Channel.PAPER)
    external_reference = models.CharField(_("外部编号"), max_length=60, blank=True)
    contact = models.CharField(_("党员联系方式"), max_length=60, blank=True)
    dues_until = models.DateField(_("党费交至"), null=True, blank=True)
    probation_account = models.TextField(_("培养教育考察情况"), blank=True)
    conversion_view = models.CharField(_("能否转正的意见"), max_length=20, choices=ConversionView, blank=True)
    valid_days = models.PositiveSmallIntegerField(_("有效期（天）"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    issued_on = models.DateField(_("开具日期"), null=True, blank=True)
    carrier = models.CharField(_("传递方式"), max_length=20, choices=Carrier, blank=True)
    letter_number = models.PositiveIntegerField(_("介绍信编号"), null=True, blank=True)
    replaced_number = models.PositiveIntegerField(_("原介绍信编号"), null=True, blank=True)
    replaced_on = models.DateField(_("原介绍信开具日期"), null=True, blank=True)
    first_issued_on = models.DateField(_("首次开具日期"), null=True, blank=True)
    unreceived_on = models.DateField(null=True, blank=True, editable=False)
    refusal_reason = models.CharField(_("不予办理的理由"), max_length=30, choices=Refusal, blank=True)
    refusal_demanded = models.CharField(_("须补充或更正"), max_length=300, blank=True)
    refused_in = models.CharField(max_length=40, blank=True)
    decided_by_coordination = models.BooleanField(_("协调意见代转入方意见"), default=False)
    redirects = models.PositiveSmallIntegerField(default=0)
    receiving_branch = models.ForeignKey(PartyOrg, models.PROTECT, null=True, blank=True, related_name="+")
    receiving_group = models.CharField(_("党小组"), max_length=60, blank=True)
    received_on = models.DateField(_("接收日期"), null=True, blank=True)
    receipt_handler = models.CharField(_("回执经办人"), max_length=60, blank=True)
    receipt_phone = models.CharField(_("回执联系电话"), max_length=40, blank=True)
    receipt_on = models.DateField(_("回执日期"), null=True, blank=True)

    bound = TRANSFER

    class Meta:
        verbose_name = verbose_name_plural = _("组织关系接转")

    @verb(source=State.DRAFT, target=State.ORIGIN_BRANCH_REVIEW, label=_("提交并送转出支部"), locks_person=True)
    @rules(
        belongs_to_origin,
        identity_known,
        both_committees_have_power,
        goes_to_another_branch,
        is_outside_by_its_names,
        no_other_open_transfer,
        letter_is_the_usual_credential,
        stay_speaks_for_it,
        probation_discussed_first,
    )
    def submit(self, *, by: Appointment) -> list:
        """Ask the origin branch first."""
        self.promised_on = plan.promised(self, State.ORIGIN_BRANCH_REVIEW, timezone.localdate())
        return [TransferApplication]

    @verb(source=State.DRAFT, target=State.WITHDRAWN, label=_("草稿逾期未办，自动撤回"), by_system=True)
    def lapse(self, *, by: None) -> None:
        """Sixty days untouched."""

    @verb(
        source=State.ORIGIN_BRANCH_REVIEW,
        target=State.DESTINATION_REVIEW,
        action="agree",
        label=_("同意并送转入方"),
        verdict=Verdict.AGREE,
    )
    @rules(dues_recorded, dues_up_to_date, probation_accounted_for, conversion_view_given)
    def agree_to_release(
        self,
        *,
        by: Appointment,
        dues_until: date | None = None,
        contact: str = "",
        account: str = "",
        conversion_view: str = "",
    ) -> None:
        """The branch lets the member go, and says how far dues are paid, how to reach them (R-T5), how a probationer
        was educated and observed, and whether they can be converted where that is due (R-T22)."""
        self.dues_until = dues_until or self.dues_until
        self.contact = contact or self.contact
        self.probation_account = account or self.probation_account
        self.conversion_view = conversion_view or self.conversion_view

    @verb(
        source=(State.ORIGIN_BRANCH_REVIEW, State.PENDING_APPROVAL),
        target=State.RETURNED,
        label=_("退回修改"),
        verdict=Verdict.SEND_BACK,
        supersedes=True,
        tone="warn",
    )
    def send_back(self, *, by: Appointment) -> None:
        """Back to whoever started it, with what is missing; opinions must be given again."""

    @verb(
        source=State.DESTINATION_REVIEW,
        target=State.PENDING_APPROVAL,
        action="agree",
        label=_("同意接收并送转出方党委"),
        verdict=Verdict.AGREE,
    )
    @rules(proved_from_outside, receiving_branch_named)
    def accept(self, *, by: Appointment, branch: PartyOrg | None = None, branch_name: str = "") -> None:
        """The destination's last word: it will take the member in, into this branch."""
        self.receiving_branch = branch or self.destination
        self.named_outside(branch_name)

    @verb(
        source=State.DESTINATION_REVIEW,
        target=State.DESTINATION_REVIEW,
        label=_("改送本党委其他支部"),
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(asked_in_the_system, receiving_branch_named, named_branch_is_another)
    def redirect(self, *, by: Appointment, branch: PartyOrg) -> None:
        """The right branch inside the committee's own area; the time starts again once only."""
        self.head_for(branch)
        self.redirects += 1

    @verb(
        source=State.DESTINATION_REVIEW,
        target=State.RETURNED,
        label=_("退回补充材料"),
        verdict=Verdict.SEND_BACK,
        supersedes=True,
        tone="warn",
    )
    @rules(proved_from_outside)
    def ask_material(self, *, by: Appointment) -> None:
        """Back to the origin with a list of what is missing."""

    @verb(
        source=State.PENDING_APPROVAL,
        target=State.LETTER_ISSUED,
        label=_("批准并开具介绍信"),
        verdict=Verdict.AGREE,
        signs=True,
    )
    @rules(
        is_not_internal,
        both_sides_agreed,
        dues_recorded,
        dues_up_to_date,
        validity_in_bounds,
        carried_lawfully,
        admitted_long_enough,
        not_under_examination,
    )
    def approve(
        self, *, by: Appointment, valid_days: int, carrier: str = Carrier.MEMBER, dues_until: date | None = None
    ) -> list:
        """Let the member go: the letter is issued once this step is on record (R-T4)."""
        self.dues_until = dues_until or self.dues_until
        return self.issue_letter(valid_days, carrier)

    @verb(
        source=State.PENDING_APPROVAL,
        target=State.COMPLETED,
        label=_("批准内部调整"),
        verdict=Verdict.AGREE,
        signs=True,
        locks_person=True,
    )
    @rules(is_internal, both_sides_agreed, not_under_examination)
    def approve_internal(self, *, by: Appointment) -> list:
        """Between two branches of one committee: no letter, no receipt (R-T14). Who is away elsewhere stays away."""
        self.person.join(self.joining_branch, because=self.number)
        if self.person.away_branch_id == self.joining_branch.pk:
            end_stay(self, by=by)
        return [AdjustmentNotice, ApprovalSlip]

    @verb(source=State.RETURNED, target=State.ORIGIN_BRANCH_REVIEW, label=_("修改后重新提交"), locks_person=True)
    @rules(
        belongs_to_origin,
        both_committees_have_power,
        goes_to_another_branch,
        is_outside_by_its_names,
        letter_is_the_usual_credential,
        stay_speaks_for_it,
        probation_discussed_first,
        changed_or_explained,
    )
    def resubmit(self, *, by: Appointment) -> list:
        """Corrected or explained."""
        self.promised_on = plan.promised(self, State.ORIGIN_BRANCH_REVIEW, timezone.localdate())
        self.void_papers((APPLICATION,), VoidReason.REPLACED)
        return [TransferApplication]

    @verb(
        source=State.RETURNED,
        target=State.WITHDRAWN,
        label=_("撤回"),
        tone="no",
    )
    def withdraw_or_lapse(self, *, by: Appointment | None) -> list:
        """Given up, or thirty days without a new version."""
        return self.told_of_withdrawal()

    @verb(source=State.LETTER_ISSUED, target=State.ARRIVED, label=_("登记报到"))
    @rules(
        proved_from_outside,
        recorded_day_possible,
        letter_still_valid,
        letter_number_matches,
        is_not_the_void_letter,
    )
    def report_in(
        self,
        *,
        by: Appointment,
        letter_number: int | None = None,
        letter_date: date | None = None,
        reported_on: date | None = None,
    ) -> None:
        """The member has come with the letter; its time stops."""

    @verb(
        source=(State.ARRIVED, State.DOSSIER_CHECK),
        target=State.RECEIVED,
        label=_("接收并编入支部"),
        verdict=Verdict.AGREE,
        signs=True,
        locks_person=True,
    )
    @rules(
        proved_from_outside,
        recorded_day_possible,
        receipt_names_the_letter,
        receiving_branch_named,
        another_hand_receives,
    )
    def receive(
        self,
        *,
        by: Appointment,
        branch: PartyOrg | None = None,
        group: str = "",
        branch_name: str = "",
        received_on: date | None = None,
        letter_number: int | None = None,
    ) -> None:
        """Only now does the member belong to the new branch, or to none of this system (R-T9, R-T10)."""
        self.receiving_branch = branch
        self.receiving_group = group
        self.named_outside(branch_name)
        self.received_on = received_on or timezone.localdate()
        at = moment_of_leaving(self.person, self.received_on) if received_on else None
        self.person.join(branch, because=self.number, group=group, at=at)
        end_stay(self, by=by)
        take_over_dues(self, by=by)

    @verb(source=State.RECEIVED, target=State.RECEIPT_SENT, label=_("开具并寄出回执"))
    @rules(proved_from_outside, recorded_day_possible)
    def send_receipt(self, *, by: Appointment, handler: str, phone: str, receipt_on: date | None = None) -> list:
        """Straight to the committee above the former branch (R-T11); from outside the system it came on paper."""
        self.receipt_handler, self.receipt_phone = handler, phone
        self.receipt_on = receipt_on or timezone.localdate()
        return self.receipt()

    @verb(source=State.RECEIPT_SENT, target=State.COMPLETED, label=_("收到回执并归档"))
    @rules(stub_is_here, letter_number_matches)
    def attach_receipt(self, *, by: Appointment | None, letter_number: int | None = None) -> list:
        """The receipt is stuck to the stub; thirty days later the system notes that it was not confirmed."""
        return [*self.stub(), ApprovalSlip]

    @verb(source=State.RECEIPT_SENT, target=State.COMPLETED, action="attach_receipt", label=_("对方确认收到回执，办结"))
    @rules(stub_is_outside, confirmation_is_shown)
    def receipt_confirmed(self, *, by: Appointment) -> list:
        """The committee outside the system has the receipt, and the stub with it."""
        return [ApprovalSlip]

    @verb(source=BEFORE_APPROVAL, target=State.WITHDRAWN, label=_("撤回"), seat=MAY_WITHDRAW, tone="no")
    def withdraw(self, *, by: Appointment) -> list:
        """The member's or the branch's own wish, any time before approval (R-T20)."""
        return self.told_of_withdrawal()
