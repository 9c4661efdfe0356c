"""What the log binds of a coordination (members/binding.py): the names stay, wherever the columns go."""

from approvals.bound import CASE
from members.binding import columns

COORDINATION = CASE | columns(
    "ground", "for_member", "officer", "proposed", "decision", "decision_text", "decided_on",
    requester="requester_id", respondent="respondent_id", origin_top="origin_top_id",
    destination_top="destination_top_id", decision_org="decision_org_id",
)  # fmt: skip
