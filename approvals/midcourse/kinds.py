"""What a procedure says of cases that enter it in mid-course: which steps are told, who confirms, what is refused.

A procedure registers one `Midcourse`; the entering itself is the same for all (entering.py, desk.enter_with_history).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise

from approvals.case import Case
from approvals.rules import Missing
from approvals.sides import Side
from members.models import Appointment, PartyOrg

from .records import EntryOfPast

if TYPE_CHECKING:
    from .forms import MidcourseForm


@dataclass(frozen=True)
class Asked:
    """A step of the past, from one state to the next, in the words of the log (Chinese) and of the form.

    `optional`: only some of the cases have it; `asked_when` of the form says which. `any_order`: its day may lie before
    that of the step told before it, as of two signatures."""

    key: str
    title: str
    label: str | Promise
    side: Side
    from_state: str
    to_state: str
    optional: bool = False
    any_order: bool = False


class Midcourse:
    """One of a procedure; `against` and `confirmers` are asked at each writing and again at each confirmation."""

    kind: ClassVar[str]
    asked: ClassVar[tuple[Asked, ...]]
    facts_template: ClassVar[str]

    def case_of(self, entry: EntryOfPast) -> Case:
        """The unsaved case that `entry` tells of, in the state in which it enters."""
        raise NotImplementedError

    def form_of(
        self,
        *,
        by: Appointment,
        start: Any = None,
        entry: EntryOfPast | None = None,
        data: Any = None,
        files: Any = None,
    ) -> "MidcourseForm":
        """The form of a new entry that begins at `start` (whom it is about), or of `entry` to be corrected."""
        raise NotImplementedError

    def people(self, entry: EntryOfPast) -> Iterable[int]:
        """The keys of the members it is about (R-O13)."""
        return [entry.person_id] if entry.person_id else []

    def claim(self, entry: EntryOfPast) -> str:
        """What is entered once: the same claim twice is refused."""
        raise NotImplementedError

    def against(self, case: Case, entry: EntryOfPast) -> list[Missing]:
        """The procedure's own rules, of the unsaved case."""
        return []

    def confirmers(self, case: Case, entry: EntryOfPast) -> list[PartyOrg]:
        """The organisations that must confirm, in order, each once."""
        raise NotImplementedError

    def complete(self, case: Case, entry: EntryOfPast) -> None:
        """What else belongs to it once the case has its key: a number, a text, a roster. In the same transaction."""

    def step(self, key: str) -> Asked:
        return next(asked for asked in self.asked if asked.key == key)


_KINDS: dict[str, Midcourse] = {}


def register(midcourse: Midcourse) -> None:
    """Make a procedure's way in known. Raises ValueError when its kind has one already."""
    if _KINDS.setdefault(midcourse.kind, midcourse) is not midcourse:
        raise ValueError(f"kind {midcourse.kind} is registered twice")


def of(kind: str) -> Midcourse:
    return _KINDS[kind]


def committee_above(org: PartyOrg) -> PartyOrg | None:
    """Who confirms what `org` enters: the office of the nearest committee above it."""
    above = org.superior_committee()
    return above.office() if above else None
