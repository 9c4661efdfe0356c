"""That no case hangs (R-T24, R-S2): every open one has an owner, a deadline and a way out, and the clock has done all
that fell due.

Read off the database alone, so it holds for any office's data after a `tick`. Tests: tests/config/test_simulation.py,
tests/workflows/test_transfer_machine.py.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from approvals.models import Assignment, Case
from approvals.moments import REMIND, SUPERVISE
from members.models import Appointment


def hanging(now: datetime) -> Iterator[str]:
    """Every open case that waits for nobody, for ever, or beyond its time: its number, its state, and what is wrong."""
    for case in Case.objects.open().order_by("pk"):
        for fault in _faults(case, now):
            yield f"{case.number} {case.state}: {fault}"


def _faults(case: Case, now: datetime) -> Iterator[str]:
    held = list(case.assignments.open().select_related("org"))
    if case.clock_at and case.clock_at <= now:
        yield "the clock has not done what fell due"
    if case.node.child:
        yield from _faults_of_waiting_for_a_child(case, held)
        return
    if not held:
        yield "nobody is asked"
    for desk in held:
        if not _holder(desk):
            yield f"nobody holds the post {desk.post} of {desk.org}"
        if desk.due_at is None and case.lapses_at is None:
            yield "no deadline"
        for due, verb in ((desk.due_at, REMIND), (desk.second_due_at, SUPERVISE)):
            if due and due <= now and not case.entries.filter(verb=verb, effective_at=due).exists():
                yield f"late since {timezone.localdate(due)}, and no entry {verb}"
    if not any(verb for verb in case.flow.leaving(case.state) if not verb.by_child):
        yield "no way out"


def _faults_of_waiting_for_a_child(case: Case, held: list[Assignment]) -> Iterator[str]:
    children = case.children.filter(closed_at__isnull=True).count()
    if children != 1 or held:
        yield f"waits for {children} open children and {len(held)} desks; one child alone should decide"


def _holder(desk: Assignment) -> bool:
    return any(desk.post in hat.posts for hat in Appointment.objects.current().filter(org=desk.org_id))
