"""Living clauses: from the terms of an agreement, what each side owes and by when (R-C4, R-C5, R-C14; S0 责任机制).

Nothing is stored here: duties.py keeps what has begun to be owed; before the signatures both see what they promise.
Tests: tests/workflows/test_agreement_duties.py.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.calendar import add_months
from approvals.sides import Side

from .states import Every, Mode, Scope
from .texts import AgreementText

if TYPE_CHECKING:
    from .case import AgreementCase

BOTH = (Side.ORIGIN, Side.DESTINATION)
ORIGIN, DESTINATION = (Side.ORIGIN,), (Side.DESTINATION,)


def _always(sides: tuple[Side, ...]) -> dict[Mode, tuple[Side, ...]]:
    return dict.fromkeys(Mode, sides)


def _led() -> dict[Mode, tuple[Side, ...]]:
    """Owed by whoever leads; by both where they lead jointly."""
    return {Mode.DESTINATION_LED: DESTINATION, Mode.ORIGIN_LED: ORIGIN, Mode.JOINT: BOTH}


def _in_every(text: AgreementText) -> bool:
    return True


@dataclass(frozen=True)
class LivingClause:
    """A duty as the clauses have it: owed by the side that `owed_by` names for each mode, once every `months`.

    `months` None: as often as the text says. `scope` None: in both kinds. `holds`: whether a text has it at all."""

    key: str
    title: str | Promise
    months: int | None
    owed_by: dict[Mode, tuple[Side, ...]]
    scope: Scope | None = None
    holds: Callable[[AgreementText], bool] = _in_every

    def every(self, text: AgreementText) -> int:
        """Calendar months from one to the next."""
        return self.months or text.exchange_months


def _destination_collects(text: AgreementText) -> bool:
    return text.dues_paid_to == Side.DESTINATION


CLAUSES = (
    LivingClause("contact", _("与党员联系"), 1, _always(ORIGIN)),
    LivingClause("exchange", _("互通联系情况"), None, _led()),
    LivingClause("life", _("安排参加组织生活并考勤"), 3, _always(DESTINATION)),
    LivingClause("materials", _("寄送学习资料、通报重要事项"), 3, _always(ORIGIN)),
    LivingClause("dues", _("转交代收的党费"), 3, _always(DESTINATION), holds=_destination_collects),
    LivingClause("service", _("走访了解困难、提供服务"), 6, _led()),
    LivingClause("organisation", _("组织共建"), 6, _led(), Scope.ORGANISATION),
    LivingClause("management", _("党员共管"), 6, _led(), Scope.ORGANISATION),
    LivingClause("consultation", _("工作共商"), 6, _always(BOTH), Scope.ORGANISATION),
    LivingClause("funding", _("经费共担"), 6, _always(BOTH), Scope.ORGANISATION),
    LivingClause("activities", _("活动共抓"), 6, _led(), Scope.ORGANISATION),
)
BY_KEY = {clause.key: clause for clause in CLAUSES}
FIVE_TOGETHER = ("organisation", "management", "consultation", "funding", "activities")


@dataclass(frozen=True)
class Owed:
    """One duty of one side for one period, both days included."""

    clause: LivingClause
    side: Side
    first_day: date
    last_day: date


def owed_under(text: AgreementText, modes: list[tuple[date, Mode]], start: date, ends_on: date) -> Iterator[Owed]:
    """Everything owed from `start` to `ends_on`, clause by clause, by the mode that holds when a period begins.

    `modes`: since when who leads, oldest first, the first from before `start`: a supplement changes what begins to be
    owed after its day, and nothing that was owed by then (R-C12)."""
    for clause in CLAUSES:
        if clause.scope not in (None, text.case.scope) or not clause.holds(text):
            continue
        for first, last in _periods(start, clause.every(text), ends_on):
            mode = [mode for since, mode in modes if since < first][-1]
            for side in clause.owed_by[mode]:
                yield Owed(clause, side, first, last)


def _periods(start: date, months: int, ends_on: date) -> Iterator[tuple[date, date]]:
    """First and last day of each; the last one ends with the agreement."""
    count = 0
    while (first := add_months(start, count * months)) <= ends_on:
        yield first, min(add_months(start, (count + 1) * months) - timedelta(1), ends_on)
        count += 1


@dataclass(frozen=True)
class Promised:
    """What one side promises by signing: a clause, every so many months, `count` times, first by `first_by`."""

    clause: LivingClause
    months: int
    count: int
    first_by: date

    @property
    def every(self) -> Every:
        return Every(self.months)


def promised(text: AgreementText) -> dict[Side, list[Promised]]:
    """Both sides' promises under a text that is not in force yet, as if it took effect on its first day."""
    return _summed(text, owed_under(text, [(date.min, Mode(text.mode))], text.starts_on, text.ends_on))


def promised_in_force(case: "AgreementCase") -> dict[Side, list[Promised]]:
    """The same of an agreement that took effect: from that day, to the last day and in the modes as supplements set."""
    if case.effective_on is None:
        return promised(case.text)
    return _summed(case.text, owed_under(case.text, case.modes(), case.effective_on, case.ends_on))


def _summed(text: AgreementText, owed: Iterable[Owed]) -> dict[Side, list[Promised]]:
    found: dict[Side, dict[str, list[Owed]]] = {side: {} for side in BOTH}
    for each in owed:
        found[each.side].setdefault(each.clause.key, []).append(each)
    return {
        side: [
            Promised(rows[0].clause, rows[0].clause.every(text), len(rows), rows[0].last_day) for rows in keys.values()
        ]
        for side, keys in found.items()
    }
