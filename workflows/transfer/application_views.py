"""The application F-02 to print blank: members have no account, they fill it in and sign by hand."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from documents import responses
from members.middleware import HatRequest

from . import application


@login_required
@require_GET
def blank(request: HatRequest) -> HttpResponse:
    return responses.sheet(request, application.blank(), "F-02.pdf")
