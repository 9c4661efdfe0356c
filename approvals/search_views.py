"""One search over people, cases and organisations. POSTed: what is searched for never stands in an address.

Asked for without a question (reloaded, or typed), the page answers with its empty form."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from members.coverage import guests_of
from members.middleware import HatRequest
from members.models import PartyOrg, Person
from members.org_names import called

from .case import Case

LIMIT = 20


@login_required
@require_http_methods(["GET", "POST"])
def search(request: HatRequest) -> HttpResponse:
    """By name, pinyin, initials, last four ID characters, case number or organisation."""
    query = request.POST.get("q", "").strip()[:60]
    by = request.appointment
    if not query or by is None:
        return render(request, "approvals/search.html", {"query": query})
    found = Person.objects.search(query)
    context = {
        "query": query,
        "people": list(Person.objects.visible_to(by).search(query).with_branch()[:LIMIT]),
        "guests": list(guests_of(by).search(query).with_branch()[:LIMIT]),
        "cases": list(
            Case.objects.visible_to(by)
            .filter(Q(number__iexact=query) | Q(person__in=found.values("pk")))
            .with_parties()[:LIMIT]
        ),
        "orgs": list(
            PartyOrg.objects.within(by.org.reach)
            .filter(called(query) | Q(initials__startswith=query.lower()))
            .current()[:LIMIT]
        ),
    }
    return render(request, "approvals/search.html", context)
