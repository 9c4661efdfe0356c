"""Sheets whose procedure does not stand yet are put aside as a file; nobody is written from them (R6)."""

import pytest
from python_calamine import CalamineWorkbook

from members.models import Person
from members.roster.kept import KeptWorkbook
from tests.members.test_roster_people import LI, bring, counts  # noqa: F401  a fixture

ACTIVIST = {
    "姓名": "李明",
    "公民身份号码": LI["公民身份号码"],
    "申请入党日期": "2025-01-06",
    "所在党支部": "东山村支部",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "orgs")
@pytest.mark.parametrize("sheet", ["入党积极分子名册", "发展党员名册"])
def test_nobody_is_written_from_a_sheet_that_is_kept(bring, sheet):  # noqa: F811
    outcome, refusals, hints = bring(ACTIVIST, sheet=sheet)
    assert (counts(outcome), outcome.total("kept"), refusals) == ([0, 0, 0, 0], 1, {})
    assert hints == {1: ["发展党员的办理程序尚未上线：这张表只留存为文件，没有写入任何人"]}
    assert Person.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "orgs")
def test_the_demo_enters_activists_by_its_option(bring):  # noqa: F811
    outcome, _refusals, _hints = bring(ACTIVIST, sheet="入党积极分子名册", applicants=True)
    assert (outcome.total("kept"), Person.objects.get().name) == (0, "李明")


def test_cells_are_kept_as_text_and_run_nothing(tmp_path):
    kept = KeptWorkbook(tmp_path / "kept.xlsx")
    kept.add("名单", [["姓名", "号码"], ["李明", 7.0], ["=1+1", ""]])
    kept.close()
    rows = CalamineWorkbook.from_path(tmp_path / "kept.xlsx").get_sheet_by_name("名单").to_python()
    assert rows == [["姓名", "号码"], ["李明", "7"], ["'=1+1", ""]]


def test_without_such_a_sheet_no_file_is_made(tmp_path):
    KeptWorkbook(tmp_path / "kept.xlsx").close()
    assert list(tmp_path.iterdir()) == []
