"""Roster import 花名册导入: a workbook as offices keep it becomes organisations, members and activists.

Good rows go in, each complete; bad rows come back with row number and reason; the same file again changes nothing.

    workbook     open safely, rows one by one       parts, formats  what calamine does not tell; other formats
    words        kinds of sheet, words for columns  layouts      how one sheet is read, and why
    columns      find the heading                   sheets       what a sheet's name and title say
    evidence     what the values say                layout_finding  all sheets of a workbook
    cells        what a cell means                  codes        gender, nation, education, stage
    tables       the rows below a header            former, unlikely  who is no member; what is seldom right
    naming       short names of organisations       places       which organisation a name means
    org_rows     the sheet of organisations         person_rows  one row of people, read
    register     a batch of people, judged, written outings      the ledger of those away
    offers       corrections a roster offers        importing    one pass over a workbook
    repair, kept the workbooks that come back       outcome      counts and problems
    records      what was imported, by whom, when   running      check, commit, clean up
    tasks        the same in the background

Rules: R-I1, R-I2, R-I3, R-O3, R-O6, R-T9, R-T10. Tests: tests/members/test_roster*.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from members.appointments import Appointment

    from .outcome import Outcome


def run(path: str | Path, by: Appointment | None = None, *, applicants: bool = False) -> Outcome:
    """Import the workbook at `path` for `by` (None: the system's administrator, without limits) and record it.

    Good rows are in when it returns; `Outcome.sheets` counts them. `applicants`: enter activists and applicants too, as
    the demo does. Raises `workbook.Unreadable`."""
    from .running import run_file  # the models of this package are not loaded yet when the package is

    return run_file(Path(path), by=by, applicants=applicants)
