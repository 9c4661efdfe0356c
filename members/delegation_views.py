"""授权代办: what one has given and received, giving, taking back, and what was done under each (R-O16).

What was done is told by the rooms above: they fill `COUNTS` and `PANELS`.
Tests: tests/members/test_delegation_pages.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import delegating
from .access import get_visible
from .administrators import Administrator, administrator
from .appointments import Appointment, Post
from .delegation_forms import DelegationForm, TakeBackForm
from .delegations import Delegation, stand_ins_of, why_not_give
from .middleware import HatRequest, OfficeRequest, open_without_hat
from .rulebook import RuleBroken

SHOWN = 50

# Called with the hats of stand-ins; each answers how many matters were handled under each, by the hat's key.
COUNTS: list[Callable[[Iterable[int]], dict[int, int]]] = []
# Called with (request, hat of the stand-in) for the page of one delegation; each returns a rendered section.
PANELS: list[Callable[[OfficeRequest, Appointment], SafeString]] = []


@require_GET
def delegations(request: HatRequest) -> HttpResponse:
    """What this account has given and received, past ones too."""
    found = list(Delegation.objects.of(request.user).with_parties()[:SHOWN])
    page = {
        "given": with_counts([row for row in found if row.giver.account_id == request.user.pk]),
        "received": with_counts([row for row in found if row.receiver.account_id == request.user.pk]),
        "closed_because": why_not_give(request.appointment),
    }
    return render(request, "members/delegations.html", page)


def with_counts(rows: list[Delegation]) -> list[tuple[Delegation, int]]:
    """Each with the number of matters handled under it; one query a room."""
    done: Counter[int] = Counter()
    for count in COUNTS:
        done.update(count([row.appointment.pk for row in rows]))
    return [(row, done[row.appointment.pk]) for row in rows]


@require_http_methods(["GET", "POST"])
def delegation_new(request: HatRequest) -> HttpResponse:
    """The holder of the hat that is worn lets somebody stand in for them."""
    if closed := why_not_give(request.appointment):
        messages.error(request, f"{closed}（R-O16）")
        return redirect("delegations")
    return _giving(request, request.appointment, None)


@open_without_hat
@require_http_methods(["GET", "POST"])
def appointment_delegate(request: OfficeRequest, pk: int) -> HttpResponse:
    """An administrator records it for a giver who is away."""
    by = administrator(request)
    giver = get_visible(request, by.appointments().select_related("org", "account"), pk)
    return _giving(request, giver, by)


def _giving(request: OfficeRequest, giver: Appointment, by: Administrator | None) -> HttpResponse:
    form = DelegationForm(request.POST or None, account=request.user, giver=giver)
    if form.is_valid():
        try:
            made = delegating.delegate(giver, by=by, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            said = {"name": made.account.name, "since": made.since, "until": made.until}
            messages.success(request, _("已授权 %(name)s 代办：%(since)s 至 %(until)s，可随时收回。") % said)
            return redirect("delegation", made.delegation_id)
    page = {"form": form, "giver": giver, "by": by, "anybody": stand_ins_of(giver).exists()}
    return render(request, "members/delegation_new.html", page, status=422 if form.errors else 200)


@never_cache
@open_without_hat
@require_GET
def delegation(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk))


@open_without_hat
@require_POST
def delegation_take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """End it at once."""
    given = _visible(request, pk)
    by = _who(request, given)
    form = TakeBackForm(request.POST, must_say_why=isinstance(by, Administrator))
    if not form.is_valid():
        return _page(request, given, form)
    try:
        delegating.take_back(given, by=by, **form.cleaned_data)
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return _page(request, given, form)
    messages.success(request, _("授权已收回，即时生效；已办的事项不受影响。"))
    return redirect("delegation", pk)


def _visible(request: OfficeRequest, pk: int) -> Delegation:
    return get_visible(request, Delegation.objects.visible_to(request.user, _keeper(request)).with_parties(), pk)


def _keeper(request: OfficeRequest) -> Administrator | None:
    """The administrator whose hat is worn, if one is."""
    worn = request.appointment
    keeps = request.user.is_superuser or (worn is not None and worn.post == Post.ADMINISTRATOR)
    return administrator(request) if keeps else None


def _who(request: OfficeRequest, given: Delegation):
    """In what capacity this account would take it back: as the giver, else as an administrator."""
    keeper = _keeper(request)
    return keeper if keeper and given.giver.account_id != request.user.pk else request.user


def _page(request: OfficeRequest, given: Delegation, form: TakeBackForm | None = None) -> HttpResponse:
    by = _who(request, given)
    may_end = isinstance(by, Administrator) or given.giver.account_id == request.user.pk
    page = {
        "given": given,
        "hat": given.appointment,
        "may_end": may_end and given.state in ("coming", "current"),
        "form": form or TakeBackForm(must_say_why=isinstance(by, Administrator)),
        "panels": [part for panel in PANELS if (part := panel(request, given.appointment))],
    }
    return render(request, "members/delegation.html", page, status=422 if form and form.errors else 200)
