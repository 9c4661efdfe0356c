"""One pass over a workbook: recognise, judge, and with `save` write, 200 rows at a time.

Organisations first, then people; a batch is one short transaction, so the office goes on working beside it.
What is not taken (hidden, struck out, no present members, parts of the form) is named like what is refused.
Tests: tests/members/test_roster_people.py, tests/members/test_roster_files.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from members.appointments import Appointment
from members.register.log import Ground

from . import cells, layout_finding, org_rows, outings, person_rows, register, remembered, row_dates, tables
from .kept import KeptWorkbook
from .layouts import Layout
from .org_rows import OrgRow
from .outcome import Listener, Outcome, Problem, SheetCount, Trouble
from .person_rows import Choices, PersonRow
from .places import Places
from .repair import RepairWorkbook
from .tables import left_out
from .words import KEPT, WORDS, Holds
from .workbook import Sheet, Workbook

BATCH = 200
SAMPLES = 5
BEYOND_ROWS = 2**32  # more than any table has
ORDER = {Holds.ORGS: 0, Holds.MEMBERS: 1}  # the rest later: it names those


class Seen:
    """Where each identity number stood first. A few bytes a row, since a province's workbook has very many."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, int]] = []  # sheet and block
        self.places: dict[bytes, int] = {}  # half of the blind index: table and row in one number

    def before(self, row: PersonRow) -> tuple[str, int] | None:
        """Sheet and row where the number of `row` stood before; None: here for the first time."""
        table = (row.sheet, row.block)
        if table not in self.tables:
            self.tables.append(table)
        here = self.tables.index(table) * BEYOND_ROWS + row.number
        there = self.places.setdefault(bytes.fromhex(row.id_index[:32]), here)
        if there == here:
            return None
        index, number = divmod(there, BEYOND_ROWS)
        return self.tables[index][0], number


