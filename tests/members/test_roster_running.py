"""An import that is interrupted, overtaken or forgotten; the command; the repair workbook that comes back."""

from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
import xlsxwriter
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from python_calamine import CalamineWorkbook

from members.models import Person, Relation, RosterImport, RosterProblem
from members.roster import importing, pace, register, running
from members.roster.outcome import Problem
from members.roster.records import State
from members.roster.repair import guarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HEADERS = ["姓名", "性别", "公民身份号码", "入党日期", "党员类别", "所在党支部", "备注"]
GOOD = [
    ["王秀英", "女", "320724197209091042", "1996-07-01", "正式党员", "东山村支部", ""],
    ["孔国", "男", "320724195909105119", "1978-02-19", "正式党员", "东山村支部", ""],
    ["赵兰海", "男", "32072419900714431X", "2009-10-21", "正式党员", "东山村支部", ""],
]
BAD = ["=cmd()", "男", 320724195909105119, "2009.10.21", "正式党员", "东山村支部", "-1"]


@pytest.fixture
def file(tmp_path, orgs):
    target = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("党员花名册")
        for number, row in enumerate([HEADERS, *GOOD, BAD]):
            page.write_row(number, 0, row)
    return target


@pytest.fixture
def organiser(orgs, appoint):
    return appoint("周组织", "organiser", orgs.town, "organiser")


@pytest.fixture
def uploaded(file, organiser):
    record = running.upload(file.read_bytes(), organiser)
    running.check(record.pk)
    record.refresh_from_db()
    return record


def told(file, *options):
    said = StringIO()
    call_command("import_roster", str(file), *options, stdout=said)
    return said.getvalue().splitlines()


def test_the_command_tells_counts_and_rows_but_no_personal_data(file):
    lines = told(file)
    assert lines == [
        "已导入：",
        "  党员花名册：4行，新增3，更新0，未变0，退回1，提示0",
        "  退回 党员花名册 第5行：身份号码以数字存储，末几位已丢失；请把该列设为文本格式后按证件重新填写（R-I1）",
    ]


def test_a_dry_run_writes_only_the_repair_workbook(file, tmp_path):
    lines = told(file, "--dry-run", "--errors", str(tmp_path / "back.xlsx"))
    assert lines[0] == "只检查，没有写入："
    assert (Person.objects.count(), RosterImport.objects.count()) == (0, 0)
    assert (tmp_path / "back.xlsx").exists()


def test_the_repair_workbook_keeps_sheet_and_columns_and_runs_nothing(file, tmp_path):
    back = tmp_path / "back.xlsx"
    told(file, "--errors", str(back))
    rows = CalamineWorkbook.from_path(back).get_sheet_by_name("党员花名册").to_python()
    assert rows == [
        ["行号", "原因", *HEADERS],
        [
            "5",
            "身份号码以数字存储，末几位已丢失；请把该列设为文本格式后按证件重新填写（R-I1）",
            "'=cmd()",
            "男",
            "（原为数字，请按证件重新填写）",
            "2009.10.21",
            "正式党员",
            "东山村支部",
            "'-1",
        ],
    ]
    # Imported once more as it is, the number is still not guessed.
    assert told(back)[1] == "  党员花名册：1行，新增0，更新0，未变0，退回1，提示0"


