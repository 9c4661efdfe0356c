"""W2 Co-management agreement: the record and its verbs, in the order of the domain table.

Rules R-C1 to R-C16. The way to both signatures is here, the life after them in life.py, what a superior may decide in
coordinated.py. Scenarios: tests/workflows/test_agreement.py. Paper: templates/agreement/agreement.html.
"""

from datetime import date, timedelta
from typing import Any

from django.contrib.admin import display
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.case import Case
from approvals.escalation import somebody_may_coordinate
from approvals.sides import Side, Verdict
from approvals.slip import ApprovalSlip
from approvals.verbs import rules, verb
from members.appointments import Appointment
from members.models import Coverage, PartyOrg, Person

from .bound import AGREEMENT, bind_text
from .coordinated import Coordinated
from .papers import AgreementPaper
from .parties import EITHER_HEAD, FILING_SUPERIORS, FIRST_SIGNER, PROPOSER_HEAD, SIGNING, WRITER_HEAD
from .rules import (
    a_new_version_is_written,
    both_have_signed,
    clauses_are_complete,
    members_belong_to_the_origin,
    no_change_of_ones_own_is_unsent,
    nobody_is_covered_already,
    objected_in_time,
    organisation_kind_is_between_committees,
    other_side_has_not_signed,
    parties_are_two_organisations,
    renewed_one_is_over,
    signer_waited,
    start_is_reached,
    talked_long_enough,
    term_is_in_bounds,
    unanswered_twice_over,
)
from .states import Mode, Scope, State, SuspendedFor

NAMED_ON_SLIP = 3
RENEWAL_ASKED = 30  # days before the end (R-C9)
# What ends it once both parties are one organisation (R-O11), by state.
ENDS = {
    State.DRAFT: "discard",
    State.PROPOSED: "take_back_proposal",
    State.NEGOTIATING: "give_up",
    State.READY_TO_SIGN: "lapse",
    State.SIGNED_ONE_SIDE: "withdraw_signature",
    State.FILING: "superior_objects",
    State.EFFECTIVE: "nobody_left",
    State.AMENDING: "drop_change",
    State.SUSPENDED: "end",
    State.TERMINATION_NOTICE: "take_back",
}
WHOLE_TEXT = (
    parties_are_two_organisations,
    organisation_kind_is_between_committees,
    members_belong_to_the_origin,
    clauses_are_complete,
    term_is_in_bounds,
    nobody_is_covered_already,
)


