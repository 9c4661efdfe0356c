"""The log: one hash-chained entry a step, in the step's transaction.

The chain runs per case, so that writers of different cases never wait for each other. Checkpoints (checkpoints/) tie
the chains together, so that a case that vanished whole is found too.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import binding
from members.models import Appointment
from members.register import log

from . import clock
from .case import Case
from .opinions import Opinion, signed
from .sides import Side

BEFORE_SYSTEM = "before_system"  # a step taken on paper before the system, entered in mid-course; also its datum


class Entry(models.Model):
    """One step. `recorded_at` is when it was written, `effective_at` when it took effect (a deadline's own moment)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    actor = models.JSONField(default=dict)
    opinion = models.OneToOneField(Opinion, models.PROTECT, null=True, related_name="entry")
    data = models.JSONField(default=dict)
    format = models.PositiveSmallIntegerField(default=1)  # what the hash covers: see `digest`
    facts = models.JSONField(default=dict)  # what the case said from then on, as far as it is new (bound.py)
    recorded_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    checkpoint = models.ForeignKey("approvals.Checkpoint", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("日志")
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_entry_a_step")]
        indexes = [models.Index(fields=["id"], condition=models.Q(checkpoint__isnull=True), name="not_checkpointed")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.verb}"

    @property
    def recorded_for(self) -> str:
        """The organisation outside the system whose word or act this is; empty: the actor's own."""
        return self.data.get("recorded_for", "")

    @property
    def past(self) -> dict[str, str]:
        """Of a step taken before the system: `step`, `side`, `org`, `who`, and `without`, why there is no scan."""
        return self.data.get(BEFORE_SYSTEM, {})

    @property
    def side(self) -> Side:
        """The side it was taken for. Reads the case, and the organisation of `by`."""
        if self.past:
            return Side(self.past["side"])
        if self.opinion:
            return Side(self.opinion.side)
        if self.recorded_for:
            return self.case.side_outside or Side.DESTINATION
        return self.case.side_of(self.by.org) if self.by else Side.SYSTEM

    @property
    def org_name(self) -> str:
        """Whose step it is; empty for the system."""
        return self.past.get("org") or self.recorded_for or self.actor.get("org", "")

    @property
    def signature(self) -> str:
        """Who took it, as a paper says it; empty for the system. Of a past step, who entered it is said with it."""
        if self.past:
            return self.past["who"]
        if "name" not in self.actor:
            return ""
        return signed(self.actor["name"], self.actor["post"], self.actor["org"] if self.recorded_for else "")

    def digest(self, number: str) -> str:
        """The hash this entry must have, in the case of that number."""
        return entry_digest(self, number, self.opinion.content if self.opinion else None)


def entry_digest(entry: Any, number: str, said: dict[str, str] | None) -> str:
    """The hash of an entry, or of its columns under the same names: its content, its opinion's, the entry before.

    Format 1, of entries from before there were facts, stays as it was; format 2 also covers who acted and the facts,
    with moments in UTC."""
    recent = entry.format == binding.FORMAT
    zone = UTC if recent else timezone.get_default_timezone()
    moments = [at.astimezone(zone).isoformat() for at in (entry.recorded_at, entry.effective_at)]
    step = [entry.verb, entry.from_state, entry.to_state, entry.actor, said, entry.data]
    if recent:
        return _digest(binding.FORMAT, number, entry.seq, *step, entry.by_id, entry.facts, *moments, entry.previous)
    return _digest(number, entry.seq, *step, *moments, entry.previous)


_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(*parts: object) -> str:
    return sha256(_PLAIN.encode(parts).encode()).hexdigest()


def append(
    case: Case,
    verb: str,
    *,
    by: Appointment | None,
    from_state: str,
    opinion: Opinion | None = None,
    data: dict | None = None,
    now: datetime,
    effective_at: datetime | None = None,
    to_state: str = "",
) -> Entry:
    """Append one entry to the chain of a locked `case`. Its new head is left on `case`, to be saved with the step.

    It binds what the case says by now and the log does not yet: append once that is settled, before it is saved.
    `by` None is the system acting on a deadline. `to_state`: where a step of the past led to; else the present state.
    `data` must be plain JSON values or dates. Raises ClockDoubted.
    """
    clock.refuse_doubted(case, now)
    entry = Entry(
        case_id=case.pk,
        seq=case.log_length + 1,
        verb=verb,
        from_state=from_state,
        to_state=to_state or case.state,
        by=by,
        actor={"org": by.org.name, "name": by.name_on_record, "post": by.label_on_record} if by else {"system": True},
        opinion=opinion,
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
        format=binding.FORMAT,
        facts=case.unsaid(from_state),
        recorded_at=now,
        effective_at=effective_at or now,
        previous=case.log_head,
    )
    entry.hash = entry.digest(case.number)
    entry.save(force_insert=True)
    case.log_length, case.log_head, case.last_recorded_at = entry.seq, entry.hash, now
    return entry


BATCH = 5000


def broken() -> Iterator[str]:
    """Yield a Chinese sentence for each case, opinion or checkpoint that does not hold: the first bad row of each."""
    from . import proof  # it builds on this module
    from .checkpoints import proof as checkpoint_proof  # checkpoints hold entries of this log

    yield from proof.faults()
    for opinion in Opinion.objects.filter(entry__isnull=True).select_related("case").order_by("pk"):
        yield f"事项 {opinion.case.number}：意见 {opinion.pk}（{opinion.org_name}）没有对应的日志"
    yield from log.faults()
    yield from checkpoint_proof.faults()
