"""What changed between two versions, clause by clause and word by word, readable without colour (W2).

Tests: tests/workflows/test_agreement.py and test_agreement_pages.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .texts import AgreementText

SAME, GONE, NEW = "same", "gone", "new"
WORDS = re.compile(r"[0-9A-Za-z.]+|\s+|.", re.DOTALL)
TOO_SHORT = 2  # an equal run of fewer signs between two changes is not worth an interruption


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went, or came."""

    kind: str
    words: str


@dataclass(frozen=True)
class ClauseChange:
    """One clause of either version. `ordinal` is that of the newer version, "" when it was left out."""

    key: str
    title: str
    ordinal: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.kind != SAME for piece in self.pieces)


@dataclass(frozen=True)
class Difference:
    """A version that was sent, beside the one before it. `before` None: it is the first, and nothing is marked."""

    before: AgreementText | None
    after: AgreementText
    clauses: list[ClauseChange]
    came: list[str]
    left: list[str]

    @property
    def changed(self) -> list[ClauseChange]:
        return [clause for clause in self.clauses if clause.changed]


def of_version(text: AgreementText) -> Difference:
    """What `text`, a version that was sent, changed in the one before it."""
    before = text.case.texts.filter(sent_at__isnull=False, number=text.number - 1).first()
    return between(before, text) if before else Difference(None, text, of_clauses(text, text), [], [])


def between(before: AgreementText, after: AgreementText) -> Difference:
    """What `after` changes in `before`."""
    came, left = of_people(before, after)
    return Difference(before, after, of_clauses(before, after), came, left)


def of_clauses(old: AgreementText, new: AgreementText) -> list[ClauseChange]:
    """Every clause of both versions in the order of the newer one, those left out at the end."""
    before = {row.clause.key: row for row in old.written()}
    after = new.written()
    found = [
        ClauseChange(
            row.clause.key,
            row.clause.title,
            row.ordinal,
            words(before[row.clause.key].text if row.clause.key in before else "", row.text),
        )
        for row in after
    ]
    kept = {row.clause.key for row in after}
    gone = [row for key, row in before.items() if key not in kept]
    return found + [ClauseChange(row.clause.key, row.clause.title, "", words(row.text, "")) for row in gone]


def of_people(old: AgreementText, new: AgreementText) -> tuple[list[str], list[str]]:
    """Names that came into the roster, and names that left it."""
    before, after = (dict(text.people.values_list("pk", "name")) for text in (old, new))
    return [after[pk] for pk in after.keys() - before.keys()], [before[pk] for pk in before.keys() - after.keys()]


def words(old: str, new: str) -> list[Piece]:
    """The pieces that turn `old` into `new`, what went before what came."""
    return list(_joined(_raw(WORDS.findall(old), WORDS.findall(new))))


def _raw(old: list[str], new: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Runs as (gone, came, equal)."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[a:b]), "".join(new[c:d]), tag == "equal"


def _joined(runs: Iterator[tuple[str, str, bool]]) -> Iterator[Piece]:
    rows = list(runs)
    gone = came = ""
    for at, (before, after, equal) in enumerate(rows):
        inside = 0 < at < len(rows) - 1
        if equal and not (inside and len(before) < TOO_SHORT):
            yield from _change(gone, came)
            gone = came = ""
            yield Piece(SAME, before)
        else:
            gone, came = gone + before, came + after
    yield from _change(gone, came)


def _change(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece(GONE, gone)
    if came:
        yield Piece(NEW, came)
