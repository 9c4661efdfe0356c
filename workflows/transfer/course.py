"""How a transfer goes its way: what comes up for it, until when, and what it occupies meanwhile.

Mixed into `TransferCase`. Tests: tests/workflows/test_transfer_rules.py, tests/approvals/test_way_is_kept.py.
"""

from datetime import date

from django.utils.translation import gettext as _

from approvals.sides import Side
from members.models import PartyOrg

from .parties import Parties
from .rules import usual_days, valid_until
from .states import State

AFTER_LETTER = (State.LETTER_ISSUED, State.ARRIVED, State.RECEIVED, State.RECEIPT_SENT)


class Course(Parties):
    """What is annotated are fields of `TransferCase`."""

    person_id: int | None
    valid_days: int | None
    redirects: int

    def side_of(self, org: PartyOrg) -> Side:
        """A committee speaks for its side also where it stands above the other one's as well (R-T6)."""
        side: Side = super().side_of(org)  # type: ignore[misc]  # of `Case`
        if side == Side.SUPERIOR and self.origin_committee != self.destination_committee:
            speaks = {self.origin_committee: Side.ORIGIN, self.destination_committee: Side.DESTINATION}
            return speaks.get(org, side)
        return side

    def skips(self, state: str) -> bool:
        """An internal adjustment ends with the approval (R-T14)."""
        return self.is_internal and state in AFTER_LETTER

    def expected_until(self, state: str, start: date) -> date:
        return valid_until(start, usual_days(self))

    def until_in_words(self, state: str) -> str:
        return _("介绍信有效期 %(days)s 天") % {"days": self.valid_days or usual_days(self)}

    @staticmethod
    def claim_of(person_id: int | None) -> str:
        return f"transfer:{person_id}"

    def claim(self) -> str | None:
        """One open transfer a member (R-T13); a draft does not stand in anybody's way."""
        return None if self.state == State.DRAFT else self.claim_of(self.person_id)

    def may_restart_clock(self) -> bool:
        return self.redirects <= 1
