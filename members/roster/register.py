"""A batch of rows against the register, and into it: each person complete with relation, or not at all (R-I3, R-T9).

The same row again changes nothing. Blank cells erase nothing. A roster moves no relation and decides no stage.
Tests: tests/members/test_roster_people.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import name_keys, tree_gate
from members.access import record_foreign
from members.appointments import Appointment
from members.orgs import PartyOrg
from members.people import Person, Relation
from members.register import changes, shown
from members.register.log import Ground, Kind, append

from . import offers
from .outcome import Trouble
from .pace import breathe
from .person_rows import PersonRow

BECAUSE = "花名册导入"
ATTEMPTS = 3
# What a later roster may change.
OPEN = (
    "nationality",
    "education",
    "occupation",
    "phone",
    "dues_until",
    "away_since",
    "away_place",
    "away_unit",
    "away_branch",
    "away_outside",
    "graduated_on",
    "abroad_since",
    "certificate_number",
    "cultivation_contact",
    "remark",
)
# What only a procedure decides; a roster may fill in what is unknown.
DECIDED = ("joined_on", "converted_on", "applied_on", "activist_on")
# What stands in the first entry of a person's log.
ENTERED = ("name", changes.ID_NUMBER, "gender", "stage", *OPEN, *DECIDED)


def enter(rows: list[PersonRow], *, save: bool, ground: Ground, then: Callable[[], None]) -> None:
    """Set what became of each row; with `save`, write the good ones and run `then` in the same short transaction.

    `ground`: who imports, for the log of each person entered or changed.

    Costs the same number of queries for any number of rows."""
    good = [row for row in rows if row.good]
    arrivals = {row.id_index: _sealed(row) for row in good} if save else {}
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                if save:
                    tree_gate.hold()
                _judge(good, by=ground.by, lock=save)
                if save:
                    _write([row for row in good if row.became == "new"], arrivals, ground)
                    _rewrite([row for row in good if row.became == "changed"], ground)
                then()
            if save:
                breathe()
            return
        except IntegrityError:
            # Another import entered one of these people meanwhile: look again, the row now finds them.
            if attempt == ATTEMPTS - 1:
                raise


def _sealed(row: PersonRow) -> Person:
    """The person the row would make, spelled and sealed before any lock is taken."""
    facts = {name: value for name, value in row.facts.items() if value not in (None, "") and name != "away_branch"}
    person = Person(**{"nationality": "", **facts})
    assert row.id_number is not None  # noqa: S101 - a good row has one; said for the type checker
    person.id_number = row.id_number
    person.spell()
    return person


def _judge(rows: list[PersonRow], *, by: Appointment | None, lock: bool) -> None:
    known = Person.objects.filter(id_index__in=[row.id_index for row in rows])
    if lock:
        known = known.select_for_update()
    people = {person.id_index: person for person in known}
    present = {
        relation.person_id: relation.org_id
        for relation in Relation.objects.present().filter(person__in=[p.pk for p in people.values()])
    }
    ended = _ended(rows) if lock else set()
    for row in rows:
        row.problems = [p for p in row.problems if p.warning and p.kind != Trouble.OFFER]
        person = people.get(row.id_index)
        row.became = "new" if person is None else _compare(row, person, present.get(person.pk))
        if row.place and row.place.pk in ended:
            row.refuse(Trouble.BRANCH, _("「%(name)s」不是党支部，或已撤销") % {"name": row.place.name})
    if by:
        refused = [people[row.id_index].pk for row in rows if row.became == "refused" and row.id_index in people]
        _record_beyond(refused, by)


def _record_beyond(refused: list[int], by: Appointment) -> None:
    """Write down whose number an import found registered beyond its reach; once a day (R-I3, R-O14)."""
    within = Person.objects.visible_to(by).filter(pk__in=refused).values_list("pk", flat=True) if refused else ()
    if beyond := set(refused) - set(within):
        reason = f"{BECAUSE} {timezone.localdate()}"
        record_foreign(beyond, account=by.account, hat=by, reason=reason)


def _ended(rows: list[PersonRow]) -> set[int]:
    """The branches of these rows that have ended since they were read (R-O11)."""
    named = {row.place.pk for row in rows if row.place and row.place.pk}
    return set(PartyOrg.objects.filter(pk__in=named, closed_on__isnull=False).values_list("pk", flat=True))


def _compare(row: PersonRow, person: Person, branch: int | None) -> str:
    """What becomes of a row about someone the register knows. Another name, day or stage is offered as a correction."""
    if row.place is None or branch != row.place.pk:
        row.refuse(Trouble.MOVED, _("已登记在其他党支部；变更党支部须办理组织关系接转"), value=row.said("branch")[:60])
        return "refused"
    row.person = person.pk
    offered = list(offers.differences(row.facts, person))
    row.problems += offered
    if any(offer.field == "name" for offer in offered):
        # Perhaps somebody else with a number copied wrongly: nothing else of the row is taken.
        if later := _changes(row, person):
            said = _("这一行的%(columns)s也与登记的不同；姓名更正以后才写入")
            columns = "、".join(shown.label(person, name) for name in later)
            row.warn(Trouble.NAME, said % {"columns": columns})
        return "offered"
    changed = "changed" if _changes(row, person) else "same"
    return "offered" if offered and changed == "same" else changed


def _changes(row: PersonRow, person: Person) -> dict[str, Any]:
    new = [name for name in DECIDED if not getattr(person, name)]  # another day is a correction, and offered
    return {name: row.facts[name] for name in (*OPEN, *new) if _differs(row, person, name)}


def _differs(row: PersonRow, person: Person, name: str) -> bool:
    """Whether the roster says something, and something else than the register."""
    said = row.facts.get(name)
    if name == "away_branch":
        return said is not None and said.pk != person.away_branch_id
    return said not in (None, "") and said != getattr(person, name)


def _write(rows: list[PersonRow], arrivals: dict[str, Person], ground: Ground) -> None:
    people = [arrivals[row.id_index] for row in rows]
    away = PartyOrg.objects.in_bulk([row.facts["away_branch"].pk for row in rows if row.facts["away_branch"]])
    for row, person in zip(rows, people, strict=True):
        person.pk = None
        person.away_branch = away[row.facts["away_branch"].pk] if row.facts["away_branch"] else None
    Person.objects.bulk_create(people)
    name_keys.enter(people)
    relations = []
    for row, person in zip(rows, people, strict=True):
        assert row.place is not None and row.since is not None  # noqa: PT018, S101 - good rows have both
        row.person = person.pk
        since = datetime.combine(row.since, time(), timezone.get_default_timezone())
        relations.append(Relation(person=person, org_id=row.place.pk, since=since, because=BECAUSE))
    Relation.objects.bulk_create(relations)
    changes.enter(people, ENTERED, Kind.ENTERED, ground, relations)


def _rewrite(rows: list[PersonRow], ground: Ground) -> None:
    people = Person.objects.select_related("away_branch").in_bulk([row.person for row in rows])
    away = PartyOrg.objects.in_bulk([row.facts["away_branch"].pk for row in rows if row.facts["away_branch"]])
    told = []
    for row in rows:
        person = people[row.person]
        values = _changes(row, person)
        if "away_branch" in values:
            values["away_branch"] = away[values["away_branch"].pk]
        told.append((person, changes.differences(person, values)))
    Person.objects.bulk_update(people.values(), [*OPEN, *DECIDED])
    append(told, Kind.IMPORTED, ground)
