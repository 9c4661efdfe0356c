"""Desks that a case waits for while nobody holds the post (R-O12): who could appoint somebody.

Tests: tests/approvals/test_vacancies.py.
"""

from dataclasses import dataclass

from members.models import Appointment, PartyOrg

from .case import Case


@dataclass(frozen=True)
class Vacancy:
    """An empty desk: its organisation, the name of the post, and the administrators nearest to it."""

    org: PartyOrg
    post: str
    appointers: list[Appointment]


def of(case: Case) -> list[Vacancy]:
    """The empty desks an open case waits for: one query, and one more for each that is empty (three at most)."""
    return [
        Vacancy(held.org, held.get_post_display(), list(Appointment.objects.administering(held.org)))
        for held in case.assignments.vacant().select_related("org").order_by("pk")
    ]