class Pass:
    """A reading of `content` for `by`, who writes only within their reach (None: the system, everywhere).

    `folder`: where the repair workbook and the kept sheets are written. `applicants`: enter activists and applicants
    too, as the demo does; an office's are kept as a file until their procedure stands."""

    def __init__(
        self,
        content: bytes,
        *,
        by: Appointment | None,
        listener: Listener,
        folder: Path,
        save: bool,
        applicants: bool = False,
    ):
        self.book = Workbook(content, only_xlsx=False)
        self.reach, self.listener, self.save = by.org.reach if by else "", listener, save
        self.ground = Ground(by)
        self.entered = {Holds.MEMBERS, Holds.ACTIVISTS} if applicants else {Holds.MEMBERS}
        self.repair = RepairWorkbook(folder / "repair.xlsx")
        self.kept = KeptWorkbook(folder / "kept.xlsx")
        self.outcome = Outcome()
        self.seen = Seen()
        self.kinds: Counter[str] = Counter()
        self.rows = 0

    @property
    def height(self) -> int:
        """Rows of all sheets, for progress."""
        return sum(sheet.height for sheet in self.book.sheets)

    def run(self, layouts: Mapping[str, Layout | None] | None = None) -> Outcome:
        """Go through the workbook. `layouts`: the sheets as the user said they are to be read. Raises Unreadable."""
        found = layout_finding.all_sheets(self.book, layouts or {}, remembered.recall(self.ground.by))
        self.outcome.layouts = found
        if not self.book.sees_marks:
            self.outcome.notes.append(_("这种格式看不到隐藏和划掉的行，请自行核对，或另存为 .xlsx 再上传。"))
        places = Places(self.reach)
        known = [(sheet, layout) for sheet in self.book.sheets if (layout := found[sheet.name])]
        for sheet, layout in sorted(known, key=lambda pair: ORDER.get(pair[1].holds, 2)):
            settled = bool(layout.evidence) and not layout.again
            shown = layout_finding.look_closer(self.book, sheet, layout, places, settled=settled)
            self.outcome.previews[sheet.name] = shown
            layout.again = False
            if layout.holds != Holds.NOTHING:
                self._sheet(sheet, layout, places)
        self.outcome.kinds = dict(self.kinds)
        return self.outcome

    def close(self) -> None:
        self.repair.close()
        self.kept.close()
        self.book.close()

    def _sheet(self, sheet: Sheet, layout: Layout, places: Places) -> None:
        count = SheetCount(sheet.name, layout.holds.value, missing=layout.missing)
        self.outcome.sheets.append(count)
        self._name_columns(sheet, layout, count)
        if layout.hidden or layout.holds == Holds.FORMER:
            self._name_all(sheet, layout, count)
        elif layout.holds in KEPT and layout.holds not in self.entered:
            self._keep(sheet, layout, count)
        elif layout.missing:
            self._say_missing(sheet, layout)
        else:
            self.repair.start(sheet.name, layout)
            read = self._orgs if layout.holds == Holds.ORGS else self._people
            read(sheet, layout, places, count)

    def _rows(self, sheet: Sheet, layout: Layout) -> Iterator[tables.Row]:
        """The sheet's rows, counted as they come."""
        before = self.rows
        for row in tables.all_rows(self.book, sheet, layout, WORDS[layout.holds]):
            self.rows = before + row.number
            if layout.defaults:
                row.fields.update({name: value for name, value in layout.defaults.items() if name not in row.fields})
            yield row
        self.rows = before + sheet.height

    def _name_columns(self, sheet: Sheet, layout: Layout, count: SheetCount) -> None:
        """Say which hidden columns are not read."""
        for index in sorted(sheet.hidden_columns):
            if index < len(layout.headers) and layout.headers[index] and index not in layout.fields:
                said = _("隐藏的列「%(column)s」没有读；要读请在表里取消隐藏，或在对应列的地方选上")
                why = left_out(Trouble.HIDDEN, said % {"column": layout.headers[index]})
                self._leave(sheet, layout.bottom, why, count)

    def _say_missing(self, sheet: Sheet, layout: Layout) -> None:
        if layout.holds == Holds.OUTINGS and "id_number" not in layout.fields.values():
            said = _("表里没有公民身份号码，不能与名册核对到人，没有读")
            self.kinds[Trouble.COLUMNS.value] += 1
            self.listener.told(sheet.name, layout.bottom, left_out(Trouble.COLUMNS, said), None)
            self.listener.progressed(self.rows)

    def _name_all(self, sheet: Sheet, layout: Layout, count: SheetCount) -> None:
        """Name every row of a sheet that is not taken: a hidden one, or one of people who have left."""
        why = left_out(Trouble.FORMER, _("这张表是已转出、去世、出党等人员，不当作现有党员，没有写入"))
        if layout.hidden:
            why = left_out(Trouble.HIDDEN, _("隐藏的工作表，没有读；要读请在表里取消隐藏"))
        for row in self._rows(sheet, layout):
            self._leave(sheet, row.number, row.left_out or why, count, _name(row))
        self.listener.progressed(self.rows)

    def _keep(self, sheet: Sheet, layout: Layout, count: SheetCount) -> None:
        """Put the sheet aside as it is: nobody is written from it."""
        count.kept = sum(not row.left_out for row in self._rows(sheet, layout))
        self.kept.add(sheet.name, (values for _number, values in self.book.rows(sheet)))
        self.outcome.kept.append({"sheet": sheet.name, "holds": layout.holds.value, "rows": count.kept})
        said = _("发展党员的办理程序尚未上线：这张表只留存为文件，没有写入任何人")
        self._leave(sheet, layout.bottom, left_out(Trouble.KEPT, said), count)
        self.listener.progressed(self.rows)

    def _leave(self, sheet: Sheet, row: int, why: Problem, count: SheetCount, name: str = "") -> None:
        count.left_out += 1
        self.kinds[why.kind] += 1
        self.listener.told(sheet.name, row, why, None, name)

    def _orgs(self, sheet: Sheet, layout: Layout, places: Places, count: SheetCount) -> None:
        rows = []
        for row in self._rows(sheet, layout):
            if row.left_out:
                self._leave(sheet, row.number, row.left_out, count, _name(row))
            else:
                rows.append(OrgRow(row.number, row.fields, row.values, row.problems))
        org_rows.read(rows, places)
        org_rows.write(rows, save=self.save, ground=self.ground)
        for judged in rows:
            self._count(count, judged)
            for problem in judged.problems:
                self.listener.told(sheet.name, judged.number, problem, None, judged.said("name"))
        self.listener.progressed(self.rows)

    def _people(self, sheet: Sheet, layout: Layout, places: Places, count: SheetCount) -> None:
        choices = Choices(layout.branch, layout.branches, "stage" in {*layout.fields.values(), *layout.defaults})
        rows = (_person_row(sheet, layout, row, choices) for row in self._rows(sheet, layout))
        while batch := list(islice(rows, BATCH)):
            for row in batch:
                if row.became != "left_out":
                    self._read(row, places)
            self._enter(layout.holds, batch)
            for row in batch:
                self._count(count, row)

    def _enter(self, holds: Holds, batch: list[PersonRow]) -> None:
        then = partial(self._tell, batch)
        if holds == Holds.OUTINGS:
            outings.enter(batch, reach=self.reach, save=self.save, ground=self.ground, then=then)
        else:
            register.enter(batch, save=self.save, ground=self.ground, then=then)

    def _read(self, row: PersonRow, places: Places) -> None:
        read = outings.read if row.holds == Holds.OUTINGS else person_rows.read
        read(row, places)
        if row.id_number is None:
            return
        if row.holds != Holds.OUTINGS and (before := self.seen.before(row)):
            said = _("身份号码与「%(sheet)s」第%(row)d行重复") % {"sheet": before[0], "row": before[1]}
            row.refuse(Trouble.DUPLICATE, said)
        if row.good and row.holds != Holds.OUTINGS:
            row_dates.refuse_before_birth(row)

    def _tell(self, batch: list[PersonRow]) -> None:
        """Inside the batch's transaction."""
        for row in batch:
            for problem in row.problems:
                self.listener.told(row.sheet, row.number, problem, row.person, row.name)
        self.listener.progressed(self.rows)

    def _count(self, count: SheetCount, row: OrgRow | PersonRow) -> None:
        """Add a judged row to the counts, and to the repair workbook when it was refused."""
        self.kinds.update(problem.kind for problem in row.problems)
        if row.became == "left_out":
            count.left_out += 1
            return
        refusals = [problem for problem in row.problems if not problem.warning]
        offered = any(problem.kind == Trouble.OFFER for problem in row.problems)
        became = "refused" if refusals else row.became
        count.rows += 1
        count.offered += offered
        if became != "offered":
            setattr(count, became, getattr(count, became) + 1)
        count.warned += not refusals and any(problem.kind != Trouble.OFFER for problem in row.problems)
        if refusals:
            self.repair.add(row.number, map(str, refusals), row.raw)
        elif (
            isinstance(row, PersonRow)
            and row.place
            and became in {"new", "changed"}
            and len(self.outcome.samples) < SAMPLES
        ):
            self.outcome.samples.append(sample(row))


def _name(row: tables.Row) -> str:
    """Whom or what the row is about; a part of the form is about nobody."""
    furniture = row.left_out and row.left_out.kind == Trouble.FURNITURE
    return "" if furniture else cells.text(row.fields.get("name", ""))[:60]


def _person_row(sheet: Sheet, layout: Layout, row: tables.Row, choices: Choices) -> PersonRow:
    made = PersonRow(sheet.name, row.number, layout.holds, row.fields, row.values, row.problems)
    made.choices, made.block = choices, row.block
    if row.left_out:
        made.leave_out(row.left_out)
    return made


def sample(row: PersonRow) -> dict[str, str]:
    """A good row for the preview, the number masked (R-I3)."""
    number, place = str(row.id_number), row.place
    return {
        "row": str(row.number),
        "name": row.facts["name"],
        "number": f"{number[:6]}********{number[-4:]}",
        "branch": (place.short_name or place.name) if place else "",
    }
