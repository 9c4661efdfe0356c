"""The proof of the log: every chain holds, and every case says what the last entry about each of its facts says.

Rows come as plain tuples in a few streams ordered by case, so that a million entries need neither memory nor the time
it takes to build objects. Tests: tests/approvals/test_journal.py, tests/config/test_planted_faults.py.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models, transaction

from members import binding
from members.binding import ALL, Facts, Grouped

from . import clock, kinds
from .attachments import FILE, Attachment
from .bound import ATTACHMENT
from .case import Case
from .journal import Entry, entry_digest

CHUNK = 5000


class Line(NamedTuple):
    """An entry and its opinion as they stand, in the order of COLUMNS."""

    case_id: int
    pk: int
    seq: int
    verb: str
    from_state: str
    to_state: str
    actor: dict[str, Any]
    by_id: int | None
    data: dict[str, Any]
    format: int
    facts: Facts
    recorded_at: datetime
    effective_at: datetime
    previous: str
    hash: str
    opinion_id: int | None
    side: str
    org_name: str
    by_name: str
    by_title: str
    verdict: str
    text: str
    opinion_case_id: int
    said_by_id: int
    state: str
    at: datetime
    superseded: bool

    @property
    def said(self) -> dict[str, str] | None:
        """As `Opinion.content`."""
        if self.opinion_id is None:
            return None
        return {
            "side": self.side,
            "org": self.org_name,
            "by": self.by_name,
            "title": self.by_title,
            "verdict": self.verdict,
            "text": self.text,
        }


OF_OPINION = (*Line._fields[16:22], "case_id", "by_id", *Line._fields[24:])
COLUMNS = (*Line._fields[:16], *(f"opinion__{name}" for name in OF_OPINION))


class Head(NamedTuple):
    """A case and the end of its log as its row says it."""

    pk: int
    number: str
    kind: str
    log_length: int
    log_head: str


Row = tuple[int, int, Facts]  # case, key and what the row says


class Beside(NamedTuple):
    """Rows beside the cases which entries bind as `name:key`; `rows` yields those of some cases, ordered by case."""

    name: str
    words: str
    rows: Callable[[models.Q], Iterator[Row]]


def _attachments(of: models.Q) -> Iterator[Row]:
    files = Attachment.objects.filter(of).order_by("case", "pk")
    for case, key, *values in _stream(files, "case_id", "pk", *ATTACHMENT.values()):
        yield case, key, dict(zip(ATTACHMENT, map(binding.plain, values), strict=True))


BESIDE: list[Beside] = [Beside(FILE, "附件", _attachments)]  # upper rooms add theirs at start


def faults() -> Iterator[str]:
    """A Chinese sentence for each case that does not hold: its first bad row. What looks wrong is looked at again with
    the case locked, since someone may be at work on it."""
    guarded = clock.guarded_after()
    for pk, _fault in _judged(models.Q(), models.Q(), guarded):
        if fault := _confirmed(pk, guarded):
            yield fault


@transaction.atomic
def _confirmed(pk: int, guarded: int | None) -> str | None:
    Case.objects.select_for_update().get(pk=pk)
    return next((fault for _pk, fault in _judged(models.Q(pk=pk), models.Q(case=pk), guarded)), None)


def _judged(cases: models.Q, rows: models.Q, guarded: int | None) -> Iterator[tuple[int, str]]:
    """The first fault of each case among `cases` that has one; `rows` are the same cases seen from other tables."""
    entries = Grouped(map(Line._make, _stream(Entry.objects.filter(rows).order_by("case_id", "seq"), *COLUMNS)))
    present = {flow.kind: Grouped(_facts(flow.case_class, cases)) for flow in kinds.all_flows()}
    beside = [(table, Grouped(table.rows(rows))) for table in BESIDE]
    for head in map(Head._make, _stream(Case.objects.filter(cases).order_by("pk"), *Head._fields)):
        said: Facts = {}
        own = present[head.kind].of(head.pk) if head.kind in present else []
        found = [(table, list(group.of(head.pk))) for table, group in beside]
        fault = _chain_fault(head, entries.of(head.pk), guarded, said)
        fault = fault or _row_fault(said, [facts for _pk, facts in own]) or _beside_fault(said, found)
        if fault:
            yield head.pk, f"事项 {head.number}：{fault}"


def _stream(rows: models.QuerySet[Any], *columns: str) -> Iterator[Any]:
    return rows.values_list(*columns).iterator(chunk_size=CHUNK)


def _facts(model: type[Case], cases: models.Q) -> Iterator[tuple[int, Facts]]:
    names, attributes = tuple(model.bound), model.bound.values()
    for pk, *values in _stream(model._base_manager.filter(cases).order_by("pk"), "pk", *attributes):
        yield pk, dict(zip(names, map(binding.plain, values), strict=True))


def _chain_fault(head: Head, lines: Iterable[Line], guarded: int | None, said: Facts) -> str | None:
    """What is wrong with a chain. `said` takes in what it says. `guarded`: the key of the last entry written before
    anybody watched the clock; None: all were."""
    previous, recorded, seq, in_force = "", None, 0, []
    for line in lines:
        seq += 1
        in_force += [line.superseded] if line.opinion_id else []
        if fault := _fault_in(line, head, seq, previous):
            return f"第 {seq} 条日志{fault}"
        binding.fold(said, line.facts)
        if _supersedes(head.kind, line.verb):
            if not all(in_force):
                return f"第 {seq} 条日志（{line.verb}）之前的意见已失效，却标为有效"
            in_force = []
        watched = guarded is not None and line.pk > guarded
        if watched and recorded and clock.out_of_order(recorded, line.recorded_at):
            return f"第 {seq} 条日志（{line.verb}）的记录时间早于上一条"
        previous, recorded = line.hash, line.recorded_at
    if seq != head.log_length or previous != head.log_head:
        return f"日志末尾缺失，应有 {head.log_length} 条，现有 {seq} 条"
    if any(in_force):
        return "有效的意见被标为失效"
    return None if seq else "没有日志"


def _fault_in(line: Line, head: Head, seq: int, previous: str) -> str | None:
    if line.seq != seq:
        return "缺失"
    if line.previous != previous or line.hash != entry_digest(line, head.number, line.said):
        return f"（{line.verb}）被改动"
    said = (line.opinion_case_id, line.said_by_id, line.state, line.at)
    if line.opinion_id and said != (head.pk, line.by_id, line.from_state, line.recorded_at):
        return f"（{line.verb}）的意见被改动"
    return None


def _supersedes(kind: str, name: str) -> bool:
    verb = kinds.flow_of(kind).verbs().get(name) if kind in kinds.known() else None
    return bool(verb and verb.supersedes)


def _row_fault(said: Facts, rows: list[Facts]) -> str | None:
    if not rows:
        return "本事项种类的记录缺失"
    for name, now, should in binding.differing(said, rows[0]):
        return f"{name} 现为 {binding.shown(now)}，按日志应为 {binding.shown(should)}"
    return None


def _beside_fault(said: Facts, found: list[tuple[Beside, list[Row]]]) -> str | None:
    if not said:  # a log of format 1 alone, which binds nothing
        return None
    for table, rows in found:
        missing = {name for name, facts in said.items() if name.startswith(f"{table.name}:") and facts is not None}
        for _case, key, now in rows:
            name = binding.beside(table.name, key)
            if said.get(name) is None:
                return f"{table.words} {key} 没有对应的日志"
            missing.discard(name)
            for fact, value, should in binding.differing(said[name] | {ALL: True}, now):
                return f"{table.words} {key} 的 {fact} 现为 {binding.shown(value)}，按日志应为 {binding.shown(should)}"
        if missing:
            return f"{table.words} {min(missing).partition(':')[2]} 缺失，日志记有此件"
    return None
