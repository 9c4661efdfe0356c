"""The mapping page: what each column is taken for and why, what is said about a sheet, and that it is remembered."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from members.models import Person, RegisterEntry, RememberedLayout, RosterImport
from members.roster.words import REQUIRED, Holds
from tests.members.test_roster_pages import GOOD, HEADERS, office, organiser, send, work, workbook  # noqa: F401

STRANGE = ["称呼", "性别", "证号", "何年何月入的", "预正", "在哪"]
WANG, ZHAO = (
    ["王秀英", "女", "320724197209091042", "1996-07-01", "正式党员"],
    ["赵兰海", "男", "32072419800815833X", "2009-10-21", "正式党员"],
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def sheets(**rows):
    """A workbook of several sheets: name to its rows."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, lines in rows.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(lines):
                page.write_row(number, 0, row)
    return target.getvalue()


def uploaded(client, content):
    answer = send(client, content)
    work()
    return RosterImport.objects.get(pk=answer["Location"].split("/")[2])


@pytest.fixture
def checked(office):  # noqa: F811
    """Upload a workbook and check it; the record."""

    def bring(content):
        return uploaded(office, content)

    return bring


def say(client, record, **typed):
    """Send the mapping form; the answer, once the rows are checked again."""
    answer = client.post(reverse("roster_columns", args=[record.pk]), typed)
    work()
    record.refresh_from_db()
    return answer


def page_of(client, record):
    return client.get(record.get_absolute_url()).content.decode()


CHOSEN = {"s0c0": "name", "s0c1": "gender", "s0c2": "id_number", "s0c3": "joined_on", "s0c4": "stage", "s0c5": "branch"}


def test_the_page_is_open_while_something_is_missing_and_shows_samples_and_why(office, checked):  # noqa: F811
    record = checked(workbook([*WANG, "东山村支部"], headers=STRANGE))
    page = page_of(office, record)
    assert '<details class="fold" open>' in page
    assert "没有认出这张表，不读。前几行是：" in page

    say(office, record, s0kind="members")
    page = page_of(office, record)
    assert "还缺" in page
    assert "<span>3207…1042</span>" in page  # a sample, masked
    assert "通过身份号码校验" in page


def test_what_is_chosen_is_used_and_remembered_for_the_same_headings(office, checked, organiser):  # noqa: F811
    record = checked(workbook([*WANG, "东山村支部"], headers=STRANGE))
    say(office, record, s0kind="members")
    assert say(office, record, **CHOSEN).status_code == 302
    assert "写入这 1 行" in page_of(office, record)
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    assert Person.objects.get().name == "王秀英"

    again = checked(workbook([*ZHAO, "东山村支部"], headers=STRANGE))
    page = page_of(office, again)
    assert "写入这 1 行" in page
    assert '<details class="fold">' in page  # folded: nothing is asked
    assert "沿用上次的选择" in page
    assert RememberedLayout.objects.get().by == organiser


def test_another_organisation_is_asked_itself(office, checked, client, appoint, orgs):  # noqa: F811
    record = checked(workbook([*WANG, "东山村支部"], headers=STRANGE))
    say(office, record, s0kind="members")
    say(office, record, **CHOSEN)
    client.force_login(appoint("陈组织", "chenz", orgs.street, "organiser").account)
    page = page_of(client, uploaded(client, workbook([*ZHAO, "一社区支部"], headers=STRANGE)))
    assert "没有认出这张表" in page
    assert "沿用上次的选择" not in page


def test_two_sheets_without_a_branch_are_told_theirs(office, checked):  # noqa: F811
    headers = HEADERS[:-1]
    record = checked(sheets(甲=[headers, WANG], 乙=[headers, ZHAO]))
    assert "整张表属于哪个支部" in page_of(office, record)

    say(office, record, s0branch="东山村支部", s1branch="西河村支部")
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    assert [(person.name, person.branch.short_name) for person in Person.objects.order_by("pk")] == [
        ("王秀英", "东山村支部"),
        ("赵兰海", "西河村支部"),
    ]
    next_month = checked(sheets(甲=[headers, WANG], 乙=[headers, ZHAO]))
    assert [sheet["same"] for sheet in next_month.outcome["sheets"]] == [1, 1]


def test_a_branch_that_is_none_is_refused_in_words_and_the_text_is_kept(office, checked):  # noqa: F811
    record = checked(sheets(甲=[HEADERS[:-1], WANG]))
    answer = say(office, record, s0branch="南山村支部")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「南山村支部」" in page
    assert 'value="南山村支部"' in page
    assert not RememberedLayout.objects.exists()


