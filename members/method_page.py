"""A page for an address that was opened though it only takes what a form sends: a reloaded tab, a copied link.

Django answers such a request with an empty 405. Tests: tests/members/test_errors.py.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import Resolver404, resolve


class MethodPage:
    """Fill an empty 405 to a reader with words and the way back; status and `Allow` stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", {"back": way_up(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        return page


def way_up(path: str) -> str:
    """The nearest address above `path`, relative to it: of a case's act its page, `../../`.

    Relative, so that the answer is the same whether what the address names is there, foreign or missing (R-O14)."""
    levels = path.strip("/").split("/")
    for up in range(1, len(levels) + 1):
        above = "/".join(["", *levels[:-up], ""])
        if _is_address(above):
            return "../" * up
    return "/"


def _is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
