"""Rows of a ledger of floating members 流动党员台账: where known members are away, and when they came back.

A ledger enters nobody: who is not in the register is named, to be brought in by a roster of members first. Every change
of an outing stands in the log of the register. Tests: tests/members/test_roster_outings.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members import characters
from members.orgs import PartyOrg
from members.people import MEMBERS, Person
from members.register import changes
from members.register import outings as register
from members.register.log import Ground, Kind

from . import former
from .outcome import Problem, Trouble
from .pace import breathe
from .person_rows import PersonRow, away_branch, id_number_of, name_of, texts
from .places import Places
from .row_dates import optional_day

UNDATED = ("away_place", "away_unit", "away_branch", "away_outside", "certificate_number")
FIELDS = ("away_since", *UNDATED, "phone")


def read(row: PersonRow, places: Places) -> None:
    """Fill in `facts` and `id_number`; a row about somebody who left the Party is left out."""
    if why := former.why(*map(row.said, ("status", "lost", "remark"))):
        row.leave_out(Problem(Trouble.FORMER.value, why, warning=True, value=row.said("remark")[:60]))
        return
    name_of(row)
    id_number_of(row)
    texts(row)
    optional_day(row, "away_since")
    optional_day(row, "ended_on")
    away_branch(row, places)
    since, ended = row.facts["away_since"], row.facts["ended_on"]
    if since and ended and ended < since:
        row.refuse(Trouble.DATE, _("返回日期早于外出日期"))


def enter(rows: list[PersonRow], *, reach: str, save: bool, ground: Ground, then: Callable[[], None]) -> None:
    """Set what became of each row; with `save`, write and run `then` in the same short transaction.

    `reach`: the path the importer answers for; empty: everywhere."""
    good = [row for row in rows if row.good]
    with transaction.atomic():
        known = Person.objects.below(reach) if reach else Person.objects.all()
        known = known.filter(id_index__in=[row.id_index for row in good], stage__in=MEMBERS)
        people = {person.id_index: person for person in known.select_related("away_branch")}
        for row in good:
            if person := _known(row, people.get(row.id_index)):
                row.person = person.pk
                row.became = _write(row, person, ground) if save else _judge(row, person)
        then()
    if save:
        breathe()


def _known(row: PersonRow, person: Person | None) -> Person | None:
    if person is None:
        row.refuse(Trouble.UNKNOWN, _("名册里没有这个身份号码的党员，或不在本组织管理范围；请先导入党员花名册"))
    elif characters.key(person.name) != characters.key(row.facts["name"]):
        row.refuse(Trouble.DUPLICATE, _("身份号码已登记在另一姓名下，请核对号码和姓名"))
    elif row.facts["ended_on"] is None and not (person.away_since or row.facts["away_since"]):
        row.refuse(Trouble.DATE, _("缺外出日期"))
    else:
        return person
    return None


def _values(row: PersonRow, person: Person) -> dict[str, Any]:
    """What the row says and the register has otherwise; blank cells erase nothing."""
    said = {name: row.facts.get(name) for name in FIELDS}
    changed = {name: value for name, value in said.items() if value and value != getattr(person, name)}
    if (place := changed.pop("away_branch", None)) and place.pk != person.away_branch_id:
        changed["away_branch"] = PartyOrg.objects.get(pk=place.pk)
    return changed


def _judge(row: PersonRow, person: Person) -> str:
    if ended := row.facts["ended_on"]:
        over = _is_away(person) and (person.away_since is None or person.away_since <= ended)
        return "changed" if over else "same"
    return "changed" if _values(row, person) else "same"


def _is_away(person: Person) -> bool:
    return bool(person.away_since or any(getattr(person, name) for name in UNDATED))


def _write(row: PersonRow, person: Person, ground: Ground) -> str:
    became = _judge(row, person)
    if became == "same":
        return became
    ended = row.facts["ended_on"]
    if ended:
        on = Ground(ground.by, reason=_("流动党员台账写明已返回"), on=ended)
        register.end(person, on)
        return became
    kind = Kind.OUTING_CHANGED if person.away_since else Kind.OUTING_BEGAN
    changes.change(person, _values(row, person), kind, ground)
    return became
