"""A remark on the log of a case, open or closed: what somebody found out about a rule. It changes no state (R-O15)."""

from django.db import transaction
from django.utils import timezone

from members.models import Appointment

from . import journal
from .case import Case
from .journal import Entry
from .rules import NotAllowed, not_on_own_case

NOTE = "note"  # the entry; its data: `about` (a rule's number) and `text`


@transaction.atomic
def note(case: Case, *, by: Appointment, about: str, text: str) -> Entry:
    """Write `text` beside the steps. Who may is the caller's to know. Raises NotAllowed on one's own case (R-O13)."""
    locked = case.flow.locked(case.pk)
    if own := not_on_own_case(locked, by=by):
        raise NotAllowed(own.sentence)
    said = {"about": about, "text": text.strip()}
    entry = journal.append(locked, NOTE, by=by, from_state=locked.state, data=said, now=timezone.now())
    locked.save_changes()
    return entry