class AgreementCase(Coordinated, Case):  # type: ignore[misc]  # always has an origin
    """One agreement. `origin` is 甲方, `destination` 乙方; what they agree on is in `texts`, newest last.

    `notice_by` gave notice of termination. `renews` is the agreement this one follows."""

    scope = models.CharField(_("协议种类"), max_length=12, choices=Scope, default=Scope.INDIVIDUAL)
    floating_org = models.ForeignKey(
        PartyOrg, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("流动党组织")
    )
    agreement_number = models.CharField(_("协议编号"), max_length=60, blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    suspended_for = models.CharField(_("中止原因"), max_length=20, choices=SuspendedFor, blank=True)
    notice_by = models.ForeignKey(PartyOrg, models.PROTECT, null=True, blank=True, related_name="+")
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")

    organisations = (*Case.organisations, "floating_org", "notice_by")

    bound = AGREEMENT

    class Meta:
        verbose_name = verbose_name_plural = _("共管协议")

    @verb(source=State.DRAFT, target=State.PROPOSED, label=_("提交并送对方"), seat=PROPOSER_HEAD, verdict=Verdict.NOTE)
    @rules(*WHOLE_TEXT)
    def send(self, *, by: Appointment) -> None:
        """The proposing side's secretary sends the first version."""
        self.send_text(by)

    @verb(source=State.DRAFT, target=State.WITHDRAWN, label=_("撤回草稿"), tone="no")
    def discard(self, *, by: Appointment) -> None:
        """Nobody else has seen it."""

    @verb(
        source=(State.PROPOSED, State.NEGOTIATING),
        target=State.READY_TO_SIGN,
        label=_("同意文本，转入签署"),
        verdict=Verdict.AGREE,
    )
    @rules(no_change_of_ones_own_is_unsent, *WHOLE_TEXT)
    def accept_text(self, *, by: Appointment) -> None:
        """The side whose turn it is takes the newest version as it stands."""

    @verb(
        source=State.PROPOSED,
        target=State.NEGOTIATING,
        label=_("提出修改，送还对方"),
        verdict=Verdict.NOTE,
        counters=True,
        tone="warn",
    )
    @rules(a_new_version_is_written)
    def counter(self, *, by: Appointment) -> None:
        """Another version, its changed clauses marked."""
        self.send_text(by)

    @verb(
        source=State.PROPOSED,
        target=State.WITHDRAWN,
        action="decline_or_withdraw",
        label=_("不签订（写明理由）"),
        verdict=Verdict.DISAGREE,
        tells_superiors=True,
        tone="no",
    )
    def decline(self, *, by: Appointment) -> list:
        """The other side declines with a reason."""
        return [ApprovalSlip]

    @verb(
        source=State.PROPOSED,
        target=State.WITHDRAWN,
        action="decline_or_withdraw",
        label=_("撤回协议"),
        seat=WRITER_HEAD,
        verdict=Verdict.NOTE,
        tone="no",
    )
    def take_back_proposal(self, *, by: Appointment) -> list:
        """The side that proposed gives it up."""
        return [ApprovalSlip]

    @verb(
        source=State.PROPOSED,
        target=State.COORDINATION,
        action="escalate",
        label=_("逾期未答复，提请上级协调"),
        seat=WRITER_HEAD,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(unanswered_twice_over, somebody_may_coordinate)
    def escalate_silence(self, *, by: Appointment) -> None:
        """Fifteen working days, and fifteen more (R-C11)."""

    @verb(
        source=State.NEGOTIATING,
        target=State.PROPOSED,
        label=_("提出新版本，送对方审议"),
        verdict=Verdict.NOTE,
        counters=True,
        tone="warn",
    )
    @rules(a_new_version_is_written)
    def send_back(self, *, by: Appointment) -> None:
        """The side whose turn it is answers with a version of its own."""
        self.send_text(by)

    @verb(
        source=State.NEGOTIATING,
        target=State.COORDINATION,
        label=_("协商不成，提请上级协调"),
        seat=EITHER_HEAD,
        verdict=Verdict.NOTE,
        tone="warn",
    )
    @rules(talked_long_enough, somebody_may_coordinate)
    def escalate(self, *, by: Appointment) -> None:
        """After three rounds or thirty working days."""

    @verb(
        source=State.NEGOTIATING,
        target=State.WITHDRAWN,
        action="withdraw",
        label=_("不再协商，撤回"),
        seat=EITHER_HEAD,
        verdict=Verdict.NOTE,
        tone="no",
    )
    def give_up(self, *, by: Appointment) -> list:
        """Either side, with a reason."""
        return [ApprovalSlip]

    @verb(
        source=State.READY_TO_SIGN,
        target=State.SIGNED_ONE_SIDE,
        label=_("同意并签署"),
        verdict=Verdict.AGREE,
        signs=True,
    )
    @rules(no_change_of_ones_own_is_unsent, *WHOLE_TEXT)
    def sign_first(self, *, by: Appointment) -> None:
        """Either secretary may sign first (R-C6)."""

    @verb(
        source=SIGNING,
        target=State.NEGOTIATING,
        label=_("修改文本，重新协商"),
        verdict=Verdict.NOTE,
        supersedes=True,
        counters=True,
        tone="warn",
    )
    @rules(a_new_version_is_written)
    def reopen(self, *, by: Appointment) -> None:
        """A new version clears the signatures (R-C7)."""
        self.send_text(by)

    @verb(source=State.READY_TO_SIGN, target=State.WITHDRAWN, label=_("不再签署，撤回"), tone="no")
    def lapse(self, *, by: Appointment | None) -> list:
        """Either side; after sixty days the system."""
        return [ApprovalSlip]

    @verb(
        source=State.SIGNED_ONE_SIDE,
        target=State.FILING,
        label=_("同意并签署"),
        verdict=Verdict.AGREE,
        signs=True,
        tells_superiors=True,
    )
    @rules(other_side_has_not_signed, no_change_of_ones_own_is_unsent, *WHOLE_TEXT)
    def sign_second(self, *, by: Appointment) -> list:
        """The other secretary, another person (R-O13): the agreement is printed, to be filed with both superiors."""
        return [AgreementPaper]

    @verb(
        source=State.SIGNED_ONE_SIDE,
        target=State.WITHDRAWN,
        action="withdraw",
        label=_("对方未签，撤回"),
        seat=FIRST_SIGNER,
        verdict=Verdict.NOTE,
        tone="no",
    )
    @rules(signer_waited)
    def withdraw_signature(self, *, by: Appointment) -> list:
        """The first signer, when the other side has not signed in thirty days."""
        return [ApprovalSlip]

    @verb(source=State.FILING, target=State.EFFECTIVE, label=_("已报上级备案，协议生效"), verdict=Verdict.FILED)
    @rules(
        both_have_signed,
        start_is_reached,
        members_belong_to_the_origin,
        renewed_one_is_over,
        nobody_is_covered_already,
    )
    def file(self, *, by: Appointment) -> list:
        """Both clerks have filed it with their superiors; from its first day on it holds (R-C6). How it came about is
        told by its slip F-14, and again by another at its end."""
        from .duties import open_of  # deferred: duties build on this module

        self.effective_on = timezone.localdate()
        self.begin_coverage()
        open_of(self, self.effective_on)
        return [ApprovalSlip]

    @verb(
        source=State.FILING,
        target=State.NEGOTIATING,
        label=_("上级书面提出异议，退回协商"),
        seat=FILING_SUPERIORS,
        verdict=Verdict.DISAGREE,
        supersedes=True,
        tone="no",
    )
    @rules(objected_in_time)
    def superior_objects(self, *, by: Appointment) -> None:
        """A superior's written objection; the text is negotiated and signed again."""

    # What the case says of itself ---------------------------------------------------------------------------------

    def send_text(self, by: Appointment) -> None:
        """Send the version that `by`'s side has been writing: it is fixed from now on."""
        writing = self.texts.filter(sent_at__isnull=True).get(side=self.side_of(by.org))
        writing.number = self.texts.filter(sent_at__isnull=False).count() + 1
        writing.sent_at = timezone.now()
        writing.save(update_fields=["number", "sent_at"])
        bind_text(self, writing)
        self.forget_text()
        self.forget_signatures()
        self.title = self.headline()

    def changes_of(self, by: Appointment | None):
        """The version that the side of `by` is writing, if it differs from the newest that was sent; or None."""
        writing = by and self.texts.filter(sent_at__isnull=True, side=self.side_of(by.org)).first()
        return writing if writing and not writing.same_as(self.text) else None

    @property
    def starts_on(self) -> date:
        return self.text.starts_on

    @property
    @display(description=_("协议终止日期"))
    def ends_on(self) -> date:
        """The last day, as the newest supplement that names one has set it (R-C12)."""
        changed = self.supplements.filter(agreed_on__isnull=False, ends_on__isnull=False).last()
        return changed.ends_on if changed and changed.ends_on else self.text.ends_on

    @property
    def mode(self) -> Mode:
        """Who leads now (R-C5)."""
        return self.modes()[-1][1]

    def modes(self) -> list[tuple[date, Mode]]:
        """Since when who leads, oldest first: as signed, then as each supplement has set it (R-C12)."""
        changes = self.supplements.filter(agreed_on__isnull=False).exclude(mode="").values_list("agreed_on", "mode")
        return [(date.min, Mode(self.text.mode)), *((day, Mode(mode)) for day, mode in changes if day)]

    @property
    def covered(self) -> "models.QuerySet[Person]":
        """Those it still covers; the roster of the text while it is not in force."""
        running = Coverage.objects.running().filter(because=self.number)
        return Person.objects.filter(pk__in=running.values("person")) if self.effective_on else self.people

    @property
    def people(self) -> "models.QuerySet[Person]":
        return self.text.standing

    @property
    def renewal_from(self) -> date:
        """From when both sides are asked whether to renew: thirty days before the last (R-C9)."""
        return self.ends_on - timedelta(RENEWAL_ASKED)

    def people_in_words(self) -> str:
        """`李明、王秀兰、赵建国等12人`: whom it covers, or covered to its end."""
        people = self.covered_last if self.ended_on else self.covered
        names = list(people.order_by("pinyin", "pk").values_list("name", flat=True))
        told = "、".join(names[:NAMED_ON_SLIP])
        return f"{told}等{len(names)}人" if len(names) > NAMED_ON_SLIP else told

    def cited(self) -> str:
        """By the number both signed under, once there is one."""
        return self.agreement_number or self.number

    def concerns(self, person_id: int) -> bool:
        """Whoever is named in its newest text or covered since; a draft that is being opened names nobody yet."""
        if self.pk is None:
            return False
        return self.text.people.filter(pk=person_id).exists() or self.covered.filter(pk=person_id).exists()

    def pointless_step(self) -> tuple[str, dict[str, Any]] | None:
        """Two parties that became one have nobody to agree with: given up, or ended (R-O11, R-C2)."""
        ends = self.origin_id == self.destination_id and ENDS.get(State(self.state))
        return (ends, {}) if ends else None

    def side_of(self, org: PartyOrg) -> Side:
        """A party speaks for its side also where it stands above the other, as a town does above its own branch."""
        if org == self.origin:
            return Side.ORIGIN
        return Side.DESTINATION if org == self.destination else super().side_of(org)
