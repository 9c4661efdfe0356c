"""How else people come onto the register than by roster and by hand: upper rooms name the pages where that begins.

Shown on the list of people and on the page that adds somebody by hand, where whoever receives a newcomer looks first.
"""

from collections.abc import Callable

from django.utils.functional import Promise

from .appointments import Appointment

Way = tuple[str, str | Promise]  # address and words of the button

WAYS: list[Callable[[Appointment], Way | None]] = []


def open_to(appointment: Appointment | None) -> list[Way]:
    return [way for offered in WAYS if (way := offered(appointment))] if appointment else []
