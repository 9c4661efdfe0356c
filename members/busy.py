"""The page "busy, try again": what was sent stands on it once more, to be sent again with one press (O9, S5).

It asks nothing of the database. Passwords and codes are asked for anew, files must be chosen anew. What was sent goes
back to the sender alone and unchanged, the form's token included: a form that another site made up stays refused.
Tests: tests/members/test_busy.py.
"""

import re
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RETRY_AFTER = 30  # seconds
# What is never written into a page, with the words that ask for it again. The tests hold it against every form.
SECRETS: dict[str, Promise] = {
    "password": _("密码"),
    "old_password": _("现在的密码"),
    "new_password1": _("新密码"),
    "new_password2": _("再输一次新密码"),
    "code": _("一次性代码或动态码"),
    "secret": _("密码或动态码"),
}
# Where a name of that list means no secret: the code of an organisation, the check code of a paper.
NO_SECRETS = {"code": ("/orgs/", "/verify")}
# Prose is shown, so that one sees that it is there: anything written in Chinese or of more than one word.
PROSE = re.compile(r"[\u3400-\u9fff\s]")


@dataclass
class SentAgain:
    """A form as it was sent."""

    shown: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    secrets: list[tuple[str, Promise]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def page(request: HttpRequest, number: str) -> HttpResponse:
    """503, with what was typed. `number` is the request's, by which the log knows it."""
    sent = what_was_sent(request) if request.method == "POST" else None
    answer = HttpResponse(render_to_string("busy.html", {"sent": sent, "number": number}), status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer


def what_was_sent(request: HttpRequest) -> SentAgain:
    sent = SentAgain()
    fields, files = _read(request)
    for name, values in fields.lists():
        if name in SECRETS and not request.path.startswith(NO_SECRETS.get(name, ())):
            sent.secrets.append((name, SECRETS[name]))
        else:
            for value in values:
                (sent.shown if PROSE.search(value) else sent.hidden).append((name, value))
    sent.files = list(files)
    return sent


def _read(request: HttpRequest) -> tuple[QueryDict, dict[str, object]]:
    """Fields and files. Nothing where they cannot be read: cut off, too large, or no room to put a file aside."""
    try:
        return request.POST, dict(request.FILES)
    except Exception:
        return QueryDict(), {}