def test_a_branch_elsewhere_cannot_be_chosen(office, checked):  # noqa: F811
    record = checked(sheets(甲=[HEADERS[:-1], WANG]))
    answer = say(office, record, s0branch="一社区支部")
    assert (answer.status_code, "「一社区支部」不在系统内" in answer.content.decode()) == (422, True)


def test_an_unknown_branch_name_is_told_once_for_all_rows(office, checked):  # noqa: F811
    record = checked(workbook([*WANG, "东山"], [*ZHAO, "东山"]))
    page = page_of(office, record)
    assert "东山（2 行）" in page

    say(office, record, **{"about-0": "东山", "is-0": "东山村支部"})
    assert "写入这 2 行" in page_of(office, record)


def test_one_value_for_a_column_the_sheet_lacks(office, checked):  # noqa: F811
    headers = [header for header in HEADERS if header != "党员类别"]
    row = [*WANG[:-1], "东山村支部"]
    record = checked(workbook(row, headers=headers))
    say(office, record, **{"s0d-stage": "正式党员", "s0d-dues_until": "2026-10"})
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    person = Person.objects.get()
    assert (person.stage, str(person.dues_until)) == ("full_member", "2026-10-01")


def test_kind_and_heading_row_can_be_chosen(office, checked):  # noqa: F811
    record = checked(sheets(甲=[["说明"], ["填表人：张三"], HEADERS, [*WANG, "东山村支部"]]))
    say(office, record, s0kind="nothing", s0top="3")
    assert record.layouts["甲"]["holds"] == "nothing"
    say(office, record, s0kind="members", s0top="3")
    assert "写入这 1 行" in page_of(office, record)


@pytest.mark.parametrize("top", ["", "0", "-1", "٣", "9" * 5000, "abc"])
def test_a_heading_row_that_is_none_changes_nothing(office, checked, top):  # noqa: F811
    record = checked(workbook(GOOD))
    assert say(office, record, s0kind="members", s0top=top).status_code == 302
    assert "写入这 1 行" in page_of(office, record)


def test_offered_corrections_are_taken_one_by_one(office, checked, enrol, orgs):  # noqa: F811
    li = enrol("李名", "32072419800815833X", orgs.dongshan)
    record = checked(workbook(["李明", "男", "32072419800815833X", "2011-07-01", "正式党员", "东山村支部"]))
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    page = page_of(office, record)
    assert "表与登记不同：可以逐行更正" in page

    offer = record.problems.get(kind="offer")
    proof = SimpleUploadedFile("身份证.pdf", b"%PDF-1.7 scan")
    typed = {"offer": offer.pk, "reason": "核对身份证，登记时写错", "proof": proof, "go": "take"}
    office.post(reverse("roster_offers", args=[record.pk]), typed)
    li.refresh_from_db()
    assert li.name == "李明"
    entry = RegisterEntry.objects.get(person=li, kind="corrected")
    assert entry.changes == {"name": ["李名", "李明"]}
    assert "表与登记不同" not in page_of(office, record)


def test_nothing_ticked_changes_nothing(office, checked):  # noqa: F811
    record = checked(workbook(GOOD))
    answer = office.post(reverse("roster_offers", args=[record.pk]), {"reason": "x", "go": "take"}, follow=True)
    assert "没有勾选" in answer.content.decode()


def test_the_sample_has_every_required_column(office):  # noqa: F811
    answer = office.get(reverse("roster_sample"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["党组织", "党员花名册", "流动党员台账"]
    marked = [
        sum("（必填）" in str(heading) for heading in book.get_sheet_by_name(name).to_python()[0])
        for name in book.sheet_names
    ]
    assert marked == [len(REQUIRED[holds]) for holds in (Holds.ORGS, Holds.MEMBERS, Holds.OUTINGS)]


def test_the_sample_itself_enters_nobody(office, checked):  # noqa: F811
    record = checked(office.get(reverse("roster_sample")).content)
    assert sum(sheet["new"] for sheet in record.outcome["sheets"]) == 0


def test_a_sheet_whose_procedure_does_not_stand_yet_is_put_aside_and_can_be_fetched(office, checked):  # noqa: F811
    rows = [
        ["姓名", "公民身份号码", "申请入党日期", "所在党支部"],
        ["何佳怡", "320724199001011233", "2025-07-01", "东山村支部"],
    ]
    record = checked(sheets(入党积极分子=rows))
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    assert "没有写入任何人；原样加密留存" in page_of(office, record)
    kept = office.post(reverse("roster_kept", args=[record.pk]))
    book = CalamineWorkbook.from_filelike(BytesIO(kept.content))
    assert book.get_sheet_by_name("入党积极分子").to_python()[1][0] == "何佳怡"
    assert not Person.objects.exists()
