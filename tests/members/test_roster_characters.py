"""Rare, private and missing characters in a roster: kept, set right and said, or refused by name (R-P10)."""

from pathlib import Path

import pytest
import xlsxwriter

from members import characters
from members.models import PartyOrg, Person
from members.roster.outcome import Collected
from members.roster.running import run_file
from tests.members.test_roster_people import LI, WANG, bring, counts  # noqa: F401  a fixture

ROSTER = Path(__file__).parent / "rosters" / "18_names.xlsx"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


@pytest.mark.parametrize("name", ["李𠮷", "李\U00031350", "李\u9fef", "李㐂", "欧阳喆玥堃翀"])
def test_a_rare_name_is_stored_whole(bring, name):  # noqa: F811
    outcome, refusals, warnings = bring({**LI, "姓名": name})
    assert (counts(outcome), refusals, warnings) == ([1, 0, 0, 0], {}, {})
    assert Person.objects.get().name == name


def test_a_private_character_of_gbk_becomes_the_standard_one_and_the_row_says_so(bring):  # noqa: F811
    outcome, refusals, warnings = bring({**LI, "姓名": "王\ue863", "备注": "原名王\ue863"})
    assert (counts(outcome), refusals) == ([1, 0, 0, 0], {})
    assert warnings == {
        2: [
            "「姓名」中的自造字已换成标准字“䶮”（U+4DAE），请核对（R-P10）",
            "「备注」中的自造字已换成标准字“䶮”（U+4DAE），请核对（R-P10）",
        ]
    }
    person = Person.objects.get()
    assert (person.name, person.remark) == ("王䶮", "原名王䶮")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("王\ue000", "U+E000是自造字或没有读出的字，无法印在文书上；请按证件改用输入法里的标准字。（R-P10）"),
        ("王？", "名称中有“？”：是导出时丢掉的生僻字，请按证件或印章补上原字；是记号，请删去。（R-P10）"),
        ("李\U0002ebf0", "字库没有“\U0002ebf0”（U+2EBF0），无法印在文书上"),
    ],
)
def test_a_name_that_cannot_stand_on_a_paper_comes_back_with_the_character(bring, name, words):  # noqa: F811
    outcome, refusals, _warnings = bring({**LI, "姓名": name}, WANG)
    assert counts(outcome) == [1, 0, 0, 1]
    assert len(refusals[2]) == 1
    assert refusals[2][0].startswith(words)


def test_a_remark_is_kept_as_it_is_and_said(bring):  # noqa: F811
    outcome, _refusals, warnings = bring({**LI, "备注": "又名\ue000"})
    assert counts(outcome) == [1, 0, 0, 0]
    assert warnings[2] == ["「备注」中的U+E000没有字库可印，已原样登记；印在文书上以前须改写或安装字库（R-P10）"]
    assert Person.objects.get().remark == "又名\ue000"


def test_another_dot_is_the_same_person(bring):  # noqa: F811
    bring({**LI, "姓名": "买买提·吐尔逊"})
    outcome, refusals, warnings = bring({**LI, "姓名": "买买提・吐尔逊"})
    assert (counts(outcome), refusals) == ([0, 0, 1, 0], {})
    assert warnings == {2: ["姓名中的间隔点已写成身份证上的“·”，请核对（R-P10）"]}


def test_a_roster_of_twenty_difficult_names_loses_none():
    """Each is stored as on the card, or comes back with the character named."""
    heard = Collected()
    run_file(ROSTER, listener=heard)
    names = set(Person.objects.values_list("name", flat=True))
    assert {"王䶮", "李\U00031350", "阿卜杜拉·买买提", "阿依古丽·吐尔逊", "欧阳建国", "张𠮷", "乜荣"} <= names
    refused = {row: str(problem) for _sheet, row, problem in heard.problems if not problem.warning}
    assert {row: words.split("，")[0].split("：")[0] for row, words in refused.items() if "R-P10" in words} == {
        8: "有看不见的字符 U+E0100",
        11: "名称中有“*”",
        12: "名称中有“*”",
    }
    assert not any(characters.UNSEEN.search(name) or characters.PRIVATE.search(name) for name in names)


def test_an_organisation_says_it_too(tmp_path, orgs):
    rows = [
        {"组织全称": "中共青石县长田镇\ue863山村支部委员会", "组织类别": "党支部", "上级党组织": "长田镇党委"},
        {"组织全称": "中共青石县长田镇？山村支部委员会", "组织类别": "党支部", "上级党组织": "长田镇党委"},
    ]
    outcome, said = run_rows(tmp_path, "组织", rows)
    assert counts(outcome) == [1, 0, 0, 1]
    assert PartyOrg.objects.filter(name="中共青石县长田镇䶮山村支部委员会").exists()
    assert "已换成标准字“䶮”" in said[0]
    assert "名称中有“？”" in said[1]


def run_rows(folder: Path, sheet: str, rows: list[dict[str, str]]):
    file = folder / "orgs.xlsx"
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet(sheet)
        for number, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            page.write_row(number, 0, line)
    heard = Collected()
    outcome = run_file(file, listener=heard)
    return outcome, [str(problem) for _sheet, _row, problem in heard.problems]
