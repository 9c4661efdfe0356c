"""What became of a letter, for whoever verifies it: unused, used, run out, replaced (R-P8).

Tests: tests/workflows/test_verified_standing.py.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Paper
from documents.verification import Standing

from .case import TransferCase
from .papers import LETTER_FORMS
from .states import State


def of_letter(paper: Paper) -> Standing | None:
    """None for every other paper, and for a letter of a case that is not here."""
    if paper.form not in LETTER_FORMS:
        return None
    case = TransferCase.objects.filter(number=paper.because).first()
    if case is None:
        return None
    if paper.is_void:
        return _replaced(case, paper)
    return Standing(_is_usable(case), _in_words(case), case.valid_until)


def _is_usable(case: TransferCase) -> bool:
    return case.state == State.LETTER_ISSUED and bool(case.valid_until and timezone.localdate() <= case.valid_until)


def _replaced(case: TransferCase, paper: Paper) -> Standing | None:
    """Under which number it was issued again, if it was."""
    newest = Paper.objects.of(case.number).filter(form=paper.form, voided_at__isnull=True).order_by("pk").last()
    if newest is None or newest.pk < paper.pk:
        return None
    said = {"number": newest.number, "day": _day(newest.issued_on)}
    return Standing(False, _("已于%(day)s另开第%(number)s号") % said)


def _in_words(case: TransferCase) -> str:
    if case.received_on:
        received = _("已凭此信接收（%(day)s）") % {"day": _day(case.received_on)}
        if case.state == State.COMPLETED:
            return received + (_("，回执已归档") if case.receipt_on else _("，未收到回执，凭接收记录办结"))
        return received + (_("，回执已寄出") if case.receipt_on else _("，回执尚未寄出"))
    if case.state == State.LETTER_ISSUED:
        return _("尚未使用") if _is_usable(case) else _("有效期已过")
    if case.state in (State.ARRIVED, State.DOSSIER_CHECK):
        return _("本人已凭此信报到，正在办理接收")
    return _("本人已凭此信报到，尚未接收")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
