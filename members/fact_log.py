"""The log of facts: what rows say that no step of a case and no change of the register tells. Hash-chained per subject.

A relation is bound to its person, a paper and a line of the number register to themselves. Checkpoints hold the entries
as they hold those of the other logs. Each room proves its own rows against them (`lines`, `fault_of`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import binding

CHUNK = 5000
BATCH = 1000
_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class FactEntry(models.Model):
    """What the rows of a subject say from then on, as far as it is new. The subject is a kind and a key: person 12."""

    about = models.CharField(max_length=10)
    key = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    facts = models.JSONField()
    recorded_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    checkpoint = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("登记事实")
        ordering = ["about", "key", "seq"]
        constraints = [models.UniqueConstraint(fields=["about", "key", "seq"], name="one_fact_entry_a_step")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(checkpoint__isnull=True), name="facts_not_checkpointed"),
            models.Index(fields=["checkpoint"], name="facts_checkpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.about}:{self.key} {self.seq} {self.kind}"

    def digest(self) -> str:
        """The hash this entry must have."""
        return digest(f"{self.about}:{self.key}", self)


def digest(subject: str, entry: Any) -> str:
    """The hash of an entry, or of its columns under the same names: its own content and the entry before."""
    recorded = entry.recorded_at.astimezone(UTC).isoformat()
    parts = (binding.FORMAT, subject, entry.seq, entry.kind, entry.facts, recorded, entry.previous)
    return sha256(_PLAIN.encode(parts).encode()).hexdigest()


Told = tuple[str, int, str, binding.Facts]  # subject's kind and key, what happened to it, facts


def append(told: Sequence[Told]) -> None:
    """Append an entry for each subject, which comes once; whoever calls has locked what the facts are about.

    Two statements."""
    if told:
        begin(told, _heads(told))


def begin(told: Sequence[Told], heads: dict[tuple[str, int], tuple[int, str]] | None = None) -> None:
    """As `append`, for subjects that are new, or whose last entry is in `heads`. One statement; none for nobody."""
    now = timezone.now()
    entries = []
    for about, key, kind, facts in told:
        seq, previous = (heads or {}).get((about, key), (0, ""))
        entry = FactEntry(about=about, key=key, seq=seq + 1, kind=kind, facts=facts, recorded_at=now, previous=previous)
        entry.hash = entry.digest()
        entries.append(entry)
    FactEntry.objects.bulk_create(entries, batch_size=BATCH)


def _heads(told: Sequence[Told]) -> dict[tuple[str, int], tuple[int, str]]:
    """Number and hash of the last entry of each subject that has one."""
    asked = models.Q()
    for about in {about for about, *_rest in told}:
        asked |= models.Q(about=about, key__in=[key for kind, key, *_rest in told if kind == about])
    found = FactEntry.objects.filter(asked).order_by("seq").values_list("about", "key", "seq", "hash")
    return {(about, key): (seq, head) for about, key, seq, head in found}


class Line(NamedTuple):
    """An entry as it stands."""

    key: int
    seq: int
    kind: str
    facts: binding.Facts
    recorded_at: datetime
    previous: str
    hash: str


def lines(about: str, key: int | None = None) -> Iterator[Line]:
    """The entries about one kind of subject, by key; or about one subject."""
    rows = FactEntry.objects.filter(about=about).order_by("key", "seq").values_list(*Line._fields)
    return map(Line._make, (rows if key is None else rows.filter(key=key)).iterator(chunk_size=CHUNK))


def fault_of(about: str, key: int, entries: Iterable[Line], said: binding.Facts) -> str:
    """What is wrong with the chain of a subject, or "". `said` takes in what it says."""
    previous = ""
    for number, line in enumerate(entries, start=1):
        if line.seq != number:
            return f"第 {number} 条登记缺失"
        if line.previous != previous or line.hash != digest(f"{about}:{key}", line):
            return f"第 {number} 条登记（{line.kind}）被改动"
        binding.fold(said, line.facts)
        previous = line.hash
    return ""
