"""Writing a transfer before it is sent, or again after it came back: the one time its own facts may change."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import beside, desk, journal
from approvals.rules import NotAllowed
from members.models import Appointment, Person

from .case import TransferCase
from .outside import OUTSIDE
from .parties import STARTER
from .states import State

FACTS = (
    "destination",
    *OUTSIDE,
    "reason",
    "reason_text",
    "away_since",
    "channel",
    "external_reference",
    "contact",
    "dues_until",
)


def begin(person: Person, *, by: Appointment, said: dict[str, Any] | None = None, **facts: Any) -> TransferCase:
    """Open a draft for `person` at the branch that holds the relation now, and put it on the starter's desk.

    `facts` are those of FACTS; `said` is what the first entry of the log says besides. Raises NotAllowed when the
    branch is not in the reach of `by` (R-O14)."""
    branch = person.branch
    if branch is None or not by.org.covers(branch):
        raise NotAllowed(_("该同志的组织关系不在您所在组织，不能由您发起。"))
    if not by.is_current() or STARTER.post not in by.posts:
        raise NotAllowed(_("您的岗位不能发起接转，请由本组织书记、组织员或经办人发起（R-O12）。"))
    case = TransferCase(kind="transfer", person=person, origin=branch, opened_by=by, **_one_destination(facts))
    case.dues_until = case.dues_until or person.dues_until
    case.contact = case.contact or person.phone
    case.title = case.headline()
    desk.open_case(case, by=by, data=said)
    return case


def rewrite(case: TransferCase, *, by: Appointment, **facts: Any) -> TransferCase:
    """Change a draft's or a returned case's facts. A returned one keeps what it said before in the log (R-O15)."""
    with transaction.atomic():
        said = _("已提交的接转不能修改；需要修改的请由办理方退回。")
        locked = beside.locked_for(case, by=by, seat=STARTER, otherwise=said)
        if not desk.moved_by_the_clock(locked, timezone.now()):
            return _rewritten(locked, by, facts)
    raise NotAllowed(_("该接转已过期限，系统已撤回；请重新发起。"))


def _rewritten(locked: TransferCase, by: Appointment, facts: dict[str, Any]) -> TransferCase:
    if locked.state not in (State.DRAFT, State.RETURNED):
        raise NotAllowed(_("已提交的接转不能修改；需要修改的请由办理方退回。"))
    facts = _one_destination(facts)
    changed = {name: value for name, value in facts.items() if name in FACTS and getattr(locked, name) != value}
    if not changed:
        return locked
    before = {name: str(getattr(locked, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.forget_chains()
    locked.title = locked.headline()
    now = timezone.now()
    if locked.state == State.DRAFT:
        desk.touch(locked, now)
    else:
        journal.append(locked, "rewrite", by=by, from_state=locked.state, data={"before": before}, now=now)
    locked.save()
    return locked


def _one_destination(facts: dict[str, Any]) -> dict[str, Any]:
    """A branch of the system leaves no name of one outside, and the other way round."""
    if facts.get("destination"):
        return facts | dict.fromkeys(OUTSIDE, "")
    return facts | {"destination": None} if facts.get("outside_name") else facts
