"""What a name is found by besides its own columns: other readings, later parts, simplified characters (R-P10).

People and organisations keep `name`, `pinyin` and `initials` in their rows; a key stands here only where those do not
answer, so that an ordinary name costs no row. Written by `save` and by the roster import. Tests:
tests/members/test_name_keys.py.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from . import characters
from .bytewise import BytewiseField, begins
from .pinyin import place_initials, place_spelled
from .readings import Spelling, initials, joined, person_spellings, place_spellings

if TYPE_CHECKING:
    from .orgs import PartyOrg
    from .people import Person

LENGTH = 240
_BETWEEN_PARTS = re.compile(rf"[{characters.DOTS}\s]+")

Key = tuple[str, bool]  # the text, and whether it must be typed whole (initials) or from its start


class NameKeyQuerySet(models.QuerySet["NameKey"]):
    def matching(self, text: str) -> "NameKeyQuerySet":
        """Keys that begin with `text`, or are `text` where they must be typed whole."""
        typed = plain(text)
        return self.filter(begins("key", typed) & (Q(whole=False) | Q(key=typed))) if typed else self.none()

    def containing(self, text: str) -> "NameKeyQuerySet":
        """As `matching`; a written name is also found by a part of it. Not for large tables."""
        typed = plain(text)
        return self.matching(text) | self.filter(key__contains=typed, whole=False) if typed else self.none()


class NameKey(models.Model):
    """One more text that finds `person` or `org`."""

    person = models.ForeignKey("members.Person", models.CASCADE, null=True, related_name="name_keys")
    org = models.ForeignKey("members.PartyOrg", models.CASCADE, null=True, related_name="name_keys")
    key = BytewiseField(max_length=LENGTH, db_index=True)
    whole = models.BooleanField(default=False)

    objects = NameKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(org__isnull=True), name="a_key_finds_one_bearer"
            )
        ]

    def __str__(self) -> str:
        return self.key


def plain(text: str) -> str:
    """What all ways to write a name share: simplified, narrow letters without case, no dots, no spaces."""
    return simplified(characters.without_dots(characters.key(characters.seen(text))))


def simplified(text: str) -> str:
    """`買` as `买`. Characters of GB 2312 are simple ones, and nearly every name has no others."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _to_simplified().convert(text)
    return text


@cache
def _to_simplified() -> Any:
    # Its dictionaries take a moment to load: for the first name that needs them.
    from opencc import OpenCC

    return OpenCC("t2s")


def of_person(name: str, pinyin: str, short_pinyin: str) -> set[Key]:
    """The keys of a person's name beyond its columns, which are handed over: to spell costs more than all the rest."""
    whole, *later = _parts(name)
    written = {key for key in (whole, *later) if key != name}
    ways = person_spellings(whole)
    spelled, short = joined(ways), initials(ways)
    for part in later:
        ways = person_spellings(part)
        spelled, short = spelled | joined(ways), short | initials(ways)
    if later:
        short.add("".join(part[0] for part in _words(name)))
    return _keys(written | spelled - {pinyin}, short - {short_pinyin})


def of_org(names: Iterable[tuple[str, str]]) -> set[Key]:
    """The keys of an organisation's full and short names, today's and former ones, beyond their columns."""
    found: set[Key] = set()
    for name, short_name in names:
        said = short_name or name.removeprefix("中共")
        ways: list[Spelling] = place_spellings(said)
        written = {simple for text in (name, short_name) if (simple := plain(text)) != text}
        found |= _keys(written | joined(ways) - {place_spelled(said)}, initials(ways) - {place_initials(said)})
    return found


def _words(name: str) -> list[str]:
    return [plain(part) for part in _BETWEEN_PARTS.split(name) if plain(part)]


def _parts(name: str) -> list[str]:
    """The whole name, and what follows each dot or space in it."""
    words = _words(name)
    return ["".join(words[place:]) for place in range(len(words))] or [""]


def _keys(begun: set[str], whole: set[str]) -> set[Key]:
    return {(key[:LENGTH], False) for key in begun if key} | {(key[:LENGTH], True) for key in whole if key}


def enter(people: "Iterable[Person]") -> None:
    """Write the keys of people who have none yet: one statement, none where ordinary names need no key."""
    NameKey.objects.bulk_create(
        NameKey(person=person, key=key, whole=whole)
        for person in people
        for key, whole in of_person(person.name, person.pinyin, person.initials)
    )


def keep_for_person(person: "Person", *, new: bool) -> None:
    """Make the keys of one person those of the present name."""
    if new:
        enter([person])
    else:
        _keep(
            NameKey.objects.filter(person=person),
            of_person(person.name, person.pinyin, person.initials),
            {"person": person},
        )


def keep_for_org(org: "PartyOrg", *, new: bool) -> None:
    """Make the keys of one organisation those of its present and former names."""
    former = [] if new else list(org.former_names.values_list("name", "short_name"))
    _keep(NameKey.objects.filter(org=org), of_org([(org.name, org.short_name), *former]), {"org": org}, new=new)


def _keep(kept: NameKeyQuerySet, wanted: set[Key], bearer: dict[str, Any], *, new: bool = False) -> None:
    there = {} if new else {(row.key, row.whole): row.pk for row in kept}
    if gone := [pk for key, pk in there.items() if key not in wanted]:
        kept.filter(pk__in=gone).delete()
    NameKey.objects.bulk_create(NameKey(**bearer, key=key, whole=whole) for key, whole in sorted(wanted - there.keys()))
