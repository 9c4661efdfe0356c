"""The case page, and the two things done on it: running a verb and giving an opinion."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from documents import archive
from members.forms import SigningForm
from members.middleware import HatRequest
from members.models import Appointment

from . import beside, desk, outlook, plan, reading, timeline, turn, vacancies, warned
from .assignments import Assignment
from .case import Case
from .clock import ClockDoubted
from .fetching import get_case
from .forms import OpinionForm, VerbForm
from .rules import AlreadyHandled, Missing, NotAllowed, Refused, refusals
from .supervision import Supervision
from .verbs import Verb

TONES = ("ok", "warn", "no")  # what one came for stands first


@dataclass(frozen=True)
class Choice:
    """One thing the hat may do now: a verb, or (verb None) an opinion that does not decide."""

    name: str
    label: str
    tone: str
    verb: Verb | None
    against: list[Missing]
    target_label: str = ""
    hint: str = ""
    fields: frozenset[str] = frozenset()

    @property
    def verdict(self) -> str:
        """What sending it says; empty where it is no opinion, or the form asks which."""
        return str((self.verb.verdict if self.verb else "") or "")

    @property
    def barred(self) -> list[Missing]:
        """What neither a reason nor a field of the form answers."""
        return [m for m in self.against if not m.overridable and m not in self.answerable]

    @property
    def answerable(self) -> list[Missing]:
        """What the form itself asks for: a rule never hides the field that answers it."""
        return [m for m in self.against if not self.fields.isdisjoint(m.answered_by)]

    @property
    def asked_here(self) -> list[Missing]:
        """What is to be typed before the act, said above the form."""
        return [m for m in self.answerable if not m.overridable]

    @property
    def warnings(self) -> list[Missing]:
        return [m for m in self.against if m.overridable]


def choices_for(case: Case, by: Appointment | None) -> list[Choice]:
    """What `by` may do with `case` now, best first; each with the rules that stand against it."""
    if by is None or not case.is_open:
        return []
    held = case.assignments.waiting_for(by).first()
    speaks = held is not None and not held.decides
    form = case.flow.opinion_forms.get(case.state, OpinionForm)
    found = [Choice(desk.OPINE, str(form.act_label), "ok", None, refusals(case, desk.SPEAK, by))] if speaks else []
    found += [
        _choice(case, verb, by)
        for verb in case.flow.leaving(case.state)
        if not verb.by_system and (verb.seat.held_by(by, case) if verb.seat else held is not None and not speaks)
    ]
    usable = [choice for choice in found if not any(m.moot for m in choice.against)]
    return sorted(usable, key=lambda choice: TONES.index(choice.tone))


def _choice(case: Case, verb: Verb, by: Appointment) -> Choice:
    against = refusals(case, verb, by)
    asked = any(m.answered_by for m in against)
    return Choice(
        name=verb.name,
        label=str(verb.label),
        tone=verb.tone,
        verb=verb,
        against=against,
        target_label=str(case.flow.at(verb.target).task_title),
        hint=str(case.flow.hints.get(verb.name, "")),
        fields=frozenset(case.flow.form_of(case, verb.name)(case=case, by=by).fields) if asked else frozenset(),
    )


def form_for(case: Case, choice: Choice, by: Appointment, data: QueryDict | None = None, files: Any = None) -> VerbForm:
    """The form of a choice, with the proof of identity where it signs."""
    if choice.verb is None:
        form_class, signed = case.flow.opinion_forms.get(case.state, OpinionForm), case.node.signed
    else:
        form_class, signed = case.flow.form_of(case, choice.name), choice.verb.signs
    if signed:
        signing = type(
            f"Signed{form_class.__name__}",
            (SigningForm, form_class),
            {"field_order": [*(form_class.field_order or ["text"]), "secret"]},
        )
        return signing(data, files, case=case, by=by, verdict=choice.verdict, account=by.account)
    return form_class(data, files, case=case, by=by, verdict=choice.verdict)


@login_required
@require_GET
def case(request: HatRequest, number: str) -> HttpResponse:
    return _page(request, get_case(request, number), chosen=request.GET.get("act", ""))


@login_required
@require_POST
def act(request: HatRequest, number: str, name: str) -> HttpResponse:
    """Run the verb `name` (or `opine`) with what was typed. Whatever is refused comes back with the text kept."""
    case = get_case(request, number)
    by = request.appointment
    choice = next((c for c in choices_for(case, by) if c.name == name), None)
    if choice is None:
        return _conflict(request, case, name, _why_not(case, name, by))
    seen = _seen(request)
    form = form_for(case, choice, by, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, chosen=name, form=form, status=422)
    try:
        if choice.verb is None:
            said = {key: value for key, value in form.cleaned_data.items() if key != "overrides"}
            case = desk.opine(case, by=by, seen=seen, **said)
        else:
            case = desk.act(case, name, by=by, seen=seen, **form.cleaned_data)
    except Refused as refused:
        return _page(request, case, chosen=name, form=form, refused=refused.missing, status=422)
    except NotAllowed as refused:
        return _conflict(request, case, name, refused)
    except archive.StorageUnavailable:
        form.add_error(None, _("存储空间不足或不可用，没有办理。请联系管理员后重试。"))
        return _page(request, case, chosen=name, form=form, status=503)
    messages.success(request, turn.after(case, choice.label, choice.verb, by))
    return HttpResponseRedirect(f"{reverse('case', args=[case.number])}?done=1")


@login_required
@require_POST
def urge(request: HatRequest, number: str) -> HttpResponse:
    """催办: remind whom the case waits for. Once a day for one desk."""
    case = get_case(request, number)
    try:
        sent = beside.urge(case, by=request.appointment)
    except ClockDoubted:
        raise
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("case", args=[case.number]))
    if sent:
        messages.success(request, _("已向办理方发出催办通知。"))
    else:
        messages.info(request, _("今天已经催办过，或者这一步就在您这里。"))
    return HttpResponseRedirect(reverse("case", args=[case.number]))


def _seen(request: HatRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _why_not(case: Case, name: str, by: Appointment) -> NotAllowed:
    last = case.entries.select_related("by__account", "by__org").last()
    if name in case.flow.verbs() and case.state not in case.flow.verbs()[name].sources:
        return AlreadyHandled(last)
    if not by.may_handle(case.kind):
        return desk.outside_the_scope(case.kind)
    return NotAllowed(_("这一步由其他组织或岗位办理（R-O12）。"))


def _conflict(request: HatRequest, case: Case, name: str, refused: NotAllowed) -> HttpResponse:
    """Someone was faster, or it is not this desk's: say so, and give the typed text back."""
    case = case.flow.whole(case.pk)
    entry = getattr(refused, "entry", None)
    if entry and entry.by_id == request.appointment.pk and entry.verb == name:
        return HttpResponseRedirect(f"{reverse('case', args=[case.number])}?done=1")  # a double click: it is done
    return _page(
        request,
        case,
        chosen="",
        conflict=str(refused),
        entry=entry,
        kept=request.POST.get("text", ""),
        status=409 if entry else 403,
    )


