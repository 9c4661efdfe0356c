"""Changing a password, and setting a new one with a one-time code. Scenarios: tests/members/test_sign_in.py."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import attempts, sign_in
from .appointments import Account
from .forms import PasswordChangeForm, ResetForm
from .middleware import OfficeRequest, open_to_all_accounts


@never_cache
@sensitive_post_parameters()
@open_to_all_accounts
@require_http_methods(["GET", "POST"])
def password_change(request: OfficeRequest) -> HttpResponse:
    form = PasswordChangeForm(request.POST or None, account=request.user)
    if form.is_valid():
        sign_in.set_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
        return redirect("account")
    return render(request, "members/password_change.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def password_reset_by_code(request: HttpRequest) -> HttpResponse:
    """Name, one-time code and a new password; then sign in as usual, second factor included."""
    username = request.POST.get("username", "").strip()
    form = ResetForm(request.POST or None, account=Account(username=username))
    if form.is_valid() and attempts.allowed(request, username):
        account = sign_in.holder_of_code(username, form.cleaned_data["code"])
        if account and sign_in.spend_code(account, form.cleaned_data["new_password1"]):
            messages.success(request, _("新密码已设置，请登录。"))
            return redirect("sign_in")
        attempts.failed(request, username)
        form.add_error("code", _("登录名或一次性代码不对，或代码已过期、已使用。请找系统管理员重新发放。"))
    return render(request, "members/password_reset.html", {"form": form}, status=422 if form.errors else 200)
