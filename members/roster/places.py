"""Which organisation a name in a roster means: those in the register and those the same workbook brings.

Short forms count where only one organisation can be meant; several are never chosen between.
Tests: tests/members/test_roster_places.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.org_codes import DOCUMENT_CODE, FIELDS, LONGEST, FormerCode
from members.org_names import FormerName
from members.orgs import BRANCHES, Kind, PartyOrg

from . import naming


class NotFound(ValueError):
    """No organisation, or several, can be meant. `str()` says so; candidates are named."""


@dataclass(eq=False)
class Place:
    """An organisation by name. `pk` None: the workbook brings it and it is not written yet."""

    name: str
    kind: str
    parent: Place | None = None
    pk: int | None = None
    short_name: str = ""
    closed: bool = False
    within_reach: bool = True
    heir: Place | None = None  # who took its place (R-O11)

    def standing(self) -> Place:
        """Itself, or whoever answers for it today."""
        place = self
        while place.closed and place.heir:
            place = place.heir
        return place

    def superiors(self) -> Iterator[Place]:
        """From the parent up to the root."""
        above = self.parent
        while above:
            yield above
            above = above.parent

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCHES


class Places:
    """All organisations an import may name. `reach`: the path the importer answers for; empty: everything.

    A former name means its bearer of today, an ended organisation who took its place (R-O11)."""

    def __init__(self, reach: str = ""):
        self.everywhere = not reach
        self.by_name: dict[str, Place] = {}
        self._by_short: dict[str, list[Place]] = defaultdict(list)
        self._taken: set[str] = set()
        self.formerly: dict[str, Place] = {}
        by_pk: dict[int, Place] = {}
        heirs: dict[int, int] = {}
        facts = ("pk", "name", "kind", "parent_id", "short_name", "closed_on", "path", "successor_id", *FIELDS)
        rows = PartyOrg.objects.order_by("path").values_list(*facts)
        # By field, then by code: the name of who bears or bore it.
        self._codes: dict[str, dict[str, str]] = {field: {} for field in FIELDS}
        for field, code, name in FormerCode.objects.values_list("field", "code", "org__name"):
            self._codes[field][code] = name
        for pk, name, kind, parent, short, closed, path, successor, *codes in rows:
            by_pk[pk] = known = Place(name, kind, by_pk.get(parent), pk, short, bool(closed), path.startswith(reach))
            self.add(known)
            for field, code in zip(FIELDS, codes, strict=True):
                self._codes[field][code] = name
            if successor:
                heirs[pk] = successor
        for pk, successor in heirs.items():
            by_pk[pk].heir = by_pk[successor]
        for pk, name, short in FormerName.objects.order_by("pk").values_list("org", "name", "short_name"):
            self.formerly[name] = by_pk[pk]
            if short:
                self._by_short[short].append(by_pk[pk])

    def add(self, place: Place) -> None:
        """Make `place` known under its full name and every short form of it."""
        self.by_name[place.name] = place
        self._taken.add(place.short_name)
        if place.short_name:
            self._by_short[place.short_name].append(place)
        family = naming.FAMILY[Kind(place.kind)]
        for rest in naming.shortened(place.name, (above.name for above in place.superiors())):
            self._by_short[f"{family}:{rest}"].append(place)

    def find(self, text: str, *, family: str = "", anywhere: bool = False) -> Place:
        """The organisation `text` means. Raises NotFound.

        `family` ("branch") is assumed when the text has no ending; those within reach come first, the rest only
        count when `anywhere`."""
        if known := self.by_name.get(text) or self.formerly.get(text):
            return known.standing()
        rest, said = naming.split(text)
        meant = self._by_short.get(f"{said or family}:{rest}") or self._by_short.get(text, [])
        meant = list(dict.fromkeys(place.standing() for place in meant))
        open_ones = [place for place in meant if not place.closed] or meant
        near = [place for place in open_ones if place.within_reach] or (open_ones if anywhere else [])
        if len(near) == 1:
            return near[0]
        if not near:
            raise NotFound(_("「%(name)s」不在系统内") % {"name": text})
        names = "、".join(sorted(place.name for place in near)[:3])
        raise NotFound(_("「%(name)s」可指%(names)s等，请写组织全称") % {"name": text, "names": names})

    def free_short_names(self, arrivals: list[Place]) -> None:
        """Give each arrival without one the shortest name nobody else bears; those that clash all grow longer."""
        waiting = [place for place in arrivals if not place.short_name]
        choices = {
            id(place): list(naming.short_names(place.name, place.kind, (above.name for above in place.superiors())))
            for place in waiting
        }
        while waiting:
            wanted: dict[str, list[Place]] = defaultdict(list)
            for place in waiting:
                wanted[choices[id(place)][0]].append(place)
            for short, places in wanted.items():
                if len(places) == 1 and short not in self._taken:
                    self._settle(places[0], short, waiting)
                    continue
                for place in places:
                    choices[id(place)].pop(0)
                    if not choices[id(place)]:
                        self._settle(place, place.name[:60], waiting)

    def _settle(self, place: Place, short: str, waiting: list[Place]) -> None:
        place.short_name = short
        self._taken.add(short)
        waiting.remove(place)

    def bearer_of(self, field: str, code: str, name: str) -> str:
        """Who bears or bore `code`, unless it is free, which makes it that of the organisation `name`, or its own."""
        other = self._codes[field].setdefault(code, name) if code else name
        return other if other != name else ""

    def free_code(self, place: Place) -> str:
        """A document code 机关代字 nobody else uses, or an empty string."""
        for code in naming.document_codes(place.name, place.kind, (above.name for above in place.superiors())):
            if not self.bearer_of(DOCUMENT_CODE, code[:LONGEST], place.name):
                return code[:LONGEST]
        return ""