def _page(
    request: HatRequest,
    case: Case,
    *,
    chosen: str,
    form: VerbForm | None = None,
    refused: list[Missing] | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    by = request.appointment
    choices = choices_for(case, by)
    asked = turn.desks_of(case)
    held = next((row for row in asked if row.waits_for(by)), next(iter(asked), None))
    rests = bool(held and held.rests)
    back = timeline.set_back(case, by)
    mend = case.flow.mended_at(case, by) if back else ""
    resend = _resending(choices) if mend else None
    mended = not (mend and resend and resend.asked_here)
    choice = next((c for c in choices if c.name == chosen), None if rests or not mended else _expected(choices))
    step, steps = case.flow.step_of(case.state)
    papers = list(case.papers.as_read())
    context = {
        "case": case,
        "step": step,
        "steps": steps,
        "events": timeline.events(case),
        "waiting": timeline.waiting(case) if case.is_open else [],
        "choices": choices,
        "choice": choice,
        "form": form or (form_for(case, choice, by) if choice and not choice.barred else None),
        "refused": refused or [],
        "warned": warned.asked([*(choice.warnings if choice else []), *(refused or [])], form.data if form else {}),
        "asked": asked,
        "held": held,
        "rests": rests,
        "mine": bool(held and not rests and held.case_id == case.pk and held.waits_for(by)),
        "plan": plan.ahead(case) if case.is_open else [],
        "outlook": outlook.of(case) if case.is_open else None,
        "listed": Supervision.objects.visible_to(by).of_case(case),
        "may_urge": beside.may_urge(case, by),
        "may_attach": beside.may_attach(case, by),
        "papers": papers,
        "opens": any(paper.shows_id_number for paper in papers) and reading.opens(case, by),
        "papers_help": next((help_ for paper in papers if (help_ := case.flow.papers_help.get(paper.form))), None),
        "files": list(case.files.all()),
        "children": list(case.children.all()),
        "before": timeline.events(case.waiting_parent.flow.whole(case.waiting_parent.pk)) if case.parent_id else [],
        "vacant": vacancies.of(case) if case.is_open else [],
        **back,
        "mend": mend,
        "resend": resend,
        "next_item": _next_item(request, case) if "done" in request.GET else None,
        "done": "done" in request.GET,
        **more,
    }
    return render(request, "approvals/case.html", context, status=status)


def _resending(choices: list[Choice]) -> Choice | None:
    """The act that sends again what came back. Consent to the other side's text is none: it answers it, below."""
    first = _expected(choices)
    return first if first and first.verb and not first.verb.verdict else None


def _expected(choices: list[Choice]) -> Choice | None:
    """What one has come for: the act itself, or the counter-proposal that is written and bars it. Where there are only
    detours nothing is chosen beforehand."""
    first = next((choice for choice in choices[:1] if choice.tone == "ok"), None)
    written = next((choice for choice in choices if choice.verb and choice.verb.counters and not choice.against), None)
    return written if first and first.barred and written else first


def _next_item(request: HatRequest, case: Case) -> Assignment | None:
    waiting = Assignment.objects.in_the_inbox_of(request.appointment).exclude(case=case.pk).select_related("case")
    return waiting.due_first().first()
