"""The faults that test_planted_faults.py plants: what somebody with database, files or keys in hand might do (S3).

Each is a name, what is done, and what a finding must contain to name it. `{…}` stands for a key of the office.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db import connection

from documents import pdf, snapshots
from documents.models import Paper
from members import sealing

Act = Callable[[SimpleNamespace], None]


@dataclass(frozen=True)
class Fault:
    """`does`: statements, or a function of the office. `named`: what one finding must hold; None: a known limit."""

    name: str
    does: tuple[str, ...] | Act
    named: str | None
    restore: Act = field(default=lambda _office: None)

    def plant(self, office: SimpleNamespace) -> None:
        if callable(self.does):
            self.does(office)
            return
        for statement in self.does:
            sql(statement.format(**vars(office)))


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def redraw(office: SimpleNamespace) -> None:
    """As somebody with the keys would: another name, sealed, drawn, filed under its hash, the row put right."""
    paper = Paper.objects.get(pk=office.paper)
    text = snapshots.canonical(paper.snapshot | {"to_org_name": "中共别处支部委员会"})
    data = pdf.render(paper.template, paper.snapshot | {"to_org_name": "中共别处支部委员会"}, paper.marks)
    sha = office.keep(data)
    sql(
        "UPDATE documents_paper SET snapshot_sealed = %s, snapshot_hash = %s, sha256 = %s, size = %s WHERE id = %s",
        *(sealing.seal(text), snapshots.digest(text), sha, len(data), paper.pk),
    )


def sets(table: str, key: str, named: str, **columns: str) -> list[Fault]:
    """One fault a column: an UPDATE of the row `key`. `named` may hold `{column}`."""
    return [
        Fault(
            f"{table}.{column} edited",
            (f"UPDATE {table} SET {column} = {value} WHERE {key}",),  # noqa: S608  words of this file
            named.replace("{column}", column.removesuffix("_id")),
        )
        for column, value in columns.items()
    ]
