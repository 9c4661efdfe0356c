"""Change facts of a person or an organisation: columns and log entry in one transaction.

What may be changed by whom is asked before, by the pages and the import. Relations and stages are not changed here
but by the procedure that decides them; an error of entry in a stage is (`Kind.CORRECTED`, with its proof).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction

from members.orgs import PartyOrg
from members.people import Person, Relation, relation_fact

from .log import Ground, RegisterEntry, Subject, append, begin

Kept = TypeVar("Kept", Person, PartyOrg)
ID_NUMBER = "id_number"


def said(subject: Subject, field: str) -> Any:
    """What the register says in `field`, as the log keeps it: plain JSON; an organisation as `"12 一社区支部"`."""
    if field == ID_NUMBER:
        return f"{subject.masked_id} {subject.id_index or ''}" if isinstance(subject, Person) else ""
    value = getattr(subject, field)
    if isinstance(value, models.Model):
        return f"{value.pk} {value.name}" if isinstance(value, PartyOrg) else str(value.pk)
    return value.isoformat() if isinstance(value, date) else value


def differences(subject: Subject, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set `values` on the row in memory; what changed by it, per field: before and after."""
    before = {field: said(subject, field) for field in values}
    for field, value in values.items():
        setattr(subject, field, value)
    return {field: [before[field], now] for field in values if (now := said(subject, field)) != before[field]}


@transaction.atomic
def change(subject: Kept, values: Mapping[str, Any], kind: str, ground: Ground) -> RegisterEntry | None:
    """Give the locked row of `subject` new `values` and append the entry; None when nothing is different.

    `subject` itself gets the values too. Raises IntegrityError for an identity number that another person has."""
    model = type(subject)
    row = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
    changed = differences(row, values)
    if not changed:
        return None
    row.save(update_fields=[column for field in changed for column in columns_of(field)])
    subject.refresh_from_db()
    return append([(row, changed)], kind, ground)[0]


def columns_of(field: str) -> list[str]:
    """The columns that hold `field`."""
    return ["id_sealed", "id_index", "id_tail_index", "born_on"] if field == ID_NUMBER else [field]


def enter(
    people: Iterable[Subject],
    fields: Iterable[str],
    kind: str,
    ground: Ground,
    relations: Iterable[Relation] = (),
) -> None:
    """Begin the log of each new subject with what it was entered with: every field of `fields` that says something.

    The entries bind `relations`, one a person at most, which the log of facts does not know."""
    fields = list(fields)
    told = []
    for subject in people:
        facts = {field: now for field in fields if (now := said(subject, field)) not in (None, "", False)}
        told.append((subject, {field: [None, now] for field, now in facts.items()}))
    begin(told, kind, ground, {relation.person_id: relation_fact(relation) for relation in relations})
