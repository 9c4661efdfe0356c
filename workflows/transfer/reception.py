"""What a reception closes on the register (R-T25). The part in an agreement follows the relation: agreement/facts.py.

Tests: tests/workflows/test_transfer_reception.py.
"""

from typing import TYPE_CHECKING

from members.models import Appointment
from members.register import outings
from members.register.changes import change
from members.register.log import Ground, Kind
from members.rulebook import declare

if TYPE_CHECKING:
    from .case import TransferCase

declare(
    "R-T25",
    "接收时，该同志的流动登记、活动证和在共管协议中的事项自动终结，并注明所依据的接转。",
    "产品默认",
)


def take_over_dues(case: "TransferCase", *, by: Appointment) -> None:
    """The register of the branch that receives says how far dues are paid, as the letter does (R-T5)."""
    paid = case.dues_until
    if case.person.branch and paid and (case.person.dues_until is None or paid > case.person.dues_until):
        change(case.person, {"dues_until": paid}, Kind.RECEIVED, Ground(by, reason=case.number))


def end_stay(case: "TransferCase", *, by: Appointment) -> None:
    """End the outing of the member who now belongs where they are, wherever the register had them, and take the
    activity certificate back; the log names the transfer. Nothing is written for one who was not away."""
    outings.end(case.person, Ground(by, reason=case.number, on=case.received_on))
