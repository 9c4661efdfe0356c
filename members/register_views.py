"""Changing what the register says of a person, adding a person, the changes on record and their proofs.

Tests: tests/members/test_register_pages.py, test_person_add.py.
"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from . import disclosure, ways_in
from .access import Kind as Look
from .access import get_visible
from .add_form import AddForm
from .middleware import HatRequest
from .people import Person
from .register import scans
from .register.adding import add
from .register.changes import said
from .register.keeping import ChangedMeanwhile, keep, last_seq, seen_by, why_not_enter
from .register.log import Ground
from .register.shown import history
from .register_acts import ACTS, Act
from .register_forms import GroundForm
from .rulebook import RuleBroken

LOOKS = 50  # of the latest


@never_cache
@sensitive_post_parameters("id_number")
@require_http_methods(["GET", "POST"])
def person_act(request: HatRequest, pk: int, name: str) -> HttpResponse:
    """One act of `register_acts`: the form says what is wrong, and what somebody else changed meanwhile."""
    person, act = visible_person(request, pk), ACTS[name]
    title = act.title(person)
    if refused := act.why_not(person, request.appointment):
        page = {"person": person, "title": title, "closed_because": refused}
        done = None if act.why_not_allowed(person, request.appointment) else act.done_already(person)
        return render(request, "members/register_act.html", page | {"done": done}, status=200 if done else 403)
    form = act.form(request.POST or None, request.FILES or None, person=person, by=request.appointment)
    seen = seen_by(request, person)
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(request, act, person, form, seen)
        except ChangedMeanwhile as changed:
            form, seen = _rebased(act, form, request, changed), last_seq(person)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            return redirect("person", person.pk)
    page = {"person": person, "title": title, "lead": act.told, "form": form, "seen": seen}
    return render(request, "members/register_act.html", page, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("id_number")
@require_http_methods(["GET", "POST"])
def person_add(request: HatRequest) -> HttpResponse:
    """Enter somebody whom the roster missed."""
    title = _("补登人员")
    if refused := why_not_enter(request.appointment):
        return render(request, "members/register_act.html", {"title": title, "closed_because": refused}, status=403)
    form = AddForm(request.POST or None, request.FILES or None, by=request.appointment)
    if request.method == "POST" and form.is_valid():
        try:
            made = add(
                form.values(), form.cleaned_data["id_number"], form.cleaned_data["branch"], _ground(request, form)
            )
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            _tell(request, form)
            return redirect("person", made.pk)
    lead = _("只补登本来就在这里、花名册遗漏的人。从别处转来的，凭介绍信办理接收。")
    page = {"title": title, "lead": lead, "form": form, "seen": 0, "ways_in": ways_in.open_to(request.appointment)}
    return render(request, "members/register_act.html", page, status=422 if form.errors else 200)


@never_cache
@require_GET
def person_changes(request: HatRequest, pk: int) -> HttpResponse:
    """Every change on record, newest first, a page at a time."""
    person = visible_person(request, pk)
    before = request.GET.get("before", "")
    rows, more = history(person, int(before) if before.isascii() and before.isdigit() and len(before) < 9 else None)
    page = {"person": person, "rows": rows, "more": more, "looks": disclosure.of(person)[:LOOKS]}
    return render(request, "members/person_changes.html", page)


@never_cache
@require_GET
def person_proof(request: HatRequest, pk: int, seq: int) -> HttpResponse:
    """The scan that came with a change; who opened it is on record, as for a full number (R-I3)."""
    person = visible_person(request, pk)
    entry = person.register_entries.filter(seq=seq).exclude(proof="").first()
    if entry is None:
        raise Http404
    if refused := disclosure.why_not_reveal(request.appointment):
        page = {"person": person, "title": _("证明材料"), "closed_because": refused}
        return render(request, "members/register_act.html", page, status=403)
    body = scans.fetch(entry.proof)
    disclosure.record(Look.PROOF, f"person:{pk}", by=request.appointment, reason=f"{entry.seq}")
    headers = {"Content-Disposition": f'inline; filename="proof-{entry.seq}"'}
    return HttpResponse(body, content_type=scans.content_type_of(body), headers=headers)


def visible_person(request: HatRequest, pk: int) -> Person:
    visible: QuerySet[Person] = Person.objects.visible_to(request.appointment)
    return get_visible(request, visible.with_branch().select_related("away_branch"), pk)  # type: ignore[attr-defined]


def _carry_out(request: HatRequest, act: Act, person: Person, form: GroundForm, seen: int) -> None:
    """Keep the scan first, outside any transaction; then the change."""
    ground = _ground(request, form)
    made = keep(person, form.values(), act.kind(person), ground, seen=seen, why_not=act.why_not)
    if made is None:
        messages.info(request, _("与登记的相同，没有改动。"))
    else:
        _tell(request, form)


def _ground(request: HatRequest, form: GroundForm) -> Ground:
    upload = form.cleaned_data.get("proof")
    proof, name = scans.keep(upload) if upload else ("", "")
    return Ground(request.appointment, form.reason_on_record(), form.effective_on(), proof, name)


def _tell(request: HatRequest, form: GroundForm) -> None:
    messages.success(request, _("已登记，记入变动记录。"))
    for warning in form.warnings:
        messages.warning(request, warning)


def _rebased(act: Act, form: GroundForm, request: HatRequest, changed: ChangedMeanwhile) -> GroundForm:
    """The form again, with what was typed; a field left as the page had it shows what it is now."""
    now = Person.objects.select_related("away_branch").get(pk=form.person.pk)  # type: ignore[union-attr]
    data = _taken_over(request.POST, form, now, changed)
    fresh = act.form(data, person=now, by=request.appointment)
    fresh.add_error(None, str(changed))
    return fresh


def _taken_over(typed: QueryDict, form: GroundForm, now: Person, changed: ChangedMeanwhile) -> QueryDict:
    before: dict[str, Any] = {}
    for entry in changed.entries:
        for name, (old, _new) in entry.changes.items():
            before.setdefault(name, old)
    data = typed.copy()
    drawn = act_values(form)
    for name, old in before.items():
        if name in drawn and (drawn[name] or None) == (old or None):
            value = getattr(now, name)
            data[name] = getattr(value, "name", None) or ("" if value is None else str(value))
    return data


def act_values(form: GroundForm) -> dict[str, Any]:
    """What was typed for each column, as the log would keep it."""
    shown = Person()
    told = {}
    for name, value in form.cleaned_data.items():
        if hasattr(shown, name) and name not in ("id_number", "proof"):
            setattr(shown, name, value)
            told[name] = said(shown, name)
    return told
