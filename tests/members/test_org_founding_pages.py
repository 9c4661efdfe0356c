"""Organisations entered and corrected in the browser, and what their page shows of it (R-O3, R-O6, R-O10, R-O11)."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import OrgChange, PartyOrg, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TYPED = {
    "name": "中共青石县长田镇东岭村支部委员会",
    "second_name": "长田镇流动党员服务站",
    "kind": "branch",
    "parent": "长田镇党委",
    "on": "2026-11-23",
    "document": "长镇组〔2026〕15号",
    "secretary_name": "冯 兰",
    "phone": "0518-88275390",
}


@pytest.fixture
def county(orgs, appoint, client_of):
    """A browser of the county's administrator."""
    return client_of(appoint("县管", "countyadmin", orgs.county_department, "administrator"))


def errors(answer) -> dict:
    assert answer.status_code == 422
    return answer.context["form"].errors


def test_a_superior_adds_an_organisation_and_its_page_tells_who_and_by_what(county, orgs):
    answer = county.post(reverse("organisation_new"), TYPED)
    org = PartyOrg.objects.get(name=TYPED["name"])
    assert (answer.status_code, answer["Location"]) == (302, reverse("organisation", args=[org.pk]))
    assert (org.short_name, org.document_code, org.code, org.region, org.secretary_name) == (
        "东岭村支部",
        "东岭村支部",
        "DLCZB",
        "320724",
        "冯兰",
    )
    page = county.get(answer["Location"]).content.decode()
    for shown in (
        "设立中共青石县长田镇东岭村支部委员会",
        "长镇组〔2026〕15号",
        "长田镇流动党员服务站",
        "登记变动",
        "县管",
    ):
        assert shown in page
    found = county.post(reverse("organisations"), {"q": "流动党员服务站"}).context["rows"]
    assert [str(row[0]) for row in found] == ["东岭村支部"]


def test_a_committee_answers_whether_it_has_the_power(county, orgs):
    typed = TYPED | {"name": "中共青石县湖东镇委员会", "kind": "party_committee", "parent": "青石县委"}
    assert errors(county.post(reverse("organisation_new"), typed)) == {"power": ["请回答有没有这项权限（R-O6）。"]}
    county.post(reverse("organisation_new"), typed | {"power": "True"})
    town = PartyOrg.objects.get(name="中共青石县湖东镇委员会")
    assert (town.may_approve_probationary, town.document_code, town.short_name) == (True, "湖镇组", "湖东镇党委")


def test_what_cannot_be_is_said_where_it_was_typed(county, orgs):
    url = reverse("organisation_new")
    assert errors(county.post(url, TYPED | {"parent": "东山村支部"})) == {
        "parent": ["东山村支部的类别不能作党支部的上级（R-O3）。"]
    }
    assert errors(county.post(url, TYPED | {"parent": "一社区支部"})) == {
        "parent": ["您的管理范围内没有这个组织，请核对名称。"]
    }
    assert errors(county.post(url, TYPED | {"power": "True"})) == {
        "power": ["党支部没有审批预备党员的权限，只能审议（R-O6）。"]
    }
    assert errors(county.post(url, TYPED | {"code": "CT"})) == {
        "code": ["组织代码“CT”由中共青石县长田镇委员会使用，文号会重复，请换一个（R-T12）。"]
    }
    late = county.post(url, TYPED | {"on": "1998-07-01"})
    assert errors(late) == {"__all__": ["生效日期早于今天的，须写明补登的理由（R-O11）"]}
    assert "长镇组〔2026〕15号" in late.content.decode()
    assert not OrgChange.objects.exists()


def test_the_superior_one_comes_from_is_filled_in_if_it_is_within_reach(county, orgs):
    page = county.get(reverse("organisation_new") + f"?under={orgs.town.pk}")
    assert page.context["form"].initial["parent"] == "中共青石县长田镇委员会"
    for foreign in (orgs.street.pk, "x", 999_999):
        assert county.get(reverse("organisation_new") + f"?under={foreign}").context["under"] is None


def test_nobody_but_an_administrator_above_adds_or_corrects(client_of, appoint, orgs, zhao):
    own = client_of(appoint("支管", "branchadmin", orgs.dongshan, "administrator"))
    assert client_of(zhao).post(reverse("organisation_new"), TYPED).status_code == 403
    for name in ("organisation_correct", "organisation_floating"):
        assert own.get(reverse(name, args=[orgs.dongshan.pk])).status_code == 403
        assert client_of(zhao).get(reverse(name, args=[orgs.dongshan.pk])).status_code == 403
        assert own.get(reverse(name, args=[orgs.town.pk])).status_code == 404


