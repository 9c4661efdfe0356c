"""Lists as offices send them: good ones read whole, bad ones refused with what is wrong and what to do."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from members.identity import check_character
from members.models import AccessRecord, PartyOrg
from members.roster.workbook import Unreadable
from tests.workflows.batch_lists import FIRST, HEADERS, id_number, line, listed, said_of, workbook
from workflows.models import BatchRow, TransferBatch
from workflows.transfer.batch import listing, reading, sheets
from workflows.transfer.batch.records import LARGEST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]

NOT_THERE = "本组织和下级的名册中没有这位同志，请核对号码、姓名和支部；人在别处的，由转出地支部发起"


def refusal_of(content: bytes, by) -> str:
    with pytest.raises(Unreadable) as unreadable:
        listing.from_workbook(content, channel="paper", by=by)
    assert not TransferBatch.objects.exists()
    return str(unreadable.value)


def only_said(batch) -> list[str]:
    (row,) = batch.rows.all()
    return [objection.sentence for objection in row.said]


# Whole workbooks ----------------------------------------------------------------------------------------------------


def test_an_empty_sheet_and_a_sheet_with_other_things_are_no_list(wang):
    said = "没有认出名单：表头须有姓名、身份号码、转入党支部全称、转移原因。可下载样表对照。"
    assert refusal_of(workbook(headers=[]), wang) == said
    assert refusal_of(workbook(["1", "2"], headers=["品名", "数量"]), wang) == said


def test_missing_columns_are_named(wang):
    content = workbook(["李明", "东山村支部"], headers=["姓名", "现所在党支部"])
    assert refusal_of(content, wang) == "表头缺少：转入党支部全称、转移原因、身份号码。可下载样表对照。"


def test_a_header_without_anybody_below_is_said_so(wang):
    assert refusal_of(workbook(), wang) == "表头认出来了，但下面没有人。请填好名单再上传。"
    assert refusal_of(sheets.sample(), wang) == "表头认出来了，但下面没有人。请填好名单再上传。"


def test_two_lists_in_one_workbook_are_not_chosen_between(wang, li):
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name in ("一班", "二班"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, HEADERS)
            page.write_row(1, 0, line(li))
    assert refusal_of(target.getvalue(), wang) == "「一班」、「二班」都像名单，分不清办哪一张。请只留一张。"


def test_five_hundred_members_are_a_batch_and_one_more_are_not(wang):
    row = ["某某", "", FIRST, "退休"]
    assert listed(wang, *[row] * LARGEST).rows.count() == 500
    TransferBatch.objects.all().delete()
    assert refusal_of(workbook(*[row] * (LARGEST + 1)), wang) == "名单超过500人。请分成几份，分批办理。"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这不是 Excel 工作簿（.xlsx）。.csv 等文件请先在 Excel 中另存为 .xlsx。"),
        (b"name,number", "这不是 Excel 工作簿（.xlsx）。.csv 等文件请先在 Excel 中另存为 .xlsx。"),
        (b"\xd0\xcf\x11\xe0", "这是旧版 .xls 文件。请在 Excel 中另存为 .xlsx 再上传。"),
        (b"PK\x03\x04 broken", "文件已损坏，不能读取。请在 Excel 中打开后另存为 .xlsx 再上传。"),
        (b"PK\x03\x04" + bytes(2 * 2**20), "文件超过2兆。请只留名单一张表，删去图片后再上传。"),
    ],
)
def test_what_is_no_workbook_is_refused(wang, content, said):
    assert refusal_of(content, wang) == said


def test_a_zip_that_unpacks_to_more_than_a_list_needs_is_refused_unread(wang):
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(33 * 2**20))
    assert len(target.getvalue()) < 2**20
    assert refusal_of(target.getvalue(), wang) == "文件解压后过大，不予读取。请删去图片和多余的工作表，或分成几个文件。"


def test_the_file_is_stored_nowhere(wang, li, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    listed(wang, line(li))
    assert list(tmp_path.rglob("*")) == []


# Whom a row means ---------------------------------------------------------------------------------------------------


def test_other_headers_a_title_row_and_a_sum_below_do_not_matter(wang, li, orgs):
    headers = ["序号", "党员 姓名", "公民身份号码（必填）", "去向党支部", "接转原因", "手机号"]
    batch = listed(
        wang,
        [1, "李 明", "３２０７２４１９８００８１５８３３x", FIRST, "工作变动", "13900000000"],
        ["合计", "1人"],
        headers=headers,
        title="毕业班名单",
    )
    (row,) = batch.rows.all()
    assert (row.number, row.person, row.destination, row.state) == (3, li, orgs.first, "ready")
    assert row.typed == {
        "reason": "unit_changed",
        "reason_text": "",
        "away_since": "",
        "contact": "13900000000",
        "channel": "paper",
    }


def test_a_destination_merged_over_several_rows_holds_for_each(wang, li, enrol, orgs):
    kong = enrol("孔国", id_number(1), orgs.dongshan)
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, line(li))
        page.write_row(2, 0, line(kong, ""))
        page.merge_range(1, 2, 2, 2, FIRST)
    batch = listing.from_workbook(target.getvalue(), channel="paper", by=wang)
    assert [row.destination for row in batch.rows.all()] == [orgs.first, orgs.first]


def test_the_last_four_with_name_and_branch_mean_a_member(wang, zhao, li, orgs):
    headers = ["姓名", "身份号码后四位", "现所在党支部", "转入党支部全称", "转移原因"]
    row = ["李明", "833X", "东山村支部", FIRST, "退休"]
    for by in (wang, zhao):
        assert [r.person for r in listed(by, row, headers=headers).rows.all()] == [li]
    assert only_said(listed(zhao, ["李明", "833X", "西河村支部", FIRST, "退休"], headers=headers)) == [NOT_THERE]


def test_a_branch_need_not_name_itself_but_its_superior_must_name_it(wang, zhao, li):
    row = line(li, number="833x")
    assert [r.person for r in listed(wang, row).rows.all()] == [li]
    assert only_said(listed(zhao, row)) == ["只写后四位的，须写明现所在党支部，或写完整号码"]


def test_two_people_with_the_same_name_and_ending_are_not_chosen_between(wang, orgs, enrol):
    ending = id_number(1)[-4:]
    for first in ("32072419900101001", "32072419910107001"):
        number = first + check_character(first)
        assert number[-4:] == ending
        enrol("王伟", number, orgs.dongshan)
    said = only_said(listed(wang, ["王伟", ending, FIRST, "退休"]))
    assert said == ["有几位同志姓名、后四位和支部都相同，请写完整号码"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("320724198008158331", "身份号码校验码错误，请核对证件（R-I1）"),
        ("320724800815833", "15位身份号码已停用，请按新证填写18位号码（R-I1）"),
        ("32072419801315833X", "身份号码校验码错误，请核对证件（R-I1）"),
        ("", "身份号码应为18位，现为0位，请核对证件（R-I1）"),
        (320724198008158330, "身份号码以数字存储，末几位已丢失；请把该列设为文本格式后按证件重新填写（R-I1）"),
        ("11010519491231002X", NOT_THERE),
    ],
)
def test_a_number_that_means_nobody_here_is_told_apart(wang, li, number, said):
    assert only_said(listed(wang, line(li, number=number))) == [said]


def test_a_name_that_does_not_belong_to_the_number_names_nobody(wang, li):
    batch = listed(wang, line(li, name="李鸣"))
    assert only_said(batch) == ["身份号码在名册中登记的是另一姓名，请核对号码和姓名（R-I3）"]
    assert batch.rows.get().person is None


def test_somebody_elses_member_is_answered_like_nobody_and_the_try_is_on_record(lin, li):
    """R-O14."""
    foreign, missing = (
        only_said(listed(lin, line(li))),
        only_said(listed(lin, line(li, number="11010519491231002X"))),
    )
    assert foreign == missing == [NOT_THERE]
    records = AccessRecord.objects.values_list("kind", "subject", "appointment")
    assert list(records) == [("foreign", f"person:{li.pk}", lin.pk)]


def test_somebody_listed_twice_is_opened_once(wang, li):
    batch = listed(wang, line(li), line(li, number="833X"))
    assert said_of(batch) == [
        (2, "ready", []),
        (3, "barred", ["与第2行是同一人，一人只能办一件（R-T13）"]),
    ]


# Where to, why, since when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        FIRST,
        "临港区朝晖街道一社区支部委员会",
        "临港区朝晖街道一社区党支部",
        "中共临港区朝晖街道一社区支部",
        "一社区支部",
    ],
)
def test_a_branch_may_be_written_as_on_the_seal_or_as_it_is_called(wang, li, orgs, name):
    assert listed(wang, line(li, name)).rows.get().destination == orgs.first


def test_a_short_name_of_several_branches_is_not_chosen_between(wang, li, orgs):
    PartyOrg.objects.filter(pk=orgs.second.pk).update(short_name="一社区支部")
    assert only_said(listed(wang, line(li, "一社区支部"))) == [
        "「一社区支部」可指中共临港区朝晖街道一社区支部委员会、中共临港区朝晖街道二社区支部委员会等，请写组织全称（R-T3）"
    ]


def test_an_unknown_branch_comes_back_with_the_names_that_are_near(wang, li):
    assert only_said(listed(wang, line(li, "中共临港区朝辉街道一社区支部委员会"))) == [
        "系统内没有「中共临港区朝辉街道一社区支部委员会」，名称相近的有：中共临港区朝晖街道一社区支部委员会（R-T3）"
    ]
    assert only_said(listed(wang, line(li, "中共海北省某厂支部委员会"))) == [
        "系统内没有「中共海北省某厂支部委员会」。请核对全称；系统外的组织请单件办理（R-T3）"
    ]
    assert only_said(listed(wang, line(li, ""))) == ["缺转入党支部全称（R-T3）"]


def test_a_branch_that_was_closed_is_refused_by_the_rule_itself(wang, li, orgs):
    PartyOrg.objects.filter(pk=orgs.first.pk).update(closed_on=date(2026, 1, 1), successor=orgs.second)
    assert only_said(listed(wang, line(li))) == [
        "一社区支部已撤销，请由承继组织重新发起（R-O11）：请中共临港区朝晖街道二社区支部委员会办理"
    ]


@pytest.mark.parametrize(
    ("value", "kept", "said"),
    [
        ("2025.3.8", "2025-03-08", []),
        ("2025年3月8日", "2025-03-08", []),
        ("20250308", "2025-03-08", []),
        ("2025年3月", "2025-03-01", ["何时起只有年月，按当月1日登记"]),
        ("2025/03/08 00:00:00", "2025-03-08", []),
        ("去年三月", "", ["何时起：日期看不懂，请写成 2011-07-01 或 2011年7月1日"]),
        ("2025-02-30", "", ["何时起：没有这一天，请核对日期"]),
        (45724.5, "", ["何时起：日期是一个数字，请把单元格设为日期或写成 2011-07-01"]),
    ],
)
def test_dates_are_read_as_offices_write_them_and_never_guessed(wang, li, value, kept, said):
    batch = listed(wang, line(li, since=value))
    assert (batch.rows.get().typed["away_since"], only_said(batch)) == (kept, said)


def test_a_real_excel_date_is_read(wang, li):
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, line(li))
        page.write_datetime(1, 4, datetime(2025, 3, 8), book.add_format({"num_format": "yyyy-mm-dd"}))
    batch = listing.from_workbook(target.getvalue(), channel="paper", by=wang)
    assert batch.rows.get().typed["away_since"] == "2025-03-08"


def test_a_note_stands_against_nothing(wang, li):
    assert listed(wang, line(li, since="2025年3月")).rows.get().state == "ready"


def test_a_formula_is_refused_not_computed(wang, li):
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, line(li))
        page.write_formula(1, 2, '="中共"&"某支部"', None, FIRST)
    batch = listing.from_workbook(target.getvalue(), channel="paper", by=wang)
    assert only_said(batch) == ["单元格C2是公式；请复制后选择性粘贴为数值"]


def test_a_reason_outside_the_list_names_the_list(wang, li):
    assert only_said(listed(wang, line(li, reason="毕业"))) == [
        "转移原因请写：工作单位变动、经常居住地变动、外出学习、退休、其他 之一"
    ]


def test_the_words_of_a_workbook_are_chinese_whatever_the_interface_speaks(wang, li):
    with override("en"):
        assert listed(wang, line(li)).rows.get().typed["reason"] == "unit_changed"
        assert reading.read(workbook(line(li)))[0].objections == []


def test_everything_wrong_with_a_row_is_said_at_once(wang):
    row = ["", "1", "", "毕业", "x", "", "2026-13", ""]
    assert only_said(listed(wang, row)) == [
        "缺姓名",
        "身份号码应为18位，现为1位，请核对证件（R-I1）",
        "缺转入党支部全称（R-T3）",
        "转移原因请写：工作单位变动、经常居住地变动、外出学习、退休、其他 之一",
        "何时起：日期看不懂，请写成 2011-07-01 或 2011年7月1日",
        "党费交至：没有这个月份，请核对日期",
    ]


def test_reading_costs_the_same_queries_for_any_number_of_rows(wang, orgs, enrol):
    people = [enrol(f"同志{n}", id_number(n), orgs.dongshan) for n in range(12)]
    costs = []
    for size in (3, 12):
        rows = [line(p, f"中共某地{n}支部委员会" if n % 2 else FIRST) for n, p in enumerate(people[:size])]
        content = workbook(*rows, ["李四", "833X", FIRST, "退休"])
        with CaptureQueriesContext(connection) as asked:
            listing.from_workbook(content, channel="paper", by=wang)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert BatchRow.objects.count() == 17
