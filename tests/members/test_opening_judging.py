"""What stands against each row of a list, in words, and which rows are ticked (R-O6, R-O12, R-O13)."""

import pytest

from members.administrators import Administrator
from members.models import AccessRecord, Account, OpeningRow
from members.opening import running
from members.opening.judging import judge

from .test_opening import fang, listed  # noqa: F401  fixtures

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def judged(listed):  # noqa: F811
    """The rows of a list: `judged("张伟 东山村支部 书记")`."""
    return lambda text: list(listed(text).rows.all())


def said(row: OpeningRow) -> list[tuple[str, str]]:
    return [(objection["weight"], objection["what"]) for objection in row.objections]


def test_a_clean_row_is_ticked_with_a_name_from_pinyin(judged, orgs):
    (row,) = judged("曾国 东山村支部 书记")
    assert (row.ticked, row.org, row.username, said(row)) == (True, orgs.dongshan, "zengguo", [])


def test_equal_names_get_numbers(judged, orgs):
    Account.objects.create(username="zhangwei", name="另一人")
    rows = judged("张伟 东山村支部 书记\n章炜 西河村支部 书记")
    assert [row.username for row in rows] == ["zhangwei2", "zhangwei3"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("张伟 书记", "没有写组织"),
        ("东山村支部 书记", "没有写姓名"),
        ("张伟 东山村支部 宣传委员", "岗位不明，请选一个"),
        ("张伟 东山村支部 审批人", "东山村支部 只审议，不设审批人；请改选书记、组织员等岗位"),
        ("张伟 一社区支部 书记", "组织「一社区支部」不在系统内，请改写"),
        ("张伟 东山村支部 书记 wang", "登录名 wang 已有人用，请换一个"),
    ],
)
def test_what_bars_a_row(judged, wang, xu, line, what):
    (row,) = judged(line)
    assert ("bars", what) in said(row)
    assert (row.ticked, row.may_run) == (False, False)


def test_a_name_that_means_several_or_is_misspelt_offers_a_choice(judged, orgs):
    (row,) = judged("张伟 东山支部 书记")
    assert row.org is None
    assert row.org_choices[0] == orgs.dongshan.pk


def test_a_namesake_is_asked_about_and_nothing_is_ticked(judged, wang):
    (row,) = judged("王秀英 西河村支部 书记")
    assert said(row) == [("asks", "已有同名或同手机号的账户：王秀英（wang，东山村支部 · 书记）")]
    assert (row.ticked, row.account_choices, row.may_run) == (False, [wang.account_id], False)
    row.answers = {"who": "another"}
    assert row.may_run
    row.answers = {"who": "999999"}
    assert not row.may_run


def test_a_namesake_outside_the_reach_is_nobodys_business(judged, lin):
    (row,) = judged("林晓东 西河村支部 书记")
    assert (said(row), row.ticked) == ([], True)


def test_a_number_beyond_the_reach_is_found_out_on_record(judged, enrol, orgs):
    """S8: the page says that the number is registered, so the try is written down."""
    person = enrol("钱明", "320724199001021239", orgs.first)
    (row,) = judged("钱明 东山村支部 书记 320724199001021239")
    assert row.person == person
    found = AccessRecord.objects.values_list("kind", "account", "subject", "reason")
    assert list(found) == [("foreign", row.opening.by_id, f"person:{person.pk}", "批量开通账户 2026-11-23")]


def test_the_member_of_that_name_in_the_very_branch_is_tied_to_the_account(judged, li):
    (row,) = judged("李明 东山村支部 书记")
    assert row.person == li
    assert said(row) == [("tells", "对应名册中的李明（320724********833X）")]
    assert row.ticked


def test_a_name_written_with_another_dot_is_the_same(judged, enrol, orgs):
    person = enrol("买买提·艾力", "320724199001011233", orgs.dongshan)
    (row,) = judged("买买提・艾力 东山村支部 书记")
    assert row.person == person


def test_whose_member_record_has_an_account_gets_no_second(judged, li, wang):
    Account.objects.filter(pk=wang.account_id).update(person=li)
    (row,) = judged("李明 东山村支部 组织委员 833X")
    assert row.open_questions == ["who"]
    assert row.account_choices == [wang.account_id]
    row.answers = {"who": "another"}
    row.save()
    judge(row.opening, Administrator(row.opening.by, row.opening.hat))
    row.refresh_from_db()
    assert row.answers == {}


def test_whose_account_is_kept_elsewhere_is_sent_to_the_superior(judged, li, lin):
    Account.objects.filter(pk=lin.account_id).update(person=li)
    (row,) = judged("李明 东山村支部 书记 32072419800815833X")
    assert (
        "bars",
        "本人已有账户，由您管理范围以外的单位开通；请由上一级的系统管理员为其增加任职",
    ) in said(row)


def test_a_post_one_has_already_is_not_given_again(judged, li, wang):
    Account.objects.filter(pk=wang.account_id).update(person=li)
    (row,) = judged("李明 东山村支部 书记 833X")
    assert ("bars", "本人已在该组织任此岗位，不用办理") in said(row)


def test_a_second_secretary_must_be_meant(judged, wang, fang):  # noqa: F811
    (row,) = judged("张伟 东山村支部 书记")
    assert said(row) == [("asks", "该组织已有书记 王秀英；换人请用「交接」")]
    row.answers, row.ticked = {"anyway": "on"}, True
    row.save()
    assert running.run(row.opening, fang).opened == 1


def test_the_same_organisation_or_name_twice_on_a_list_is_asked_about(judged, orgs):
    first, second = judged("张伟 东山村支部 书记\n张伟 东山村支部 书记")
    assert first.ticked
    assert [what for _weight, what in said(second)] == [
        "与第1行同名；是同一人的，先办那一行，再在这里为其账户增加任职",
        "第1行也是该组织的书记",
    ]


def test_five_hundred_rows_cost_as_few_queries_as_five(listed, orgs, django_assert_max_num_queries):  # noqa: F811
    opening = listed("\n".join(f"张{chr(0x4E00 + n)} 东山村支部 经办人" for n in range(500)))
    with django_assert_max_num_queries(25):
        judge(opening, Administrator(opening.by, opening.hat))
