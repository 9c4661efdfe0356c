"""Sixty days without a clock, over New Year: once confirmed, all is as if it had run each day (R-T24, R-C10, R-T12)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from approvals import journal
from approvals.models import Case, Entry
from approvals.sweep import sweep
from documents.models import Paper
from tests.conftest import SHANGHAI
from workflows.evaluation.case import EvaluationCase

STOPPED, STARTED = date(2026, 11, 25), date(2027, 1, 24)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 0, 1, tzinfo=SHANGHAI)


def says() -> dict[str, list]:
    """What cases, log, desks and papers say, without when it was written down: `PJ2026` for a number, whose last
    digits PostgreSQL does not give twice, not even after a rollback."""
    return {what: [(row[0].partition("-")[0], *row[1:]) for row in rows] for what, rows in _said().items()}


def _said() -> dict[str, list]:
    cases = Case.objects.order_by("number")
    entries = Entry.objects.order_by("case__number", "seq")
    papers = Paper.objects.order_by("because", "pk")
    return {
        "cases": list(cases.values_list("number", "state", "opened_at", "state_since", "lapses_at", "closed_at")),
        "entries": list(entries.values_list("case__number", "verb", "from_state", "to_state", "effective_at")),
        "papers": list(papers.values_list("because", "title", "number", "issued_on")),
        "desks": sorted(
            Case.objects.filter(assignments__closed_at=None).values_list(
                "number", "assignments__org_id", "assignments__due_at"
            )
        ),
    }


@pytest.fixture
def stopped(effective, letter_out, clock):
    """An agreement in force and a letter that expires on 23 December; the clock last ran on 25 November."""
    clock.move_to(morning(STOPPED))
    sweep()


def test_sixty_days_late_is_as_each_day(stopped, clock):
    left = {}
    days = [STOPPED + timedelta(days=n) for n in range(1, (STARTED - STOPPED).days + 1)]
    for name, visited in {"daily": days, "late": days[-1:]}.items():
        with transaction.atomic():
            for day in visited:
                clock.move_to(morning(day))
                sweep()
            left[name] = says()
            assert list(journal.broken()) == []
            transaction.set_rollback(True)
        clock.move_to(morning(STOPPED))
    assert [row[0][:6] for row in left["daily"]["cases"] if row[0].startswith("PJ")] == ["PJ2026"]
    assert left["late"] == left["daily"]


def test_an_evaluation_opened_in_january_bears_the_number_and_moments_of_december(stopped, clock):
    clock.move_to(morning(STARTED))
    sweep()

    case = EvaluationCase.objects.get()
    assert (case.half, case.number[:7], case.state) == ("2026H2", "PJ2026-", "escalated")
    came = [(e.verb, timezone.localdate(e.effective_at)) for e in case.entries.order_by("seq")]
    assert came[0] == ("open", date(2026, 12, 1))
    assert [day for _verb, day in came] == sorted(day for _verb, day in came)
    assert [verb for verb, _day in came if verb != "remind"] == ["open", "miss", "escalate"]
    assert {timezone.localdate(e.recorded_at) for e in case.entries.all()} == {STARTED}


def test_two_half_years_without_a_clock_are_both_opened(effective, clock):
    clock.move_to(morning(STOPPED))
    sweep()
    clock.move_to(morning(date(2027, 7, 1)))
    sweep()
    assert sorted(EvaluationCase.objects.values_list("half", flat=True)) == ["2026H2", "2027H1"]


def test_what_the_clock_issues_late_bears_the_day_it_fell_due(stopped, letter_out, clock):
    clock.move_to(morning(STARTED))
    sweep()
    slip = Paper.objects.get(because=letter_out.number, title__contains="超期")
    assert (slip.issued_on, timezone.localdate(slip.issued_at)) == (date(2026, 12, 24), STARTED)
