"""What a page says when it cannot be shown: plainly, with a way out, and without repeating what was sent.

Every such page bears the request's number, which the log has too (config/logs.py). Tests: tests/members/test_errors.py.
"""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from . import busy
from .outage import is_passing

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when what was sent is too large."""
    too_large = isinstance(exception, TOO_LARGE)
    return render(request, "400.html", {"too_large": too_large}, status=413 if too_large else 400)


def page_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is no longer good: after signing in anew, or from another site."""
    return render(request, "page_too_old.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The one place where every error ends that nothing else answered: of a view, a middleware, a template.

    503 and the typed text for trouble that passes, else 500. Neither asks anything of the database."""
    number = getattr(request, "number", "")
    if is_passing(sys.exception()):
        return busy.page(request, number)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
