"""A transfer whose letter was issued on paper before the system: its past steps, what must fit together (R-D38).

How it enters: midcourse.py. Tests: tests/workflows/test_transfer_history.py.
"""

from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.calendar import add_months
from approvals.midcourse.kinds import Asked
from approvals.midcourse.records import EntryOfPast
from approvals.rules import Missing
from approvals.sides import Side
from documents import numbers
from members.models import PartyOrg
from members.rulebook import RULES, RuleBroken

from .case import TransferCase
from .letter import UNRECEIVED
from .papers import LETTERS
from .rules import LONGEST_LETTER, valid_until
from .states import State


class Happened(TextChoices):
    """Where the member with the letter is now."""

    ON_THE_WAY = "on_the_way", gettext_lazy("尚未报到，介绍信还在有效期内")
    REPORTED = "reported", gettext_lazy("已持介绍信报到，转入方还没有接收")
    EXPIRED = "expired", gettext_lazy("有效期内没有报到，介绍信已超期")


ENTERS_AT = {
    Happened.ON_THE_WAY: State.LETTER_ISSUED,
    Happened.REPORTED: State.ARRIVED,
    Happened.EXPIRED: State.LETTER_EXPIRED,
}
REPORT = "report_in"
ASKED = (
    Asked(
        "agree_to_release",
        "转出支部意见",
        gettext_lazy("转出支部同意转出"),
        Side.ORIGIN,
        State.ORIGIN_BRANCH_REVIEW,
        State.DESTINATION_REVIEW,
    ),
    Asked(
        "accept",
        "转入方意见",
        gettext_lazy("转入方同意接收"),
        Side.DESTINATION,
        State.DESTINATION_REVIEW,
        State.PENDING_APPROVAL,
    ),
    Asked(
        "approve",
        "批准并开具介绍信",
        gettext_lazy("转出方党委批准并开具介绍信"),
        Side.ORIGIN,
        State.PENDING_APPROVAL,
        State.LETTER_ISSUED,
    ),
    Asked(
        REPORT,
        "登记报到",
        gettext_lazy("持介绍信报到（已报到的才填）"),
        Side.DESTINATION,
        State.LETTER_ISSUED,
        State.ARRIVED,
        optional=True,
    ),
)


def letter_of(case: Any) -> tuple[PartyOrg, date, int]:
    return case.issuing_committee, case.issued_on, case.letter_number


def date_the_letter(case: TransferCase) -> None:
    """The letter's own dates, from the day on the paper. One of more than 90 days has none; it is refused later."""
    if case.issued_on is None:
        raise ValueError("a letter has a day")
    case.first_issued_on = case.issued_on
    case.unreceived_on = add_months(case.issued_on, UNRECEIVED)
    if case.valid_days and 1 <= case.valid_days <= LONGEST_LETTER:
        case.valid_until = valid_until(case.issued_on, case.valid_days)


def reach_against(case: Any, entry: EntryOfPast) -> list[Missing]:
    if entry.org.covers(case.origin):
        return []
    return [Missing(_("该同志的组织关系不在您所在组织，不能由您补录"), case.origin, rule=RULES["R-O14"])]


def dates_against(case: Any, facts: dict[str, Any]) -> list[Missing]:
    """R-T4, and that what is told of the member fits the letter's days."""
    today, last = timezone.localdate(), case.valid_until
    if last is None:
        return [_of("R-T4", _("介绍信有效期最长 90 天，请填 1–90 之间的整数"))]
    if case.issued_on > today:
        return [_of("R-T4", _("介绍信的开具日期在将来，请填实际日期"))]
    happened, said = Happened(facts["happened"]), {"day": f"{last.year}年{last.month}月{last.day}日"}
    if happened == Happened.REPORTED:
        return _report_against(case, date.fromisoformat(facts["reported_on"]), said)
    if happened == Happened.ON_THE_WAY and today > last:
        return [_of("R-T16", _("介绍信已于%(day)s到期，请选择后来的情况：已报到，或有效期内没有报到") % said)]
    if happened == Happened.EXPIRED and today <= last:
        return [_of("R-T16", _("介绍信到%(day)s才到期，现在还不是超期") % said)]
    return []


def _report_against(case: Any, reported: date, said: dict[str, str]) -> list[Missing]:
    if case.issued_on <= reported <= min(case.valid_until, timezone.localdate()):
        return []
    return [_of("R-T4", _("报到日期应在介绍信开具之日至有效期最后一日（%(day)s）之间") % said)]


def number_against(case: Any) -> list[Missing]:
    """The register holds each number once, whoever gave it (R-T12)."""
    issuer, on, number = letter_of(case)
    try:
        numbers.refuse_taken(issuer, LETTERS, on.year, number)
    except RuleBroken as broken:
        return [_of("R-T12", broken.message)]
    return []


def _of(number: str, what: str) -> Missing:
    return Missing(what, rule=RULES[number])
