"""What the log binds of a coordination (approvals/binding.py): the names stay, wherever the columns go."""

from approvals.binding import CASE, columns

COORDINATION = CASE | columns(
    "ground", "for_member", "officer", "proposed", "decision", "decision_text", "decided_on",
    requester="requester_id", respondent="respondent_id", origin_top="origin_top_id",
    destination_top="destination_top_id", decision_org="decision_org_id",
)  # fmt: skip
