"""The end of an outing 外出 on the register: where somebody was away, and the activity certificate held (R-T25).

Tests: tests/workflows/test_transfer_reception.py, tests/members/test_register_pages.py.
"""

from members.people import Person

from .changes import change
from .log import Ground, Kind, RegisterEntry

NOWHERE = {
    "away_since": None,
    "away_place": "",
    "away_unit": "",
    "away_branch": None,
    "away_outside": "",
    "certificate_number": "",
}


def end(person: Person, ground: Ground) -> RegisterEntry | None:
    """Clear the outing and take the certificate back, in the name of `ground`; None where there was neither."""
    return change(person, NOWHERE, Kind.OUTING_ENDED, ground)
