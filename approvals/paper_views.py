"""Papers and files of a case: shown only within it, after the case itself was found visible (R-O14)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from documents import archive, papers, responses
from documents.models import Paper
from members.middleware import HatRequest

from .attachments import attach
from .case import Case
from .fetching import get_case
from .rules import NotAllowed


def _paper(request: HatRequest, number: str, pk: int) -> Paper:
    case = get_case(request, number)
    found = case.papers.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def paper(request: HatRequest, number: str, pk: int) -> HttpResponse:
    return responses.pdf(_paper(request, number, pk), download="download" in request.GET)


@login_required
@require_GET
def preview(request: HatRequest, number: str, pk: int, page: int) -> HttpResponse:
    size = "phone" if request.GET.get("size") == "phone" else "desktop"
    return responses.preview(_paper(request, number, pk), page, size)


@login_required
@require_GET
def status(request: HatRequest, number: str, pk: int) -> HttpResponse:
    found = _paper(request, number, pk)
    return responses.status(request, found, **addresses(number, found))


@login_required
@require_POST
def retry(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """Whoever sees a paper that failed may have it drawn again; number and text stay."""
    if papers.retry(_paper(request, number, pk)):
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
        if not is_party(request, case):
            raise NotAllowed(_("只有两地办理组织可以添加附件。"))
        attach(case, upload, by=request.appointment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    except archive.StorageUnavailable:
        messages.error(request, _("存储空间不足或不可用，附件没有保存。请联系管理员后重试。"))
    else:
        messages.success(request, _("附件已保存。"))
    return redirect(case)


def is_party(request: HatRequest, case: Case) -> bool:
    """Whether the hat's organisation has had this case on its desk, or started it."""
    org = request.appointment.org_id
    return case.starter_id == org or case.assignments.filter(org=org).exists()


@login_required
@require_GET
def file(request: HatRequest, number: str, pk: int) -> HttpResponse:
    """The bytes as they were uploaded, never run in the page: scans open, everything carries nosniff."""
    case = get_case(request, number)
    found = case.files.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        data = archive.fetch(found.sha256)
    except archive.Damaged:
        return responses.lost_file()
    shown = "attachment" if "download" in request.GET else "inline"
    headers = {
        "Content-Disposition": f'{shown}; filename="file-{found.pk}"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(data, content_type=found.content_type, headers=headers)
