"""What a worker that was killed had begun is run again: twice leaves what once leaves. Subject: every @task.

Papers: tests/documents/test_tasks.py; batches that are opened: tests/workflows/test_transfer_batch_killed.py.
"""

import pytest
import xlsxwriter
from django.core.files.storage import default_storage

from documents import sheets
from documents.printing import PrintSettings
from members.models import Person, Relation, RosterImport
from members.roster import running, tasks
from tests.documents.conftest import storage  # noqa: F401  a fixture
from tests.workflows.batch_lists import line, workbook
from workflows.models import TransferBatch
from workflows.transfer.batch import listing
from workflows.transfer.batch import tasks as batches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage", "clock")]

ROW = ["王秀英", "女", "320724197209091042", "1996-07-01", "正式党员", "东山村支部"]


@pytest.fixture
def roster(tmp_path, orgs, appoint) -> RosterImport:
    """An uploaded workbook of one member that nobody has looked at yet."""
    with xlsxwriter.Workbook(tmp_path / "roster.xlsx") as book:
        page = book.add_worksheet("党员花名册")
        page.write_row(0, 0, ["姓名", "性别", "公民身份号码", "入党日期", "党员类别", "所在党支部"])
        page.write_row(1, 0, ROW)
    by = appoint("周组织", "organiser", orgs.town, "organiser")
    return running.upload((tmp_path / "roster.xlsx").read_bytes(), by)


def twice(task, *args: object) -> None:
    task.call(*args)
    task.call(*args)


def test_a_roster_checked_twice_is_checked_once(roster):
    twice(tasks.check_roster, str(roster.pk))

    roster.refresh_from_db()
    assert (roster.state, roster.attempt, roster.rows_done, roster.problems.count()) == ("checked", 1, 2, 0)


def test_a_roster_imported_twice_enters_each_person_once(roster):
    tasks.check_roster.call(str(roster.pk))
    running.confirm(RosterImport.objects.get())
    twice(tasks.commit_roster, str(roster.pk))

    roster.refresh_from_db()
    assert (roster.state, Person.objects.count(), Relation.objects.count()) == ("done", 1, 1)


def test_a_batch_checked_twice_is_checked_once(li, wang):
    batch = listing.from_workbook(workbook(line(li)), channel="paper", by=wang)
    twice(batches.check_batch, str(batch.pk))

    batch = TransferBatch.objects.get()
    assert (batch.state, [row.state for row in batch.rows.all()]) == ("checked", ["ready"])


def test_a_sheet_drawn_twice_is_one_file(orgs):
    sheet = PrintSettings(org=orgs.town).test_sheet
    twice(sheets.draw, sheet.template, sheet.title, dict(sheet.says))

    assert default_storage.listdir("sheets")[1] == [sheet.name.removeprefix("sheets/")]
