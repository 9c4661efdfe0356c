"""The roster annex in the browser: who is on it, one change a month of one's own side, objections (R-C16)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.case import Case
from approvals.forms import printable
from approvals.rules import NotAllowed
from members import floating
from members.access import get_visible
from members.middleware import HatRequest
from members.models import Coverage, Person
from members.people import MEMBERS

from . import ahead
from . import roster as annex
from .case import AgreementCase
from .roster import RosterChange
from .states import Scope
from .views import agreement_of

SHOWN = 200  # candidates offered at once


class RosterForm(forms.Form):
    """Who comes, who is taken off, why."""

    added = forms.ModelMultipleChoiceField(
        label=gettext_lazy("增加"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    removed = forms.ModelMultipleChoiceField(
        label=gettext_lazy("减去"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=gettext_lazy("调整理由"), max_length=300, validators=[printable], widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, case, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["added"].queryset = candidates(case)
        moves = {person.pk: person.moving for person in ahead.moving(self.fields["added"].queryset, by)}
        self.fields["added"].label_from_instance = lambda person: _named(person, moves.get(person.pk))
        self.fields["removed"].queryset = case.covered.order_by("pinyin", "pk")
        if not self.fields["added"].queryset:
            del self.fields["added"]


def _named(person: Person, moved_by: Case | None) -> str:
    """A name to tick, with the transfer that would take it off the roster again (R-C13)."""
    if moved_by is None:
        return person.name
    said = _("%(name)s（正在接转到%(org)s，%(number)s；办结后退出名册）")
    return said % {"name": person.name, "org": moved_by.destination_label, "number": moved_by.number}


def candidates(case: AgreementCase):
    """Members of the origin away at the destination whom no agreement of this kind covers; SHOWN at most.

    About a floating organisation: those of the origin who take part in it (R-O10)."""
    taken = Coverage.objects.running()
    individual = case.scope == Scope.INDIVIDUAL
    taken = taken.filter(individual=True) if individual else taken.filter(because=case.number)
    there = case.destination.path if case.destination else ""
    if case.floating_org:
        away = floating.taking_part(case.floating_org, from_=case.origin)
    else:
        away = Person.objects.of(case.origin).filter(stage__in=MEMBERS, away_branch__path__startswith=there)
    keys = away.exclude(coverage__in=taken).order_by("pinyin", "pk").values_list("pk", flat=True)[:SHOWN]
    return Person.objects.filter(pk__in=list(keys)).order_by("pinyin", "pk")


@login_required
@require_http_methods(["GET", "POST"])
def roster(request: HatRequest, number: str) -> HttpResponse:
    """Who is covered and what was changed; a change of one's own side."""
    case = agreement_of(request, number)
    by = request.appointment
    writable = annex.may_change(case, by)
    form = RosterForm(request.POST or None, case=case, by=by) if writable else None
    if request.method == "POST" and form and form.is_valid():
        said = form.cleaned_data
        try:
            annex.change(case, by=by, added=said.get("added", ()), removed=said.get("removed", ()), words=said["words"])
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("名册已调整，并已告知对方。"))
            return redirect("agreement_roster", number)
    now = timezone.now()
    changes = case.roster_changes.select_related("by__org", "objected_by__org").prefetch_related("added", "removed")
    rows = [(row, row.may_be_objected_to(by, now)) for row in changes]
    barred = annex.barred(case, by) if writable and request.method == "GET" else None
    context = {
        "case": case,
        "form": None if barred else form,
        "barred": barred,
        "people": case.covered.order_by("pinyin", "pk"),
        "rows": rows,
    }
    return render(request, "agreement/roster.html", context, status=422 if form and form.errors else 200)


@login_required
@require_POST
def object_to(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """Object to a change of the other side, with a reason."""
    case = agreement_of(request, number)
    made = get_visible(request, RosterChange.objects.filter(case=case), pk)
    try:
        annex.object_to(made, by=request.appointment, words=request.POST.get("words", "")[:300])
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已提出异议，这次调整作废。"))
    return redirect("agreement_roster", number)
