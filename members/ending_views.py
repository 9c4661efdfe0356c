"""去世、党籍终止的登记: recording how a membership ended, the list of such records, and putting a mistake right.

Upper rooms say on each page what it means for them: they fill `PANELS`. Tests: tests/members/test_ending_pages.py.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import endings as verbs
from .access import get_visible
from .appointments import Appointment
from .ending_forms import EndingForm, UndoForm
from .endings import Ending
from .middleware import HatRequest
from .people import Person
from .row_keys import key_of
from .rulebook import RuleBroken

PAGE = 50

# Called with (request, person) for both pages; each returns a rendered section, or an empty string.
PANELS: list[Callable[[HatRequest, Person], SafeString]] = []


def panels(request: HatRequest, person: Person) -> list[SafeString]:
    return [part for panel in PANELS if (part := panel(request, person))]


@never_cache
@require_GET
def endings(request: HatRequest) -> HttpResponse:
    """Records of people the organisation answered for, newest first."""
    found = Ending.objects.visible_to(request.appointment).select_related("person", "org")
    after = request.GET.get("after", "")
    if (last := key_of(after)) is not None:
        found = found.filter(pk__lt=last)
    rows = list(found[: PAGE + 1])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else ""
    return render(request, "members/endings.html", {"rows": rows[:PAGE], "more": more})


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def person_end(request: HatRequest, pk: int) -> HttpResponse:
    """Record a death or a decision: what it means is said first, and who records it proves to be at the desk."""
    person = get_visible(request, Person.objects.visible_to(request.appointment).with_branch(), pk)
    ways = verbs.ways_for(person, request.appointment)
    if not ways:
        page = {"person": person, "closed_because": verbs.why_not(person, request.appointment)}
        return render(request, "members/person_end.html", page, status=403)
    form = EndingForm(request.POST or None, account=request.user, ways=ways)
    if form.is_valid():
        try:
            made = verbs.record(person, by=request.appointment, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("已登记。组织关系已终止，办理中的事项已随之终止并通知双方。"))
            return redirect("ending", made.pk)
    page = {"person": person, "form": form, "panels": panels(request, person)}
    return render(request, "members/person_end.html", page, status=422 if form.errors else 200)


@never_cache
@require_GET
def ending(request: HatRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    return _page(request, found, UndoForm(account=request.user))


@never_cache
@sensitive_post_parameters("secret")
@require_POST
def ending_undo(request: HatRequest, pk: int) -> HttpResponse:
    """It was a mistake: the member belongs to the branch again from now on. What ended stays ended."""
    found = _visible(request, pk)
    if not verbs.may_undo(found, request.appointment):
        raise PermissionDenied
    form = UndoForm(request.POST, account=request.user)
    if form.is_valid():
        try:
            verbs.undo(found, by=request.appointment, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.success(request, _("已更正，组织关系自现在起恢复；已终止的事项不恢复，需要的请重新发起。"))
            return redirect("ending", pk)
    return _page(request, found, form)


def _visible(request: HatRequest, pk: int) -> Ending:
    whose = ("person", "org", "by__account", "by__org", "undone_by__account", "undone_by__org")
    return get_visible(request, Ending.objects.visible_to(request.appointment).select_related(*whose), pk)


def _page(request: HatRequest, found: Ending, form: UndoForm) -> HttpResponse:
    held = Appointment.objects.current().own().filter(account__person=found.person)
    page = {
        "ending": found,
        "person": found.person,
        "form": form,
        "may_undo": verbs.may_undo(found, request.appointment),
        "offices": [] if found.undone_at else list(held.select_related("org", "account")),
        "panels": panels(request, found.person),
    }
    return render(request, "members/ending.html", page, status=422 if form.errors else 200)