def test_a_kind_is_corrected_with_ground_and_reason(county, orgs, li):
    url = reverse("organisation_correct", args=[orgs.xihe.pk])
    typed = {"kind": "joint_branch", "founded_on": "1991-07-01", "on": "2026-11-23", "document": "核对批复"}
    assert errors(county.post(url, typed)) == {"reason": ["这一项必须填写。"]}
    assert county.post(url, typed | {"reason": "名册导入时类别填错"}).status_code == 302
    orgs.xihe.refresh_from_db()
    assert (orgs.xihe.kind, orgs.xihe.founded_on) == ("joint_branch", date(1991, 7, 1))
    page = county.get(reverse("organisation", args=[orgs.xihe.pk])).content.decode()
    assert "党支部 → 联合党支部" in page
    assert "核对批复；名册导入时类别填错" in page
    refused = county.post(
        reverse("organisation_correct", args=[orgs.dongshan.pk]), typed | {"kind": "general_branch", "reason": "升格"}
    )
    assert "须先编入下级党支部" in errors(refused)["__all__"][0]


def test_a_floating_organisation_is_entered_and_its_page_says_what_it_may_do(county, orgs, li):
    url = reverse("organisation_floating", args=[orgs.xihe.pk])
    typed = {
        "founding_committee": "长田镇党委",
        "approving_committee": "长田镇党委",
        "document": "青委〔2026〕3号",
        "on": "2026-03-02",
        "attached_to": "临港区长田商会",
        "build_mode": "area",
        "floating_kind": "hometown",
        "secretary_name": "冯兰",
        "observes": "朝晖街道党工委",
    }
    assert errors(county.post(url, typed)) == {
        "approving_committee": ["流动党员党组织须由县级以上党委批准设立，长田镇党委不是县级以上党委（R-O10）。"]
    }
    assert county.post(url, typed | {"approving_committee": "青石县委"}).status_code == 302
    again = county.get(url).context["form"].initial
    assert (again["document"], again["on"]) == ("青委〔2026〕3号", date(2026, 3, 2))
    Person.objects.filter(pk=li.pk).update(away_branch=orgs.xihe, away_since=date(2026, 1, 5))
    page = county.get(reverse("organisation", args=[orgs.xihe.pk])).content.decode()
    for shown in (
        "临港区长田商会",
        "区域统建",
        "同乡型",
        "接受入党申请",
        "接收正式组织关系",
        "李明",
        "组织关系在东山村支部",
    ):
        assert shown in page
    refused = county.post(
        url,
        {
            "withdraw": "1",
            "withdrawal-document": "青委〔2026〕9号",
            "withdrawal-on": "2026-11-23",
            "withdrawal-reason": "登记错了",
        },
    )
    assert refused.status_code == 422
    assert "还有1名流动党员登记在这里" in refused.content.decode()


def test_who_cannot_open_a_guest_reads_the_name_alone(county, orgs, li, appoint, client_of):
    """The street's own floating branch: its guest belongs elsewhere (R-O14)."""
    PartyOrg.objects.filter(pk=orgs.first.pk).update(is_floating=True)
    Person.objects.filter(pk=li.pk).update(away_branch=orgs.first, away_since=date(2026, 1, 5))
    street = client_of(appoint("街管", "streetadmin", orgs.street, "administrator"))
    page = street.get(reverse("organisation", args=[orgs.first.pk])).content.decode()
    assert "李明" in page
    assert reverse("person", args=[li.pk]) not in page


def test_an_administrator_reads_what_is_missing_and_where_it_is_entered(county, orgs, client_of, appoint, zhao):
    PartyOrg.objects.filter(pk=orgs.town.pk).update(may_approve_probationary=False, code="", phone="")
    edit = reverse("organisation_edit", args=[orgs.town.pk])
    missing = county.get(reverse("organisation", args=[orgs.town.pk])).context["missing"]
    assert [(lack.sentence, lack.url) for lack in missing] == [
        ("审批权限：没有登记；上级授权过的请补登（R-O6）", f"{edit}#id_may_approve_probationary"),
        ("组织代码：流转单编号的开头", f"{edit}#id_code"),
        ("联系电话：印在介绍信上", f"{edit}#id_phone"),
    ]
    own = client_of(appoint("镇管", "townadmin", orgs.town, "administrator"))
    power = own.get(reverse("organisation", args=[orgs.town.pk])).context["missing"][0]
    assert (power.sentence, power.url) == (
        "审批权限：没有登记；上级授权过的，请青石县委组织部系统管理员县管登记（R-O6）",
        "",
    )
    assert client_of(zhao).get(reverse("organisation", args=[orgs.town.pk])).context["missing"] == []


def test_power_changes_by_a_document(county, orgs):
    edit = reverse("organisation_edit", args=[orgs.town.pk])
    assert errors(county.post(edit, {"may_approve_probationary": "False"})) == {
        "reason": ["授予或收回审批权限，请写明依据的文号（R-O6）。"]
    }
    county.post(edit, {"may_approve_probationary": "False", "reason": "青委〔2026〕8号"})
    entry = orgs.town.register_entries.get()
    assert (entry.reason, entry.changes["may_approve_probationary"]) == ("青委〔2026〕8号", [True, False])
