"""Two-step sign-in 两步验证 with an authenticator app; it works without any network.

Scenarios: tests/members/test_totp.py.
"""

import io
from base64 import b32encode

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from . import sign_in
from .forms import DeviceForm, SigningForm
from .middleware import OfficeRequest, open_to_all_accounts, open_without_hat

KEY = "totp_key"  # session: the key offered to a person who has not yet confirmed it


@never_cache
@open_to_all_accounts
@require_http_methods(["GET", "POST"])
def totp_setup(request: OfficeRequest) -> HttpResponse:
    """Show a key as a picture and as text; the password and the code it makes turn two-step sign-in on."""
    if sign_in.has_device(request.user):
        return render(request, "members/totp_on.html", {"required": settings.TOTP_REQUIRED})
    key = request.session.setdefault(KEY, random_hex(20))
    form = DeviceForm(request.POST or None, account=request.user)
    if form.is_valid():
        if device := sign_in.add_device(request.user, key, form.cleaned_data["code"]):
            otp_login(request, device)
            del request.session[KEY]
            messages.success(request, _("两步验证已开启，下次登录须输入动态码。"))
            return redirect("account")
        form.add_error("code", _("动态码不对。请核对手机时间是否准确，等下一个动态码再输。"))
    page = {"form": form, "key": spoken(key), "required": settings.TOTP_REQUIRED}
    return render(request, "members/totp_setup.html", page, status=422 if form.errors else 200)


def spoken(key: str) -> str:
    """The hex key in the letters an authenticator takes, in groups of four."""
    letters = b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


@never_cache
@open_to_all_accounts
@require_GET
def totp_qr(request: OfficeRequest) -> HttpResponse:
    """The key on offer as an SVG picture; 404 when none is."""
    if KEY not in request.session:
        raise Http404
    address = TOTPDevice(user=request.user, key=request.session[KEY]).config_url
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, omitsize=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


class TurnOffForm(SigningForm, forms.Form):
    """Turning it off asks for the password or a code."""


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def totp_off(request: OfficeRequest) -> HttpResponse:
    """Turn two-step sign-in off, unless the office requires it."""
    if not sign_in.has_device(request.user) or settings.TOTP_REQUIRED:
        return redirect("totp_setup")
    form = TurnOffForm(request.POST or None, account=request.user)
    if form.is_valid():
        sign_in.drop_devices(request.user)
        messages.success(request, _("两步验证已关闭。"))
        return redirect("account")
    return render(request, "members/totp_off.html", {"form": form}, status=422 if form.errors else 200)
