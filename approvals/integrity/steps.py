"""The steps of a proof, in order: what each looks at, and which sentences it yields.

Tests: tests/approvals/test_integrity.py.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals import journal
from approvals.checkpoints.records import Checkpoint
from documents import proof as archive_proof
from documents.papers import Paper
from members import consistency

from .records import Proof

PAPERS = "papers"


@dataclass(frozen=True)
class Step:
    name: str
    label: str | Promise
    faults: Callable[[], Iterator[str]]


def checkpoints_of_earlier_proofs() -> Iterator[str]:
    """What an earlier proof reached must still be there: that tells of a log that was cut off at its end."""
    there = dict(Checkpoint.objects.values_list("pk", "hash").iterator())
    for code, last in _reached():
        number, _hyphen, head = code.partition("-")
        if there.get(int(number)) != head:
            yield f"{last} 的核对到达的检查点 {number} 不在了或被改动"


def _reached() -> list[tuple[str, str]]:
    """The codes that proofs reached, each with the day on which one last did."""
    proofs = Proof.objects.done().exclude(checkpoint="").order_by("pk").values_list("checkpoint", "asked_at")
    return list({code: f"{timezone.localdate(at):%Y-%m-%d}" for code, at in proofs}.items())


def register() -> Iterator[str]:
    return (str(finding) for finding in consistency.check())


def all_papers() -> Iterator[str]:
    return archive_proof.of_papers(Paper.objects.filed().order_by("pk"))


STEPS = [
    Step("log", _("事项日志、名册变动、检查点"), journal.broken),
    Step("earlier", _("以前核对到的检查点"), checkpoints_of_earlier_proofs),
    Step("register", _("名册和组织树"), register),
    Step("numbers", _("文书和编号登记"), archive_proof.of_registers),
    Step("files", _("附件和证明材料"), archive_proof.of_other_files),
    Step(PAPERS, _("存档文书"), all_papers),
]
NAMES = [step.name for step in STEPS]
LABELS = {step.name: step.label for step in STEPS}

_VALUES = re.compile(r"现为 (?P<stands>.+)，(?P<by>按.{1,8}?)应为 (?P<should>.+)$")
_PLAIN = re.compile(
    r"'?(?:[a-z_]{1,40}|\d{1,6}|\d{4}-\d\d-\d\d[0-9T:.+-]*|None|True|False|sha256:[0-9a-f]{64})?'?"
    r"|空|散列 [0-9a-f]{12}…|\d+字的内容（散列 [0-9a-f]{12}）"  # as members.binding.shown has it
)


def without_personal_data(sentence: str) -> str:
    """A sentence as it is kept. What a row says and should say stays where it can be nobody's name, number or birth
    date: states, dates and numbers of cases; the command on the server says the rest."""
    found = _VALUES.search(sentence)
    if not found:
        return sentence
    plain = _PLAIN.fullmatch(found["stands"]) and _PLAIN.fullmatch(found["should"])
    if plain and not sentence.startswith("名册"):
        return sentence
    return f"{sentence[: found.start()]}与{found['by'][1:]}不符（内容可能涉及个人，请在服务器上用核对命令查看）"
