"""What stands before every view: sign-in, the hat 身份 on whose behalf one acts (R-O12), and duties that come first."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from .appointments import Account, Appointment, Post

HAT = "appointment"


class OfficeRequest(HttpRequest):
    """A request as views of signed-in people get it; only a type, the middleware of this module fills it."""

    user: Account
    hats: list[Appointment]
    appointment: Appointment | None
    htmx: HtmxDetails


class HatRequest(OfficeRequest):
    """The same where a view asks for a hat: without one it is not reached (`DutiesFirst` holds that)."""

    appointment: Appointment


class SignInFirst(LoginRequiredMiddleware):
    """Every page asks for sign-in unless its view is marked `login_not_required`.

    After signing in one is back where one was: what was typed is kept by the browser (app.js), so a form that was
    posted too late leads back to the page it stood on."""

    def handle_no_permission(self, request: OfficeRequest, view_func) -> HttpResponse:  # type: ignore[override]  # htmx
        query = {"next": page_of(request)}
        if request.method == "POST" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            query["expired"] = "1"
        url = f"{reverse('sign_in')}?{urlencode(query)}"
        return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def page_of(request: OfficeRequest) -> str:
    """The address of the page someone is looking at: of a form, the page that shows it. Always a local path."""
    if request.htmx:
        return request.htmx.current_url_abs_path or "/"
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"


class HatMiddleware:
    """Set `request.hats`, the appointments in force, and `request.appointment`: the chosen one, the first, or None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.hats = hats_of(request)
        chosen = request.session.get(HAT) if request.hats else None
        request.appointment = next((hat for hat in request.hats if hat.pk == chosen), next(iter(request.hats), None))
        return self.get_response(request)


def hats_of(request: OfficeRequest) -> list[Appointment]:
    """One's own posts first, then those one stands in for; nobody comes to work to administer."""
    if not request.user.is_authenticated:
        return []
    held = request.user.appointments.in_force().select_related("org")
    if any(hat.delegation_id for hat in held):  # seldom; eight tables more in every request would cost more
        held = request.user.appointments.current().with_givers()
    return sorted(held, key=lambda hat: (hat.post == Post.ADMINISTRATOR, hat.delegation_id is not None))


class NeverStored:
    """`no-store` on every answer to somebody who is signed in: desks are shared, and a browser keeps no copy.

    Files of the page's frame never come here; public pages say for themselves what may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


def open_to_all_accounts(view):
    """Mark a view that an account reaches before its duties are done and without an appointment."""
    view.open_to_all_accounts = True
    return view


def open_without_hat(view):
    """Mark a view that an account reaches without an appointment, once its duties are done."""
    view.open_without_hat = True
    return view


class DutiesFirst:
    """Before anything else: a new password when one is due, a second factor where the office requires it, a hat."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, args, kwargs):
        if not request.user.is_authenticated or not getattr(view_func, "login_required", True):
            return None
        if getattr(view_func, "open_to_all_accounts", False):
            return None
        if request.user.must_change_password:
            return redirect("password_change")
        if settings.TOTP_REQUIRED and not request.user.is_verified():
            return redirect("totp_setup")
        hatless = getattr(view_func, "open_without_hat", False) or request.resolver_match.app_name == "admin"
        if request.appointment is None and not hatless:
            return render(request, "members/hat_missing.html", {"appointers": appointers_for(request.user)}, status=403)
        return None


def appointers_for(account: Account) -> list[Appointment]:
    """The administrators who may appoint this account, for its last organisation: nearest first."""
    last = account.appointments.select_related("org").order_by("-since", "-pk").first()
    return list(Appointment.objects.administering(last.org)) if last else []
