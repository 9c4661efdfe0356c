"""What no form field looks at: addresses, cookies, raw fields; what no column can hold. Answered 400, in words (S7).

Nobody types a NUL: PostgreSQL refuses it in any text, XML in any paper, so it is refused for all pages alike. Tests:
tests/config/test_hostile_input.py.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from .error_views import bad_request

NUL = "\x00"
FIELDS = 2 * 2**20  # bytes: what stands beside a file in a form
DIGITS = 12  # of a length anybody means

log = logging.getLogger(__name__)


class HostileInput:
    """Stands before whatever reads a session or a row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_too_long(request):
            return bad_request(request, RequestDataTooBig("Content-Length"))
        if request.encoding:
            request.encoding = "utf-8"  # as our pages are; a body may name a code that cannot be read as text
        for name in [name for name, value in request.COOKIES.items() if NUL in name + value]:
            del request.COOKIES[name]  # as if the browser had sent none
        if NUL in request.path_info:
            raise Http404
        if _has_nul(request.GET):
            return bad_request(request, BadRequest("NUL"))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *_args: object) -> HttpResponse | None:
        """A view without CSRF check reads its fields itself, by a form: the body may not be read before it."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False) and _has_nul(request.POST):
            return bad_request(request, BadRequest("NUL"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A number or a date that no column can hold and no field refused: the sender's fault, and a gap of ours."""
        if not isinstance(error, DataError | OverflowError):
            return None
        log.error("input that cannot be kept", exc_info=error)
        return bad_request(request, error)


def _is_too_long(request: HttpRequest) -> bool:
    """Whether more is announced than any page takes: refused unread, before a stranger's upload fills the disk."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return len(announced) > DIGITS or (announced.isdecimal() and int(announced) > settings.UPLOAD_LIMIT + FIELDS)


def _has_nul(fields: QueryDict) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in fields.lists())
