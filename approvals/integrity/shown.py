"""Who opens the page, and which findings they read: of a case, a paper or a person, whoever sees it (R-O14).

Whoever administers the top, where the server is kept, reads all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from approvals.case import Case
from approvals.holiday_views import may_keep
from documents.papers import Paper
from members.appointments import Post
from members.middleware import OfficeRequest
from members.models import Person

from .records import Proof
from .steps import LABELS

_CASE = re.compile(r"\b[A-Z]{2}\d{4}-\d{6,}\b")
_PAPER = re.compile(r"^文书 .{1,40}?（编号 (\d{1,18})）")
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
    """Those that name no case, paper or person but what this reader sees; a paper belongs to its case."""
    hat = request.appointment
    papers = {int(key) for sentence in sentences for key in _PAPER.findall(sentence)}
    because = dict(Paper.objects.filter(pk__in=papers).values_list("pk", "because"))
    named = {sentence: _cases_in(sentence, because) for sentence in sentences}
    cases = Case.objects.visible_to(hat).filter(number__in=set().union(*named.values()))
    about = {sentence: {int(key) for key in _PERSON.findall(sentence)} for sentence in sentences}
    people = Person.objects.visible_to(hat).filter(pk__in=set().union(*about.values()))
    seen, met = set(cases.values_list("number", flat=True)), set(people.values_list("pk", flat=True))
    return [sentence for sentence in sentences if named[sentence] <= seen and about[sentence] <= met]


def _cases_in(sentence: str, because: dict[int, str]) -> set[str]:
    """The numbers of the cases a sentence is about; a paper that is gone is nobody's."""
    return {*_CASE.findall(sentence), *(because.get(int(key), "") for key in _PAPER.findall(sentence))}
