"""What is typed, before a view sees it: private characters become the standard ones (R-P10).

One place for every form and every search, present and to come. Tests: tests/members/test_typed.py.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from . import characters

SECRETS = ("password", "secret")  # never changed on the way: they were set as they were typed


class TypedCharacters:
    """Stands after the middleware of messages. NUL has been refused before: hostile_input.py."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, _args: list, _kwargs: dict[str, Any]) -> None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):  # such a view reads its body itself
            return
        changed, put_in = standard(request.POST)
        if put_in:
            request.POST = changed  # type: ignore[assignment]  # immutable for everybody else
            said = _("填写的自造字已换成标准字%(characters)s，请核对。")
            messages.info(request, said % {"characters": characters.named(put_in)})


def standard(typed: QueryDict) -> tuple[QueryDict, str]:
    """`typed` with standard characters in place of private ones, and those that were put in, each once."""
    found: dict[str, None] = {}
    changed = typed.copy()
    for name, values in typed.lists():
        if any(secret in name for secret in SECRETS) or not any(map(characters.PRIVATE.search, values)):
            continue
        changed.setlist(name, [characters.standard(value) for value in values])
        found |= dict.fromkeys(new for old, new in characters.STANDARD.items() if any(old in value for value in values))
    changed._mutable = False  # type: ignore[attr-defined]  # as the one it stands for
    return changed, "".join(found)
