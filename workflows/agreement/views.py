"""Agreements in the browser: who has none yet, writing a version, reading one beside the one before."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import timeline
from approvals.fetching import get_case
from approvals.rules import NotAllowed
from members.middleware import HatRequest
from members.models import PartyOrg, Person
from members.row_keys import key_of

from . import ahead, comparison, drafting, uncovered
from .case import AgreementCase
from .organisation_form import OrganisationForm
from .text_form import TextForm


@login_required
@require_GET
def start(request: HatRequest) -> HttpResponse:
    """Members away from here, and members who came here, whom no agreement covers yet; by the other organisation."""
    return _start(request, _about_organisation(request))


@login_required
@require_POST
def begin(request: HatRequest) -> HttpResponse:
    """Draft an agreement for those who were ticked; for those who are under one, it begins when that is over (R-C8)."""
    by, follows = request.appointment, "follows" in request.POST
    pairs_of = ahead.pairs_of if follows else uncovered.pairs_of
    ticked = _keys(request.POST.getlist("person"))
    chosen = uncovered.chosen(pairs_of(by, ticked), request.POST.get("pair", ""))
    if chosen is None:
        messages.error(request, _("请先勾选至少一名党员。"))
        return redirect("agreement_start")
    starts_on = ahead.first_free_day(chosen) if follows else None
    try:
        case = drafting.begin(
            chosen.people, by=by, origin=chosen.origin, destination=chosen.destination, starts_on=starts_on
        )
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("agreement_start")
    return redirect("agreement_write", case.number)


@login_required
@require_POST
def begin_organisation(request: HatRequest) -> HttpResponse:
    """Draft an agreement between two committees about a floating organisation (R-C1), or enter one from paper."""
    form = OrganisationForm(request.POST, by=request.appointment)
    if form.is_valid() and "on_paper" in request.POST:
        said = form.cleaned_data
        asked = {"about": said["floating_org"].pk, "with": said["counterpart"].pk}
        return redirect(f"{reverse('agreement_history')}?{urlencode(asked)}")
    if form.is_valid():
        try:
            case = drafting.begin(by=request.appointment, **form.begun)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("agreement_write", case.number)
    return _start(request, form, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HatRequest, number: str) -> HttpResponse:
    """Write the version of one's own side; it is sent by a verb on the case's page."""
    case = agreement_of(request, number)
    by = request.appointment
    if not drafting.may_write(case, by):
        messages.info(request, _("文本现在不由本方修改。"))
        return redirect(case)
    text = drafting.in_writing(case, by) or case.text
    form = TextForm(request.POST or None, case=case, text=text)
    people = uncovered.offered(case, by, text)
    saved = request.method == "POST" and form.is_valid() and _save(request, case, form, people)
    if request.method == "POST" and request.htmx:
        return render(request, "agreement/_kept.html", {"saved": saved, "at": timezone.now()})
    if saved:
        messages.success(request, _("已保存。对方要等您提交后才能看到。"))
        return redirect(case) if "done" in request.POST else redirect("agreement_write", number)
    context = {"case": case, "form": form, "people": ahead.moving(people, by), "kept": _kept(request, text)}
    context |= timeline.set_back(case, by)
    return render(request, "agreement/write.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def version(request: HatRequest, number: str, version: int) -> HttpResponse:
    """One version that was sent, with what it changed."""
    case = agreement_of(request, number)
    sent = list(case.texts.filter(sent_at__isnull=False).select_related("by__org", "by__account"))
    shown = next((text for text in sent if text.number == version), None)
    if shown is None:
        raise Http404
    people = shown.people.with_branch().order_by("pinyin", "pk")
    context = {"case": case, "sent": sent, "shown": comparison.of_version(shown), "people": people}
    return render(request, "agreement/version.html", context)


@login_required
@require_POST
def renew(request: HatRequest, number: str) -> HttpResponse:
    """Draft the agreement that follows this one."""
    case = agreement_of(request, number)
    try:
        following = drafting.renew(case, by=request.appointment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect(case)
    return redirect("agreement_write", following.number)


def agreement_of(request: HatRequest, number: str) -> AgreementCase:
    """The agreement of that number if the hat may see it; else the same 404 as for a missing one (R-O14)."""
    case = get_case(request, number)
    if not isinstance(case, AgreementCase):
        raise Http404
    return case


def _about_organisation(request: HatRequest) -> OrganisationForm:
    """The empty question; `?about=` names the floating organisation whose page one comes from."""
    about = request.GET.get("about", "")
    known = PartyOrg.objects.filter(pk__in=_keys([about]), is_floating=True).visible_to(request.appointment).first()
    return OrganisationForm(by=request.appointment, initial={"floating_org": known.name} if known else {})


def _start(request: HatRequest, form: OrganisationForm, status: int = 200) -> HttpResponse:
    by = request.appointment
    pairs, following = uncovered.pairs_of(by), ahead.pairs_of(by)
    ahead.moving([person for pair in [*pairs, *following] for person in pair.people], by)
    context = {"pairs": pairs, "following": following, "form": form}
    return render(request, "agreement/start.html", context, status=status)


def _save(request: HatRequest, case: AgreementCase, form: TextForm, people: QuerySet[Person]) -> bool:
    """Keep what was typed; a refusal stands on the form."""
    ticked = people.filter(pk__in=_keys(request.POST.getlist("person")))
    try:
        drafting.write(case, by=request.appointment, people=ticked, **form.written)
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _keys(typed: list[str]) -> list[int]:
    return [key for key in map(key_of, typed) if key is not None]


def _kept(request: HatRequest, text) -> set[int]:
    """Who is ticked: as posted, else as written."""
    return set(
        _keys(request.POST.getlist("person")) if request.method == "POST" else text.people.values_list("pk", flat=True)
    )
