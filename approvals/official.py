"""`OfficialPaper`: an official paper 公文 about a case, in the name of the organisation that acts (F-15, R-T8).

The system never issues one: nobody is made to speak who has not. What the clock or a merger does is told by notices
within the product and stands in the log. Layout: documents/official.py. Tests: tests/workflows/test_transfer_papers.py.
"""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.utils import timezone

from documents import official
from documents.official import OfficialPart
from members.models import PartyOrg

from .case import Case
from .journal import Entry
from .papers import PaperKind

Reader = PartyOrg | str  # whoever works outside the system is known by a full name alone


class OfficialPaper(PaperKind):
    """Its number comes from the issuer's register of documents; whoever it is addressed or copied to gets a notice."""

    form = "F-15"
    needs_speaker = True
    labels: ClassVar[dict[str, str]] = official.LABELS

    @property
    def org(self) -> PartyOrg:
        if self.by is None:
            raise ValueError("the system speaks for nobody")
        return self.by.org

    @property
    def issuers(self) -> list[PartyOrg]:
        return [self.org]

    @property
    def heading(self) -> str:
        """The title as printed."""
        return self.title

    @property
    def addressees(self) -> list[Reader]:
        return []

    @property
    def copies(self) -> list[Reader]:
        return []

    @property
    def readers(self) -> list[PartyOrg]:
        return [reader for reader in (*self.addressees, *self.copies) if isinstance(reader, PartyOrg)]

    def take_number(self, on: date) -> tuple[str, int]:
        taken, self.number = official.take_number(self.org, on)
        return official.SERIES, taken

    def official_part(self) -> OfficialPart:
        to = once(self.addressees, apart_from=self.issuers)
        return OfficialPart(
            number=self.number,
            issuers=[org.name for org in self.issuers],
            heading=self.heading,
            addressees=[full_name(reader) for reader in to],
            copies=[full_name(reader) for reader in once(self.copies, apart_from=[*self.issuers, *to])],
            contact=official.contact_of(self.org),
            signed_on=timezone.localdate(self.now).isoformat(),
        )

    @cached_property
    def entry(self) -> Entry:
        """The line of the log that the act asking for the paper has written."""
        return self.case.entries.select_related("opinion").latest("seq")

    def said(self) -> str:
        """The words of that act."""
        opinion = self.entry.opinion
        return opinion.text if opinion else self.entry.data.get("text", "")


def offices_above(case: Case, apart_from: Collection[Any]) -> list[PartyOrg]:
    """The office of the nearest committee above each side that is none of `apart_from`, who know it anyway (R-T8)."""
    found = []
    for org in (case.origin, case.destination):
        superior = org.superior_committee() if org else None
        while superior and superior in apart_from:
            superior = superior.superior_committee()
        if superior:
            found.append(superior.office())
    return found


def once(readers: Iterable[Reader | None], *, apart_from: Iterable[Any]) -> list[Reader]:
    """The readers there are, each once, without those of `apart_from`."""
    known = list(apart_from)
    return [reader for reader in dict.fromkeys(readers) if reader and reader not in known]


def full_name(reader: Reader) -> str:
    """As on the seal (R-P10)."""
    return reader.name if isinstance(reader, PartyOrg) else reader
