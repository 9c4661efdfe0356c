"""What the log binds: the facts of a case, and of the rows that stand beside it, as they go into an entry's hash.

The names are those of format 2: members/binding.py.
"""

from typing import Any, ClassVar

from members.binding import Columns, Facts, beside, columns, facts_of, plain, told

UNSENT = "draft"  # the first state of every procedure that is written before it is sent

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


class Bound:
    """What a case says, to be bound by its entries. Mixed into `Case`."""

    bound: ClassVar[Columns] = CASE  # procedures add theirs

    state: str
    log_length: int
    _as_read: dict[str, Any]
    _said: Facts | None = None  # what the log said last, once an entry was appended

    def facts(self) -> Facts:
        """What its row says."""
        return facts_of(self, self.bound)

    def bind(self, name: str, key: int, facts: Facts | None) -> None:
        """Let the next entry bind a row beside the case: `facts` is what it says; None: it is no more."""
        self.__dict__.setdefault("_beside", {})[beside(name, key)] = facts

    def unsaid(self, from_state: str) -> Facts:
        """What an entry must say: the facts that changed since the last one, all of them once a draft is sent."""
        now = self.facts()
        if self.state == UNSENT:
            now = {name: now[name] for name in OF_A_DRAFT}
        sent = self.state != UNSENT and (from_state == UNSENT or not self.log_length)
        before = self._facts_before()
        changed = told(now) if sent else {n: v for n, v in now.items() if n not in before or v != before[n]}
        changed |= self.__dict__.pop("_beside", {})
        self._said = now
        return changed

    def _facts_before(self) -> Facts:
        """What the log said last; of a case that was only read, what its row said then."""
        if self._said is None:
            read = getattr(self, "_as_read", {})
            return {name: plain(read[column]) for name, column in self.bound.items() if column in read}
        return self._said
