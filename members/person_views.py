"""People: search, lists, the page of one person, the full number with a reason (R-I3, R-O14).

Upper rooms add their part of the person's page to `PANELS`. Tests: tests/members/test_person_page.py.
"""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import disclosure, endings, register_acts, ways_in
from .access import get_visible
from .coverage import guests_of
from .endings import Ending
from .forms import RevealForm
from .middleware import HatRequest
from .orgs import PartyOrg
from .people import AWAY, MEMBERS, Person, PersonQuerySet, Stage
from .register.keeping import why_not_enter
from .register.shown import history
from .responsible import responsible_for
from .roster.records import may_import
from .row_keys import key_of

PAGE = 50
FOUND = 50
RECENT = 20  # changes on the page of a person; the others have a page of their own
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Called for every person's page with (request, person); each returns a rendered section, or an empty string.
PANELS: list[Callable[[HatRequest, Person], SafeString]] = []
# The same for whoever looks after a member of another place: what both sides see, and their own cases.
GUEST_PANELS: list[Callable[[HatRequest, Person], SafeString]] = []
GUESTS = "guests"  # the chip beside SHOWS, for people who are not the reader's own

SHOWS = {
    "full": (gettext_lazy("正式党员"), Q(stage=Stage.FULL)),
    "probationary": (gettext_lazy("预备党员"), Q(stage=Stage.PROBATIONARY)),
    "developing": (gettext_lazy("申请人、积极分子和发展对象"), ~Q(stage__in=MEMBERS)),
    "away": (gettext_lazy("在外"), AWAY),
}


@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HatRequest) -> HttpResponse:
    """Everybody in reach, or (POST) those a name, pinyin or last digits find. Words never stand in an address."""
    visible = Person.objects.visible_to(request.appointment)
    org = _chosen_org(request)
    within = visible.of(org) if org else visible
    asked = request.POST.get("q", "").strip()[:60]
    guests = guests_of(request.appointment, org)
    show = request.GET.get("show", "") if request.GET.get("show", "") in {*SHOWS, GUESTS} else ""
    if asked:
        rows, more = list(within.search(asked).with_branch()[: FOUND + 1]), ""
    elif show == GUESTS:
        rows, more = _page(guests.with_branch(), request.GET.get("after", ""))
    else:
        rows, more = _page(_shown(within, show).with_branch(), request.GET.get("after", ""))
    context = {
        "rows": rows[:FOUND] if asked else rows,
        "too_many": asked and len(rows) > FOUND,
        "more": more,
        "asked": asked,
        "org": org,
        "show": show,
        "counts": [*_counts(within), (GUESTS, _("共管"), guests.count())],
        "guests": list(guests.search(asked).with_branch()[:FOUND]) if asked else [],
        "ways_in": ways_in.open_to(request.appointment),
        "may_import": may_import(request.appointment),
        "may_add": not why_not_enter(request.appointment) if request.appointment else False,
    }
    return render(request, "members/people.html", context)


@require_POST
def people_export(request: HatRequest) -> HttpResponse:
    """The list as a workbook, numbers masked; the export is on record (R-I3)."""
    org = _chosen_org(request)
    visible = Person.objects.visible_to(request.appointment)
    show = request.GET.get("show", "")
    found = _shown(visible.of(org) if org else visible, show).with_branch()
    if found.count() > disclosure.EXPORT_LIMIT:
        limit = {"limit": disclosure.EXPORT_LIMIT}
        messages.error(request, _("一次最多导出 %(limit)d 人。请先选一个下级组织再导出。") % limit)
        return redirect("people")
    subject = f"people:{org.pk if org else request.appointment.org_id}:{show or 'all'}"
    content = disclosure.export(found.iterator(), subject=subject, by=request.appointment)
    name = f"people-{timezone.localdate():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@never_cache
@require_GET
def person(request: HatRequest, pk: int) -> HttpResponse:
    """One person: who is responsible and since when, the line of life, and what the upper rooms add.

    Whoever co-manages a member of another place sees what both sides are to see (R-O14, R-C3)."""
    guest = guests_of(request.appointment).filter(pk=pk).with_branch().select_related("away_branch").first()
    return _guest_page(request, guest) if guest else _person_page(request, _visible(request, pk), RevealForm())


