"""Rosters as offices send them, one test a file: what an office has a right to (R4, R5, R6, R10).

All people are invented."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.utils.timezone import localdate

from members.models import PartyOrg, Person, RegisterEntry
from members.orgs import Kind
from members.people import AWAY, Stage
from members.roster.outcome import LEFT_OUT, Collected
from members.roster.running import run_file
from members.roster.workbook import Unreadable

ROSTERS = Path(__file__).parent / "rosters"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


class Read:
    """One file imported: counts, and by row number what was refused, hinted, left out (name and kind) or offered."""

    def __init__(self, name):
        heard = Collected()
        self.outcome = run_file(ROSTERS / name, listener=heard)
        self.refused, self.hints, self.left_out, self.offered = {}, {}, {}, {}
        for sheet, row, problem in heard.problems:
            if problem.kind in LEFT_OUT:
                self.left_out[sheet, row] = (heard.names[sheet, row], problem.kind)
            elif problem.kind == "offer":
                self.offered[row] = (problem.field, problem.old, problem.new)
            else:
                found = self.hints if problem.warning else self.refused
                found.setdefault(row, []).append(problem.message)

    @property
    def counts(self):
        return {name: n for name in ("new", "changed", "same", "refused") if (n := self.outcome.total(name))}


def people():
    return list(Person.objects.order_by("pk").values_list("name", flat=True))


def everything():
    found = [[model_to_dict(row) for row in model.objects.order_by("pk")] for model in (Person, PartyOrg)]
    return found, RegisterEntry.objects.count()


def test_01_a_national_summary_takes_four_and_names_the_lost_and_the_stopped():
    read = Read("01_national_summary.xlsx")
    assert (read.counts, people()) == ({"new": 4}, ["钱德福", "孟庆兰", "田家乐", "邹雨晴"])
    sheet = "党员基本信息汇总表"
    assert read.left_out == {
        (sheet, 8): ("费小军", "former"),
        (sheet, 10): ("纪长生", "former"),
        (sheet, 11): ("", "furniture"),
    }
    away = Person.objects.get(name="田家乐")
    assert (away.nationality, away.away_place, away.phone) == ("土家族", "广东省深圳市", "13900000003")
    assert read.hints == {7: ["缺外出日期：已登记为在外，请在人员页的「变更外出情况」里补上"]}
    assert (away.is_away, Person.objects.get(AWAY)) == (True, away)


def test_02_a_university_says_the_stage_under_the_heading_of_the_status():
    read = Read("02_university_onesheet.xlsx")
    assert (read.counts, read.hints) == ({"new": 2}, {})
    mei = Person.objects.get(name="梅一鸣")
    assert (mei.joined_on, mei.applied_on, mei.activist_on) == (date(2019, 6, 9), date(2017, 10, 1), date(2018, 4, 1))
    assert localdate(mei.relations.get().since) == date(2022, 7, 1)
    assert dict(Person.objects.values_list("name", "stage")) == {
        "梅一鸣": Stage.FULL,
        "洪采薇": Stage.PROBATIONARY,
    }


def test_04_the_branch_is_in_the_name_of_the_sheet_and_month_in_a_column_of_its_own():
    read = Read("04_sheet_per_village.xlsx")
    assert read.counts == {"new": 6}
    assert Counter(person.branch.short_name for person in Person.objects.all()) == {"东山村支部": 3, "西河村支部": 3}
    first = Person.objects.get(name="詹东平")
    assert (first.joined_on, first.converted_on, first.stage) == (date(1985, 7, 1), date(1986, 7, 1), Stage.FULL)
    assert set(read.left_out.values()) == {("", "furniture")}


def test_06_pre_and_full_in_one_character_and_what_stands_around_a_number():
    read = Read("06_zheng_yu.xlsx")
    assert read.counts == {"new": 4}
    assert dict(Person.objects.values_list("name", "stage")) == {
        "雷春生": Stage.FULL,
        "卞玉梅": Stage.FULL,
        "童安": Stage.PROBATIONARY,
        "应有为": Stage.FULL,
    }
    assert "身份号码后面的附注“已换证”没有登记" in read.hints[6]
    first = Person.objects.get(name="雷春生")
    assert (first.id_number, first.phone, first.dues_until) == (
        "329921197809096410",
        "13900004001",
        date(2026, 10, 1),
    )


def test_08_a_list_without_numbers_cannot_be_matched_and_says_so():
    read = Read("08_outflow_list.xlsx")
    assert (read.counts, people()) == ({}, [])
    assert (read.refused, read.left_out) == ({}, {("流出党员名册", 4): ("", "columns")})
    assert read.outcome.sheets[0].missing == ["公民身份号码"]


def test_10_an_old_workbook_is_read_and_what_cannot_be_seen_is_said():
    read = Read("10_old_format.xls")
    assert (read.counts, people()) == ({"new": 2}, ["祁山", "洛云"])
    assert read.outcome.notes == ["这种格式看不到隐藏和划掉的行，请自行核对，或另存为 .xlsx 再上传。"]


def test_12_a_text_file_in_the_national_encoding_is_read():
    read = Read("12_gbk.csv")
    assert (read.counts, people()) == ({"new": 1}, ["祁山"])


def test_14_a_spreadsheet_in_xml_says_how_to_save_it():
    with pytest.raises(Unreadable, match=r"另存为 \.xlsx 再上传"):
        Read("14_xml2003.xls")


def test_16_formatting_down_to_the_last_row_is_no_data():
    read = Read("16_formatted_to_the_bottom.xlsx")
    assert (read.counts, people()) == ({"new": 1}, ["祁山"])


def test_18_no_character_of_a_name_is_lost_and_a_nation_is_written_in_full():
    read = Read("18_names.xlsx")
    assert (read.counts, sorted(read.refused)) == ({"new": 17, "refused": 3}, [8, 11, 12])
    assert dict(
        Person.objects.filter(name__in=["那英杰", "黑铁牛", "曾祥", "令狐冲和"]).values_list("name", "nationality")
    ) == {
        "那英杰": "满族",
        "黑铁牛": "汉族",
        "曾祥": "土家族",
        "令狐冲和": "蒙古族",
    }
    assert Person.objects.values_list("name", "remark").get(name__startswith="马") == ("马", "曾用名：马六")
    brackets = "姓名里有括号，文书上会照样印出；括号不是姓名的，请改正后再导入"
    assert {row: read.hints[row] for row in (6, 9, 10, 21)} == {
        6: ["姓名中的空格没有登记，请与身份证核对"],
        9: [brackets],
        10: [brackets],
        21: ["姓名后面的曾用名没有写进姓名，已记入备注，请与身份证核对"],
    }


def test_20_who_has_left_or_is_hidden_is_named_and_never_taken():
    read = Read("20_hidden_and_struck.xlsx")
    assert (read.counts, people()) == ({"new": 1}, ["章在册"])
    assert read.left_out == {
        ("在册", 3): ("章转出", "struck"),
        ("在册", 4): ("章去世", "former"),
        ("在册", 5): ("章隐藏", "hidden"),
        ("在册", 6): ("章除名", "former"),
        ("2019年旧表", 2): ("章旧人", "hidden"),
        ("已转出党员", 2): ("章已走", "former"),
    }


def test_22_codes_become_words():
    read = Read("22_codes.xlsx")
    assert read.counts == {"new": 2}
    facts = ("gender", "nationality", "education", "stage")
    assert list(Person.objects.order_by("pk").values_list(*facts)) == [
        ("male", "汉族", "普通高中毕业", Stage.FULL),
        ("female", "土家族", "大学本科毕业", Stage.PROBATIONARY),
    ]


def test_24_what_is_unlikely_is_hinted_and_what_only_looks_so_is_not():
    read = Read("24_implausible.xlsx")
    assert read.counts == {"new": 11, "refused": 3}
    assert read.hints == {
        2: ["按身份号码，入党时未满18岁，请核对入党日期和号码"],
        3: ["身份号码的前两位不是任何省份的代码，请核对号码"],
        6: ["按身份号码已过115岁，请核对号码"],
        7: ["入党不到一年就转正，请核对两个日期"],
        8: ["入党两年多以后才转正，请核对两个日期"],
        9: ["预备期已超过两年，请核对党员类别和入党日期"],
    }


def test_26_a_register_of_branches_is_read():
    read = Read("26_branches.xlsx")
    assert read.counts == {"new": 1}
    branch = PartyOrg.objects.get(short_name="新桥村支部")
    assert (branch.kind, branch.parent.short_name, branch.founded_on) == (Kind.BRANCH, "长田镇党委", date(2017, 9, 1))


def test_28_a_heading_below_sixteen_lines_of_instructions_is_found():
    read = Read("28_instructions_above.xlsx")
    assert (read.counts, people()) == ({"new": 1}, ["深表"])
    assert read.outcome.layouts["Sheet"].top == 18


def test_31_the_same_people_with_other_dots_are_the_same():
    Read("18_names.xlsx")
    before = everything()
    read = Read("31_second_time_other_dots.xlsx")
    assert (read.counts, read.refused) == ({"same": 5}, {})
    assert read.offered == {6: ("name", "李强（大）", "李强"), 7: ("name", "李强（小）", "李强")}
    assert everything() == before


def test_34_an_example_and_instructions_are_no_people():
    read = Read("34_example_row.xlsx")
    assert (read.counts, people(), read.refused) == ({"new": 1}, ["真一"], {})
    assert read.left_out == {("Sheet", 2): ("", "furniture"), ("Sheet", 3): ("", "furniture")}


def test_36_a_number_in_exponents_is_pointed_out_and_too_long_cells_come_back():
    read = Read("36_long_cells.xlsx")
    assert read.counts == {"new": 5, "refused": 3}
    assert read.refused == {
        3: ["「手机号」超过40字"],
        7: ["「工作岗位」超过60字"],
        8: ["民族不在56个民族之内，请按证件写一个民族的全称"],
    }
    assert read.hints == {5: ["电话是科学记数法，末几位可能已丢失，没有登记"]}
    assert dict(Person.objects.values_list("name", "phone")) == {
        "长一": "13900005001",
        "长三": "13900005001",
        "长四": "",
        "长五": "",
        "长八": "",
    }


@pytest.mark.parametrize("name", sorted(file.name for file in ROSTERS.iterdir() if not file.name.startswith("14")))
def test_a_second_import_changes_nothing(name):
    first = Read(name)
    before = everything()
    again = Read(name)
    assert everything() == before
    assert again.outcome.total("new") == again.outcome.total("changed") == 0
    assert again.outcome.total("same") == first.outcome.total("new")
    assert (again.refused, again.left_out) == (first.refused, first.left_out)


def test_the_command_reads_the_same(capsys):
    call_command("import_roster", str(ROSTERS / "20_hidden_and_struck.xlsx"))
    said = capsys.readouterr().out
    assert "在册：1行，新增1，更新0，未变0，退回0，提示0，没有读4" in said
    assert "章" not in said
