"""`PaperKind`: what a procedure says about one of its papers. How it becomes a file belongs to `documents`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from members.models import Appointment, PartyOrg

from .case import Case


class PaperKind:
    """One paper about one case at one moment. A verb returns the classes of the papers it wants issued."""

    form: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    number: str = ""
    taken: tuple[str, int] | None = None  # what `take_number` answered
    labels: ClassVar[Mapping[str, str]] = {}  # the snapshot's fields in Chinese, for messages
    needs_speaker: ClassVar[bool] = False  # left out where the system acts: nobody is made to speak who has not

    def __init__(self, case: Case, *, by: Appointment | None, now: datetime):
        self.case, self.by, self.now = case, by, now

    @property
    def org(self) -> PartyOrg:
        """The organisation that issues it."""
        raise NotImplementedError

    @property
    def readers(self) -> list[PartyOrg]:
        """Whom it is for, beside those who open the case anyway: each gets a notice."""
        return []

    def take_number(self, on: date) -> tuple[str, int] | None:
        """Take its number from the register, in the step's transaction; (kind, number), or None when it has none.

        Sets `number` to what is printed. Comes before the step's entry, so it reads neither that nor the other papers;
        what it sets on the case is saved with the step."""
        return None

    def snapshot(self) -> Mapping[str, Any]:
        """All it will ever say: plain JSON values, with this very step among them."""
        raise NotImplementedError
