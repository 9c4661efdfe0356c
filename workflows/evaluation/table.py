"""The evaluations of one desk as rows: what the destination writes, what the origin reads (R-C10).

A row is fetched with all it shows, so that a page costs the same with one row and with thirty. Tests:
tests/workflows/test_evaluation_table.py.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import QueryDict

from approvals.assignments import Assignment
from approvals.opinions import Opinion
from approvals.sides import Verdict
from members.appointments import Post
from members.models import Appointment
from members.row_keys import key_of

from .case import EvaluationCase
from .forms import RowForm
from .rules import evaluation_is_written
from .states import State
from .writing import OPEN_TO_WRITING

PAGE = 30
# What may begin with the words of the half-year before; counts and dues belong to their own half-year.
CARRIED_OVER = ("work_and_life", "contribution", "problems", "grade", "opinion_text", "proposal")
BEGUN = (*CARRIED_OVER, "activities_held", "activities_attended")  # the month of dues is there from the start


@dataclass
class Row:
    """One evaluation. `before`: the one of an earlier half-year with words in it; `asked`: what the origin wants
    added; `refused`: why the last act on this row did not happen; `said`: what it did; `sent`: whether it was sent."""

    case: EvaluationCase
    form: RowForm
    before: EvaluationCase | None = None
    asked: str = ""
    refused: list[str] = field(default_factory=list)
    said: str = ""
    sent: bool = False

    @property
    def is_open(self) -> bool:
        return self.case.state in OPEN_TO_WRITING

    @property
    def is_complete(self) -> bool:
        """Whether what was typed may be sent."""
        form = self.form
        return form.is_bound and form.is_valid() and evaluation_is_written(self.case, data=form.written) is None

    @property
    def is_begun(self) -> bool:
        return any(getattr(self.case, name) not in (None, "") for name in BEGUN)

    @property
    def lacks(self) -> str:
        """What has still to be written before it may be sent, as it is saved; empty where nothing."""
        missing = evaluation_is_written(self.case, data={})
        return missing.sentence if missing else ""

    @property
    def due_at(self):
        held = self.case.asked_now  # type: ignore[attr-defined]  # fetched by `whole`
        return held[0].due_at if held else None

    def carried_over(self) -> dict[str, Any]:
        """What the earlier evaluation says, for a form to begin with."""
        return {name: getattr(self.before, name) for name in CARRIED_OVER} if self.before else {}


def to_write(by: Appointment) -> "QuerySet[EvaluationCase]":
    """What the organisation of `by` has still to write or to complete."""
    if Post.CLERK not in by.posts or not by.may_handle("evaluation"):
        return EvaluationCase.objects.none()
    return EvaluationCase.objects.filter(destination=by.org, state__in=OPEN_TO_WRITING)


def to_read(by: Appointment) -> "QuerySet[EvaluationCase]":
    """What has been sent to the organisation of `by` and is not confirmed yet."""
    if Post.CLERK not in by.posts or not by.may_handle("evaluation"):
        return EvaluationCase.objects.none()
    return EvaluationCase.objects.filter(origin=by.org, state=State.SUBMITTED)


def posted(by: Appointment, keys: list[int]) -> "QuerySet[EvaluationCase]":
    """Rows of a page that comes back, whatever has become of them meanwhile; those of others are left out."""
    return EvaluationCase.objects.filter(destination=by.org, pk__in=keys[:PAGE])


def counts(rows: "QuerySet[EvaluationCase]") -> dict[str, int]:
    """How many rows a state."""
    found = rows.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    return {state: count for state, count in found}


def page_of(rows: "QuerySet[EvaluationCase]", after: str) -> tuple[list[EvaluationCase], str]:
    """One page by key, with all a row shows, and where the next begins."""
    if (last := key_of(after)) is not None:
        rows = rows.filter(pk__gt=last)
    found = list(whole(rows)[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def whole(rows: "QuerySet[EvaluationCase]") -> "QuerySet[EvaluationCase]":
    """With all a row shows: the desks that are asked, and what was sent back."""
    asked = Prefetch("assignments", Assignment.objects.open().order_by("pk"), to_attr="asked_now")
    wanted = Prefetch("opinions", Opinion.objects.filter(verdict=Verdict.SEND_BACK).order_by("pk"), to_attr="sent_back")
    parties = ("person", "origin", "destination", "coverage")
    return rows.select_related(*parties).prefetch_related(asked, wanted).order_by("pk")


def rows_of(cases: list[EvaluationCase], by: Appointment, typed: QueryDict | None = None) -> list[Row]:
    """A row a case; with what stands in `typed` where that holds the row."""
    before = _before(cases)
    return [
        Row(
            case,
            RowForm(typed if typed and f"{prefix_of(case)}-grade" in typed else None, case=case, by=by,
                    prefix=prefix_of(case)),
            before=before.get(case.coverage.person_id),
            asked=_asked(case),
        )
        for case in cases
    ]  # fmt: skip


def _asked(case: EvaluationCase) -> str:
    """What the origin wants added, in its words."""
    sent_back: list[Opinion] = getattr(case, "sent_back", [])  # as `whole` has fetched them
    return sent_back[-1].text if case.state == State.RETURNED and sent_back else ""


def prefix_of(case: EvaluationCase) -> str:
    return f"e{case.pk}"


def _before(cases: list[EvaluationCase]) -> dict[int, EvaluationCase]:
    """By person, the newest evaluation with a grade that is no longer written on; one query."""
    people = {case.coverage.person_id for case in cases}
    done = EvaluationCase.objects.filter(
        coverage__person__in=people, destination__in={case.destination_id for case in cases}
    )
    done = done.exclude(grade="").exclude(state__in=OPEN_TO_WRITING).select_related("coverage").order_by("half", "pk")
    return {case.coverage.person_id: case for case in done}
