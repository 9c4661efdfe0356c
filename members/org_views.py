"""Organisations: the tree in reach, the page of one, its service data (R-O3, R-O6, R-O11, R-O14).

Upper rooms add their part of the page to `PANELS`. Tests: tests/members/test_org_page.py.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from . import floating, regions
from .access import get_visible
from .appointments import Appointment, Post
from .coverage import guests_of
from .middleware import HatRequest
from .org_forms import ServiceDataForm
from .org_founding import why_not_found
from .org_history import Change, history
from .org_missing import missing
from .orgs import BRANCHES, COMMITTEES, PartyOrg, path_range
from .people import MEMBERS, Person, Relation
from .powers import grant_for
from .register import shown
from .register.log import RegisterEntry
from .roster.records import may_import
from .row_keys import key_of
from .rulebook import declare
from .tree_changes import why_not_change

PAGE = 100
SHOWN_PEOPLE = SHOWN_ENTRIES = 30
LARGE_BRANCH, LARGE_GENERAL = 50, 100

declare(
    "R-O4",
    "正式党员3人以上的单位应设党支部；支部党员一般不超过50人，超过50人的宜设党总支，超过100人的宜设党委。",
    "《中国共产党支部工作条例（试行）》",
)

# Called for every organisation's page with (request, org); each returns a rendered section, or an empty string.
PANELS: list[Callable[[HatRequest, PartyOrg], SafeString]] = []


@require_http_methods(["GET", "POST"])
def organisations(request: HatRequest) -> HttpResponse:
    """The tree in reach, superiors before what is below them; or (POST) what a name or pinyin finds."""
    visible = PartyOrg.objects.visible_to(request.appointment)
    asked = request.POST.get("q", "").strip()[:60]
    found = visible.search(asked) if asked else visible
    after = request.GET.get("after", "")
    if last := visible.filter(pk=key_of(after) or 0).first():
        found = found.filter(path__gt=last.path)
    found = found.prefetch_related("former_names") if asked else found
    rows = list(found.order_by("path")[: PAGE + 1])
    top = request.appointment.org.reach.count("/") if request.appointment else 0
    more = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    context = {
        "rows": with_counts(rows[:PAGE], top),
        "more": more,
        "asked": asked,
        "total": visible.current().count(),
        "may_import": may_import(request.appointment),
        "may_add": request.appointment is not None and request.appointment.post == Post.ADMINISTRATOR,
    }
    return render(request, "members/orgs.html", context)


@require_GET
def organisation(request: HatRequest, pk: int) -> HttpResponse:
    """One organisation: its people, who acts for it, what its letters print, and what the upper rooms add."""
    org = _visible(request, pk)
    here = Person.objects.filter(pk__in=Relation.objects.present().filter(org=org).values("person"))
    members = here.filter(stage__in=MEMBERS).count()
    approver = org.base_committee()
    children = list(org.children.current().order_by("path")[:PAGE])
    context = {
        "org": org,
        "chain": [superior for superior in reversed(org.chain()[1:]) if request.appointment.org.covers(superior)],
        "people": here.with_branch().order_by("pinyin", "pk")[:SHOWN_PEOPLE],
        "total": Person.objects.of(org).count(),
        "children": with_counts(children, org.path.count("/") + 1),
        "appointments": Appointment.objects.current().filter(org=org).with_givers(),
        "approver": approver,
        "reviewers": org.reviewers(),
        "grant": None if approver else grant_for(org),
        "region_name": regions.named(org.region),
        "closed_to_edit": (closed_to_edit := why_not_edit(org, request.appointment)),
        "missing": [] if closed_to_edit else missing(org, request.appointment),
        "may_add": not why_not_found(org, request.appointment),
        "may_float": org.kind in floating.KINDS,
        "floating": floating_part(org, request.appointment) if org.is_floating else None,
        "entries": [(entry, shown.lines(entry)) for entry in log_of(org)],
        "may_rename": not why_not_change(org, request.appointment, Change.RENAMED),
        "may_change": not why_not_change(org, request.appointment, Change.MOVED),
        "history": history(org),
        "former_names": list(org.former_names.all()),
        "ended": ended_with(org, request.appointment) if org.successor else [],
        "panels": [part for panel in PANELS if (part := panel(request, org))],
        "advice": size_advice(org, members),
    }
    return render(request, "members/org.html", context)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HatRequest, pk: int) -> HttpResponse:
    """Change the service data: an administrator of an organisation that covers this one."""
    org = _visible(request, pk)
    if why_not_edit(org, request.appointment):
        raise PermissionDenied
    form = ServiceDataForm(request.POST or None, instance=org, by=request.appointment)
    if form.is_valid():
        form.enter(request.appointment)
        messages.success(request, _("已保存。今后出具的文件用新的内容，已出具的不变。"))
        return redirect("organisation", pk=org.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "members/org_edit.html", {"org": org, "form": form}, status=status)


def why_not_edit(org: PartyOrg, by: Appointment) -> str:
    """Why `by` may not change the data of `org`, in a sentence that names who can; or an empty string."""
    if by.post != Post.ADMINISTRATOR:
        return _("由本组织或上级的系统管理员维护")
    if org.closed_on:
        return _("该组织已撤销，资料不再改动")
    return "" if by.org.covers(org) else _("由该组织或其上级的系统管理员维护")


def floating_part(org: PartyOrg, by: Appointment) -> dict[str, Any]:
    """Of a floating organisation: who takes part beside its own members, which of them `by` may open (R-O10, R-O14)."""
    guests = floating.taking_part(org).exclude(pk__in=Person.objects.of(org).values("pk"))
    shown_guests = list(guests.with_branch().order_by("pinyin", "pk")[:SHOWN_PEOPLE])
    keys = [person.pk for person in shown_guests]
    open_to = Person.objects.visible_to(by).filter(pk__in=keys) | guests_of(by).filter(pk__in=keys)
    return {
        "guests": shown_guests,
        "total": guests.count(),
        "open_to": set(open_to.values_list("pk", flat=True)),
        "lacking": floating.lacking(org),
    }


def log_of(org: PartyOrg) -> list[RegisterEntry]:
    """The newest entries of the log of `org`, newest first."""
    return list(org.register_entries.select_related("org").order_by("-seq")[:SHOWN_ENTRIES])


def ended_with(org: PartyOrg, by: Appointment) -> list[Appointment]:
    """The posts that fell empty when `org` ended, for an administrator who may appoint at its successor."""
    if by.post != Post.ADMINISTRATOR or org.successor is None or not by.org.covers(org.successor):
        return []
    return list(org.appointments.own().filter(until__gte=org.closed_on).select_related("account").order_by("pk"))


def with_counts(rows: list[PartyOrg], top: int) -> list[tuple[PartyOrg, int, int]]:
    """Each organisation, how deep it stands below a path of `top` ids (1 to 6), people at or below it. One query."""
    if not rows:
        return []
    here: Counter[str] = Counter()
    wanted = {org.path for org in rows}
    reach = path_range(rows[0].path, "org__path")
    for org in rows[1:]:
        if not any(org.path.startswith(path) for path in wanted - {org.path}):
            reach |= path_range(org.path, "org__path")
    found = Relation.objects.present().filter(reach).values_list("org__path").annotate(n=Count("pk"))
    for path, number in found.order_by():
        steps = path.split("/")[:-1]
        here.update({"".join(f"{step}/" for step in steps[: i + 1]): number for i in range(len(steps))})
    return [(org, min(6, max(1, org.path.count("/") - top + 1)), here[org.path]) for org in rows]


def size_advice(org: PartyOrg, members: int) -> str:
    """What R-O4 suggests for an organisation of this size; it never forbids."""
    if org.kind in BRANCHES and members > LARGE_BRANCH:
        higher = _("党委") if members > LARGE_GENERAL else _("党总支")
        return _("支部已有%(count)d名党员，按规定宜设%(higher)s（R-O4）。") % {"count": members, "higher": higher}
    if org.kind in COMMITTEES and members:
        return _("有%(count)d人的组织关系直接在党委，应编入支部（R-T10）。") % {"count": members}
    return ""


def _visible(request: HatRequest, pk: int) -> PartyOrg:
    visible = PartyOrg.objects.visible_to(request.appointment).select_related("parent", "successor", *floating.RELATED)
    return get_visible(request, visible, pk)