@never_cache
@require_POST
def person_reveal(request: HatRequest, pk: int) -> HttpResponse:
    """The full number, shown on this answer only."""
    found = _visible(request, pk)
    form = RevealForm(request.POST)
    number = ""
    if form.is_valid() and not disclosure.why_not_reveal(request.appointment):
        number = disclosure.reveal(found, by=request.appointment, reason=form.cleaned_data["reason"])
    return _person_page(request, found, form, number, status=200 if number else 422)


def _visible(request: HatRequest, pk: int) -> Person:
    """Those the organisation answers for, and those it answered for until their membership ended."""
    by = request.appointment
    ended = Ending.objects.visible_to(by).in_force().values("person")
    here = Q(pk__in=Person.objects.visible_to(by).values("pk")) | Q(pk__in=ended)
    return get_visible(request, Person.objects.filter(here).with_branch().select_related("away_branch"), pk)


def _guest_page(request: HatRequest, found: Person) -> HttpResponse:
    """What the destination of an agreement in force sees: no full number, no register, no cases but its own."""
    relation = found.relations.select_related("org").order_by("-since").first()
    context = {
        "person": found,
        "present": relation,
        "age": found.age_on(timezone.localdate()),
        "panels": [part for panel in GUEST_PANELS if (part := panel(request, found))],
    }
    return render(request, "members/guest.html", context)


def _person_page(
    request: HatRequest, found: Person, form: RevealForm, number: str = "", *, status: int = 200
) -> HttpResponse:
    relations = list(found.relations.select_related("org").order_by("-since"))
    ends = [None, *(relation.since for relation in relations)]
    here = relations[0].org if relations else None
    acts, closed = register_acts.offers(found, request.appointment)
    rows, more = history(found, size=RECENT)
    context = {
        "person": found,
        "life": list(zip(relations, ends, strict=False)),
        "present": relations[0] if relations else None,
        "age": found.age_on(timezone.localdate()),
        "form": form,
        "number": number,
        "no_reveal": disclosure.why_not_reveal(request.appointment),
        "panels": [part for panel in PANELS if (part := panel(request, found))],
        "ending": found.endings.in_force().first(),
        "may_end": bool(endings.ways_for(found, request.appointment)),
        "ending_words": endings.IN_WORDS.values(),
        "responsible": responsible_for(here),
        "offers": acts,
        "closed": closed,
        "dues_at": here if found.is_member and not why_not_enter(request.appointment) else None,
        "rows": rows,
        "more": more,
    }
    return render(request, "members/person.html", context, status=status)


def _chosen_org(request: HatRequest) -> PartyOrg | None:
    chosen = request.GET.get("org", "")
    if (key := key_of(chosen)) is None:
        return None
    return get_visible(request, PartyOrg.objects.visible_to(request.appointment), key)


def _shown(found: PersonQuerySet, show: str) -> PersonQuerySet:
    return found.filter(SHOWS[show][1]) if show in SHOWS else found


def _page(found: PersonQuerySet, after: str) -> tuple[list[Person], str]:
    """One page by pinyin after the person with the key `after` (names never stand in an address), and the next key."""
    last = found.filter(pk=key_of(after) or 0).only("pinyin").first()  # nobody else's place in the alphabet
    if last:
        found = found.filter(pinyin__gte=last.pinyin).exclude(pinyin=last.pinyin, pk__lte=last.pk)
    rows = list(found.order_by("pinyin", "pk")[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


def _counts(found: PersonQuerySet) -> list[tuple[str, str, int]]:
    """Chips: key, label, number; one query."""
    numbers = found.aggregate(all=Count("pk"), **{key: Count("pk", filter=q) for key, (_label, q) in SHOWS.items()})
    chips = [(key, str(label), numbers[key]) for key, (label, _condition) in SHOWS.items()]
    return [("", _("全部"), numbers["all"]), *chips]
