"""What the log binds: the facts of a case, and of the rows that stand beside it, as they go into an entry's hash.

Format 2. A fact has a name of its own, apart from the column it happens to stand in: a renamed column leaves every hash
as it is, a renamed fact is a new format. Long texts are bound by their hash, so that the log does not hold them twice.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

FORMAT = 2
ALL = "all"  # an entry that says everything: what it leaves out is blank
LONG = 60  # characters
BLANK = (None, "", False, 0)
Facts = dict[str, Any]
Columns = Mapping[str, str]  # fact → attribute of the row


def columns(*same: str, **others: str) -> dict[str, str]:
    """Facts and where they stand: under their own name, or in another attribute (`person="person_id"`)."""
    return {name: name for name in same} | others


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


def plain(value: Any) -> Any:
    """A value as the log keeps it: JSON, moments in UTC, a long text by its hash."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        return hashed(value) if len(value) > LONG else str(value)
    return value


def hashed(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def facts_of(row: Any, where: Columns) -> Facts:
    """What `row` says."""
    return {name: plain(getattr(row, attribute)) for name, attribute in where.items()}


def told(facts: Facts) -> Facts:
    """The facts that say something, marked as all there are."""
    return {ALL: True} | {name: value for name, value in facts.items() if value not in BLANK}


def beside(name: str, key: int) -> str:
    """The fact that binds another row: `file:12`."""
    return f"{name}:{key}"


def fold(said: Facts, entry: Facts) -> None:
    """Let `said`, what the log says so far, go on with an entry's facts."""
    if entry.get(ALL):
        for name in [name for name in said if ":" not in name]:
            del said[name]
    said.update(entry)


def differing(said: Facts, now: Facts) -> Iterable[tuple[str, Any, Any]]:
    """Facts of the case's own row that are not what the log says: name, what stands, what should."""
    everything = said.get(ALL)
    for name, value in now.items():
        if name in said or everything:
            should = said.get(name)
            if value != should and not (value in BLANK and should in BLANK):
                yield name, value, should


def shown(value: Any) -> str:
    """A value in a finding, which names nobody: of a text that may hold a name or a telephone, its length alone."""
    if value in BLANK:
        return "空"
    text = str(value)
    if text.startswith("sha256:"):
        return f"散列 {text[7:19]}…"
    if isinstance(value, str) and (not text.isascii() or sum(char.isdigit() for char in text) > 6 and "-" not in text):
        return f"{len(text)}字的内容（散列 {sha256(text.encode()).hexdigest()[:12]}）"
    return text
