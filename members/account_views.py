"""One's own account, and account management for administrators (R-O12). Scenarios: tests/members/test_accounts.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from . import accounts as verbs
from . import attempts, sign_in
from .access import get_visible
from .account_forms import AccountForm, LinkForm, ReasonForm
from .administrators import Administrator, administrator
from .appointing import SecondSecretary
from .appointments import APPOINTED, Account, Appointment
from .delegations import GIVERS
from .middleware import OfficeRequest, open_without_hat
from .row_keys import key_of
from .rulebook import RuleBroken
from .same_person import HasAccount, Namesake

PAGE = 50

# Called with (request, administrator) for the list of accounts; each returns a rendered section.
PANELS: list[Callable[[OfficeRequest, Administrator], SafeString]] = []


@open_without_hat
@require_GET
def account(request: OfficeRequest) -> HttpResponse:
    """What belongs to oneself: appointments, two-step sign-in, what was done to the account."""
    page = {
        "held": request.user.appointments.with_givers().order_by("-since", "-pk"),
        "two_step": sign_in.has_device(request.user),
        "events": request.user.events.with_what()[:20],
    }
    return render(request, "members/account.html", page)


@open_without_hat
@require_http_methods(["GET", "POST"])
def accounts(request: OfficeRequest) -> HttpResponse:
    """Accounts in reach. Names are searched by POST, so that they never stand in an address."""
    by = administrator(request)
    found, asked = by.accounts(), request.POST.get("q", "").strip()
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    counts = {
        "all": found.count(),
        "suspended": found.filter(is_active=False).count(),
        "idle": without_post(found).count(),
    }
    if asked:
        found = found.filter(Q(name__contains=asked) | Q(username__icontains=asked))
    found = {"suspended": found.filter(is_active=False), "idle": without_post(found)}.get(show, found)
    if (last := key_of(after)) is not None:
        found = found.filter(pk__gt=last)
    held = Prefetch("appointments", Appointment.objects.with_givers())
    rows = list(found.prefetch_related(held).order_by("pk")[: PAGE + 1])
    page = {"rows": rows[:PAGE], "more": len(rows) > PAGE, "counts": counts, "show": show, "asked": asked, "by": by}
    page["panels"] = [part for panel in PANELS if (part := panel(request, by))]
    return render(request, "members/accounts.html", page)


def without_post(found):
    """Active accounts that hold no appointment today."""
    return found.filter(is_active=True).exclude(pk__in=Appointment.objects.current().values("account"))


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def account_new(request: OfficeRequest) -> HttpResponse:
    """Open an account with its first appointment; its one-time code is shown on the answer, once."""
    by = administrator(request)
    form = AccountForm(request.POST or None, by=by, initial=_asked_for(request, by))
    page: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            holder, code = verbs.open_with_code(by, **form.cleaned_data)
            return render(request, "members/account_code.html", {"holder": holder, "code": code})
        except (HasAccount, Namesake) as broken:
            refuse(form, broken)
            page["known"] = known(broken)
        except RuleBroken as broken:
            refuse(form, broken)
    return render(request, "members/account_new.html", page, status=422 if form.errors else 200)


def known(broken: HasAccount | Namesake) -> list[Account]:
    """The accounts within reach to which a further appointment is offered instead."""
    if isinstance(broken, Namesake):
        return broken.accounts
    return [broken.account] if broken.reachable else []


def _asked_for(request: OfficeRequest, by: Administrator) -> dict[str, Any]:
    """The empty post a link names, `?org=12&post=secretary`, if the organisation is in reach."""
    asked, post = request.GET.get("org", ""), request.GET.get("post", "")
    org = by.orgs().filter(pk=key_of(asked) or 0).first()
    return {"org": org.name, "post": post} if org and post in APPOINTED else {}


def refuse(form: Any, broken: RuleBroken) -> None:
    """Show a broken rule on the form it stands against."""
    if isinstance(broken, SecondSecretary):
        form.offer("anyway")
    if isinstance(broken, Namesake):
        form.offer("another")
    form.add_error(None, str(broken))


@open_without_hat
@require_GET
def account_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    by = administrator(request)
    holder = get_visible(request, by.accounts(), pk)
    page = {
        "holder": holder,
        "held": holder.appointments.with_givers().order_by("-since", "-pk"),
        "givers": GIVERS,
        "in_reach": set(by.appointments().filter(account=holder).values_list("pk", flat=True)),
        "two_step": sign_in.has_device(holder),
        "locked": attempts.locked(holder.username).exists(),
        "events": holder.events.with_what()[:50],
        "closed_because": why_closed(by, holder),
    }
    return render(request, "members/account_detail.html", page)


def why_closed(by: Administrator, holder: Account) -> str:
    """Why this administrator may not hand out keys of the account, or ""."""
    try:
        by.may_hold_keys_of(holder)
    except RuleBroken as broken:
        return str(broken)
    return ""


@dataclass(frozen=True)
class Act:
    """One act on an account: its button, what follows from it, and the verb that does it."""

    button: Any
    follows: Any
    verb: Callable[[Administrator, Account, str], str | None]


ACTS = {
    "code": Act(
        gettext_lazy("发放一次性代码"),
        gettext_lazy("下一页显示一个24小时有效的代码，只显示一次，请当面交给本人；此前的代码作废。"),
        verbs.issue_code,
    ),
    "unlock": Act(gettext_lazy("解除登录锁定"), gettext_lazy("清除连续输错的次数，本人可立即再试。"), verbs.unlock),
    "suspend": Act(
        gettext_lazy("停用账户"),
        gettext_lazy("本人立即退出且不能再登录；任职与已签意见不变，岗位上的工作留给同岗或接任者。"),
        verbs.suspend,
    ),
    "reinstate": Act(gettext_lazy("恢复账户"), gettext_lazy("本人可以重新登录，现任职务照旧。"), verbs.reinstate),
    "two-step": Act(
        gettext_lazy("解除两步验证"),
        gettext_lazy("请先当面核实身份。解除后，本人只凭密码登录，可重新开启。"),
        verbs.remove_device,
    ),
}


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def account_link(request: OfficeRequest, pk: int) -> HttpResponse:
    """Tie an account to the member who holds it, so that one person's accounts count as one (R-O13)."""
    by = administrator(request)
    holder = get_visible(request, by.accounts(), pk)
    form = LinkForm(request.POST or None, by=by, holder=holder)
    if form.is_valid():
        try:
            verbs.link(by, holder, form.person, form.cleaned_data["reason"])
            messages.success(request, _("已与名册本人关联。"))
            return redirect("account_detail", holder.pk)
        except RuleBroken as broken:
            refuse(form, broken)
    page = {"form": form, "holder": holder}
    return render(request, "members/account_link.html", page, status=422 if form.errors else 200)


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def account_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Ask for the reason, then do it. `act` is one of ACTS."""
    by = administrator(request)
    holder = get_visible(request, by.accounts(), pk)
    if act not in ACTS:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            code = ACTS[act].verb(by, holder, form.cleaned_data["reason"])
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            if code:
                return render(request, "members/account_code.html", {"holder": holder, "code": code})
            messages.success(request, _("已办理：%(act)s。") % {"act": ACTS[act].button})
            return redirect("account_detail", holder.pk)
    page = {"form": form, "holder": holder, "act": ACTS[act]}
    return render(request, "members/account_act.html", page, status=422 if form.errors else 200)
