"""Who opens the page, and which findings they read: what names a case or a person, only those who see it (R-O14).

Whoever administers the top, where the server is kept, reads all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from approvals.case import Case
from approvals.holiday_views import may_keep
from members.appointments import Post
from members.middleware import OfficeRequest
from members.models import Person

from .records import Proof
from .steps import LABELS

_CASE = re.compile(r"\b[A-Z]{2}\d{4}-\d{6,}\b")
_PERSON = re.compile(r"\bperson:(\d{1,18})\b")


@dataclass(frozen=True)
class Findings:
    """Of one step. `hidden`: how many sentences are not for this reader; `more`: how many were not kept in words."""

    label: str | Promise
    sentences: list[str]
    hidden: int
    more: int


def may_open(request: OfficeRequest) -> bool:
    """Approvers and administrators above the branches, and a superuser."""
    hat = request.appointment
    above = hat and hat.post in {Post.APPROVER, Post.ADMINISTRATOR} and not hat.org.is_branch
    return request.user.is_superuser or bool(above)


def warning(request: OfficeRequest) -> Proof | None:
    """The last proof, for the first page of those who may open it, where it found something."""
    last = Proof.objects.done().first() if may_open(request) else None
    return last if last and not last.is_clean else None


def findings(request: OfficeRequest, proof: Proof) -> Iterator[Findings]:
    """What `proof` found, step by step, as this reader may see it."""
    for name, found in proof.findings.items():
        said = found["sentences"] if may_keep(request) else _for_whom_they_concern(request, found["sentences"])
        hidden = len(found["sentences"]) - len(said)
        yield Findings(LABELS[name], said, hidden, found["count"] - len(found["sentences"]))


def _for_whom_they_concern(request: OfficeRequest, sentences: list[str]) -> list[str]:
    hat = request.appointment
    named = {number for sentence in sentences for number in _CASE.findall(sentence)}
    cases = set(Case.objects.visible_to(hat).filter(number__in=named).values_list("number", flat=True))
    about = {int(key) for sentence in sentences for key in _PERSON.findall(sentence)}
    people = set(Person.objects.visible_to(hat).filter(pk__in=about).values_list("pk", flat=True))
    return [
        sentence
        for sentence in sentences
        if set(_CASE.findall(sentence)) <= cases and {int(key) for key in _PERSON.findall(sentence)} <= people
    ]
