"""How the logs bind what rows say: facts with names of their own, written so that a hash over them lasts.

Format 2. A fact's name is apart from the column it happens to stand in: a renamed column leaves every hash as it is, a
renamed fact is a new format. Long texts are bound by their hash, so that no log holds them twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

FORMAT = 2
SEALED = "sealed"  # the entry by which an upgrade binds what it finds
ALL = "all"  # an entry that says everything: what it leaves out is blank
LONG = 60  # characters
BLANK = (None, "", False, 0)
UNCHANGED = (int, bool)
Facts = dict[str, Any]
Columns = Mapping[str, str]  # fact → attribute of the row


def columns(*same: str, **others: str) -> dict[str, str]:
    """Facts and where they stand: under their own name, or in another attribute (`person="person_id"`)."""
    return {name: name for name in same} | others


def plain(value: Any) -> Any:
    """A value as the log keeps it: JSON, moments in UTC, a long text by its hash."""
    if value is None or type(value) in UNCHANGED:  # nine of ten, in a proof of millions
        return value
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
    """Facts of a row that are not what its log says: name, what stands, what should."""
    everything = said.get(ALL)
    for name, value in now.items():
        if name in said or everything:
            should = said.get(name)
            if value != should and not (value in BLANK and should in BLANK):
                yield name, value, should


class Grouped:
    """Rows that begin with the key of their subject, in its order, handed out subject by subject in rising order."""

    def __init__(self, rows: Iterable[Any]):
        self._groups = groupby(rows, key=itemgetter(0))
        self._at: tuple[int, Iterator[Any]] | None = next(self._groups, None)

    def of(self, key: int) -> Iterable[Any]:
        """The rows of `key`, to be read before the next is asked for."""
        while self._at and self._at[0] < key:
            self._at = next(self._groups, None)
        if self._at is None or self._at[0] != key:
            return ()
        return self._taken(self._at[1])

    def _taken(self, rows: Iterator[Any]) -> Iterator[Any]:
        yield from rows
        self._at = next(self._groups, None)


def shown(value: Any) -> str:
    """A value in a finding, which names nobody: of a text that may hold a name or a telephone, its length alone."""
    if value in BLANK:
        return "空"
    text = str(value)
    if text.startswith("sha256:"):
        return f"散列 {text[7:19]}…"
    if isinstance(value, str) and (
        not text.isascii() or (sum(char.isdigit() for char in text) > 6 and "-" not in text)
    ):
        return f"{len(text)}字的内容（散列 {sha256(text.encode()).hexdigest()[:12]}）"
    return text
