"""Signing in and out, and choosing the hat (R-O12, R-P11). Scenarios: tests/members/test_sign_in.py, test_hat.py."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from . import attempts
from . import sign_in as door
from .access import get_visible
from .appointments import Account, Appointment
from .forms import CodeForm, SignInForm
from .middleware import HAT, OfficeRequest, open_to_all_accounts
from .row_keys import key_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_IN = "half_in"  # session: who gave the right password and owes a code, since when
HALF_IN_MINUTES = 5
DEMO_SHOWN = 16  # of the cast, with one click each


@never_cache
@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then the code, for an account with a confirmed device."""
    if request.user.is_authenticated:
        return redirect(home())
    form = SignInForm(request.POST or None)
    if form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is None:
            form.add_error(None, _("登录名或密码不对。忘记密码请找本单位系统管理员领取一次性代码。"))
        elif door.has_device(account):
            password = account.get_session_auth_hash()
            request.session[HALF_IN] = {"account": account.pk, "at": timezone.now().isoformat(), "password": password}
            return redirect(f"{reverse('sign_in_code')}?{request.GET.urlencode()}")
        else:
            return enter(request, account)
    cast = demo_accounts() if settings.DEMO else []
    page = {"form": form, "cast": cast, "expired": "expired" in request.GET, "empty": not Account.objects.exists()}
    return render(request, "members/sign_in.html", page, status=422 if form.errors else 200)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the authenticator, within five minutes of the password."""
    account = half_in(request)
    if account is None:
        messages.info(request, _("请先输入登录名和密码。"))
        return redirect(f"{reverse('sign_in')}?{request.GET.urlencode()}")
    form = CodeForm(request.POST or None)
    if form.is_valid() and attempts.allowed(request, account.username):
        if device := door.device_for(account, form.cleaned_data["code"]):
            account.otp_device = device  # type: ignore[attr-defined]  # django-otp puts it into the session
            return enter(request, account)
        attempts.failed(request, account.username)
        form.add_error("code", _("动态码不对或已用过，请等下一个动态码再输。手机丢失请找系统管理员解除两步验证。"))
    return render(request, "members/sign_in_code.html", {"form": form}, status=422 if form.errors else 200)


def half_in(request: HttpRequest) -> Account | None:
    """Who gave the right password on this browser less than five minutes ago, and has no other since."""
    half = request.session.get(HALF_IN)
    if not half or timezone.now() - datetime.fromisoformat(half["at"]) > timedelta(minutes=HALF_IN_MINUTES):
        return None
    account = Account.objects.filter(pk=half["account"], is_active=True).first()
    if account is None or not constant_time_compare(half.get("password", ""), account.get_session_auth_hash()):
        return None
    return account


def enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Open the session and lead to the page that was asked for."""
    request.session.pop(HALF_IN, None)
    login(request, account, backend=BACKEND)
    wanted = request.GET.get("next", "")
    local = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if local else home())


def home() -> str:
    """The inbox."""
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return "/"


def demo_accounts() -> list[Account]:
    """The cast of the demo: people with an appointment and no second factor. Superusers are never offered."""
    held = Account.objects.filter(
        is_active=True, is_superuser=False, totpdevice__isnull=True, appointments__isnull=False
    )
    hats = Prefetch("appointments", Appointment.objects.current().own().select_related("org"))
    return list(held.distinct().prefetch_related(hats).order_by("pk")[:DEMO_SHOWN])


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast, in the demo alone."""
    if not settings.DEMO:
        raise Http404
    account = next((a for a in demo_accounts() if str(a.pk) == request.POST.get("account")), None)
    if account is None:
        raise Http404
    return enter(request, account)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("已退出。"))
    return redirect("sign_in")


@open_to_all_accounts
@require_POST
def choose_hat(request: OfficeRequest) -> HttpResponse:
    """Act as another of one's current appointments from now on. Leads to its inbox: this page may not be its to see."""
    chosen = request.POST.get("appointment", "")
    hat = get_visible(request, request.user.appointments.current().with_givers(), key_of(chosen) or 0)
    request.session[HAT] = hat.pk
    messages.success(request, _("现在以「%(org)s · %(label)s」办理。") % {"org": hat.org, "label": hat.label})
    return redirect(home())


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """The answer of django-axes to too many failures. It is the same for a name that does not exist."""
    username, address = (credentials or {}).get("username", ""), getattr(request, "axes_ip_address", None)
    page = {
        "until": attempts.locked_until(username, address),
        "address_until": attempts.address_locked_until(address),
        "minutes": door.lock_minutes(),
    }
    return render(request, "members/locked_out.html", page, status=429)
