"""The one-time address: the first account and the top organisation of an empty system (O1)."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from members.models import Account
from members.orgs import Kind

from . import address
from .forms import FirstForm, short_name_of


@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
@login_not_required
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Found the office and sign its first administrator in; an address that is wrong or old is not there.

    Once there is an account every address says that it was used, so that nothing is told of any one token."""
    if not address.is_open(token):
        if Account.objects.exists():
            return render(request, "setup/used.html", status=410)
        raise Http404
    account = Account(name=request.POST.get("name", "").strip()[:60])
    form = FirstForm(request.POST or None, account=account)
    if form.is_valid():
        try:
            hat = address.found(token, _said(form))
        except address.AlreadyFounded:
            return render(request, "setup/founded.html", status=409)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            login(request, hat.account, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, _("账户和组织已建立，您是系统管理员。下面接着办。"))
            return redirect("inbox")
    return render(request, "setup/first.html", {"form": form}, status=422 if form.errors else 200)


def _said(form: FirstForm) -> address.Founding:
    said = form.cleaned_data
    return address.Founding(
        username=said["username"],
        name=said["name"],
        password=said["new_password1"],
        org_name=said["org_name"],
        short_name=short_name_of(said["org_name"], said["kind"]),
        kind=Kind(said["kind"]),
        region=said["region"],
    )
