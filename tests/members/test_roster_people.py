"""Rows about people: what is refused and why, what goes in with a warning, what a later roster may change."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.db import connection

from members.models import AccessRecord, Person, Relation, RosterProblem
from members.people import Stage
from members.roster.outcome import Collected
from members.roster.running import run_file
from members.roster.workbook import Unreadable
from members.tree_changes import close

LI = {
    "姓名": "李明",
    "性别": "男",
    "民族": "汉族",
    "公民身份号码": "32072419800815833X",
    "入党日期": "2011-07-01",
    "转正日期": "2012-07-01",
    "党员类别": "正式党员",
    "所在党支部": "东山村支部",
    "手机号": "13586399530",
    "党费交至": "2026-11",
    "外出日期": "",
    "流入地党支部": "",
    "备注": "",
}
WANG = {**LI, "姓名": "王秀英", "性别": "女", "公民身份号码": "320724197209091042"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


@pytest.fixture
def bring(tmp_path):
    """Import rows given as facts: `bring(LI, WANG, by=…)` returns outcome, refusals and warnings by Excel row."""

    def run(*rows, sheet="党员花名册", above=(), below=(), fill=None, **options):
        file = tmp_path / "roster.xlsx"
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet(sheet)
            lines = [*above, list(rows[0]), *(list(row.values()) for row in rows), *below]
            for number, line in enumerate(lines):
                page.write_row(number, 0, line)
            if fill:
                fill(page)
        heard = Collected()
        outcome = run_file(file, listener=heard, **options)
        said = {False: {}, True: {}}
        for _sheet, row, problem in heard.problems:
            said[problem.warning].setdefault(row, []).append(str(problem))
        return outcome, said[False], said[True]

    return run


def counts(outcome):
    return [outcome.total(name) for name in ("new", "changed", "same", "refused")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"姓名": " "}, "姓名为空或超过60字"),
        ({"公民身份号码": "320724198008158331"}, "身份号码校验码错误，请核对证件（R-I1）"),
        (
            {"公民身份号码": 320724198008158330},
            "身份号码以数字存储，末几位已丢失；请把该列设为文本格式后按证件重新填写（R-I1）",
        ),
        ({"公民身份号码": ""}, "身份号码应为18位，现为0位，请核对证件（R-I1）"),
        ({"性别": "其他"}, "性别应为“男”或“女”"),
        ({"入党日期": ""}, "缺入党日期"),
        ({"入党日期": "2027-01-01", "转正日期": ""}, "入党日期在将来"),
        ({"入党日期": "1979-07-01"}, "日期早于身份号码中的出生日期"),
        ({"转正日期": "2010-07-01"}, "转正日期早于入党日期"),
        ({"转正日期": "2027-07-01"}, "转正日期在将来"),
        ({"党员类别": "党员"}, "党员类别应为“正式党员”或“预备党员”"),
        ({"党员类别": "预备党员"}, "预备党员不应有转正日期，请核对党员类别"),
        ({"所在党支部": ""}, "缺所在党支部（R-T10）"),
        ({"所在党支部": "南山村支部"}, "所在党支部「南山村支部」不在系统内（R-T10）"),
        ({"所在党支部": "长田镇党委"}, "「长田镇党委」不是党支部，或已撤销（R-T10）"),
        ({"党费交至": "去年"}, "党费交至：日期看不懂，请写成 2011-07-01 或 2011年7月1日"),
        ({"手机号": "1" * 41}, "「手机号」超过40字"),
        ({"外出日期": "2026-12-01"}, "外出日期在将来"),
    ],
)
def test_a_bad_row_is_refused_with_what_to_do(bring, changes, sentence):
    outcome, refusals, _warnings = bring({**LI, **changes}, WANG)
    assert refusals == {2: [sentence]}
    assert counts(outcome) == [1, 0, 0, 1]
    assert list(Person.objects.values_list("name", flat=True)) == ["王秀英"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"性别": "女"}, "性别与身份号码第17位不符，已按表登记，请核对（R-I2）"),
        ({"入党日期": "2011-07"}, "入党日期只有年月，按当月1日登记"),
        ({"流入地党支部": "某市某支部", "外出日期": "2026-03-02"}, "流入地党支部不在系统内，已按原文登记（R-T10）"),
    ],
)
def test_a_doubtful_row_goes_in_and_the_doubt_is_recorded(bring, changes, sentence):
    outcome, refusals, warnings = bring({**LI, **changes})
    assert (refusals, warnings) == ({}, {2: [sentence]})
    assert counts(outcome) == [1, 0, 0, 0]
    problem = RosterProblem.objects.get()
    assert (problem.warning, problem.person.name, problem.row) == (True, "李明", 2)


def test_all_that_is_wrong_with_a_row_is_said_at_once(bring):
    _outcome, refusals, _warnings = bring({**LI, "姓名": "", "公民身份号码": "1", "所在党支部": ""})
    assert refusals == {
        2: ["姓名为空或超过60字", "身份号码应为18位，现为1位，请核对证件（R-I1）", "缺所在党支部（R-T10）"]
    }


def test_a_number_twice_in_the_file_counts_for_the_first_row(bring):
    outcome, refusals, _warnings = bring(LI, {**WANG, "公民身份号码": LI["公民身份号码"]})
    assert refusals[3][0] == "身份号码与「党员花名册」第2行重复（R-I3）"
    assert counts(outcome) == [1, 0, 0, 1]


def test_furniture_around_the_table_is_passed_over(bring):
    header = list(LI)
    outcome, refusals, _warnings = bring(
        LI,
        above=[["长田镇党员花名册"], [], ["填报单位：长田镇党委"]],
        below=[[], header, list(WANG.values()), ["合 计", "2人"], ["填表人：张三", "", "审核人：李四"]],
    )
    assert (counts(outcome), refusals) == ([2, 0, 0, 0], {})


def test_a_branch_merged_over_several_rows_counts_for_each(bring):
    blank = {**WANG, "所在党支部": ""}
    column = list(LI).index("所在党支部")
    outcome, _refusals, _warnings = bring(
        LI, blank, fill=lambda page: page.merge_range(1, column, 2, column, "东山村支部")
    )
    assert counts(outcome) == [2, 0, 0, 0]


def test_a_formula_sends_the_row_back_and_names_the_cell(bring):
    column = list(LI).index("转正日期")
    outcome, refusals, _warnings = bring(
        LI, fill=lambda page: page.write_formula(1, column, "=TODAY()", value="2012-07-01")
    )
    assert refusals == {2: ["单元格F2是公式；请复制后选择性粘贴为数值"]}
    assert counts(outcome) == [0, 0, 0, 1]


def test_what_was_typed_loosely_is_tidied(bring):
    bring(
        {
            **LI,
            "姓名": "李　明",
            "民族": "汉",
            "公民身份号码": " ３２０７２４１９８００８１５８３３ｘ",
            "入党日期": "2011年7月1日",
            "转正日期": date(2012, 7, 1).isoformat().replace("-", "."),
            "手机号": "１３５ 8639 9530",
            "流入地党支部": "一社区支部",
        }
    )
    li = Person.objects.get()
    assert (li.name, li.nationality, li.masked_id) == ("李明", "汉族", "320724********833X")
    assert (li.joined_on, li.converted_on, li.phone) == (date(2011, 7, 1), date(2012, 7, 1), "13586399530")
    assert (li.away_branch.short_name, li.pinyin) == ("一社区支部", "liming")
    assert li.relations.get().since == datetime(2011, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_markup_in_a_name_is_kept_as_written(bring):
    bring({**LI, "姓名": "<script>alert(1)</script>"})
    assert Person.objects.get().name == "<script>alert(1)</script>"


def test_a_later_roster_changes_how_to_reach_a_member_and_erases_nothing(bring):
    bring({**LI, "备注": "困难党员"})
    before = list(Relation.objects.values())
    outcome, refusals, _warnings = bring({**LI, "手机号": "13900000000", "党费交至": "2026-12", "备注": ""})
    li = Person.objects.get()
    assert (counts(outcome), refusals) == ([0, 1, 0, 0], {})
    assert (li.phone, li.dues_until, li.remark) == ("13900000000", date(2026, 12, 1), "困难党员")
    assert list(Relation.objects.values()) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"姓名": "李鸣"}, "姓名与登记的不同；核对后可逐行作为更正接受，没有自动改"),
        ({"入党日期": "2011-06-01"}, "入党日期与登记的不同；核对后可逐行作为更正接受，没有自动改"),
    ],
)
def test_what_a_later_roster_has_otherwise_is_offered_and_not_changed(bring, changes, sentence):
    bring(LI)
    before = Person.objects.values().get()
    outcome, refusals, warnings = bring({**LI, **changes})
    assert (counts(outcome), outcome.total("offered"), refusals) == ([0, 0, 0, 0], 1, {})
    assert warnings == {2: [sentence]}
    assert Person.objects.values().get() == before


def test_another_stage_is_offered_and_decided_by_no_list(bring):
    bring(LI)
    outcome, refusals, _warnings = bring({**LI, "党员类别": "预备党员", "转正日期": ""})
    assert (counts(outcome), outcome.total("offered"), refusals) == ([0, 0, 0, 0], 1, {})
    assert Person.objects.get().stage == Stage.FULL


def test_a_later_roster_moves_no_relation(bring):
    bring(LI)
    outcome, refusals, _warnings = bring({**LI, "所在党支部": "西河村支部"})
    assert refusals == {2: ["已登记在其他党支部；变更党支部须办理组织关系接转（R-T9）"]}
    assert counts(outcome) == [0, 0, 0, 1]
    assert Person.objects.get().branch.short_name == "东山村支部"


def test_a_later_roster_may_fill_in_what_was_unknown(bring):
    bring({**LI, "转正日期": ""})
    outcome, _refusals, _warnings = bring(LI)
    assert counts(outcome) == [0, 1, 0, 0]
    assert Person.objects.get().converted_on == date(2012, 7, 1)


def test_an_importer_brings_in_only_people_of_the_own_reach(bring, orgs, appoint):
    organiser = appoint("周组织", "organiser", orgs.town, "organiser")
    stranger = {**WANG, "所在党支部": "中共临港区朝晖街道一社区支部委员会"}
    outcome, refusals, _warnings = bring(LI, stranger, by=organiser)
    assert refusals == {3: ["所在党支部不在本组织管理范围内，请由其上级导入（R-O12）"]}
    assert counts(outcome) == [1, 0, 0, 1]


def test_a_closed_branch_takes_nobody_in(bring, orgs, decided):
    close(orgs.xihe, decision=decided())
    _outcome, refusals, _warnings = bring({**LI, "所在党支部": "西河村支部"})
    assert refusals == {2: ["「西河村支部」不是党支部，或已撤销（R-T10）"]}


def test_activists_and_applicants_are_told_apart(bring):
    facts = {
        "姓名": "何佳怡",
        "公民身份号码": "320724199805168869",
        "申请入党日期": "2025-03-10",
        "确定积极分子日期": "2025-09-20",
        "所在党支部": "东山村支部",
        "培养联系人": "王秀英",
    }
    applicant = {**facts, "姓名": "李明", "公民身份号码": LI["公民身份号码"], "确定积极分子日期": ""}
    _outcome, refusals, _warnings = bring(facts, applicant, sheet="入党积极分子", applicants=True)
    assert refusals == {}
    assert [(p.name, p.stage, p.gender, p.cultivation_contact) for p in Person.objects.order_by("pk")] == [
        ("何佳怡", Stage.ACTIVIST, "female", "王秀英"),
        ("李明", Stage.APPLICANT, "male", "王秀英"),
    ]


def test_what_is_no_workbook_is_not_imported(tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("姓名,性别")
    with pytest.raises(Unreadable):
        run_file(file)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_the_same_for_one_row_and_for_three(bring, rows, django_assert_num_queries):
    numbers = ["32072419800815833X", "320724195909105119", "32072419900714431X"]
    gate = 1 if connection.vendor == "postgresql" else 0  # the tree's gate is a statement of its own there
    with django_assert_num_queries(15 + gate):
        bring(*({**LI, "性别": "男", "公民身份号码": number} for number in numbers[:rows]))


def test_a_number_registered_beyond_ones_reach_is_found_out_on_record(bring, orgs, li, chen, zhao):
    """S8: the answer says that it is registered elsewhere, so the try is written down, once a day."""
    row = {**LI, "所在党支部": "一社区支部"}
    for _again in range(2):
        _outcome, refusals, _warnings = bring(row, by=chen)
        assert refusals == {2: ["已登记在其他党支部；变更党支部须办理组织关系接转（R-T9）"]}
    found = AccessRecord.objects.values_list("kind", "appointment", "subject", "reason")
    assert list(found) == [("foreign", chen.pk, f"person:{li.pk}", "花名册导入 2026-11-23")]


def test_a_number_within_ones_reach_is_ones_own_business(bring, li, zhao):
    bring({**LI, "所在党支部": "西河村支部"}, by=zhao)
    assert not AccessRecord.objects.exists()
