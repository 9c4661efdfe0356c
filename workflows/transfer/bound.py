"""What the log binds of a transfer (members/binding.py): the names stay, wherever the columns go."""

from approvals.bound import CASE
from members.binding import columns

TRANSFER = CASE | columns(
    "reason", "reason_text", "away_since", "channel", "external_reference", "contact", "dues_until",
    "probation_account", "conversion_view", "valid_days", "valid_until", "issued_on", "carrier", "letter_number",
    "replaced_number", "replaced_on", "first_issued_on", "unreceived_on", "refusal_reason", "refusal_demanded",
    "refused_in", "decided_by_coordination", "redirects", "receiving_group", "received_on", "receipt_handler",
    "receipt_phone", "receipt_on", "outside_committee", "outside_place", "outside_region", "outside_contact",
    "outside_phone", "outside_issuer", "outside_number", "letter_claim", receiving_branch="receiving_branch_id",
)  # fmt: skip
