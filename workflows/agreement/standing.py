"""What became of an agreement, for whoever verifies its print: in force until when, ended, signed anew (R-P8).

Tests: tests/workflows/test_verified_standing.py.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Paper
from documents.verification import Standing, masked

from .case import AgreementCase
from .papers import AGREEMENTS, SupplementPaper
from .states import State


def of_agreement(paper: Paper) -> Standing | None:
    """None for every other paper, and for one of a case that is not here."""
    if paper.form not in (AGREEMENTS, SupplementPaper.form):
        return None
    case = AgreementCase.objects.filter(number=paper.because).first()
    if case is None or paper.is_void:
        return None
    holds, words, last = _now(case, paper)
    return Standing(holds, words, last, _who(paper))


def _now(case: AgreementCase, paper: Paper) -> tuple[bool, str, date | None]:
    if _signed_anew(case, paper):
        return False, _("双方后来另签了文本"), None
    if case.closed_at:
        return False, _("协议已经结束：%(state)s") % {"state": case.state_label}, case.ended_on
    if case.effective_on is None:
        return False, _("协议尚未生效"), None
    if timezone.localdate() > case.ends_on:
        return False, _("协议已经期满"), case.ends_on
    resting = case.state == State.SUSPENDED
    return True, _("协议在有效期内，现中止履行") if resting else _("协议在有效期内"), case.ends_on


def _signed_anew(case: AgreementCase, paper: Paper) -> bool:
    """A later print of the whole text; a supplement has its own number and stands beside the others."""
    same = Paper.objects.of(case.number).filter(form=AGREEMENTS)
    return paper.form == AGREEMENTS and same.filter(pk__gt=paper.pk).exists()


def _who(paper: Paper) -> str:
    """`李*`, or `李*等3人`, as the roster was printed."""
    members = paper.snapshot.get("members") or []
    if not members:
        return ""
    first = masked(members[0]["name"])
    return first if len(members) == 1 else _("%(name)s等%(count)d人") % {"name": first, "count": len(members)}
