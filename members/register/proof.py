"""The proof of the register: its chains hold, and each row says what the last entry about it says.

People come as plain tuples in streams ordered by person, so that a county needs neither memory nor the time it takes to
build objects. Tests: tests/members/test_register_log.py.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import models, transaction

from members import binding, fact_log
from members.binding import Facts, Grouped
from members.orgs import PartyOrg
from members.people import RELATION, Person, Relation

from . import bound
from .changes import said as told
from .log import RegisterEntry, digest

CHUNK = 5000


class Line(NamedTuple):
    """An entry of a person's log as it stands."""

    person_id: int
    seq: int
    kind: str
    changes: dict[str, list[Any]]
    format: int
    facts: Facts
    reason: str
    proof: str
    proof_name: str
    effective_on: date
    by_id: int | None
    actor: dict[str, Any]
    recorded_at: datetime
    previous: str
    hash: str


def faults() -> Iterator[str]:
    """Yield a Chinese sentence for each subject whose log or rows do not hold: the first fault of each."""
    yield from _of_people()
    yield from _of_organisations()


def _of_people() -> Iterator[str]:
    """What looks wrong is looked at again with the person locked, since somebody may be at work on them."""
    for pk, _fault in _judged():
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=pk)
            fault = next((fault for _pk, fault in _judged(pk)), "")
        if fault:
            yield f"名册 person:{pk}：{fault}"


def _judged(one: int | None = None) -> Iterator[tuple[int, str]]:
    """The first fault of everybody who has one, or of `one`. Four streams: people, their two logs, their relations."""
    names, attributes = tuple(bound.PERSON), bound.PERSON.values()
    of, mine = (models.Q(), models.Q()) if one is None else (models.Q(person=one), models.Q(pk=one))
    people = Person.objects.filter(mine).order_by("pk").values_list("pk", *attributes)
    entries = RegisterEntry.objects.filter(of, person__isnull=False).order_by("person_id", "seq")
    changes = Grouped(map(Line._make, entries.values_list(*Line._fields).iterator(chunk_size=CHUNK)))
    facts, relations = Grouped(fact_log.lines("person", one)), Grouped(_relations(of))
    for pk, *values in people.iterator(chunk_size=CHUNK):
        said: Facts = {}
        before = list(changes.of(pk))
        fault = _broken_chain(f"person:{pk}", before, said) or fact_log.fault_of("person", pk, facts.of(pk), said)
        fault = fault or _row_fault(pk, said, dict(zip(names, map(binding.plain, values), strict=True)), before)
        if fault := fault or _relation_fault(said, relations.of(pk)):
            yield pk, fault


def _relations(of: models.Q) -> Iterator[tuple[int, int, Facts]]:
    rows = Relation.objects.filter(of).order_by("person_id", "since").values_list("person_id", "pk", *RELATION.values())
    for person, key, *values in rows.iterator(chunk_size=CHUNK):
        yield person, key, dict(zip(RELATION, map(binding.plain, values), strict=True))


def _broken_chain(subject: str, entries: Iterable[Any], said: Facts) -> str:
    """What is wrong with the chain of a subject. `said` takes in what it says."""
    previous = ""
    for number, entry in enumerate(entries, start=1):
        if entry.seq != number:
            return f"第 {number} 条变动缺失"
        if entry.previous != previous or entry.hash != digest(entry, subject):
            return f"第 {number} 条变动（{entry.kind}）被改动"
        binding.fold(said, entry.facts)
        if bound.ID_NUMBER in entry.changes:  # it says the date of birth, too
            said.pop(bound.BORN_ON, None)
        said.update({field: bound.of_change(field, after) for field, (_before, after) in entry.changes.items()})
        previous = entry.hash
    return ""


def _row_fault(pk: int, said: Facts, now: Facts, entries: list[Line]) -> str:
    if bound.BORN_ON not in said:
        del now[bound.BORN_ON]
    for field, stands, should in binding.differing(said, now):
        last = [entry.changes[field][1] for entry in entries if field in entry.changes]
        if last and bound.of_change(field, last[-1]) == should:
            return _differs(told(Person.objects.get(pk=pk), field), field, last[-1])
        return f"{field} 现为 {binding.shown(stands)}，按变动记录应为 {binding.shown(should)}"
    return ""


def _relation_fault(said: Facts, rows: Iterable[tuple[int, int, Facts]]) -> str:
    missing = {name for name in said if name.startswith("relation:")}
    for _person, key, now in rows:
        name = binding.beside("relation", key)
        if name not in said:
            return f"组织关系 {key} 没有对应的登记"
        missing.discard(name)
        for fact, value, should in binding.differing(said[name] | {binding.ALL: True}, now):
            return f"组织关系 {key} 的 {fact} 现为 {binding.shown(value)}，按登记应为 {binding.shown(should)}"
    return f"组织关系 {min(missing).partition(':')[2]} 缺失，登记有此段关系" if missing else ""


def _differs(now: Any, field: str, should: Any) -> str:
    return f"{field} 现为 {now!r}，按变动记录应为 {should!r}"


def _of_organisations() -> Iterator[str]:
    rows = RegisterEntry.objects.filter(org__isnull=False).order_by("org_id", "seq")
    chains = ((pk, list(entries)) for pk, entries in groupby(rows.iterator(chunk_size=CHUNK), attrgetter("org_id")))
    while batch := list(islice(chains, CHUNK)):
        subjects = PartyOrg.objects.in_bulk([pk for pk, _entries in batch])
        for pk, entries in batch:
            if fault := _broken_chain(f"org:{pk}", entries, {}) or _org_differs(subjects[pk], entries):
                yield f"名册 org:{pk}：{fault}"


def _org_differs(org: PartyOrg, entries: list[RegisterEntry]) -> str:
    """The first column that does not say what the last entry about it says."""
    last = {field: after for entry in entries for field, (_before, after) in entry.changes.items()}
    for field, after in last.items():
        now = told(org, field)
        if now != after and not _same_row(org, field, now, after):
            return _differs(now, field, after)
    return ""


def _same_row(org: PartyOrg, field: str, *said: Any) -> bool:
    """Whether all that was said of a relation names one row: an organisation that was renamed is still the same."""
    row = isinstance(getattr(org, field), models.Model)
    return row and len({str(one).partition(" ")[0] for one in said}) == 1
