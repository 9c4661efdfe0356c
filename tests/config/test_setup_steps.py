"""The seven steps of a set-up: derived from the register, left and resumed, acknowledged, not for others (O1, O10)."""

import pytest
from django.urls import reverse

from approvals.models import CalendarDay
from config.models import Acknowledgement
from config.setup import obstacles, steps
from config.setup.steps import Name
from documents.printing import PrintSettings
from members.models import Account, PartyOrg, RosterImport
from members.org_codes import CODE, DOCUMENT_CODE, proposed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def county(db) -> PartyOrg:
    """What the first form leaves behind."""
    org = PartyOrg(name="中共青石县委员会", short_name="青石县委", kind="party_committee", region="320724")
    org.save()
    return org


@pytest.fixture
def he(county, appoint):
    return appoint("何静", "he", county, "administrator")


@pytest.fixture
def sit(client, he):
    client.force_login(he.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def lines(org) -> dict[str, tuple[bool, str]]:
    return {step.name: (step.settled, step.later or step.line) for step in steps.of(org)}


def test_an_empty_office_says_what_is_set_and_what_is_open(county, he):
    assert lines(county) == {
        "organisation": (False, "中共青石县委员会，还缺组织代码、机关代字"),
        "administrators": (False, "只有何静一人：忘记密码时没有人能给新代码，请再请一位"),
        "calendar": (False, "2026年的放假安排还没有录入，限期都是暂定"),
        "roster": (False, "还没有人；上传党组织和党员名册，先看后写"),
        "secretaries": (False, "名册写入后列出；事项会停在没有人的支部"),
        "accounts": (False, "名册写入后办；一次性代码打印一张纸，裁开发给本人"),
        "printing": (False, "还没有组织有接转审批权，先在第 1 步授予"),
    }
    assert obstacles.of(county) == [
        "发起接转：要有名册（第 4 步）和至少一个书记账号（第 6 步）。",
        "开具、接收介绍信：要有一个党委有审批权限（第 1 步）。",
    ]


def test_step_1_takes_the_codes_it_proposes_and_the_power_as_a_question(sit, county):
    page = sit.get(reverse("setup_step", args=["organisation"]))
    assert [page.context["form"][name].value() for name in ("place", "county", "code", "document_code")] == [
        "320700",
        "320724",
        "QSXW",
        "青委",
    ]
    answer = sit.post(
        reverse("setup_step", args=["organisation"]),
        {
            "short_name": "青石县委",
            "place": "320700",
            "county": "320724",
            "code": "QSXW",
            "document_code": "青委",
            "power": "True",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse("setup"))
    assert lines(county.__class__.objects.get(pk=county.pk))["organisation"] == (
        True,
        "中共青石县委员会，江苏省连云港市，代码 QSXW，文号 青委，有接转审批权",
    )


def test_a_code_somebody_bears_is_refused_by_name(sit, county):
    other = PartyOrg(name="中共临港区委员会", kind="party_committee", document_code="临委")
    other.save()
    page = sit.post(
        reverse("setup_step", args=["organisation"]),
        {"short_name": "青石县委", "place": "320700", "code": "Q", "document_code": "临委", "power": "False"},
    )
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "document_code": ["机关代字“临委”由中共临港区委员会使用，文号会重复，请换一个（R-T12）。"]
    }


def test_step_2_opens_a_second_administrator_with_a_code(sit, county):
    page = sit.post(reverse("setup_step", args=["administrators"]), {"name": "罗平", "username": "luo"})
    assert len(page.context["code"]) == 10
    assert lines(county)["administrators"] == (True, "何静、罗平；管理员不办理事项（R-O12）")
    assert Account.objects.get(username="luo").has_usable_password() is False


def test_step_3_knows_which_years_are_official(county, he):
    CalendarDay.objects.create(day="2026-10-01", works=False, note="国庆节")
    assert lines(county)["calendar"] == (True, "2026年按国务院通知；2027年暂定周一到周五，通知出来后请改")
    CalendarDay.objects.create(day="2027-01-01", works=False, note="元旦")
    assert lines(county)["calendar"] == (True, "2026年、2027年按国务院通知")


def test_steps_4_to_6_follow_roster_and_appointments(orgs, keeper_of, appoint, li):
    province = orgs.province
    keeper_of(province)
    assert lines(province)["roster"] == (True, "13 个组织，1 人")
    assert lines(province)["secretaries"] == (False, "5 个支部或总支没有书记，事项会停在那里")
    assert lines(province)["accounts"] == (False, "1 个有党员的组织，1 个还没有书记账号")

    appoint("王秀英", "wang", orgs.dongshan, "secretary")
    assert lines(province)["secretaries"] == (False, "4 个支部或总支没有书记，事项会停在那里")
    assert lines(province)["accounts"] == (True, "1 个有党员的组织都有书记账号")


def test_an_import_that_waits_keeps_step_4_open(orgs, keeper_of, li):
    hat = keeper_of(orgs.province)
    RosterImport.objects.create(by=hat, account=hat.account, state="checked", file_hash="0" * 64)
    assert lines(orgs.province)["roster"] == (False, "已写入 1 人；还有 1 个文件没有办完")


def test_what_was_acknowledged_opens_again_when_more_is_open(client, orgs, keeper_of, li):
    hat = keeper_of(orgs.province)
    client.force_login(hat.account, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("setup_leave", args=["secretaries"]), {"reason": "换届后任命"})
    note = Acknowledgement.objects.get()
    assert (note.step, note.left, note.reason, note.by) == ("secretaries", 5, "换届后任命", hat)
    assert steps.one(orgs.province, Name.SECRETARIES).settled

    PartyOrg(name="中共青石县长田镇北河村支部委员会", kind="branch", parent=orgs.town).save()
    assert not steps.one(orgs.province, Name.SECRETARIES).settled


def test_leaving_a_step_needs_a_reason_and_a_step_that_may_be_left(sit):
    sit.post(reverse("setup_leave", args=["administrators"]), {"reason": ""})
    assert sit.post(reverse("setup_leave", args=["roster"]), {"reason": "以后"}).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_step_7_is_done_when_the_issuer_has_chosen(client, orgs, keeper_of):
    hat = keeper_of(orgs.province)
    client.force_login(hat.account, backend="django.contrib.auth.backends.ModelBackend")
    assert lines(orgs.province)["printing"] == (False, "选套打或者参考样式，打一张试样对位置")
    client.post(reverse("setup_step", args=["printing"]), {"org": orgs.province.pk})
    assert PrintSettings.objects.get().org == orgs.province
    assert lines(orgs.province)["printing"] == (True, "8 个组织开具介绍信，1 个已选定打印方式")


def test_the_list_is_home_until_it_is_done_or_put_away(sit, he):
    home = reverse("inbox")
    assert "开始使用：办好 0 步，还有 7 步" in sit.get(home).content.decode()
    sit.post(reverse("setup_put_away"))
    page = sit.get(home).content.decode()
    assert "开始使用：办好" not in page
    assert "系统管理员不办理事项" in page
    assert "发起" not in page.split("<main")[1]  # no invitation for those who may not (O10)
    sit.post(reverse("setup_put_away"), {"back": "1"})
    assert "开始使用：办好 0 步，还有 7 步" in sit.get(home).content.decode()


def test_a_later_step_says_why_and_leads_back(sit):
    answer = sit.get(reverse("setup_step", args=["secretaries"]), follow=True)
    assert answer.redirect_chain == [(reverse("setup"), 302)]
    assert "名册写入后列出" in answer.content.decode()


def test_committees_below_are_granted_the_power_by_name(client, orgs, keeper_of):
    hat = keeper_of(orgs.county)
    PartyOrg.objects.filter(pk=orgs.town.pk).update(may_approve_probationary=False, document_code="")
    PartyOrg.objects.filter(pk=orgs.street.pk).update(may_approve_probationary=False)
    client.force_login(hat.account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("setup_powers"))
    assert page.context["lacking"] == [orgs.town]
    client.post(reverse("setup_powers"), {"org": [orgs.town.pk, orgs.street.pk]})  # the street is not hers
    town, street = PartyOrg.objects.get(pk=orgs.town.pk), PartyOrg.objects.get(pk=orgs.street.pk)
    assert (town.may_approve_probationary, town.document_code) == (True, "长镇组")
    assert not street.may_approve_probationary


@pytest.mark.parametrize("name", [*Name, "nowhere"])
def test_nobody_but_an_administrator_gets_in(client, wang, name):
    client.force_login(wang.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("setup_step", args=[name])).status_code == 403


def test_an_empty_post_in_a_link_fills_the_form(client, orgs, keeper_of):
    hat = keeper_of(orgs.county)
    client.force_login(hat.account, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(reverse("account_new"), {"org": orgs.dongshan.pk, "post": "secretary"}).context["form"]
    assert (form["org"].value(), form["post"].value()) == (orgs.dongshan.name, "secretary")
    foreign = client.get(reverse("account_new"), {"org": orgs.first.pk, "post": "secretary"}).context["form"]
    assert foreign["org"].value() is None


def test_an_office_without_people_is_led_to_the_roster(client, orgs, sun, zhao):
    client.force_login(zhao.account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("inbox")).content.decode()
    assert "名册里还没有人" in page
    assert "发起第一件接转" not in page


def test_proposals_are_free(orgs):
    assert proposed(DOCUMENT_CODE, orgs.county) != proposed(DOCUMENT_CODE, orgs.district)
    assert proposed(CODE, orgs.county) == "QSXW"


@pytest.fixture
def keeper_of(appoint):
    """Two administrators of an organisation; the first is returned."""

    def two(org):
        appoint("二号", "second", org, "administrator")
        return appoint("一号", "first", org, "administrator")

    return two


def test_step_4_names_the_files_that_wait_and_a_finished_one_holds_nothing_open(client, orgs, keeper_of, li):
    hat = keeper_of(orgs.province)
    for state in ("checked", "read"):
        record = RosterImport(by=hat, account=hat.account, state=state, file_hash="0" * 64)
        record.file_name = f"{state}.xlsx"
        record.save()
    client.force_login(hat.account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("setup_step", args=["roster"])).content.decode()
    assert ("checked.xlsx" in page, "read.xlsx" in page) == (True, True)
    assert lines(orgs.province)["roster"] == (False, "已写入 1 人；还有 1 个文件没有办完")
    RosterImport.objects.filter(state="checked").update(state="done")
    assert lines(orgs.province)["roster"] == (True, "13 个组织，1 人")
