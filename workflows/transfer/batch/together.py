"""One opinion for many cases of a batch: the origin branch's consent, the committee's approval.

Each case stays an act of its own through the desk, with its own rules, its own refusal, its own entry. What a form
proposes for a case by itself (dues, contact, validity) holds for that case; only the words are shared.
Rules: R-T6, R-O13. Tests: tests/workflows/test_transfer_batch_together.py.
"""

from dataclasses import dataclass
from typing import Any

from django import forms

from approvals import desk
from approvals.assignments import Assignment
from approvals.forms import VerbForm
from approvals.rules import Missing, NotAllowed, Refused
from approvals.sides import Verdict
from members.models import Appointment
from workflows.transfer.case import TransferCase
from workflows.transfer.states import State

from .forms import ApproveManyForm, OneOpinionForm
from .records import TransferBatch

# States whose desk may answer many cases at once, with the form for it. Refusals are never given by the dozen.
FORMS: dict[str, type[forms.Form]] = {
    State.ORIGIN_BRANCH_REVIEW: OneOpinionForm,
    State.PENDING_APPROVAL: ApproveManyForm,
}


@dataclass(frozen=True)
class Answer:
    """What became of one case: nothing `missing` and no `faults` when it is done."""

    case: TransferCase
    missing: tuple[Missing, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return not (self.missing or self.faults)


def waiting(batch: TransferBatch, by: Appointment) -> dict[str, list[int]]:
    """Keys of the batch's cases that wait for the deciding word of `by`, by state, in the order of the list."""
    held = Assignment.objects.waiting_for(by).filter(decides=True, case__transfercase__batch_row__batch=batch)
    found: dict[str, list[int]] = {}
    for state, pk in held.order_by("case__transfercase__batch_row__number").values_list("case__state", "case"):
        if state in FORMS:
            found.setdefault(state, []).append(pk)
    return found


def verb_for(case: TransferCase, state: str) -> str:
    """The verb that agrees in `state`."""
    if state == State.ORIGIN_BRANCH_REVIEW:
        return "agree_to_release"
    return "approve_internal" if case.is_internal else "approve"


def agree(
    cases: list[TransferCase], state: str, *, by: Appointment, said: dict[str, Any], seen: dict[int, int]
) -> list[Answer]:
    """Agree to each of `cases`, which were shown in `state`, by itself.

    `said`: words, common answers and `override-R-…` reasons as typed; `seen`: each case's log as long as it was shown.
    """
    return [_agreed(case, verb_for(case, state), by, said, seen.get(case.pk)) for case in cases]


def _agreed(case: TransferCase, verb: str, by: Appointment, said: dict[str, Any], seen: int | None) -> Answer:
    form = _filled_in(case.flow.forms.get(verb, VerbForm), case, by, said, Verdict.AGREE)
    if not form.is_valid():
        return Answer(
            case, faults=tuple(f"{form[name].label}：{fault}" for name in form.errors for fault in form.errors[name])
        )
    try:
        desk.act(case, verb, by=by, seen=seen, **form.cleaned_data)
    except Refused as refused:
        return Answer(case, missing=tuple(refused.missing))
    except NotAllowed as refused:
        return Answer(case, faults=(str(refused),))
    return Answer(case)


def _filled_in(
    form_class: type[VerbForm], case: TransferCase, by: Appointment, said: dict[str, Any], verdict: str
) -> VerbForm:
    """The verb's own form: what it proposes for this case, with the common answers over it."""
    proposed = form_class(case=case, by=by)
    own = {name: proposed[name].value() for name in proposed.fields}
    data = {name: value for name, value in (own | said).items() if value not in (None, "")}
    return form_class(data, case=case, by=by, verdict=verdict)
