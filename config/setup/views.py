"""The pages of the set-up, for administrators, each for the organisation of the hat that is worn (R-O12, R-O14)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals.calendar import CalendarDay, provisional_years
from approvals.holiday_views import may_keep
from documents import printing
from documents.printing import PrintSettings
from members import accounts, org_codes
from members.administrators import administrator
from members.appointments import Post
from members.middleware import HatRequest
from members.models import Appointment, PartyOrg, RosterImport
from members.org_codes import borne
from members.powers import may_grant
from members.register.changes import change
from members.register.log import Ground
from members.register.log import Kind as Entered
from members.roster.records import WAITING
from members.row_keys import key_of
from members.rulebook import RuleBroken

from . import obstacles, open_desks, panels, steps
from .forms import AdministratorForm, LeaveForm, OrganisationForm
from .records import Acknowledgement
from .steps import Name

SHOWN = 200  # organisations on one page
RECENT = 5


def administering(request: HatRequest) -> Appointment:
    """The hat of an administrator. Raises PermissionDenied for everybody else."""
    if request.appointment.post != Post.ADMINISTRATOR:
        raise PermissionDenied
    return request.appointment


@require_GET
def setup(request: HatRequest) -> HttpResponse:
    """The list, also after it was put away."""
    hat = administering(request)
    return render(request, "setup/setup.html", panels.listed(hat.org))


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HatRequest, name: str) -> HttpResponse:
    """One step: what is set, what is open, and where it is changed."""
    hat = administering(request)
    if name not in PAGES:
        raise Http404
    standing = steps.one(hat.org, name)
    if standing.later and request.method == "GET":
        messages.info(request, standing.later)
        return redirect("setup")
    answer = PAGES[Name(name)](request, hat)
    if isinstance(answer, HttpResponse):
        return answer
    page = {"step": standing, "leave": LeaveForm(), "org": hat.org, **answer}
    status = 422 if (form := answer.get("form")) is not None and form.errors else 200
    return render(request, f"setup/{name}.html", page, status=status)


@require_POST
def leave(request: HatRequest, name: str) -> HttpResponse:
    """Leave a step as it is, with a reason."""
    hat = administering(request)
    if name not in steps.MAY_BE_LEFT:
        raise Http404
    form, standing = LeaveForm(request.POST), steps.one(hat.org, name)
    if not form.is_valid():
        messages.error(request, _("请写明为什么先这样，至少两个字。"))
        return redirect("setup_step", name)
    if standing.may_be_left:
        steps.acknowledge(hat, standing, form.cleaned_data["reason"])
        messages.success(request, _("已记下。以后没有办的多出来，这一步会重新打开。"))
    return redirect("setup")


@require_POST
def put_away(request: HatRequest) -> HttpResponse:
    """Take the list off the home page, or put it back; it stays in the account menu."""
    hat = administering(request)
    if "back" in request.POST:
        Acknowledgement.objects.filter(org=hat.org, step=steps.PUT_AWAY).delete()
        return redirect("inbox")
    Acknowledgement.objects.update_or_create(org=hat.org, step=steps.PUT_AWAY, defaults={"by": hat})
    messages.success(request, _("已收起。要看时在右上角菜单点「开始使用」。"))
    return redirect("inbox")


@require_http_methods(["GET", "POST"])
def powers(request: HatRequest) -> HttpResponse:
    """Which committees below have the power to approve: one question for all of them (R-O6)."""
    hat = administering(request)
    lacking = obstacles.powerless(hat.org)
    if request.method == "POST":
        chosen = {org for org in lacking if str(org.pk) in request.POST.getlist("org") and may_grant(org, hat)}
        for org in sorted(chosen, key=lambda org: org.path):
            _grant(org, hat)
        messages.success(request, _("已授予 %(n)s 个组织审批权限。") % {"n": len(chosen)})
        return redirect("setup_step", Name.ORGANISATION)
    return render(request, "setup/powers.html", {"lacking": lacking[:SHOWN], "left": max(0, len(lacking) - SHOWN)})


@transaction.atomic
def _grant(org: PartyOrg, by: Appointment) -> None:
    values: dict[str, Any] = {"may_approve_probationary": True}
    if not org.document_code:
        values["document_code"] = org_codes.proposed(org_codes.DOCUMENT_CODE, org)
    change(org, values, Entered.ADMINISTERED, Ground(by))


# What each page holds: a dictionary for its template, or the answer where something was done


def _organisation(request: HatRequest, hat: Appointment) -> dict[str, Any] | HttpResponse:
    form = OrganisationForm(request.POST or None, org=hat.org)
    if form.is_valid():
        with transaction.atomic():
            before = borne(hat.org)
            change(hat.org, form.values, Entered.ADMINISTERED, Ground(hat))
            org_codes.keep_former(hat.org, before)
        messages.success(request, _("已保存：%(org)s。") % {"org": hat.org.name})
        return redirect("setup")
    return {"form": form, "powerless": len(obstacles.powerless(hat.org))}


def _administrators(request: HatRequest, hat: Appointment) -> dict[str, Any] | HttpResponse:
    form = AdministratorForm(request.POST or None)
    if form.is_valid():
        facts = {"org": hat.org, "post": Post.ADMINISTRATOR, "title": "", "since": localdate(), "until": None}
        said = {**form.cleaned_data, **facts, "person": None, "reason": "", "anyway": False}
        try:
            made, code = accounts.open_with_code(administrator(request), **said)
            return render(request, "setup/administrator_code.html", {"holder": made, "code": code})
        except RuleBroken as broken:
            form.add_error(None, str(broken))
    held = Appointment.objects.current().filter(org=hat.org, post=Post.ADMINISTRATOR).select_related("account")
    return {"form": form, "held": held.order_by("since", "pk")}


def _calendar(request: HatRequest, _hat: Appointment) -> dict[str, Any]:
    this = localdate().year
    unknown = provisional_years([this, this + 1])
    years = [
        {"year": year, "days": CalendarDay.objects.filter(day__year=year).count(), "provisional": year in unknown}
        for year in (this, this + 1)
    ]
    return {"years": years, "may_keep": may_keep(request)}


def _roster(_request: HatRequest, hat: Appointment) -> dict[str, Any]:
    """What waits, each by its name, and the latest of the others."""
    every = RosterImport.objects.visible_to(hat).select_related("account")
    waiting = every.filter(state__in=WAITING)[:SHOWN]
    imports = [*waiting, *every.exclude(state__in=WAITING)[:RECENT]]
    for record in imports:
        record.is_open = record.state in WAITING  # type: ignore[attr-defined]
        record.written = record.rows("new", "changed")  # type: ignore[attr-defined]
        record.refused = record.rows("refused")  # type: ignore[attr-defined]
    return {"imports": imports}


def _secretaries(_request: HatRequest, hat: Appointment) -> dict[str, Any]:
    found = open_desks.without_secretary(hat.org.reach)
    return {"rows": found[:SHOWN], "more": max(0, found.count() - SHOWN)}


def _accounts(_request: HatRequest, hat: Appointment) -> dict[str, Any]:
    silent = steps.not_signed_in(hat.org)
    return {"silent": silent[:SHOWN], "more": max(0, silent.count() - SHOWN)}


def _printing(request: HatRequest, hat: Appointment) -> dict[str, Any] | HttpResponse:
    issuers = open_desks.issuers(hat.org.reach)
    if request.method == "POST":
        asked = request.POST.get("org", "")
        issuer = issuers.filter(pk=key_of(asked) or 0).first()
        if issuer is None or printing.why_not_shift(issuer, hat):
            raise PermissionDenied
        PrintSettings.objects.get_or_create(org=issuer, defaults={"changed_by": hat})
        messages.success(request, _("%(org)s按参考样式打印，以后可以改。") % {"org": issuer})
        return redirect("setup_step", Name.PRINTING)
    chosen = set(PrintSettings.objects.filter(org__in=issuers).values_list("org", flat=True))
    rows = [(issuer, issuer.pk in chosen) for issuer in issuers.order_by("path")[:SHOWN]]
    return {"rows": rows, "more": max(0, issuers.count() - SHOWN)}


PAGES: dict[Name, Callable[[HatRequest, Appointment], dict[str, Any] | HttpResponse]] = {
    Name.ORGANISATION: _organisation,
    Name.ADMINISTRATORS: _administrators,
    Name.CALENDAR: _calendar,
    Name.ROSTER: _roster,
    Name.SECRETARIES: _secretaries,
    Name.ACCOUNTS: _accounts,
    Name.PRINTING: _printing,
}
