"""The records of this room, for Django to find."""

from .assignments import Assignment
from .attachments import Attachment
from .calendar import CalendarDay
from .case import Case
from .checkpoints.records import Checkpoint
from .clock import ClockConfirmation, ClockReading
from .deadlines import LocalTerm
from .integrity.records import Proof
from .journal import Entry
from .midcourse.records import Confirmation, EntryOfPast, PastStep
from .notices import Notice
from .opinions import Opinion
from .rounds import Round
from .supervision import Supervision

__all__ = [
    "Assignment",
    "Attachment",
    "CalendarDay",
    "Case",
    "Checkpoint",
    "ClockConfirmation",
    "ClockReading",
    "Confirmation",
    "Entry",
    "EntryOfPast",
    "LocalTerm",
    "Notice",
    "Opinion",
    "PastStep",
    "Proof",
    "Round",
    "Supervision",
]
