"""Entries of the register's log as a page says them: each field's label, what stood before, what stands now.

Identity numbers stay masked (R-I3); an organisation is shown by its name of that day.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from members.people import Person

from .changes import ID_NUMBER
from .log import Kind, RegisterEntry

NOTHING = "—"
PAGE = 50

Rows = list[tuple[RegisterEntry, list["Line"]]]


@dataclass(frozen=True)
class Line:
    """One changed field of an entry."""

    label: str
    before: str
    after: str


def history(person: Person, before: int | None = None, size: int = PAGE) -> tuple[Rows, int]:
    """A page of entries, newest first, with what each changed; and the number to go on from, 0 at the end."""
    entries = person.register_entries.exclude(kind=Kind.SEALED).order_by("-seq")
    found = list((entries if before is None else entries.filter(seq__lt=before))[: size + 1])
    for entry in found:
        entry.person = person
    more = found[size - 1].seq if len(found) > size else 0
    return [(entry, lines(entry)) for entry in found[:size]], more


def lines(entry: RegisterEntry) -> list[Line]:
    """What an entry changed, in the order of the columns."""
    subject: Any = entry.person if entry.person_id else entry.org
    names = [column.name for column in subject._meta.get_fields()]
    order = sorted(entry.changes, key=lambda name: names.index(name) if name in names else -1)
    words = {name: [said(subject, name, value) for value in entry.changes[name]] for name in order}
    return [Line(label(subject, name), *words[name]) for name in order]


def label(subject: Any, name: str) -> str:
    return _("公民身份号码") if name == ID_NUMBER else str(subject._meta.get_field(name).verbose_name)


def said(subject: Any, name: str, value: Any) -> str:
    """A value of the log in words: `正式党员`, `2026-11`, `320724********833X`; a dash for nothing."""
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == ID_NUMBER:
        return str(value).split()[0]
    if name == "dues_until":
        return str(value)[:7]
    column = subject._meta.get_field(name)
    if column.is_relation:
        return str(value).partition(" ")[2] or str(value)
    return str(dict(column.flatchoices).get(value, value))
