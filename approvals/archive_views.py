"""档案: every paper of the cases a hat may see, newest first; search by number or check code (POST)."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.models import Paper
from documents.papers import PaperQuerySet
from members.middleware import HatRequest
from members.row_keys import key_of

from .case import Case

PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def archive(request: HatRequest) -> HttpResponse:
    visible = Case.objects.visible_to(request.appointment)
    papers = Paper.objects.filter(because__in=visible.values("number"))
    query = request.POST.get("q", "").strip()[:60]
    if query:
        cases = visible.filter(Q(number=query) | Q(person__name=query))
        papers = papers.filter(
            Q(number__contains=query)
            | Q(check_code=query.replace("-", "").replace(" ", "").upper())
            | Q(because__in=cases.values("number"))
        )
    form, after = request.GET.get("form", ""), request.GET.get("after", "")
    forms = _forms(Paper.objects.filter(because__in=visible.values("number")))
    if form:
        papers = papers.filter(form=form)
    if (last := key_of(after)) is not None:
        papers = papers.filter(pk__lt=last)
    rows = list(papers.select_related("org").order_by("-pk")[: PAGE + 1])
    cases_by_number = {c.number: c for c in visible.filter(number__in={p.because for p in rows})}
    context = {
        "rows": [(paper, cases_by_number.get(paper.because)) for paper in rows[:PAGE]],
        "more": str(rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "forms": forms,
        "form": form,
        "query": query,
    }
    return render(request, "approvals/archive.html", context)


def _forms(papers: PaperQuerySet) -> list[tuple[str, str]]:
    """Each form with what its papers are called: `("F-14", "审批流转单")`; one form may have many titles."""
    titles: dict[str, list[str]] = {}
    for form, title in papers.order_by("form", "title").values_list("form", "title").distinct():
        titles.setdefault(form, []).append(title)
    return [(form, found[0] if len(found) == 1 else _("通知和函")) for form, found in titles.items()]
