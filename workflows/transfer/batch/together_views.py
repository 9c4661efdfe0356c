"""The cases of one batch, for everybody who may see any of them, and one opinion for those that wait here.

Tests: tests/workflows/test_transfer_batch_together.py.
"""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from approvals import warned
from approvals.case import Case
from members.access import get_visible
from members.forms import SigningForm
from members.middleware import HatRequest
from members.models import Account
from members.row_keys import key_of
from workflows.transfer.case import TransferCase
from workflows.transfer.states import State

from . import together
from .records import TransferBatch
from .together import Answer

PAGE = 50  # cases answered in one go
SHOWN = 100
LABELS: dict[str, Promise] = {
    State.ORIGIN_BRANCH_REVIEW: gettext_lazy("同意所选各件并送转入方"),
    State.PENDING_APPROVAL: gettext_lazy("批准所选各件"),
}


@never_cache
@login_required
@require_GET
def cases(request: HatRequest, pk: UUID) -> HttpResponse:
    """All cases of the batch that the hat may see."""
    return _page(request, _visible(request, pk))


@login_required
@require_POST
def agree(request: HatRequest, pk: UUID, state: str) -> HttpResponse:
    """The same words on every ticked case; each is its own act, and each refusal is told beside its case."""
    batch = _visible(request, pk)
    if state not in together.FORMS:
        raise Http404
    chosen = _chosen(request, batch)
    form = _form(state, request.user, request.POST)
    if not chosen:
        form.add_error(None, _("请至少勾选一件。"))
    if not form.is_valid():
        return _page(request, batch, form=form, ticked=set(chosen), status=422)
    said = {name: value for name, value in form.cleaned_data.items() if value}
    said |= {key: value for key, value in request.POST.items() if key.startswith("override-R-")}
    whole = [TransferCase.whole(key) for key in chosen]
    answers = together.agree(whole, state, by=request.appointment, said=said, seen=_seen(request, chosen))
    left = {answer.case.pk for answer in answers if not answer.done}
    return _page(request, batch, form=form if left else None, answers=answers, ticked=left, status=422 if left else 200)


def _visible(request: HatRequest, pk: UUID) -> TransferBatch:
    seen_by = TransferBatch.objects.with_cases_for(request.appointment).select_related("by__account", "by__org")
    return get_visible(request, seen_by, pk)


def _chosen(request: HatRequest, batch: TransferBatch) -> list[int]:
    """Keys of the ticked cases, in the order of the list. One that is not of this batch or not seen is missing."""
    keys = sorted({_number(key) for key in request.POST.getlist("case")[:PAGE]} - {0})
    visible = Case.objects.visible_to(request.appointment).filter(transfercase__batch_row__batch=batch)
    known = list(visible.filter(pk__in=keys).order_by("transfercase__batch_row__number").values_list("pk", flat=True))
    for foreign in sorted(set(keys) - set(known)):
        get_visible(request, visible, foreign)
    return known


def _seen(request: HatRequest, keys: list[int]) -> dict[int, int]:
    """How long the log of each case was when the page was drawn."""
    return {key: _number(length) for key in keys if (length := request.POST.get(f"seen-{key}", ""))}


def _form(state: str, account: Account, data: QueryDict | None = None) -> forms.Form:
    form_class = together.FORMS[state]
    return form_class(data, account=account) if issubclass(form_class, SigningForm) else form_class(data)


def _page(
    request: HatRequest,
    batch: TransferBatch,
    *,
    form: forms.Form | None = None,
    answers: list[Answer] | None = None,
    ticked: set[int] | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = together.waiting(batch, request.appointment)
    state = next(iter(waiting), "")
    here = TransferCase.objects.in_bulk(waiting.get(state, [])[:PAGE])
    visible = Case.objects.visible_to(request.appointment).filter(transfercase__batch_row__batch=batch)
    after = _number(request.GET.get("after", ""))
    rows = list(visible.filter(pk__gt=after).with_parties().order_by("pk")[: SHOWN + 1])
    context = {
        "batch": batch,
        "total": visible.count(),
        "rows": rows[:SHOWN],
        "more": rows[SHOWN - 1].pk if len(rows) > SHOWN else "",
        "state": state,
        "state_label": State(state).label if state else "",
        "waiting": [here[key] for key in waiting.get(state, [])[:PAGE]],
        "waiting_total": len(waiting.get(state, [])),
        "ticked": _ticked(request, waiting.get(state, [])) if ticked is None else ticked,
        "form": form or (_form(state, request.user) if state else None),
        "button": LABELS.get(state, ""),
        "done": [answer for answer in answers or [] if answer.done],
        "refused": [answer for answer in answers or [] if not answer.done],
        "warned": warned.asked([m for answer in answers or [] for m in answer.missing], request.POST),
    }
    return render(request, "transfer/batch_cases.html", context, status=status)


def _ticked(request: HatRequest, shown: list[int]) -> set[int]:
    """Nothing is ticked before somebody does it: consent is not proposed."""
    return set(shown) if request.GET.get("ticked") == "all" else set()


def _number(text: str) -> int:
    """A number as it came from a form; 0 for anything else."""
    return key_of(text) or 0
