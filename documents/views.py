"""The public page /verify: anyone who holds a paper can check it, without an account (R-P8)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from . import verification
from .forms import VerifyForm
from .uploads import TOO_BIG, InMemoryOnly


@login_not_required
@csrf_exempt  # only until the upload is kept in memory; `_verify` protects it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file, answer in plain words. `?code=` from a scanned square only fills the form in."""
    request.upload_handlers = [InMemoryOnly(request)]
    return _verify(request)


@csrf_protect
def _verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(
            request, "documents/verify.html", {"form": VerifyForm(initial={"code": request.GET.get("code", "")[:200]})}
        )
    data, files = request.POST, request.FILES  # read before asking whether the upload was cut off
    form = VerifyForm(data, files, too_big=getattr(request, TOO_BIG, False))
    if not form.is_valid():
        return render(request, "documents/verify.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    answer = verification.by_file(file.read()) if file else verification.by_code(form.cleaned_data["code"])
    return render(request, "documents/verify.html", {"form": form, "answer": answer})
