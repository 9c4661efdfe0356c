"""What a page says when it cannot be shown: plainly, with a way out, and without repeating what was sent."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when what was sent is too large."""
    too_large = isinstance(exception, TOO_LARGE)
    return render(request, "400.html", {"too_large": too_large}, status=413 if too_large else 400)


def page_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is no longer good: after signing in anew, or from another site."""
    return render(request, "page_too_old.html", status=403)
