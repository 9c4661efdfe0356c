"""六个月未接收，待组织处理 (R-T16, R-F18): letters out for half a year with which nobody was received.

The system lists them for the organisations that must find out why, and changes nobody's membership. A member who has
reported in is not listed: then it is the destination that is slow. Tests: tests/workflows/test_unreceived.py.
"""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from approvals import beside
from approvals.beside import NOTE
from approvals.journal import Entry
from members.models import Appointment
from members.orgs import path_range
from members.rulebook import RULES, declare

from .case import TransferCase
from .parties import ORIGIN_COMMITTEE
from .states import State

declare(
    "R-F18",
    "失去联系、无正当理由长期不接转的，由党组织按规定研究处理；系统只提示和记录，不自动改变党籍。",
    "《党员教育管理工作条例》第24、30、31条",
)

RULE = RULES["R-T16"]
REPORTED = (State.ARRIVED, State.DOSSIER_CHECK)
RECEIVED = (State.RECEIVED, State.RECEIPT_SENT, State.COMPLETED)


def unreceived(reach: str, today: date) -> "QuerySet[TransferCase]":
    """Transfers from `reach` and below on the list, the oldest letter first, until somebody says why.

    One that was given up while there was still time is not listed: the member simply stayed."""
    explained = Entry.objects.filter(case=OuterRef("pk"), verb=NOTE, data__about=RULE.number)
    came = Q(state__in=(*REPORTED, *RECEIVED)) | Q(refused_in__in=REPORTED)
    in_time = Q(closed_at__date__lt=F("unreceived_on"))
    listed = TransferCase.objects.filter(path_range(reach, "origin__path"), unreceived_on__lte=today)
    return listed.exclude(came).exclude(in_time).exclude(Exists(explained)).order_by("unreceived_on", "pk")


def may_explain(case: TransferCase, by: Appointment | None) -> bool:
    """The committee that issued the letter."""
    return by is not None and by.is_current() and ORIGIN_COMMITTEE.held_by(by, case)


@transaction.atomic
def explain(case: TransferCase, *, by: Appointment, text: str) -> None:
    """Write down why, and what the organisation decided to do: the case leaves the list. Raises NotAllowed."""
    said = _("由开具介绍信的党委查明原因（R-T16）。")
    locked = beside.locked_for(case, by=by, seat=ORIGIN_COMMITTEE, otherwise=said)
    beside.enter(locked, NOTE, by=by, about=RULE.number, text=text.strip())