@pytest.mark.parametrize("said", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_nothing_that_could_run_is_written(said):
    assert guarded(said) == f"'{said}"
    assert guarded("李明") == "李明"


def test_the_command_refuses_what_is_no_workbook(tmp_path):
    (tmp_path / "a.csv").write_text("姓名")
    with pytest.raises(CommandError, match="这不是能读的表格"):
        told(tmp_path / "a.csv")
    with pytest.raises(CommandError, match="读不到或写不了文件"):
        told(tmp_path / "missing.xlsx")


def test_an_interrupted_import_leaves_whole_people_and_is_run_again(uploaded, monkeypatch, clock):
    monkeypatch.setattr(importing, "BATCH", 1)
    progressed = running.Recorded.progressed

    def die_after_two(self, rows):
        if rows > 3:
            raise MemoryError("32072419900714431X")
        progressed(self, rows)

    running.confirm(uploaded)
    monkeypatch.setattr(running.Recorded, "progressed", die_after_two)
    running.commit(uploaded.pk)
    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.stale, Person.objects.count()) == (State.IMPORTING, True, 2)
    assert Relation.objects.count() == 2

    monkeypatch.setattr(running.Recorded, "progressed", progressed)
    assert running.confirm(uploaded)
    running.commit(uploaded.pk)
    uploaded.refresh_from_db()
    assert (uploaded.state, Person.objects.count(), Relation.objects.count()) == (State.DONE, 3, 3)
    assert [(s["new"], s["same"], s["refused"]) for s in uploaded.outcome["sheets"]] == [(1, 2, 1)]


def test_what_went_wrong_inside_is_logged_without_the_row(uploaded, monkeypatch, caplog):
    def fail(self, rows):
        raise MemoryError("32072419900714431X 赵兰海")

    running.confirm(uploaded)
    monkeypatch.setattr(running.Recorded, "progressed", fail)
    running.commit(uploaded.pk)
    assert "MemoryError" in caplog.text
    assert "赵兰海" not in caplog.text
    assert "32072419900714431X" not in caplog.text


def test_an_overtaken_worker_stops_and_writes_nothing_more(uploaded):
    running.confirm(uploaded)
    listener = running.Recorded(uploaded)
    RosterImport.objects.filter(pk=uploaded.pk).update(attempt=uploaded.attempt + 1)
    with pytest.raises(running.Overtaken):
        listener.progressed(1)


def test_a_commit_without_a_confirmation_does_nothing(uploaded):
    running.commit(uploaded.pk)
    assert Person.objects.count() == 0


def test_progress_and_problems_are_kept_with_the_rows(uploaded):
    assert (uploaded.total, uploaded.rows_done) == (5, 5)
    assert list(RosterProblem.objects.values_list("row", "kind", "warning")) == [(5, "R-I1", False)]
    assert Problem("R-I1", "x") != Problem("R-I1", "x", warning=True)


def test_an_upload_nobody_confirms_goes_after_a_day(uploaded, clock):
    stored = [uploaded.upload, uploaded.repair]
    clock.shift(timedelta(hours=25))
    running.clean_up()
    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.upload, uploaded.repair) == (State.DISCARDED, "", "")
    assert [default_storage.exists(name) for name in stored] == [False, False]


def test_a_repair_workbook_goes_after_a_week(uploaded, clock):
    running.confirm(uploaded)
    running.commit(uploaded.pk)
    clock.shift(timedelta(days=6))
    running.clean_up()
    uploaded.refresh_from_db()
    assert uploaded.repair
    clock.shift(timedelta(days=2))
    running.clean_up()
    uploaded.refresh_from_db()
    assert (uploaded.repair, uploaded.state) == ("", State.DONE)


@pytest.mark.django_db(transaction=True)
def test_the_office_writes_between_two_batches(file, monkeypatch):
    """Between batches nothing is locked: another connection's write goes through at once, and nothing is lost."""
    monkeypatch.setattr(importing, "BATCH", 1)
    written = []

    def write_as_the_office():
        def write():
            RosterImport.objects.create(state=State.DISCARDED)
            written.append(connection.in_atomic_block)
            connection.close()

        thread = Thread(target=write)
        thread.start()
        thread.join(timeout=5)
        assert not thread.is_alive()

    monkeypatch.setattr(register, "breathe", write_as_the_office)
    running.run_file(file)
    assert written == [False, False, False, False]
    assert Person.objects.count() == 3


def test_a_breath_is_only_taken_where_no_lock_is_held(monkeypatch):
    slept = []
    monkeypatch.setattr(pace.time, "sleep", slept.append)
    pace.breathe()  # a test runs inside a transaction: sleeping here would hold the lock longer
    assert slept == []
