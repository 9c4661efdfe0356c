"""The log: one hash-chained entry a step, in the step's transaction.

The chain runs per case, so that writers of different cases never wait for each other. Checkpoints (checkpoints/) tie
the chains together, so that a case that vanished whole is found too.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
        """The hash this entry must have: its own content, its opinion's, and the entry before."""
        return _digest(
            number,
            self.seq,
            self.verb,
            self.from_state,
            self.to_state,
            self.actor,
            self.opinion.content if self.opinion else None,
            self.data,
            self.recorded_at.astimezone(timezone.get_default_timezone()).isoformat(),
            self.effective_at.astimezone(timezone.get_default_timezone()).isoformat(),
            self.previous,
        )


def _digest(*parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


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
    from .checkpoints import proof  # checkpoints hold entries of this log

    yield from _broken_chains()
    for opinion in Opinion.objects.filter(entry__isnull=True).select_related("case").order_by("pk"):
        yield f"事项 {opinion.case.number}：意见 {opinion.pk}（{opinion.org_name}）没有对应的日志"
    yield from log.faults()
    yield from proof.faults()


def _broken_chains() -> Iterator[str]:
    """All cases and all entries in two streams. A fault is looked at again with the case locked: someone may be at
    work on it."""
    rows = Entry.objects.select_related("opinion").order_by("case_id", "seq").iterator(chunk_size=BATCH)
    chains = groupby(rows, key=lambda entry: entry.case_id)
    pk, entries = next(chains, (None, iter(())))
    guarded = clock.guarded_after()
    for case in Case.objects.order_by("pk").iterator(chunk_size=BATCH):
        mine = pk == case.pk
        if _fault_of(case, entries if mine else iter(()), guarded) and (fault := _confirmed(case.pk, guarded)):
            yield fault
        if mine:
            pk, entries = next(chains, (None, iter(())))


@transaction.atomic
def _confirmed(pk: int, guarded: int | None) -> str | None:
    case = Case.objects.select_for_update().get(pk=pk)
    return _fault_of(case, case.entries.select_related("opinion").order_by("seq"), guarded)


def _fault_of(case: Case, entries: Iterable[Entry], guarded: int | None) -> str | None:
    """`guarded`: the key of the last entry written before anybody watched the clock; None: all were."""
    previous, recorded, seq, in_force = "", None, 0, []
    for entry in entries:
        seq += 1
        in_force += [entry.opinion] if entry.opinion else []
        if fault := _fault_in(entry, case, seq, previous):
            return f"事项 {case.number}：第 {seq} 条日志{fault}"
        if _supersedes(case, entry.verb):
            if not all(said.superseded for said in in_force):
                return f"事项 {case.number}：第 {seq} 条日志（{entry.verb}）之前的意见已失效，却标为有效"
            in_force = []
        watched = guarded is not None and entry.pk > guarded
        if watched and recorded and clock.out_of_order(recorded, entry.recorded_at):
            return f"事项 {case.number}：第 {seq} 条日志（{entry.verb}）的记录时间早于上一条"
        previous, recorded = entry.hash, entry.recorded_at
    if seq != case.log_length or previous != case.log_head:
        return f"事项 {case.number}：日志末尾缺失，应有 {case.log_length} 条，现有 {seq} 条"
    if any(said.superseded for said in in_force):
        return f"事项 {case.number}：有效的意见被标为失效"
    return None


def _fault_in(entry: Entry, case: Case, seq: int, previous: str) -> str | None:
    if entry.seq != seq:
        return "缺失"
    if entry.previous != previous or entry.hash != entry.digest(case.number):
        return f"（{entry.verb}）被改动"
    said = entry.opinion
    if said and (said.case_id, said.at) != (case.pk, entry.recorded_at):
        return f"（{entry.verb}）的意见被改动"
    return None


def _supersedes(case: Case, name: str) -> bool:
    verb = case.flow.verbs().get(name)
    return bool(verb and verb.supersedes)
