"""The import in the browser: upload, preview, columns, commit, repair workbook, and every door that stays closed."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from python_calamine import CalamineWorkbook

from members.models import AccessRecord, Person, RosterImport
from members.roster import running

HEADERS = ["姓名", "性别", "公民身份号码", "入党日期", "党员类别", "所在党支部"]
GOOD = ["王秀英", "女", "320724197209091042", "1996-07-01", "正式党员", "东山村支部"]
FOREIGN = ["孔国", "男", "320724195909105119", "1978-02-19", "正式党员", "一社区支部"]
FORGED = ["赵兰海", "男", "320724199007144310", "2009-10-21", "正式党员", "东山村支部"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def organiser(orgs, appoint):
    return appoint("周组织", "organiser", orgs.town, "organiser")


@pytest.fixture
def office(client, organiser):
    client.force_login(organiser.account)
    return client


def workbook(*rows, headers=HEADERS, sheet="党员花名册"):
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([headers, *rows]):
            page.write_row(number, 0, row)
    return target.getvalue()


def send(client, content, name="花名册 李明.xlsx"):
    return client.post(reverse("roster_upload"), {"file": SimpleUploadedFile(name, content)})


def work():
    """What the background worker does with the tasks that wait."""
    for result in DBTaskResult.objects.order_by("enqueued_at"):
        result.task.call(*result.args_kwargs["args"])
    DBTaskResult.objects.all().delete()


def test_upload_check_commit_and_repair(office, organiser, orgs):
    answer = send(office, workbook(GOOD, FOREIGN, FORGED))
    record = RosterImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/import/{record.pk}/")
    assert 'http-equiv="refresh"' in office.get(record.get_absolute_url()).content.decode()

    work()
    page = office.get(record.get_absolute_url()).content.decode()
    assert "写入这 1 行" in page
    assert "所在党支部「一社区支部」不在系统内" in page
    assert "320724********1042" in page
    assert "320724197209091042" not in page
    assert Person.objects.count() == 0

    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    assert list(Person.objects.values_list("name", flat=True)) == ["王秀英"]
    record.refresh_from_db()
    assert (record.state, record.upload, record.outcome["samples"], record.by) == ("done", "", [], organiser)

    repair = office.post(reverse("roster_repair", args=[record.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(repair.content)).get_sheet_by_name("党员花名册").to_python()
    assert [row[:3] for row in rows] == [
        ["行号", "原因", "姓名"],
        ["3", "所在党支部「一社区支部」不在系统内（R-T10）", "孔国"],
        ["4", "身份号码校验码错误，请核对证件（R-I1）", "赵兰海"],
    ]
    assert list(AccessRecord.objects.values_list("kind", "subject")) == [("export", f"rosterimport:{record.pk}")]


def test_what_is_stored_is_sealed_and_named_by_an_opaque_id(office):
    send(office, workbook(GOOD))
    record = RosterImport.objects.get()
    with default_storage.open(record.upload) as file:
        stored = file.read()
    assert record.upload == f"imports/{record.pk}.upload"
    assert b"PK\x03\x04" not in stored
    assert record.kept("upload").startswith(b"PK\x03\x04")
    assert "李明" not in str(RosterImport.objects.values().get())


def test_a_second_click_imports_nothing_twice(office):
    send(office, workbook(GOOD))
    work()
    record = RosterImport.objects.get()
    for _click in range(2):
        office.post(reverse("roster_confirm", args=[record.pk]))
    assert DBTaskResult.objects.count() == 1
    work()
    office.post(reverse("roster_confirm", args=[record.pk]))
    assert DBTaskResult.objects.count() == 0
    assert Person.objects.count() == 1


def test_the_user_corrects_a_column(office):
    headers = ["姓名", "性别", "公民身份号码", "什么时候入的党", "党员类别", "所在党支部"]
    send(office, workbook(GOOD, headers=headers))
    work()
    record = RosterImport.objects.get()
    page = office.get(record.get_absolute_url()).content.decode()
    assert "还缺：入党日期" in page
    fields = ["name", "gender", "id_number", "joined_on", "stage", "branch"]
    office.post(reverse("roster_columns", args=[record.pk]), {f"s0c{i}": name for i, name in enumerate(fields)})
    work()
    record.refresh_from_db()
    assert (record.state, record.outcome["sheets"][0]["new"]) == ("checked", 1)


def test_a_dropped_upload_leaves_nothing_behind(office):
    send(office, workbook(GOOD))
    work()
    record = RosterImport.objects.get()
    stored = record.upload
    office.post(reverse("roster_discard", args=[record.pk]))
    record.refresh_from_db()
    assert (record.state, record.upload, record.repair, record.outcome) == ("discarded", "", "", {})
    assert not default_storage.exists(stored)


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, "文件是空的，请重新选择。"),
        ("姓名".encode(), 415, "这不是能读的表格。可以读 .xlsx、.xls、.et、.csv"),
        (b"<?xml version='1.0'?><Workbook/>", 415, "另存为 .xlsx 再上传"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), 422, "工作簿设有打开密码"),
        (b"PK\x03\x04" + b"\0" * 600, 422, "文件已损坏"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_at_once(office, content, status, sentence):
    answer = send(office, content)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert RosterImport.objects.count() == 0


def test_an_oversize_file_is_refused(office, settings):
    settings.UPLOAD_LIMIT = 1000
    answer = send(office, workbook(GOOD))
    assert answer.status_code == 413


def test_a_full_disk_is_said_and_nothing_is_recorded(office, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    answer = send(office, workbook(GOOD))
    assert answer.status_code == 507
    assert "服务器的存储空间不足" in answer.content.decode()
    assert RosterImport.objects.count() == 0


def test_a_workbook_in_which_nothing_is_recognised_is_finished_and_may_still_be_told_what_it_is(office):
    send(office, workbook(["1", "2"], headers=["甲", "乙"]))
    work()
    record = RosterImport.objects.get()
    assert (record.state, record.layouts["党员花名册"]["holds"]) == ("read", "nothing")
    assert record.preview["党员花名册"]["opening"] == [[1, ["甲", "乙"]], [2, ["1", "2"]]]
    assert "没有可写入的行" in office.get(record.get_absolute_url()).content.decode()


def test_an_old_workbook_that_is_damaged_is_refused_by_the_check(office):
    send(office, b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    work()
    record = RosterImport.objects.get()
    assert (record.state, record.upload) == ("refused", "")
    assert "文件已损坏" in office.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize("post", ["secretary", "clerk"])
def test_branches_and_clerks_do_not_import(client, orgs, appoint, post):
    org = orgs.dongshan if post == "secretary" else orgs.town
    client.force_login(appoint("某人", "someone", org, post).account)
    answer = client.get(reverse("roster_upload"))
    assert answer.status_code == 403
    assert "现任职务不能导入花名册" in answer.content.decode()
    assert send(client, workbook(GOOD)).status_code == 403


def test_another_offices_import_answers_like_a_missing_one(office, client, chen):
    send(office, workbook(GOOD))
    record = RosterImport.objects.get()
    client.force_login(chen.account)
    assert client.get(reverse("roster_import", args=[record.pk])).status_code == 404
    for name in ("roster_confirm", "roster_columns", "roster_discard", "roster_repair"):
        assert client.post(reverse(name, args=[record.pk])).status_code == 404
    assert set(AccessRecord.objects.values_list("kind", "subject")) == {("foreign", f"rosterimport:{record.pk}")}


def test_a_dead_worker_is_seen_and_the_import_taken_up_again(office, clock, monkeypatch):
    send(office, workbook(GOOD))
    work()
    record = RosterImport.objects.get()
    office.post(reverse("roster_confirm", args=[record.pk]))
    DBTaskResult.objects.all().delete()  # the worker died with the task in hand
    clock.shift(running.timedelta(minutes=3))
    page = office.get(record.get_absolute_url()).content.decode()
    assert "后台中断了" in page
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    record.refresh_from_db()
    assert (record.state, Person.objects.count()) == ("done", 1)


def test_an_administrator_reads_no_number_of_another_persons_roster(office, organiser, orgs, appoint, client_of):
    """S1: the refused rows and what stood in them are for whoever uploaded them and for those who handle people."""
    send(office, workbook(GOOD, FOREIGN, FORGED))
    work()
    record = RosterImport.objects.get()
    forged = FORGED[HEADERS.index("公民身份号码")]
    administrator, colleague = (appoint(post, post, orgs.town, post) for post in ("administrator", "approver"))

    assert forged in office.get(record.get_absolute_url()).content.decode()
    client = client_of(administrator)
    page = client.get(record.get_absolute_url())
    assert (page.status_code, forged in page.content.decode()) == (200, False)
    refused = client.post(reverse("roster_repair", args=[record.pk]))
    assert (refused.status_code, "系统管理员不办理事项" in refused.content.decode()) == (403, True)
    assert not AccessRecord.objects.exists()
    assert client_of(colleague).post(reverse("roster_repair", args=[record.pk])).status_code == 200
