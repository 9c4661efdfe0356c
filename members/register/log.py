"""The log of the register: one entry a change of a person's or an organisation's facts, hash-chained per subject.

An entry says which fields changed, from what to what, on which day it holds, who entered it and why, and the hash of
its proof. Identity numbers stand masked, with the blind index of the whole number beside them (R-I3).
The proof that the chains hold, and that the register says what they say: proof.py.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import binding
from members.appointments import Appointment
from members.orgs import PartyOrg
from members.people import Person

Subject = Person | PartyOrg
_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Kind(models.TextChoices):
    """What was done to the register."""

    ENTERED = "entered", _("登记")
    CORRECTED = "corrected", _("更正")
    IMPORTED = "imported", _("花名册更新")
    DUES = "dues", _("登记党费")
    EXAMINATION = "examination", _("登记审查情况")
    OUTING_BEGAN = "outing_began", _("登记外出")
    OUTING_CHANGED = "outing_changed", _("变更外出情况")
    OUTING_ENDED = "outing_ended", _("外出结束")
    STAY = "stay", _("登记毕业、出国情况")
    CONVERTED = "converted", _("补录转正")
    RECEIVED = "received", _("随接转登记")
    ADMINISTERED = "administered", _("变更组织资料")
    SEALED = "sealed", _("系统升级，封存当时的登记内容")


@dataclass(frozen=True)
class Ground:
    """Who enters a change (None: the system), why, from which day it holds (None: today), and its proof.

    `proof` is the SHA-256 of a scan kept by `scans`, `proof_name` what its owner called it."""

    by: Appointment | None
    reason: str = ""
    on: date | None = None
    proof: str = ""
    proof_name: str = ""

    @property
    def actor(self) -> dict[str, Any]:
        """The names and titles of today, as the log keeps them."""
        if self.by is None:
            return {"system": True}
        return {"org": self.by.org.name, "name": self.by.name_on_record, "post": self.by.label_on_record}


class RegisterEntry(models.Model):
    """One change. `changes` maps a field to what stood before and what stands now: `{"phone": ["138…", "139…"]}`.

    `facts` binds what `changes` does not say: relations, and in an upgrade's entry all columns (bound.py).
    `checkpoint` is the key of the checkpoint that holds the entry (approvals); None until there is one."""

    # Without an index of their own: those of the constraints below begin with them.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="register_entries", db_index=False)
    org = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="register_entries", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("事项"), max_length=20, choices=Kind)
    changes = models.JSONField(default=dict)
    format = models.PositiveSmallIntegerField(default=1)  # what the hash covers: see `digest`
    facts = models.JSONField(default=dict)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    proof = models.CharField(_("证明材料"), max_length=64, blank=True)
    proof_name = models.CharField(max_length=120, blank=True)
    effective_on = models.DateField(_("生效日期"))
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    actor = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(_("登记时间"))
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    checkpoint = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("名册变动")
        ordering = ["person", "org", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["person", "seq"], name="one_register_entry_of_a_person"),
            models.UniqueConstraint(fields=["org", "seq"], name="one_register_entry_of_an_org"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(org__isnull=True),
                name="register_entry_has_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(checkpoint__isnull=True), name="register_not_checkpointed"),
            models.Index(fields=["checkpoint"], name="register_checkpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq} {self.kind}"

    @property
    def subject(self) -> str:
        """`person:12` or `org:4`."""
        return f"person:{self.person_id}" if self.person_id else f"org:{self.org_id}"

    @property
    def signature(self) -> str:
        """Who entered it, as it was called that day; empty for the system."""
        return " ".join(self.actor.get(part, "") for part in ("org", "post", "name")).strip()

    def digest(self) -> str:
        """The hash this entry must have."""
        return digest(self, self.subject)


def digest(entry: Any, subject: str) -> str:
    """The hash of an entry, or of its columns under the same names: its content and the entry before.

    Format 1, of entries from before there were facts, stays as it was; format 2 also covers the facts, who entered it
    and what the proof is called, with the moment in UTC."""
    content = [entry.changes, entry.reason, entry.proof, entry.effective_on.isoformat(), entry.actor]
    zone: tzinfo = timezone.get_default_timezone()
    if entry.format == binding.FORMAT:
        content += [entry.facts, entry.proof_name, entry.by_id]
        zone = UTC
    recorded = entry.recorded_at.astimezone(zone).isoformat()
    parts = (entry.format, subject, entry.seq, entry.kind, *content, recorded, entry.previous)
    return sha256(_PLAIN.encode(parts).encode()).hexdigest()


Told = Sequence[tuple[Subject, dict[str, list[Any]]]]  # all people or all organisations, each with its changes


def append(subjects: Told, kind: str, ground: Ground) -> list[RegisterEntry]:
    """Append one entry to the log of each of `subjects`, whose rows the caller has locked. Two statements."""
    if not subjects:
        return []
    name, now = _field_of(subjects), timezone.now()
    last = _heads(name, [subject.pk for subject, _changes in subjects])
    entries = []
    for subject, changes in subjects:
        entry = _entry(kind, ground, now)
        seq, entry.previous = last.get(subject.pk, (0, ""))
        entry.seq, entry.changes = seq + 1, changes
        setattr(entry, name, subject)
        entry.hash = entry.digest()
        entries.append(entry)
    return RegisterEntry.objects.bulk_create(entries)


def begin(subjects: Told, kind: str, ground: Ground, facts: Mapping[int, binding.Facts] | None = None) -> None:
    """Write the first entry of each of `subjects`, which are new: what it leaves out is blank. One statement.

    `facts` is what the entry of a subject binds besides, by its key."""
    from . import together  # it builds on this module

    if not subjects:
        return
    name, entry = _field_of(subjects), _entry(kind, ground, timezone.now())
    differing = []
    for subject, entry.changes in subjects:
        setattr(entry, f"{name}_id", subject.pk)
        entry.facts = {binding.ALL: True} | (facts or {}).get(subject.pk, {})
        differing.append((subject.pk, entry.changes, entry.facts, entry.digest()))
    together.write(name, entry, differing)


def _field_of(subjects: Told) -> str:
    return "person" if isinstance(subjects[0][0], Person) else "org"


def _entry(kind: str, ground: Ground, now: datetime) -> RegisterEntry:
    """An unsaved first entry of nobody yet."""
    return RegisterEntry(
        seq=1,
        kind=kind,
        format=binding.FORMAT,
        reason=ground.reason,
        proof=ground.proof,
        proof_name=ground.proof_name,
        effective_on=ground.on or timezone.localdate(now),
        by=ground.by,
        actor=ground.actor,
        recorded_at=now,
    )


def _heads(name: str, keys: list[int]) -> dict[int, tuple[int, str]]:
    """Number and hash of the last entry of each subject that has one."""
    found = RegisterEntry.objects.filter(**{f"{name}__in": keys}).order_by("seq")
    return {key: (seq, head) for key, seq, head in found.values_list(f"{name}_id", "seq", "hash")}


def faults() -> Iterator[str]:
    """Yield a Chinese sentence for each subject whose log or columns do not hold: the first fault of each."""
    from . import proof  # it builds on this module

    yield from proof.faults()
