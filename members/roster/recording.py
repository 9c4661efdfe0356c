"""Keep what an import says of its rows, in the transaction that writes them.

Tests: tests/members/test_roster_running.py.
"""

from __future__ import annotations

from functools import cached_property

from django.utils import timezone

from .outcome import Listener, Problem, Trouble
from .records import RosterImport, RosterProblem


class Overtaken(Exception):
    """Another worker has taken this import over; this one stops and leaves everything to it."""


class Recorded:
    """A listener that writes problems and progress beside the rows, in the same transaction, and passes them on."""

    def __init__(self, record: RosterImport, then: Listener | None = None):
        self.record, self.then = record, then
        self.waiting: list[RosterProblem] = []

    def told(self, sheet: str, row: int, problem: Problem, person: int | None, name: str = "") -> None:
        if self.then:
            self.then.told(sheet, row, problem, person, name)
        if problem.kind == Trouble.OFFER and (sheet[:60], row, problem.new) in self.answered:
            return
        kept = RosterProblem(
            roster_import=self.record,
            sheet=sheet[:60],
            row=row,
            kind=problem.kind,
            message=problem.message[:400],
            warning=problem.warning,
            about=problem.about[:120],
            person_id=person,
        )
        personal = {
            "value": problem.value or problem.about,
            "field": problem.field,
            "old": problem.old,
            "new": problem.new,
        }
        kept.details = {"name": name, **personal}
        self.waiting.append(kept)

    @cached_property
    def answered(self) -> set[tuple[str, int, str]]:
        """Sheet, row and value of the offers that somebody has accepted or declined: they are not asked again."""
        settled = self.record.problems.exclude(settled_at=None)
        return {(offer.sheet, offer.row, offer.details.get("new", "")) for offer in settled}

    def progressed(self, rows: int) -> None:
        RosterProblem.objects.bulk_create(self.waiting)
        self.waiting = []
        mine = RosterImport.objects.filter(pk=self.record.pk, attempt=self.record.attempt)
        if not mine.update(rows_done=rows, beat_at=timezone.now()):
            raise Overtaken
