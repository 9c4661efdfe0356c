"""What is written on a case beside its steps: a draft's text, a duty done, a cost, a remark. It changes no state.

The same stands before it as before a step: the tree's gate, the case's lock, an appointment in force at this moment and
within what was delegated (R-O12, R-O16), and nobody on their own case (R-O13). Tests: tests/workflows/test_beside.py.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import tree_gate
from members.appointments import Post
from members.models import Appointment

from . import desk, journal, reading
from .attachments import PROOF, Attachment, Scan, enclose
from .case import Case
from .journal import Entry
from .notices import Notice, NoticeKind
from .rules import NotAllowed, Refused, not_on_own_case
from .sides import Seat

NOTE = "note"  # a remark; its data: `about` (a rule's number) and `text`
URGE = "urge"
ATTACH = "attach"


def locked_for(case: Case, *, by: Appointment, seat: Seat, otherwise: str) -> Any:
    """`locked_where` for whoever holds `seat`."""
    return locked_where(case, by=by, allowed=lambda locked: seat.held_by(by, locked), otherwise=otherwise)


def locked_where(case: Case, *, by: Appointment, allowed: Callable[[Any], bool], otherwise: str) -> Any:
    """The procedure's own record as it is now, locked for whom `allowed` lets write on it.

    Call it inside a transaction, before anything else. Raises NotAllowed with the sentence `otherwise` for everybody
    else, and Refused on one's own case."""
    tree_gate.hold()
    locked = case.flow.locked(case.pk)
    desk.refuse_out_of_office(by, locked)
    if not allowed(locked):
        raise NotAllowed(otherwise)
    if own := not_on_own_case(locked, by=by):
        raise Refused([own])
    return locked


def enter(case: Case, what: str, *, by: Appointment, now: datetime | None = None, **said: Any) -> Entry:
    """Append to the log of a locked case and save it. `said` is plain JSON or dates; what is empty is left out."""
    told = {name: value for name, value in said.items() if value}
    entry = journal.append(case, what, by=by, from_state=case.state, data=told, now=now or timezone.now())
    case.save_changes()
    return entry


def may_urge(case: Case, by: Appointment) -> bool:
    """Whether the post works on such cases at all; whoever may see the case may ask for it then."""
    return Post.CLERK in by.posts and by.may_handle(case.kind)


def may_attach(case: Case, by: Appointment) -> bool:
    """The same, for an organisation with a part in the case."""
    return case.is_open and _works_on(case, by)


@transaction.atomic
def urge(target: Case, *, by: Appointment) -> bool:
    """催办: put a notice on the desk that holds the case. Raises as `locked_where`.

    Once a day; False when that was done or `by` holds it itself."""
    now = timezone.now()
    said = _("系统管理员不办理事项（R-O12）。")
    case = locked_where(target, by=by, allowed=lambda locked: may_urge(locked, by), otherwise=said)
    held = case.assignments.open().first()
    today = timezone.localdate(now)
    if held is None or held.org_id == by.org_id:
        return False
    last = case.entries.filter(verb=URGE).order_by("-seq").first()
    if last and timezone.localdate(last.recorded_at) == today:
        return False
    Notice.objects.create(
        org_id=held.org_id, post=held.post, case_id=case.pk, kind=NoticeKind.URGED, state=case.state, at=now
    )
    enter(case, URGE, by=by, now=now)
    return True


def attach(target: Case, upload: UploadedFile, *, by: Appointment) -> Attachment:
    """Keep an uploaded file with a case; the log names it by key and hash.

    Raises NotAllowed for a closed case and as `Scan.of` does, else as `locked_where`."""
    stored = Scan.of(upload).store()
    now = timezone.now()
    said = _("只有两地办理组织的办理人员可以添加附件，系统管理员不办理事项（R-O12）。")
    with transaction.atomic():
        case = locked_where(target, by=by, allowed=lambda locked: _works_on(locked, by), otherwise=said)
        if not case.is_open:
            raise NotAllowed(_("事项已办结，不能再添附件。"))
        kept = enclose(case, stored, by=by, now=now)
        enter(case, ATTACH, by=by, now=now, **{PROOF: {"file": kept.pk, "sha256": kept.sha256}})
    return kept


def _works_on(case: Case, by: Appointment) -> bool:
    return may_urge(case, by) and reading.handles(case, by)
