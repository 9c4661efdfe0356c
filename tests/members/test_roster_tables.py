"""Tables as they lie in a sheet: two side by side, hidden and struck parts, formulas beside, rows of the form."""

import pytest

from members.models import Person
from tests.members.test_roster_people import LI, WANG, bring, counts  # noqa: F401  a fixture

WIDTH = len(LI)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


def names():
    return sorted(Person.objects.values_list("name", flat=True))


def test_a_second_table_beside_the_first_is_read_too(bring):  # noqa: F811
    def beside(page):
        page.write_row(0, WIDTH + 1, list(WANG))
        page.write_row(1, WIDTH + 1, list(WANG.values()))

    outcome, refusals, _hints = bring(LI, fill=beside)
    assert (counts(outcome), refusals) == ([2, 0, 0, 0], {})
    assert names() == ["李明", "王秀英"]


def test_the_longer_table_goes_on_beside_nothing(bring):  # noqa: F811
    def beside(page):
        page.write_row(0, WIDTH + 1, list(WANG))
        page.write_row(2, WIDTH + 1, list(WANG.values()))

    outcome, refusals, _hints = bring(LI, fill=beside)
    assert (counts(outcome), refusals) == ([2, 0, 0, 0], {})


def test_a_formula_in_a_column_that_is_not_read_is_no_fault(bring):  # noqa: F811
    def age(page):
        page.write(0, WIDTH, "年龄")
        page.write_formula(1, WIDTH, "=2026-1980", value=46)

    outcome, refusals, _hints = bring(LI, fill=age)
    assert (counts(outcome), refusals) == ([1, 0, 0, 0], {})


def test_a_hidden_column_is_not_read_and_said(bring):  # noqa: F811
    column = list(LI).index("手机号")
    outcome, refusals, hints = bring(
        LI, fill=lambda page: page.set_column(column, column, None, None, {"hidden": True})
    )
    assert (counts(outcome), refusals) == ([1, 0, 0, 0], {})
    assert hints == {1: ["隐藏的列「手机号」没有读；要读请在表里取消隐藏，或在对应列的地方选上"]}
    assert Person.objects.get().phone == ""


def test_hidden_rows_are_named_and_others_read(bring):  # noqa: F811
    outcome, refusals, hints = bring(LI, WANG, fill=lambda page: page.set_row(1, None, None, {"hidden": True}))
    assert (counts(outcome), refusals) == ([1, 0, 0, 0], {})
    assert hints == {2: ["隐藏的行，没有读；要读请在表里取消隐藏"]}
    assert names() == ["王秀英"]


@pytest.mark.parametrize(
    "line",
    [
        ["合 计", "2人"],
        ["填表人：", "张三", "审核人：", "李四", "联系电话："],
        ["注：本表一式两份"],
        ["示例", "男"],
        ["必填", "男/女", "", "必填"],
        list(LI),
    ],
)
def test_a_row_of_the_form_is_named_and_not_taken(bring, line):  # noqa: F811
    outcome, refusals, hints = bring(LI, below=[line])
    assert (counts(outcome), outcome.total("left_out"), refusals) == ([1, 0, 0, 0], 1, {})
    assert list(hints) == [3]
    assert hints[3][0].endswith("没有读")


def test_the_number_is_told_by_its_values_where_the_heading_says_nothing(bring):  # noqa: F811
    rows = [
        {("号码一栏" if name == "公民身份号码" else name): value for name, value in row.items()} for row in (LI, WANG)
    ]
    outcome, refusals, _hints = bring(*rows)
    assert (counts(outcome), refusals) == ([2, 0, 0, 0], {})
    layout = outcome.layouts["党员花名册"]
    [column] = [index for index, name in layout.fields.items() if name == "id_number"]
    assert layout.evidence[column].sentence() == "按值认出；抽看的2个值里2个通过身份号码校验"
    assert layout.unclear == [column]
    assert outcome.previews["党员花名册"]["samples"][str(column)] == ["3207…833X", "3207…1042"]


def test_a_branch_is_taken_from_the_title_and_a_column_comes_before_it(bring):  # noqa: F811
    title = [["东山村党支部党员花名册"], []]
    without = {name: value for name, value in LI.items() if name != "所在党支部"}
    bring(without, above=title)
    assert Person.objects.get().branch.short_name == "东山村支部"
    bring({**WANG, "所在党支部": "西河村支部"}, above=title)
    assert Person.objects.get(name="王秀英").branch.short_name == "西河村支部"
