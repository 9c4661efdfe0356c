"""A county for the bench of the proof: one transfer with all it left behind, copied as often as it takes.

Every copy has keys, a number and hashes of its own, so that it proves as if it had been lived through.
"""

import json
from collections.abc import Callable
from itertools import groupby
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.models import Model, Q
from django.utils import timezone
from viewflow.workflow.models import Process

from approvals import desk
from approvals.checkpoints import making
from approvals.journal import Entry, entry_digest
from approvals.models import Case, Opinion
from documents import bound
from documents.models import Paper
from members import fact_log
from members.binding import plain
from members.models import FactEntry, Person, RegisterEntry, Relation
from members.register import changes, log
from members.register.log import Ground, Kind
from members.roster.register import ENTERED
from workflows.models import TransferCase

from .office import Office, appoint, asked, settle_in

FIRST = 1_000_000_000  # above every number the desk gives out
STRIDE = 100  # keys of one table that one copy may take
TOGETHER = 1000  # copies written at once
LOGS = (Entry, RegisterEntry, FactEntry)

Rows = dict[type[Model], list[dict[str, Any]]]


def fill(entries: int) -> int:
    """Copy until the three logs hold `entries`, held by checkpoints; how many they hold."""
    case = _received(settle_in())
    pattern = Pattern(case)
    copies = -(-entries // pattern.entries)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the copies refer to what is there
        for first in range(0, copies, TOGETHER):
            _write(cursor, pattern, range(first, min(first + TOGETHER, copies)))
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")  # as the server does by itself after a while
    with patch.object(making, "BATCH", max(entries // 20, 5000)):
        while making.make(timezone.now()):
            continue
    return sum(model._default_manager.count() for model in LOGS)


def _received(office: Office) -> Case:
    """A transfer from its draft to the stub with the receipt, its papers filed."""
    committee = office.wang.org.base_committee()
    zhao = appoint("赵建国", "zhao", committee, "approver")
    case = desk.act(asked(office, 0), "agree_to_release", by=office.wang, text="同意转出，党费交至上月。")
    changes.enter([case.person], ENTERED, Kind.ENTERED, Ground(office.wang))
    case = desk.opine(case, by=office.lin, agrees=True, text="同意接收")
    case = desk.act(case, "accept", by=office.chen, branch=office.lin.org, text="同意接收")
    case = desk.act(case, "approve", by=zhao, valid_days=30, text="同意")
    case = desk.act(case, "report_in", by=office.chen, letter_number=1)
    case = desk.act(case, "receive", by=office.chen, branch=office.lin.org)
    case = desk.act(case, "send_receipt", by=office.chen, handler="陈志强", phone="0518-87066345")
    case = desk.act(case, "attach_receipt", by=zhao, letter_number=1)
    for paper in case.papers:
        file = {"sha256": paper.snapshot_hash, "size": 60_000, "page_count": 1, "filed_at": case.opened_at}
        Paper.objects.filter(pk=paper.pk).update(state="filed", **file)
        fact_log.append([(bound.PAPER, paper.pk, "filed", bound.plainly({"state": "filed", **file}))])
    return case


class Pattern:
    """The rows of one case, by table."""

    def __init__(self, case: Case):
        self.papers = list(case.papers)
        facts = Q(about="person", key=case.person_id) | Q(about="paper", key__in=[paper.pk for paper in self.papers])
        own = Person.objects.get(pk=case.person_id)
        self.number, self.index = case.number, str(own.id_index)
        found: dict[type[Model], list[Any]] = {
            Process: [case.process],
            Person: [own],
            Case: [Case._base_manager.get(pk=case.pk)],
            TransferCase: [TransferCase.objects.get(pk=case.pk)],
            Opinion: list(case.opinions.order_by("pk")),
            Relation: list(Relation.objects.filter(person=own).order_by("pk")),
            Paper: self.papers,
            Entry: list(case.entries.select_related("opinion").order_by("seq")),
            RegisterEntry: list(RegisterEntry.objects.filter(person=own).order_by("seq")),
            FactEntry: list(FactEntry.objects.filter(facts).order_by("about", "key", "seq")),
        }
        self.rows: Rows = {model: [_columns(row) for row in rows] for model, rows in found.items()}
        self.said = [entry.opinion.content if entry.opinion else None for entry in found[Entry]]
        self.entries = sum(len(self.rows[model]) for model in LOGS)
        self._place = {(model, row.pk): n for model, rows in found.items() for n, row in enumerate(rows)}

    def copy(self, n: int) -> Rows:
        """The rows of the n-th copy, with hashes of their own."""
        words = self._words(n)
        rows = {model: [self._moved(model, row, words, n) for row in mine] for model, mine in self.rows.items()}
        number, (person,) = words[self.number], rows[Person]
        said = iter(self.said)
        _chain(rows[Entry], lambda row: entry_digest(row, number, next(said)))
        _chain(rows[RegisterEntry], lambda row: log.digest(row, f"person:{person['id']}"))
        for row in rows[FactEntry]:
            row["key"] = self._key(Person if row["about"] == "person" else Paper, row["key"], n)
        for _subject, mine in groupby(rows[FactEntry], lambda row: (row["about"], row["key"])):
            _chain(list(mine), lambda row: fact_log.digest(f"{row.about}:{row.key}", row))
        rows[Case][0] |= {"slot": None, "log_head": rows[Entry][-1]["hash"]}
        return rows

    def _words(self, n: int) -> dict[str, str]:
        """What stands for what in a copy's texts and facts."""
        (person,), relations = self.rows[Person], self.rows[Relation]
        keys = {f'"relation:{row["id"]}"': f'"relation:{self._key(Relation, row["id"], n)}"' for row in relations}
        codes = {paper.check_code: f"{n:08d}{place:04d}" for place, paper in enumerate(self.papers)}
        whose = {f'"person": {person["id"]},': f'"person": {self._key(Person, person["id"], n)},'}
        index = f"{n:064d}"
        return (
            {self.number: f"ZJ2020-{n:06d}", self.index: index, plain(self.index): plain(index)} | keys | codes | whose
        )

    def _moved(self, model: type[Model], row: dict[str, Any], words: dict[str, str], n: int) -> dict[str, Any]:
        moved = {}
        for field in model._meta.local_concrete_fields:
            value = row[field.attname]
            if field.primary_key or field.is_relation:
                value = self._key(field.related_model or model, value, n)
            elif isinstance(value, dict):
                value = json.loads(_said(json.dumps(value), words))
            elif isinstance(value, str):
                value = _said(value, words)
            moved[field.attname] = value
        if "checkpoint" in moved or "checkpoint_id" in moved:
            moved["checkpoint_id" if "checkpoint_id" in moved else "checkpoint"] = None
        return moved

    def _key(self, model: Any, key: Any, n: int) -> Any:
        place = self._place.get((model, key))
        return key if place is None else FIRST + n * STRIDE + place


def _columns(row: Model) -> dict[str, Any]:
    """A row's values; sealed ones are left out, nothing here opens them."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields}
    return values | {name: "" for name in ("id_sealed", "id_tail_index", "snapshot_sealed") if name in values}


def _said(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        if old in text:
            text = text.replace(old, new)
    return text


def _chain(rows: list[dict[str, Any]], digest: Callable[[Any], str]) -> None:
    previous = ""
    for row in rows:
        row["previous"] = previous
        row["hash"] = previous = digest(SimpleNamespace(**row))


def _write(cursor: Any, pattern: Pattern, copies: range) -> None:
    """Write these copies, table by table."""
    made = [pattern.copy(n) for n in copies]
    for model in pattern.rows:
        fields = model._meta.local_concrete_fields
        names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as into:
            for row in (row for rows in made for row in rows[model]):
                into.write_row([_written(field, row[field.attname]) for field in fields])


def _written(field: Any, value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else field.get_prep_value(value)
