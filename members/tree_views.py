"""Decisions on the tree in the browser: rename, move, close, let one take the place of others (R-O3, R-O6, R-O11).

An organisation is changed by the administrator of a superior. Upper rooms show what would become of their work: they
add to `PREVIEWS`. Tests: tests/members/test_tree_pages.py.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import succession, tree_changes
from .access import get_visible
from .middleware import HatRequest
from .org_history import Change
from .orgs import PartyOrg
from .rulebook import RuleBroken
from .tree_forms import CloseForm, MoveForm, RenameForm, SignedSuccessionForm, SuccessionForm

# Called with (request, orgs that would end, who takes their place or None for a new one); each returns a section.
PREVIEWS: list[Callable[[HatRequest, list[PartyOrg], PartyOrg | None], SafeString]] = []


@require_http_methods(["GET", "POST"])
def organisation_rename(request: HatRequest, pk: int) -> HttpResponse:
    org = org_to_change(request, pk, Change.RENAMED)
    form = RenameForm(request.POST or None, org=org)
    if form.is_valid():
        names = {name: form.cleaned_data[name] for name in ("name", "short_name")}
        if decided(form, lambda: tree_changes.rename(org, decision=form.decision(request.appointment), **names)):
            messages.success(request, _("已更名。曾用名仍可查到；已出具的文件保留旧名。"))
            return redirect("organisation", pk)
    return org_page(request, "members/org_rename.html", org, form)


@require_http_methods(["GET", "POST"])
def organisation_move(request: HatRequest, pk: int) -> HttpResponse:
    org = org_to_change(request, pk, Change.MOVED)
    form = MoveForm(request.POST or None, by=request.appointment)
    if form.is_valid():
        parent, decision = form.cleaned_data["parent"], form.decision(request.appointment)
        if decided(form, lambda: tree_changes.move(org, parent, decision=decision)):
            messages.success(request, _("已调整隶属。在办事项已按新的上级送办。"))
            return redirect("organisation", pk)
    return org_page(request, "members/org_move.html", org, form)


@require_http_methods(["GET", "POST"])
def organisation_close(request: HatRequest, pk: int) -> HttpResponse:
    """Either everything that stands against it, each with where it is put right; or the form."""
    org = org_to_change(request, pk, Change.CLOSED)
    obstacles = tree_changes.obstacles_to_closing(org)
    form = CloseForm(None if obstacles else request.POST or None, account=request.user)
    if form.is_valid():
        decision = form.decision(request.appointment)
        if decided(form, lambda: tree_changes.close(org, decision=decision)):
            messages.success(request, _("已撤销。"))
            return redirect("organisation", pk)
    return org_page(request, "members/org_close.html", org, form, obstacles=obstacles)


@require_http_methods(["GET", "POST"])
def organisation_succession(request: HatRequest, pk: int) -> HttpResponse:
    """First who and by which document; then what would happen, with the proof of identity; then it happens."""
    org = org_to_change(request, pk, Change.SUCCEEDED)
    if "confirm" in request.POST:
        return _confirmed(request, org)
    form = SuccessionForm(request.POST or None, org=org, by=request.appointment)
    if form.is_valid() and not (refused := _refused_hands(request, form)):
        signed = SignedSuccessionForm(
            initial={name: form[name].value() for name in form.fields},
            org=org,
            by=request.appointment,
            account=request.user,
        )
        return _preview(request, org, form, signed)
    if form.is_bound and form.is_valid():
        form.add_error(None, refused)
    return org_page(request, "members/org_succession.html", org, form)


def _confirmed(request: HatRequest, org: PartyOrg) -> HttpResponse:
    form = SignedSuccessionForm(request.POST, org=org, by=request.appointment, account=request.user)
    if form.is_valid():
        if refused := _refused_hands(request, form):
            raise PermissionDenied(refused)
        decision = form.decision(request.appointment)
        if decided(form, lambda: succession.succeed(form.ending, form.heir, decision=decision)):
            messages.success(request, _("已撤销并承继。下面是随之空缺的岗位，请为承继组织任职。"))
            return redirect("organisation", org.pk)
    if set(form.errors) - {"secret", "__all__"}:  # the page of the first step puts them right
        plain = SuccessionForm(request.POST, org=org, by=request.appointment)
        return org_page(request, "members/org_succession.html", org, plain)
    return _preview(request, org, form, form)


def _preview(request: HatRequest, org: PartyOrg, said: SuccessionForm, signed: SignedSuccessionForm) -> HttpResponse:
    heir = said.heir
    there = said.cleaned_data["successor"]
    page = {
        "org": org,
        "form": signed,
        "ending": said.ending,
        "heir": heir,
        "outline": succession.outline(said.ending, heir, said.cleaned_data["on"]),
        "panels": [panel(request, said.ending, there) for panel in PREVIEWS],
        "document": said.cleaned_data["document"],
        "on": said.cleaned_data["on"],
    }
    return render(request, "members/org_succession_preview.html", page, status=422 if signed.errors else 200)


def _refused_hands(request: HatRequest, form: SuccessionForm) -> str:
    """Every organisation that ends is this administrator's to end."""
    said = (tree_changes.why_not_change(org, request.appointment, Change.SUCCEEDED) for org in form.ending)
    return next((why for why in said if why), "")


def org_to_change(request: HatRequest, pk: int, kind: Change) -> PartyOrg:
    visible = PartyOrg.objects.visible_to(request.appointment).select_related("parent")
    org = get_visible(request, visible, pk)
    if tree_changes.why_not_change(org, request.appointment, kind):
        raise PermissionDenied
    return org


def decided(form: Form, act: Callable[[], Any]) -> bool:
    """Carry it out; False where rules stand against it, which then stand on the form."""
    try:
        act()
    except RuleBroken as broken:
        form.add_error(None, str(broken))
    except ValidationError as broken:
        form.add_error(None, broken.messages)
    return not form.errors


def org_page(request: HatRequest, template: str, org: PartyOrg, form: Form, **more: Any) -> HttpResponse:
    page = {"org": org, "form": form, **more}
    return render(request, template, page, status=422 if form.errors else 200)
