"""Answers for views of upper rooms. Whoever calls these has already made sure the paper may be seen (R-O14).

File names and headers carry no personal data.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from . import archive, sheets
from . import preview as pictures
from .papers import Paper
from .sheets import Sheet


def pdf(paper: Paper, *, download: bool = False) -> HttpResponse:
    """The filed file, checked against its hash. 409 while it is not filed, 500 when the archive is damaged."""
    if not paper.is_filed:
        return _sentence(_("文件还没有生成好，请稍后再取。"), 409)
    try:
        data = archive.fetch(paper.sha256)
    except archive.Damaged:
        return _damaged()
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(download, paper.file_name) or "inline"
    return _kept_private(response, paper.sha256)


def preview(paper: Paper, page: int = 1, size: str = "desktop") -> HttpResponse:
    """One page as PNG; `size` is "phone" or "desktop". Raises Http404 when there is no such page yet."""
    try:
        picture = pictures.page(paper, page, size)
    except LookupError:
        raise Http404 from None
    except archive.Damaged:
        return _damaged()
    return _kept_private(HttpResponse(picture, content_type="image/png"), f"{paper.sha256}-{page}-{size}")


def sheet(request: HttpRequest, wanted: Sheet, file_name: str) -> HttpResponse:
    """A sheet that is no paper, to be printed; 202 with a page that looks again by itself while it is being drawn."""
    data = sheets.find(wanted)
    if data is None:
        page = render_to_string("documents/sheet_waiting.html", {"title": wanted.title}, request=request)
        answer = HttpResponse(page, status=202)
        answer["Refresh"] = "2"
        return answer
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, file_name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def status(request: HttpRequest, paper: Paper, **urls: str) -> HttpResponse:
    """The fragment that shows how far a paper is; with `?folded=1` also its state for the line it is under.

    `status_url`, `pdf_url`, `preview_url`, `retry_url` are the caller's addresses.
    """
    folded = "folded" in request.GET
    context = {"paper": paper, "folded": folded, "out_of_band": folded, **urls}
    fragments = ["documents/_paper.html", *(["documents/_paper_state.html"] if folded else [])]
    return HttpResponse("".join(render_to_string(name, context, request=request) for name in fragments))


def _kept_private(response: HttpResponse, tag: str) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{tag}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def not_shown() -> HttpResponse:
    """403 for the picture of a paper with a whole identity number, for whoever does not handle the case (R-I3)."""
    return _sentence(_("这份文书有完整的身份号码，没有预览；请从事项页打开。"), 403)


def lost_file() -> HttpResponse:
    """404 for an attachment whose bytes are gone or are not those that were uploaded."""
    return _sentence(_("这份附件已缺失或被改动，已停止提供。请管理员运行存档核对，从备份恢复；也可以重新上传。"), 404)


def _damaged() -> HttpResponse:
    return _sentence(_("存档中的文件已缺失或被改动，已停止提供。请管理员运行存档核对，从备份恢复。"), 500)


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
