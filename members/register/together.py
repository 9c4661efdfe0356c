"""The first entries of many new subjects, written by one statement: an import writes one for every row it takes.

What they share travels once, what differs as one JSON document that the database takes apart. Through `bulk_create`
these entries were a quarter of an import's time. Tests: tests/members/test_register_log.py.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from .log import RegisterEntry

# Subject, changes, facts and hash of each entry, from the document.
ROWS = {
    "postgresql": "(row->>0)::bigint, row->1, row->2, row->>3",
    "sqlite": ", ".join(f"json_extract(value, '$[{place}]')" for place in range(4)),
}
FROM = {"postgresql": "jsonb_array_elements(%s::jsonb) AS listed(row)", "sqlite": "json_each(%s)"}


def write(name: str, entry: RegisterEntry, differing: Sequence[tuple[Any, ...]]) -> None:
    """Write `entry` for each subject in the field `name`, `"person"` or `"org"`: its key, changes, facts and hash
    differ."""
    own = [_field(name), _field("changes"), _field("facts"), _field("hash")]
    shared = [field for field in RegisterEntry._meta.local_concrete_fields if field not in own and _is_told(field)]
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in shared]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in (*own, *shared))
    table, vendor = connection.ops.quote_name(RegisterEntry._meta.db_table), connection.vendor
    places = ", ".join(["%s"] * len(shared))
    with connection.cursor() as cursor:
        # Only names of our own columns and the fixed words above are put in.
        sql = f"INSERT INTO {table} ({columns}) SELECT {ROWS[vendor]}, {places} FROM {FROM[vendor]}"  # noqa: S608
        cursor.execute(sql, [*values, json.dumps(differing)])


def _field(name: str) -> "models.Field[Any, Any]":
    return RegisterEntry._meta.get_field(name)  # type: ignore[return-value]  # columns of its own


def _is_told(field: "models.Field[Any, Any]") -> bool:
    """Not the key, which the database gives, and not the other kind of subject."""
    return not field.primary_key and field.name not in {"person", "org"}
