"""What stands against asking for coordination, whatever the procedure (R-S1). Tests: tests/workflows/
test_impartial_superior.py.
"""

from typing import Any

from members.models import Appointment

from . import kinds
from .case import Case
from .rules import Missing, rule
from .verbs import Verb


@rule("R-S1")
def somebody_may_coordinate(case: Case, *, by: Appointment | None, verb: Verb, **_about: Any) -> Missing | None:
    """There is a superior who is no party; asked only of whoever may ask for it."""
    held = case.assignments.open().select_related("org").order_by("pk").last()
    if by is None or held is None or case.state not in verb.sources:
        return None
    return kinds.flow_of(case.flow.at(verb.target).child).nobody_decides(case, by=by, held_by=held.org)
