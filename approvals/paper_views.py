"""Papers and files of a case: shown only within it, after the case itself was found visible (R-O14).

What may hold a whole identity number stands behind `reading_views.closed` (R-I3).
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import archive, papers, responses
from documents.models import Paper
from members.access import Kind
from members.middleware import HatRequest

from . import beside, reading, reading_views
from .case import Case
from .fetching import get_case
from .reading_views import Wanted
from .rules import NotAllowed


def _paper(case: Case, pk: int) -> Paper:
    found = case.papers.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """The filed file. POST: with the reason of somebody who does not handle the case."""
    case = get_case(request, number)
    found = _paper(case, pk)
    if found.is_filed and found.shows_id_number:
        wanted = _wanted(request, case, found.title, Kind.PAPER, f"paper:{pk}")
        if answer := reading_views.closed(request, wanted):
            return answer
    return responses.pdf(found, download="download" in request.GET)


@login_required
@require_GET
def preview(request: HatRequest, number: str, pk: int, page: int) -> HttpResponse:
    case = get_case(request, number)
    found = _paper(case, pk)
    if found.is_filed and found.shows_id_number:
        if not reading.opens(case, request.appointment):
            return responses.not_shown()
        reading.record_preview(Kind.PAPER, f"paper:{pk}", by=request.appointment, how=reading_views.PREVIEW)
    size = "phone" if request.GET.get("size") == "phone" else "desktop"
    return responses.preview(found, page, size)


@login_required
@require_GET
def status(request: HatRequest, number: str, pk: int) -> HttpResponse:
    case = get_case(request, number)
    found = _paper(case, pk)
    urls = addresses(number, found)
    if found.shows_id_number and not reading.opens(case, request.appointment):
        urls["preview_url"] = ""
    return responses.status(request, found, **urls)


@login_required
@require_POST
def retry(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """Whoever sees a paper that failed may have it drawn again; number and text stay."""
    if papers.retry(_paper(get_case(request, number), pk)):
        messages.success(request, _("已重新排队生成，编号不变。"))
    else:
        messages.info(request, _("这份文件没有失败，或者已有人重新生成。"))
    return redirect("case", number)


def addresses(number: str, paper: Paper) -> dict[str, str]:
    """Where a paper of a case is found, by the names templates/documents/_paper.html expects."""
    return {
        "status_url": reverse("paper_status", args=[number, paper.pk]),
        "pdf_url": reverse("paper", args=[number, paper.pk]),
        "retry_url": reverse("paper_retry", args=[number, paper.pk]),
        "preview_url": reverse("paper_preview", args=[number, paper.pk, 1]),
    }


@login_required
@require_POST
def add_file(request: HatRequest, number: str) -> HttpResponse:
    case = get_case(request, number)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise NotAllowed(_("请先选择文件。"))
        beside.attach(case, upload, by=request.appointment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    except archive.StorageUnavailable:
        messages.error(request, _("存储空间不足或不可用，附件没有保存。请联系管理员后重试。"))
    else:
        messages.success(request, _("附件已保存。"))
    return redirect(case)


@login_required
@require_http_methods(["GET", "POST"])
def file(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """The bytes as they were uploaded, never run in the page: scans open, everything carries nosniff."""
    case = get_case(request, number)
    found = case.files.filter(pk=pk).first()
    if found is None:
        raise Http404
    wanted = _wanted(request, case, _("附件"), Kind.FILE, f"attachment:{pk}")
    if answer := reading_views.closed(request, wanted):
        return answer
    try:
        data = archive.fetch(found.sha256)
    except archive.Damaged:
        return responses.lost_file()
    shown = "attachment" if "download" in request.GET else "inline"
    headers = {"Content-Disposition": f'{shown}; filename="file-{found.pk}"'}
    return HttpResponse(data, content_type=found.content_type, headers=headers)


def _wanted(request: HatRequest, case: Case, title: str, look: Kind, subject: str) -> Wanted:
    handled = reading.handles(case, request.appointment)
    return Wanted(title, case.kind, handled, look, subject, case.get_absolute_url())
