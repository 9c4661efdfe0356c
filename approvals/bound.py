"""What the log binds: the facts of a case, and of the rows that stand beside it, as they go into an entry's hash.

The names are those of format 2: members/binding.py.
"""

from members.binding import columns

# What is not bound of a case: the clock's own next moments and the lock of a slot, which say nothing of their own, and
# the end of the log itself.
CASE = columns(
    "kind", "title", "outside_name", "state", "state_since", "opened_at", "closed_at", "never_sent", "promised_on",
    "with_history", "came_from", person="person_id", origin="origin_id", destination="destination_id",
    coordinator="coordinator_id", starter="starter_id", opened_by="opened_by_id", parent="parent_id",
)  # fmt: skip
# What is bound of a draft; the rest may still change, and is said when the draft is sent.
OF_A_DRAFT = ("kind", "state", "opened_at", "with_history", "person", "opened_by", "parent")

ATTACHMENT = columns("name", "content_type", "sha256", "size", "at", by="by_id")
