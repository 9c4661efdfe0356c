"""The sheet of organisations: any order, lawful kinds and power, names that are free, data that changes."""

import pytest
import xlsxwriter

from members import roster
from members.models import PartyOrg
from members.orgs import Kind
from members.roster.outcome import Collected
from members.roster.running import run_file
from members.tree_changes import rename

HEADERS = ["组织全称", "组织类别", "上级党组织", "审批预备党员权限", "书记", "联系电话"]
TOWN = "中共青石县长田镇委员会"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def bring(tmp_path):
    def run(*rows, **options):
        file = tmp_path / "orgs.xlsx"
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet("党组织")
            for number, row in enumerate([HEADERS, *rows]):
                page.write_row(number, 0, row)
        heard = Collected()
        outcome = run_file(file, listener=heard, **options)
        return [outcome.total(n) for n in ("new", "changed", "same", "refused")], {
            row: str(problem) for _sheet, row, problem in heard.problems
        }

    return run


def test_parents_may_stand_below_their_children(bring):
    counts, problems = bring(
        ["中共海河县第一镇东村支部委员会", "支部", "第一镇党委", "", "甲", "1"],
        ["中共海河县第一镇委员会", "党委", "中共海河县委员会", "是", "乙", "2"],
        ["中共海河县委员会", "党委", "", "是", "丙", "3"],
    )
    assert (counts, problems) == ([3, 0, 0, 0], {})
    branch = PartyOrg.objects.get(short_name="东村支部")
    assert [org.short_name for org in branch.chain()] == ["东村支部", "第一镇党委", "海河县委"]
    assert branch.base_committee().document_code == "第镇组"


def test_two_branches_of_one_short_name_both_grow_longer(bring):
    bring(
        ["中共海河县委员会", "党委", "", "是", "", ""],
        ["中共海河县东镇委员会", "党委", "中共海河县委员会", "是", "", ""],
        ["中共海河县西镇委员会", "党委", "中共海河县委员会", "是", "", ""],
        ["中共海河县东镇南村支部委员会", "党支部", "中共海河县东镇委员会", "否", "", ""],
        ["中共海河县西镇南村支部委员会", "党支部", "中共海河县西镇委员会", "否", "", ""],
    )
    assert set(PartyOrg.objects.filter(kind=Kind.BRANCH).values_list("short_name", flat=True)) == {
        "东镇南村支部",
        "西镇南村支部",
    }


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "党支部", TOWN, "", "", ""], "组织全称为空或超过120字"),
        (["中共甲支部", "协会", TOWN, "", "", ""], None),
        (["中共甲支部", "党支部", "", "", "", ""], "除最高一级党委外，都须写明上级党组织（R-O3）"),
        (
            ["中共甲支部", "党支部", "不存在党委", "", "", ""],
            "上级党组织「不存在党委」不在系统内（R-O3）",
        ),
        (["中共甲支部", "党支部", "东山村支部", "", "", ""], "上级党组织已撤销或类别不高于本组织（R-O3）"),
        (["中共甲支部", "党支部", TOWN, "是", "", ""], "党支部没有审批预备党员的权限，只能审议（R-O6）"),
        (
            ["中共长田镇甲村委员会", "党委", TOWN, "是", "", ""],
            "镇、街道以下的党委没有审批预备党员的权限，只能审议（R-O6）",
        ),
        (["中共甲支部", "党支部", TOWN, "也许", "", ""], "请填“是”或“否”"),
        (
            [TOWN, "党工委", "中共青石县委员会", "是", "", ""],
            "类别或上级与登记不同；调整隶属关系请由管理员在组织页面办理（R-O3）",
        ),
        (
            [TOWN, "党委", "中共临港区委员会", "是", "", ""],
            "类别或上级与登记不同；调整隶属关系请由管理员在组织页面办理（R-O3）",
        ),
        (
            [TOWN, "党委", "中共青石县委员会", "否", "", ""],
            "审批权限与登记不同；权限由上级在组织页面授予或收回（R-O6）",
        ),
    ],
)
def test_a_bad_organisation_is_refused(bring, orgs, row, sentence):
    before = PartyOrg.objects.count()
    counts, problems = bring(row)
    assert counts == [0, 0, 0, 1]
    if sentence:
        assert problems == {2: sentence}
    assert PartyOrg.objects.count() == before


def test_a_cycle_and_a_double_are_refused(bring):
    counts, problems = bring(
        ["中共甲委员会", "党委", "中共乙委员会", "", "", ""],
        ["中共乙委员会", "党委", "中共甲委员会", "", "", ""],
        ["中共丙委员会", "党委", "", "", "", ""],
        ["中共丙委员会", "党委", "", "", "", ""],
    )
    assert counts == [1, 0, 0, 3]
    assert problems == {
        2: "上级党组织所在的行有误或循环隶属，请先改正上级（R-O3）",
        3: "上级党组织所在的行有误或循环隶属，请先改正上级（R-O3）",
        5: "组织全称与第4行重复",
    }


def test_a_later_roster_updates_how_to_reach_an_organisation(bring, orgs):
    counts, problems = bring([TOWN, "党委", "青石县委", "是", "钱镇", "0518-1"])
    assert (counts, problems) == ([0, 1, 0, 0], {})
    town = PartyOrg.objects.get(pk=orgs.town.pk)
    assert (town.contact_name, town.phone, town.postcode) == ("钱镇", "0518-1", "222500")


def test_an_importer_touches_only_the_own_reach(bring, orgs, appoint):
    organiser = appoint("周组织", "organiser", orgs.town, "organiser")
    counts, problems = bring(
        ["中共青石县长田镇新村支部委员会", "党支部", TOWN, "", "", ""],
        ["中共临港区朝晖街道三社区支部委员会", "党支部", "中共临港区朝晖街道综合党总支", "", "", ""],
        ["中共青石县委员会", "党委", "中共江海省委员会", "是", "", "9"],
        ["中共新县委员会", "党委", "", "", "", ""],
        by=organiser,
    )
    assert counts == [1, 0, 0, 3]
    assert problems == {
        3: "上级党组织不在本组织管理范围内，请由其上级导入（R-O12）",
        4: "该组织不在本组织管理范围内，请由其上级导入（R-O12）",
        5: "没有上级的组织只能由系统管理员用命令导入（R-O12）",
    }


def test_floating_organisations_are_known_by_their_kind(bring, orgs):
    bring(["中共青石县驻港城流动党员支部委员会", "流动党员党支部", "青石县委", "否", "", ""])
    org = PartyOrg.objects.get(name="中共青石县驻港城流动党员支部委员会")
    assert (org.kind, org.is_floating, org.region) == (Kind.BRANCH, True, "320724")


def test_the_package_offers_one_way_in():
    assert roster.run.__doc__.startswith("Import the workbook")


def test_a_row_under_a_former_name_says_the_present_one_and_founds_nothing(bring, orgs, decided):
    old = orgs.xihe.name
    rename(orgs.xihe, name="中共青石县长田镇西岭村支部委员会", short_name="西岭村支部", decision=decided())
    counts, problems = bring([old, "党支部", TOWN, "", "", ""])
    assert counts == [0, 0, 0, 1]
    assert problems == {2: "该组织已更名为中共青石县长田镇西岭村支部委员会，请改用现在的全称"}
