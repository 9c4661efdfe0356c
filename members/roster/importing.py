"""One pass over a workbook: recognise, judge, and with `save` write, 200 rows at a time.

Organisations first, then people; a batch is one short transaction, so the office goes on working beside it.
Tests: tests/members/test_roster_people.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from members.appointments import Appointment
from members.register.log import Ground

from . import org_rows, person_rows, register, tables
from .columns import recognise
from .layouts import Layout
from .org_rows import OrgRow
from .outcome import Listener, Outcome, SheetCount, Trouble
from .person_rows import PersonRow
from .places import Places
from .repair import RepairWorkbook
from .words import WORDS, Holds
from .workbook import Sheet, Unreadable, Workbook

BATCH = 200
SAMPLES = 5


class Pass:
    """A reading of `content` for `by`, who writes only within their reach (None: the system, everywhere)."""

    def __init__(self, content: bytes, *, by: Appointment | None, listener: Listener, repair: Path, save: bool):
        self.book = Workbook(content)
        self.reach, self.listener, self.save = by.org.reach if by else "", listener, save
        self.ground = Ground(by)
        self.repair = RepairWorkbook(repair)
        self.outcome = Outcome()
        self.numbers: dict[str, tuple[str, int]] = {}
        self.kinds: Counter[str] = Counter()
        self.rows = 0

    @property
    def height(self) -> int:
        """Rows of all sheets, for progress."""
        return sum(sheet.height for sheet in self.book.sheets)

    def run(self, layouts: dict[str, Layout | None] | None = None) -> Outcome:
        """Go through the workbook. `layouts`: the columns as the user corrected them. Raises Unreadable."""
        found = layouts or {sheet.name: recognise(sheet.name, self.book.rows(sheet)) for sheet in self.book.sheets}
        self.outcome.layouts = found
        if not any(found.values()):
            raise Unreadable(
                _("没有认出花名册：表头须有姓名、公民身份号码、入党日期、所在党支部，或组织全称、组织类别。"), 422
            )
        places = Places(self.reach)
        order = {Holds.ORGS: 0, Holds.MEMBERS: 1}
        known = [(sheet, layout) for sheet in self.book.sheets if (layout := found.get(sheet.name))]
        for sheet, layout in sorted(known, key=lambda pair: order.get(pair[1].holds, 2)):
            count = SheetCount(sheet.name, layout.holds.value, missing=layout.missing)
            self.outcome.sheets.append(count)
            if not layout.missing:
                self.repair.start(sheet.name, layout)
                read = self._orgs if layout.holds == Holds.ORGS else self._people
                read(sheet, layout, places, count)
        self.outcome.kinds = dict(self.kinds)
        return self.outcome

    def close(self) -> None:
        self.repair.close()
        self.book.close()

    def _rows(self, sheet: Sheet, layout: Layout) -> Iterator[tables.Row]:
        """The sheet's rows, counted as they come."""
        before = self.rows
        for row in tables.rows_below(self.book, sheet, layout, WORDS[layout.holds]):
            self.rows = before + row.number
            yield row
        self.rows = before + sheet.height

    def _orgs(self, sheet: Sheet, layout: Layout, places: Places, count: SheetCount) -> None:
        rows = [OrgRow(row.number, row.fields, row.values, row.problems) for row in self._rows(sheet, layout)]
        org_rows.read(rows, places)
        org_rows.write(rows, save=self.save, ground=self.ground)
        for row in rows:
            self._count(count, row)
            for problem in row.problems:
                self.listener.told(sheet.name, row.number, problem, None)
        self.listener.progressed(self.rows)

    def _people(self, sheet: Sheet, layout: Layout, places: Places, count: SheetCount) -> None:
        rows = (
            PersonRow(sheet.name, row.number, layout.holds, row.fields, row.values, row.problems)
            for row in self._rows(sheet, layout)
        )
        while batch := list(islice(rows, BATCH)):
            for row in batch:
                self._read(row, places)
            register.enter(batch, save=self.save, ground=self.ground, then=partial(self._tell, batch))
            for row in batch:
                self._count(count, row)

    def _read(self, row: PersonRow, places: Places) -> None:
        person_rows.read(row, places)
        if row.id_number is None:
            return
        seen = self.numbers.setdefault(row.id_index[:32], (row.sheet, row.number))
        if seen != (row.sheet, row.number):
            said = _("身份号码与「%(sheet)s」第%(row)d行重复") % {"sheet": seen[0], "row": seen[1]}
            row.refuse(Trouble.DUPLICATE, said)
        if row.good:
            person_rows.refuse_before_birth(row)

    def _tell(self, batch: list[PersonRow]) -> None:
        """Inside the batch's transaction."""
        for row in batch:
            for problem in row.problems:
                self.listener.told(row.sheet, row.number, problem, row.person)
        self.listener.progressed(self.rows)

    def _count(self, count: SheetCount, row: OrgRow | PersonRow) -> None:
        """Add a judged row to the counts, and to the repair workbook when it was refused."""
        refusals = [problem for problem in row.problems if not problem.warning]
        became = "refused" if refusals else row.became
        count.rows += 1
        setattr(count, became, getattr(count, became) + 1)
        count.warned += bool(not refusals and row.problems)
        self.kinds.update(problem.kind for problem in row.problems)
        if refusals:
            self.repair.add(row.number, map(str, refusals), row.raw)
        elif isinstance(row, PersonRow) and len(self.outcome.samples) < SAMPLES:
            self.outcome.samples.append(sample(row))


def sample(row: PersonRow) -> dict[str, str]:
    """A good row for the preview, the number masked (R-I3)."""
    number, place = str(row.id_number), row.place
    return {
        "row": str(row.number),
        "name": row.facts["name"],
        "number": f"{number[:6]}********{number[-4:]}",
        "branch": (place.short_name or place.name) if place else "",
    }
