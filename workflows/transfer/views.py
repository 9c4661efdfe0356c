"""Starting a transfer: who, where to, why and since when; then the plan, then it is sent. The draft saves itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import desk, plan, timeline, warned
from approvals.case import Case
from approvals.fetching import get_case
from approvals.rules import NotAllowed, Refused, refusals
from members.access import get_visible
from members.middleware import HatRequest
from members.models import PartyOrg, Person
from members.orgs import BRANCHES
from members.row_keys import key_of

from . import drafting, starting
from .arrival_rules import may_enter_any
from .case import TransferCase
from .draft_form import DraftForm
from .outside import OUTSIDE
from .outside_forms import OutsideForm
from .states import State
from .warned_later import warned_later

FOUND = 20


@login_required
@require_http_methods(["GET", "POST"])
def choose_person(request: HatRequest) -> HttpResponse:
    """Question one: who. By name, pinyin or the last four digits, among those of one's own organisation."""
    query = request.POST.get("q", "").strip()[:60]
    people = []
    if query:
        people = list(Person.objects.visible_to(request.appointment).search(query).with_branch()[:FOUND])
    stands = starting.why_not(people, request.appointment)
    context = {
        "query": query,
        "found": [(person, stands[person.pk]) for person in people],
        "may_arrive": may_enter_any(request.appointment),
    }
    return render(request, "transfer/choose_person.html", context)


@login_required
@require_POST
def begin(request: HatRequest, pk: int) -> HttpResponse:
    """Open a draft for this person, or go on with the one that is there."""
    person = get_visible(request, Person.objects.visible_to(request.appointment), pk)
    try:
        draft = starting.begin(person, by=request.appointment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("transfer_start")
    return redirect("transfer_draft", draft.number)


def _to_write(request: HatRequest, number: str) -> TransferCase:
    """The transfer whose facts the hat's organisation writes. To all others its form is missing, seen or not."""
    case = get_case(request, number)
    if not isinstance(case, TransferCase) or case.starter != request.appointment.org:
        raise Http404
    return case


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HatRequest, number: str) -> HttpResponse:
    """Questions two and three, with the plan beside them; a returned case is corrected on the same page."""
    case = _to_write(request, number)
    if case.state not in (State.DRAFT, State.RETURNED) and not request.htmx:
        return redirect(case)
    form = DraftForm(request.POST or None, case=case)
    if request.method == "POST" and request.htmx:
        return _keep(request, case, form)
    refused: list = []
    if request.method == "POST" and form.is_valid():
        case = drafting.rewrite(case, by=request.appointment, **form.cleaned_data)
        if "send" in request.POST:
            try:
                return _send(request, case, form)
            except Refused as stop:
                refused = stop.missing
        else:
            messages.success(request, _("草稿已保存。"))
            if not form.cleaned_data.get("explanation"):  # said with the next step only, so it stays on the page
                return redirect("transfer_draft", number)
    context = {
        **timeline.set_back(case, request.appointment),
        "case": case,
        "form": form,
        "refused": refused,
        "against": (against := refused or _against(case, request)),
        "warned": warned.asked(against, request.POST),
        "later": warned_later(case),
        "plan": plan.ahead(case, State.ORIGIN_BRANCH_REVIEW, timezone.localdate()) if case.destination_name else [],
    }
    return render(request, "transfer/draft.html", context, status=422 if refused or form.errors else 200)


def _keep(request: HatRequest, case: TransferCase, form: DraftForm) -> HttpResponse:
    """Save what is well formed while it is being typed, and say so; the rest waits for the button.

    Leaving a field by clicking the button sends both at once: whichever comes second finds the draft sent."""
    form.is_valid()
    try:
        kept = drafting.rewrite(case, by=request.appointment, **form.cleaned_data)
    except NotAllowed as refused:
        return HttpResponse(escape(refused))
    context = {"at": timezone.now(), "faults": form.errors, "later": warned_later(kept)}
    return render(request, "transfer/_kept.html", context)


def _send(request: HatRequest, case: TransferCase, form: DraftForm) -> HttpResponse:
    verb = _sending(case)
    said = {"text": text} if (text := form.cleaned_data.get("explanation")) else {}
    sent = desk.act(case, verb, by=request.appointment, overrides=form.overrides, **said)
    messages.success(request, _("已提交。下一步：%(org)s，环节「%(state)s」。") % _next(sent))
    return HttpResponseRedirect(f"{reverse('case', args=[sent.number])}?done=1")


def _sending(case: TransferCase) -> str:
    return "submit" if case.state == State.DRAFT else "resubmit"


def _next(case: Case) -> dict[str, str]:
    held = case.assignments.open().select_related("org").first()
    return {"org": str(held.org) if held else "", "state": case.state_label}


def _against(case: TransferCase, request: HatRequest) -> list:
    verb = case.flow.verbs()[_sending(case)]
    return refusals(case, verb, request.appointment)


@login_required
@require_GET
def destinations(request: HatRequest, number: str) -> HttpResponse:
    """The tree to choose a destination from: children of one organisation, or the roots."""
    case = _to_write(request, number)
    above = request.GET.get("under", "")
    here = PartyOrg.objects.filter(pk=key_of(above) or 0).first()
    children = PartyOrg.objects.current().filter(parent=here).order_by("name")
    context = {
        "case": case,
        "here": here,
        "trail": list(reversed(here.chain())) if here else [],
        "children": [(org, org.kind in BRANCHES) for org in children],
    }
    return render(request, "transfer/destinations.html", context)


@login_required
@require_POST
def find_destination(request: HatRequest, number: str) -> HttpResponse:
    """Branches anywhere in the system by a part of their name."""
    case = _to_write(request, number)
    query = request.POST.get("q", "").strip()[:60]
    found = PartyOrg.objects.current().filter(kind__in=BRANCHES)
    for word in query.split():
        found = found.bearing(word)
    rows = list(found.select_related("parent").order_by("name")[:FOUND]) if query else []
    return render(request, "transfer/found_destinations.html", {"case": case, "query": query, "rows": rows})


@login_required
@require_POST
def set_destination(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """Take a branch from the tree or the search as the destination."""
    case = _to_write(request, number)
    org = PartyOrg.objects.current().filter(pk=pk, kind__in=BRANCHES).first()
    if org is None:
        raise Http404
    drafting.rewrite(case, by=request.appointment, destination=org)
    return redirect("transfer_draft", number)


@login_required
@require_http_methods(["GET", "POST"])
def outside(request: HatRequest, number: str) -> HttpResponse:
    """Name a destination that is not in this system; one that is gets offered instead."""
    case = _to_write(request, number)
    form = OutsideForm(request.POST or None, initial={column: getattr(case, column) for column in OUTSIDE})
    if form.is_valid():
        drafting.rewrite(case, by=request.appointment, **form.cleaned_data)
        return redirect("transfer_draft", number)
    context = {"case": case, "form": form}
    return render(request, "transfer/outside.html", context, status=422 if form.errors else 200)
