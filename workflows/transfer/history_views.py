"""Entering a transfer whose letter was issued on paper: for whom. The rest is in approvals/midcourse/views.py."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from approvals.midcourse import views
from members.access import get_visible
from members.middleware import HatRequest
from members.models import Person


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HatRequest, pk: int) -> HttpResponse:
    person = get_visible(request, Person.objects.visible_to(request.appointment), pk)
    return views.write(request, "transfer", start=person, person=person)
