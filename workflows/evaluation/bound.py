"""What the log binds of an evaluation (members/binding.py): the names stay, wherever the columns go."""

from approvals.bound import CASE
from members.binding import columns

EVALUATION = CASE | columns(
    "half", "activities_held", "activities_attended", "dues_until", "work_and_life", "contribution", "problems",
    "grade", "opinion_text", "proposal", "late", "unread", coverage="coverage_id",
)  # fmt: skip
