"""A list of people as offices paste or send it: headings, none, tabs, commas, spaces, .xlsx, .csv (R-O12)."""

from io import BytesIO

import pytest
import xlsxwriter

from members import sealing
from members.opening import posts, reading
from members.roster.workbook import Unreadable

ZHANG = ("张伟", "东山村支部", "secretary", "", "", "")


def told(rows) -> list[tuple]:
    return [(r.name, r.org_said, r.post, r.title, r.username, r.phone) for r in rows]


@pytest.mark.parametrize(
    "text",
    [
        "张伟 东山村支部 书记",
        "张伟\t东山村支部\t书记",
        "张伟，东山村支部，书记",
        "东山村支部,书记,张伟",
        "\n  书记 张伟   东山村支部 \n\n",
        "姓名\t组织\t职务\n张伟\t东山村支部\t书记",
        "岗位,所在党支部,姓名\n书记,东山村支部,张伟",
    ],
)
def test_a_pasted_line_is_read_whatever_stands_between_its_parts(text):
    assert told(reading.from_text(text)) == [ZHANG]


def test_name_phone_and_number_are_told_by_their_looks():
    rows = reading.from_text("13905180001 li.ming 长田镇党委 李明 组织员 833x\n王芳 西河村支部 第一书记")
    assert told(rows) == [
        ("李明", "长田镇党委", "organiser", "", "li.ming", "13905180001"),
        ("王芳", "西河村支部", "secretary", "第一书记", "", ""),
    ]
    assert (rows[0].id_tail_index, rows[0].id_index) == (sealing.blind("833X", "tail"), "")


def test_a_whole_number_is_kept_as_its_index_only():
    (row,) = reading.from_text("李明 东山村支部 书记 32072419800815833x")
    assert row.id_index == sealing.blind("32072419800815833X", "id")
    assert "320724" not in repr(vars(row))


def test_lines_of_different_length_under_a_heading_are_read():
    rows = reading.from_text(
        "姓名,党组织名称,职务,用户名,联系电话\n张伟,东山村支部,书记\n李明,西河村支部,书记,liming,1390"
    )
    assert told(rows) == [ZHANG, ("李明", "西河村支部", "secretary", "", "liming", "1390")]


@pytest.mark.parametrize(
    ("said", "post", "title"),
    [
        ("书记", "secretary", ""),
        ("党总支书记", "secretary", "党总支书记"),
        ("副书记", "deputy", ""),
        ("组织委员", "commissioner", ""),
        ("组织员", "organiser", ""),
        ("审批人", "approver", ""),
        ("经办人", "clerk", ""),
        ("管理员", "administrator", "管理员"),
        ("宣传委员", "", "宣传委员"),
    ],
)
def test_what_an_office_calls_a_post(said, post, title):
    assert (posts.meant(said), posts.title_of(said, post)) == (post, title)


def test_a_post_and_a_title_may_stand_in_two_columns():
    (row,) = reading.from_text("姓名,组织,岗位,职务\n孙丽,青石县委组织部,审批人,组织科科长")
    assert (row.post, row.title) == ("approver", "组织科科长")


def workbook(*rows) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return target.getvalue()


def test_a_workbook_with_a_title_row_and_a_telephone_kept_as_a_number():
    content = workbook(
        ["长田镇支部书记名单"],
        ["序号", "姓名", "支部名称", "职务", "手机"],
        [1, "张伟", "东山村支部", "书记", 13905180001],
    )
    assert told(reading.from_file(content)) == [("张伟", "东山村支部", "secretary", "", "", "13905180001")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_as_spreadsheets_save_it(encoding):
    content = "姓名,组织,职务\r\n张伟,东山村支部,书记\r\n".encode(encoding)
    assert told(reading.from_file(content)) == [ZHANG]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (workbook(["编号", "金额"], [1, 2]), 422),
        (b"\x89PNG\r\n\x00\x00", 415),
        (b"\xff" * (2 * 2**20 + 1), 413),
        (b"\n", 422),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content, status):
    with pytest.raises(Unreadable) as refused:
        reading.from_file(content)
    assert refused.value.status == status


def test_more_than_five_hundred_are_refused():
    assert len(reading.from_text("张伟 东山村支部 书记\n" * 500)) == 500
    with pytest.raises(Unreadable, match="名单超过500人"):
        reading.from_text("张伟 东山村支部 书记\n" * 501)
