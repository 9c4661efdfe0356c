"""A late duty that cannot be made up for: its owner says why, the office above strikes it off or asks again (R-S7).

Whatever is said, the duty stays missed in the balance of the pair. Tests: tests/workflows/test_agreement_excuses.py.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import beside
from approvals.notices import Notice, NoticeKind
from approvals.rules import NotAllowed
from approvals.supervision import superiors_of
from members.appointments import Post
from members.models import Appointment, PartyOrg

from .case import AgreementCase
from .duties import Duty, locked_for_its_owner, locked_for_its_superior


@transaction.atomic
def explain(duty: Duty, *, by: Appointment, text: str) -> Duty:
    """The owner of a late duty says in writing why it was not done. Raises NotAllowed."""
    case, fresh = locked_for_its_owner(duty, by)
    if not fresh.is_overdue(timezone.now()):
        raise NotAllowed(_("这项职责没有超期，不用说明；已经落实的请登记落实情况。"))
    if fresh.answer == text:
        return fresh  # a double click
    fresh.answer, fresh.answered_at, fresh.answered_by = text, timezone.now(), by
    fresh.save(update_fields=["answer", "answered_at", "answered_by"])
    _write(case, "duty_explained", fresh, by, text)
    if superior := superiors_of([fresh.org]).get(fresh.org_id):
        _tell(case, superior, Post.ORGANISER, NoticeKind.EXPLAINED)
    return fresh


@transaction.atomic
def excuse(duty: Duty, *, by: Appointment) -> Duty:
    """The office above accepts the explanation: the duty leaves its list. Raises NotAllowed."""
    case, fresh = _answered(duty, by)
    fresh.excused_at, fresh.excused_by = timezone.now(), by
    fresh.save(update_fields=["excused_at", "excused_by"])
    _write(case, "duty_excused", fresh, by)
    return fresh


@transaction.atomic
def ask_again(duty: Duty, *, by: Appointment, text: str) -> Duty:
    """The office above is not satisfied: the owner has to do it, or explain it anew. Raises NotAllowed."""
    case, fresh = _answered(duty, by)
    fresh.answer, fresh.answered_at, fresh.answered_by = "", None, None
    fresh.save(update_fields=["answer", "answered_at", "answered_by"])
    _write(case, "duty_asked_again", fresh, by, text)
    _tell(case, fresh.org, Post.CLERK, NoticeKind.DEMANDED)
    return fresh


def _answered(duty: Duty, by: Appointment) -> tuple[AgreementCase, Duty]:
    case, fresh = locked_for_its_superior(duty, by)
    if not fresh.is_owed:
        raise NotAllowed(_("这项职责已经登记落实或已销号。"))
    if not fresh.answered_at:
        raise NotAllowed(_("责任组织尚未书面说明，不能销号（R-S7）。"))
    return case, fresh


def _write(case: AgreementCase, what: str, duty: Duty, by: Appointment, text: str = "") -> None:
    beside.enter(case, what, by=by, text=duty.in_words(text), duty=duty.title_on_record, org=duty.org.name)


def _tell(case: AgreementCase, org: PartyOrg, post: Post, kind: NoticeKind) -> None:
    Notice.objects.create(org=org, post=post, case=case, kind=kind, state=case.state, at=timezone.now())
