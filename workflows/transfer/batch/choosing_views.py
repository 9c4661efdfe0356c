"""Choosing members for a batch: who, where to, why and since when. Ticks are kept by every button of the page.

Words and names never stand in an address. Tests: tests/workflows/test_transfer_batch_pages.py.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.access import get_visible
from members.middleware import HatRequest
from members.models import PartyOrg, Person
from members.orgs import BRANCHES
from members.people import PersonQuerySet
from members.row_keys import key_of

from . import choosing, running
from .forms import SharedFactsForm
from .records import BatchState, TransferBatch, may_start

PAGE = 50
FOUND = 20


@login_required
@require_POST
def begin(request: HatRequest, pk: int) -> HttpResponse:
    """Begin to choose among the members of an organisation."""
    org = get_visible(request, PartyOrg.objects.visible_to(request.appointment), pk)
    if not may_start(request.appointment):
        raise PermissionDenied
    return redirect("batch_members", choosing.begin(org, by=request.appointment).pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def members(request: HatRequest, pk: UUID) -> HttpResponse:
    """Question one: who. A page of members with ticks; whatever button is pressed, its ticks are kept first."""
    batch = _choosing(request, pk)
    if batch is None:
        return redirect("batch", pk)
    people = choosing.members_of(batch, request.appointment)
    asked, go = request.POST.get("q", "").strip()[:60], request.POST.get("go", "")
    if request.method == "POST":
        try:
            _keep_ticks(request, batch, people, go)
        except choosing.TooMany as many:
            messages.error(request, str(many))
            go = ""
        if go == "on":
            return redirect("batch_destination", pk)
        if go == "next":
            return redirect(f"{request.path}?after={_number(request.POST.get('last', ''))}")
    return _members_page(request, batch, people, asked)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def destination(request: HatRequest, pk: UUID) -> HttpResponse:
    """Question two: where to. Branches anywhere in the system by a part of their name."""
    batch = _choosing(request, pk)
    if batch is None:
        return redirect("batch", pk)
    asked = request.POST.get("q", "").strip()[:60]
    found = PartyOrg.objects.current().filter(kind__in=BRANCHES)
    for word in asked.split():
        found = found.bearing(word)
    rows = list(found.select_related("parent").order_by("name")[:FOUND]) if asked else []
    context = {"batch": batch, "asked": asked, "rows": rows, "chosen": batch.size}
    return render(request, "transfer/batch_destination.html", context)


@login_required
@require_POST
def set_destination(request: HatRequest, pk: UUID, org: int) -> HttpResponse:
    """All of them go to this branch."""
    batch = _choosing(request, pk)
    branch = PartyOrg.objects.current().filter(pk=org, kind__in=BRANCHES).first()
    if branch is None:
        raise Http404
    if batch:
        choosing.settle(batch, branch)
    return redirect("batch_facts", pk)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def facts(request: HatRequest, pk: UUID) -> HttpResponse:
    """Question three: why and since when, the same for all; then they are checked."""
    batch = _choosing(request, pk)
    if batch is None:
        return redirect("batch", pk)
    if not batch.size:
        messages.error(request, _("还没有选人，请先勾选。"))
        return redirect("batch_members", pk)
    if batch.destination is None:
        return redirect("batch_destination", pk)
    first = batch.rows.first()
    form = SharedFactsForm(request.POST or None, typed=first.typed if first else {})
    if request.method == "POST" and form.is_valid():
        choosing.check(batch, form.typed)
        return redirect("batch", pk)
    status = 422 if form.errors else 200
    return render(
        request, "transfer/batch_facts.html", {"batch": batch, "form": form, "chosen": batch.size}, status=status
    )


@login_required
@require_POST
def choose_again(request: HatRequest, pk: UUID) -> HttpResponse:
    """Back to the ticks after the check."""
    running.choose_again(_visible(request, pk))
    return redirect("batch", pk)


def _visible(request: HatRequest, pk: UUID) -> TransferBatch:
    visible = TransferBatch.objects.visible_to(request.appointment)
    return get_visible(request, visible.select_related("org", "destination"), pk)


def _choosing(request: HatRequest, pk: UUID) -> TransferBatch | None:
    """The batch while members are being chosen; None once that is over."""
    batch = _visible(request, pk)
    return batch if batch.state == BatchState.CHOOSING else None


def _keep_ticks(request: HatRequest, batch: TransferBatch, people: PersonQuerySet, go: str) -> None:
    """What was ticked on the page; somebody who may not be chosen is missing, and the try is written down (R-O14)."""
    shown = {key for key in map(_number, request.POST.getlist("shown")[: PAGE + 1]) if key}
    known = set(people.filter(pk__in=shown).values_list("pk", flat=True))
    for foreign in sorted(shown - known):
        get_visible(request, people, foreign)
    ticked = {_number(key) for key in request.POST.getlist("person")}
    choosing.tick(batch, shown, {"all": shown, "none": set()}.get(go, ticked & shown))


def _members_page(request: HatRequest, batch: TransferBatch, people: PersonQuerySet, asked: str) -> HttpResponse:
    rows, more = _page_of(people, _number(request.GET.get("after", "")), asked)
    context = {
        "batch": batch,
        "asked": asked,
        "rows": rows,
        "more": more,
        "chosen": set(batch.rows.values_list("person", flat=True)),
        "total": people.count(),
    }
    return render(request, "transfer/batch_members.html", context)


def _page_of(people: PersonQuerySet, after: int, asked: str) -> tuple[list[Person], bool]:
    """One page by pinyin and key, and whether more follow; or what was searched for."""
    if asked:
        return list(people.search(asked).with_branch().order_by("pinyin", "pk")[:PAGE]), False
    last = people.filter(pk=after).first()
    if last:
        people = people.filter(pinyin__gt=last.pinyin) | people.filter(pinyin=last.pinyin, pk__gt=last.pk)
    rows = list(people.with_branch().order_by("pinyin", "pk")[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def _number(text: str) -> int:
    """A key as it came from a form; 0 for anything else."""
    return key_of(text) or 0
