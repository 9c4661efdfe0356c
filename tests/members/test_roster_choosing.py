"""A file whose headings say nothing known is read as somebody says on the command line."""

from datetime import date
from io import StringIO

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from members.models import Person
from members.people import Stage

ROW = ["王秀英", "320724197209091042", "1996-07-01", "1997-07-01"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


@pytest.fixture
def odd(tmp_path):
    """Two sheets; the first has headings nobody knows below two lines, the second the same people once more."""
    target = tmp_path / "odd.xlsx"
    with xlsxwriter.Workbook(target) as book:
        for name in ("甲", "乙"):
            page = book.add_worksheet(name)
            for number, row in enumerate([["关于上报的通知"], [], ["称呼", "证件", "何年加入", "何年转", "其他"], ROW]):
                page.write_row(number, 0, row)
    return target


def told(file, *options):
    said = StringIO()
    call_command("import_roster", str(file), *options, stdout=said)
    return said.getvalue().splitlines()


def test_columns_kind_row_branch_and_missing_values_are_said(odd):
    lines = told(
        odd,
        *("--sheet", "甲", "--kind", "members", "--heading-row", "3"),
        *("--column", "称呼=姓名", "--column", "B=身份证号", "--column", "何年加入=joined_on"),
        *("--column", "何年转=转正日期"),
        *("--branch", "中共青石县长田镇东山村支部委员会"),
        *("--default", "党员类别=正式党员", "--default", "党费交至=2026-11"),
    )
    assert lines[:3] == [
        "已导入：",
        "  甲：1行，新增1，更新0，未变0，退回0，提示0",
        "  乙：不是花名册，没有读",
    ]
    person = Person.objects.get()
    assert (person.name, person.branch.short_name, person.stage) == ("王秀英", "东山村支部", Stage.FULL)
    assert (person.joined_on, person.converted_on, person.dues_until) == (
        date(1996, 7, 1),
        date(1997, 7, 1),
        date(2026, 11, 1),
    )


def test_without_a_word_the_file_is_refused_and_the_options_are_named(odd):
    with pytest.raises(CommandError, match="也可以用选项写明哪一列是什么"):
        told(odd)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--sheet", "丙"], "没有工作表「丙」，只有甲、乙"),
        (["--kind", "members", "--heading-row", "3", "--column", "工号=姓名"], "表头里没有「工号」，只有称呼、证件"),
        (["--kind", "members", "--heading-row", "3", "--column", "称呼=绰号"], "没有「绰号」这一项，可以写姓名、性别"),
    ],
)
def test_what_is_not_there_is_named(odd, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        told(odd, *options)
