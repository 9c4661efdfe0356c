"""F-15 of a transfer: what one side writes to the other when it adjusts, refuses, withdraws, voids or recalls (R-T8).

Whoever works outside the system is written to by name. A refusal that was only recorded for an organisation outside is
its own letter, not ours. Blanks: templates/transfer/. Tests: tests/workflows/test_transfer_papers.py.
"""

from typing import TYPE_CHECKING

from django.utils import timezone

from approvals.official import OfficialPaper, Reader, offices_above
from documents.numbers import VoidReason
from documents.official import LABELS as OFFICIAL_LABELS
from documents.official import OfficialPart, unstopped
from members.models import PartyOrg

from .snapshots import LABELS
from .states import DEMANDED, Channel, Refusal, State

if TYPE_CHECKING:
    from .case import TransferCase

WITH_THE_LETTER = (State.ARRIVED, State.DOSSIER_CHECK)  # where the destination holds it


class NoticeSnapshot(OfficialPart):
    """What every notice of a transfer says of its member. No number of identity: no notice asks for one (R-I3)."""

    case_number: str
    person_name: str
    party_status: str  # "full_member" or "probationary_member"
    from_org_name: str
    to_org_name: str


class RefusalSnapshot(NoticeSnapshot):
    """Template `transfer/refusal.html`."""

    reason: str
    demands: str  # 正确的党支部, 所缺材料; 有关依据 where the reason demands nothing of its own
    demanded: str
    text: str
    answered_by: str  # full name: who may correct, redirect or escalate
    letter_number: str  # six digits where the letter is out and must come back first, else ""
    answer_until: str  # "2026-12-14"
    lapses_on: str
    from_outside: bool  # the letter goes back to a sender who does not work in this system


class LetterNoticeSnapshot(NoticeSnapshot):
    """Templates `transfer/voided.html` and `transfer/recalled.html`."""

    letter_number: str
    issued_on: str
    on_paper: bool  # an online channel has a number and no letter (R-T15)
    reason: str  # 遗失, 损毁, 填写有误; "" for a recall
    text: str


class WithdrawalSnapshot(NoticeSnapshot):
    """Template `transfer/withdrawn.html`."""

    text: str


class TransferNotice(OfficialPaper):
    """From one side to the other; the origin branch, whose member it is, always reads it."""

    labels = {**OFFICIAL_LABELS, **LABELS, "text": "具体情况", "demanded": "须补充或更正"}
    case: "TransferCase"

    @property
    def there(self) -> Reader:
        """The other side's committee, in the system or outside it."""
        if self.case.comes_from_outside:
            return self.case.outside_issuer
        return self.case.destination_committee or self.case.addressee_name

    @property
    def copies(self) -> list[Reader]:
        return [org for org in (self.case.origin, self.case.starter) if org]

    def facts(self) -> NoticeSnapshot:
        case = self.case
        return NoticeSnapshot(
            **self.official_part(),
            case_number=case.number,
            person_name=case.person.name,
            party_status=case.person.stage,
            from_org_name=case.origin_name,
            to_org_name=case.joining_name,
        )


class AdjustmentNotice(TransferNotice):
    """通知 of the common committee to both branches: no letter, no receipt (R-T14)."""

    title = "关于调整党员组织关系的通知"
    template = "transfer/adjustment.html"

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    @property
    def addressees(self) -> list[Reader]:
        return [self.case.home, self.case.joining_branch]

    def snapshot(self) -> NoticeSnapshot:
        return self.facts()


class RefusalNotice(TransferNotice):
    """不予办理: reason, what it demands, what may be done and by when; copied to the superiors of both (R-T7, R-T8)."""

    title = "不予办理通知"
    template = "transfer/refusal.html"

    @property
    def heading(self) -> str:
        return f"关于不予办理{self.case.person.name}同志组织关系接转的通知"

    @property
    def addressees(self) -> list[Reader]:
        """The other side; inside one committee the other branch, both where the committee itself refuses."""
        case = self.case
        if case.is_internal:
            return [branch for branch in (case.home, case.joining_branch) if branch.pk != self.org.pk]
        if case.comes_from_outside:
            return [self.there, case.outside_committee]
        here = case.issuing_committee
        return [self.there] if self.org.pk in (case.origin_id, here.pk) else [here]

    @property
    def copies(self) -> list[Reader]:
        above = offices_above(self.case, [self.org, *self.addressees])
        issuers = [self.case.issuing_committee] if self.case.origin else []
        return [*super().copies, *issuers, *above]

    def snapshot(self) -> RefusalSnapshot:
        case, today = self.case, timezone.localdate(self.now)
        waits = case.flow.at(State.REFUSED)
        reason = Refusal(case.refusal_reason)
        return RefusalSnapshot(
            **self.facts(),
            reason=_bare(str(reason.label)),
            demands=str(DEMANDED.get(reason, "有关依据")),
            demanded=unstopped(case.refusal_demanded),
            text=unstopped(self.said()),
            answered_by=case.outside_committee if case.comes_from_outside else case.starter.name,
            from_outside=case.comes_from_outside,
            letter_number=case.number_on_letter if case.refused_in in WITH_THE_LETTER else "",
            answer_until=waits.term.last_day(today, case.starter).isoformat(),
            lapses_on=waits.lapse_term.last_day(today, case.home).isoformat(),
        )


class _LetterNotice(TransferNotice):
    """The issuing committee to the one that waits for the letter."""

    @property
    def org(self) -> PartyOrg:
        return self.case.issuing_committee

    @property
    def addressees(self) -> list[Reader]:
        return [self.there]

    @property
    def reason(self) -> str:
        return ""

    def snapshot(self) -> LetterNoticeSnapshot:
        case = self.case
        return LetterNoticeSnapshot(
            **self.facts(),
            letter_number=case.number_on_letter,
            issued_on=case.issued_on.isoformat() if case.issued_on else "",
            on_paper=case.channel == Channel.PAPER,
            reason=self.reason,
            text=unstopped(self.said()),
        )


class VoidNotice(_LetterNotice):
    """介绍信作废: lost, damaged or wrong; who comes with it is not to be received (R-T17, R-T19)."""

    title = "介绍信作废通知"
    template = "transfer/voided.html"

    @property
    def heading(self) -> str:
        return f"关于第{self.case.number_on_letter}号介绍信作废的通知"

    @property
    def reason(self) -> str:
        """As the log has it: an online record has no paper that could be void."""
        return str(VoidReason(self.entry.data["reason"]).label)


class RecallNotice(_LetterNotice):
    """介绍信收回: the letter came back, the transfer ends, the member stays (R-T20)."""

    title = "介绍信收回通知"
    template = "transfer/recalled.html"

    @property
    def heading(self) -> str:
        return f"关于收回第{self.case.number_on_letter}号介绍信的通知"


class WithdrawalNotice(TransferNotice):
    """撤回 once the destination was asked: it need not go on (R-T20)."""

    title = "撤回接转通知"
    template = "transfer/withdrawn.html"

    @property
    def heading(self) -> str:
        return f"关于撤回{self.case.person.name}同志组织关系接转的通知"

    @property
    def addressees(self) -> list[Reader]:
        return [self.there] if not self.case.is_internal else [self.case.joining_branch]

    @property
    def copies(self) -> list[Reader]:
        return [*super().copies, self.case.issuing_committee]

    def snapshot(self) -> WithdrawalSnapshot:
        return WithdrawalSnapshot(**self.facts(), text=unstopped(self.said()))


def _bare(label: str) -> str:
    """Without the words in brackets, which tell the writer what else to write."""
    return label.partition("（")[0]
