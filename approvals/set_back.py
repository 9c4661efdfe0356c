"""Why a case came back: the return, the refusal or the counter-proposal that has to be answered now.

Tests: tests/workflows/test_transfer_mending.py, test_agreement_pages.py.
"""

from datetime import datetime

from members.models import Appointment

from .case import Case
from .journal import Entry
from .verbs import Verb


def reason(case: Case, by: Appointment | None) -> Entry | None:
    """The newest step with words that sent an open case back and is not answered yet; None also for the organisation
    whose words they are."""
    if not case.is_open:
        return None
    found = next((entry for entry in _unanswered(case) if _says_why(entry)), None)
    return None if found and by and found.by and found.by.org_id == by.org_id else found


def came_back_at(case: Case) -> datetime | None:
    """When the case came into the state it is in by a step that sent it back."""
    return next((entry.recorded_at for entry in _unanswered(case)), None)


def _unanswered(case: Case) -> list[Entry]:
    """Steps that sent the case back since it last went forward, newest first; a coordination in between is neither."""
    found, verbs = [], case.flow.verbs()
    for entry in case.entries.select_related("opinion", "by__org").order_by("-seq"):
        verb = verbs.get(entry.verb)
        if verb is None or case.flow.at(verb.target).child:
            continue
        if not sends_back(verb):
            break
        found.append(entry)
    return found


def sends_back(verb: Verb) -> bool:
    """Whether a step asks the other party to mend, to answer a refusal, or to take another text."""
    return verb.refuses or verb.supersedes or verb.counters


def _says_why(entry: Entry) -> bool:
    return bool(entry.opinion.text if entry.opinion else entry.data.get("text"))
