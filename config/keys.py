"""Whether the keys of `.env` are those the data was sealed with (R-I3). Asked before anything is sealed or searched.

Looked at by the system check of every management command, by config/start.py for the web server, and by `/readyz`;
`manage.py keys` tells more. The record: members/keys.py. Tests: tests/config/test_keys.py.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Model

from documents.models import Paper
from members import keys, sealing
from members.models import KeyFingerprint, Person, RosterImport, RosterProblem

SEALED: list[tuple[type[Model], str]] = [(Person, "id_sealed"), (Paper, "snapshot_sealed")]
# Sealed too, in columns an office that is about to migrate may not have yet: nothing is asked of them at the start.
SEALED_LATER: list[tuple[type[Model], str]] = [
    (RosterImport, "name_sealed"),
    (RosterImport, "preview_sealed"),
    (RosterProblem, "details_sealed"),
]
REMEDY = (
    "Put the office's own keys back: the .env kept aside, or the two lines of the sheet that `manage.py keys` "
    "printed for the safe. Nothing was changed. More: docs/deployment.md, Keys."
)


def faults() -> list[str]:
    """What is wrong with the keys, a sentence each; [] where they fit or nothing is stored yet.

    A few rows are read, whatever the size of the office. Raises DatabaseError if the database does not answer.
    """
    tables = stored_tables()
    if KeyFingerprint._meta.db_table in tables and KeyFingerprint.objects.exists():
        return list(keys.differences())
    return list(unopened(tables))  # stored before fingerprints were


def stored_tables() -> set[str]:
    """Names of the database's tables; looking makes no SQLite file where there is none."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).exists() and not str(name).startswith("file:"):
        return set()
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def unopened(tables: set[str]) -> Iterator[str]:
    """Try the keys on the first and the last row that is sealed in each table: what does not open, a sentence each."""
    for model, field in SEALED:
        if model._meta.db_table not in tables:
            continue
        rows = model._base_manager.exclude(**{field: ""}).values_list("pk", field)
        for pk, sealed in {*rows.order_by("pk")[:1], *rows.order_by("-pk")[:1]}:
            key_id = sealed.split(":", 1)[0]
            row, mark = f"{model._meta.label} {pk}", keys.present().get((keys.Setting.FIELD_KEYS.value, key_id))
            try:
                sealing.unseal(sealed)
            except KeyError:
                yield f"FIELD_KEYS lacks the key {key_id}: {row} does not open."
            except InvalidTag:
                yield f"FIELD_KEYS: {key_id} is another key (fingerprint {mark}): {row} does not open."
    if Person._meta.db_table in tables:
        yield from unfound()


def unfound() -> Iterator[str]:
    """Whether the last member is still found by the identity number under INDEX_KEY."""
    people = Person._base_manager.exclude(id_sealed="").order_by("-pk")
    for pk, sealed, index in people.values_list("pk", "id_sealed", "id_index")[:1]:
        try:
            number = sealing.unseal(sealed)
        except (KeyError, InvalidTag):
            return  # told by `unopened`
        if sealing.blind(number, "id") != index:
            mark = keys.fingerprint(settings.INDEX_KEY)
            yield f"INDEX_KEY is another key (fingerprint {mark}): the number of members.Person {pk} is not found."


def record_if_they_fit(**_kwargs: Any) -> None:
    """Write down new keys, unless something stored needs others. Runs after `migrate` and at each start."""
    if KeyFingerprint._meta.db_table in stored_tables() and not faults():
        keys.record()


def faults_if_reachable() -> list[str]:
    """As `faults`; [] where the database does not answer, which is told elsewhere."""
    try:
        return faults()
    except (DatabaseError, InterfaceError):
        return []
