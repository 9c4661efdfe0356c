"""What an import says so that an office knows what to do next: no doubled words, no false counts, no false success."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from members.models import Person, RosterImport
from members.roster import formats
from tests.members.test_roster_files import ROSTERS
from tests.members.test_roster_mapping import checked, say  # noqa: F401  a fixture
from tests.members.test_roster_pages import GOOD, HEADERS, office, organiser, send, work, workbook  # noqa: F401
from tests.members.test_roster_people import LI, bring  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]
NOTES = "# 说明\n\n全是编的, 地区代码不存在。\n\n布局按公开工具的读写, 一列一列照抄, 没有别的。\n\n完。\n\n再说一句\n"


def test_a_text_that_is_no_table_is_refused_at_once(office):  # noqa: F811
    answer = send(office, NOTES.encode(), name="说明.md")
    assert (answer.status_code, "这不是能读的表格" in answer.content.decode()) == (415, True)
    assert formats.delimiter("import os, sys\nfrom a import b\n\nprint(1, 2, 3)\nx = 1\ny = 2\n") == ""
    assert formats.delimiter("花名册\n姓名,性别\n李明,男\n王秀英,女\n") == ","


def test_the_command_fails_where_not_one_row_was_read():
    said = StringIO()
    with pytest.raises(CommandError, match="没有导入：缺少必需的列"):
        call_command("import_roster", str(ROSTERS / "08_outflow_list.xlsx"), stdout=said)
    assert said.getvalue().startswith("没有读进任何一行：")


def test_a_month_that_does_not_exist_is_no_missing_day(bring):  # noqa: F811
    _outcome, refusals, _hints = bring({**LI, "党费交至": "2026-13"})
    assert refusals == {2: ["党费交至：没有这个月份，请核对日期"]}


def test_a_branch_nobody_knows_is_named_once_and_an_administrator_is_led_to_add_it(
    client,
    orgs,
    appoint,
    office,  # noqa: F811
    checked,  # noqa: F811
):
    record = checked(workbook([*GOOD[:5], "没有的支部"]))
    typed = {"about-0": "没有的支部", "is-0": "也没有的支部"}
    page = office.post(reverse("roster_columns", args=[record.pk]), typed).content.decode()
    assert ("「也没有的支部」不在系统内" in page, "「也没有的支部」「" in page) == (True, False)
    new = reverse("organisation_new")
    assert f'href="{new}">新增组织' not in page
    client.force_login(appoint("管理员", "keeper2", orgs.town, "administrator").account)
    assert f'href="{new}">新增组织' in client.get(record.get_absolute_url()).content.decode()


def test_the_preview_shows_only_what_will_be_written(office, enrol, orgs):  # noqa: F811
    enrol(GOOD[0], GOOD[2], orgs.second)
    send(office, workbook(GOOD, [*GOOD[:2], "32072419900714431X", *GOOD[3:]], headers=HEADERS))
    work()
    shown = RosterImport.objects.get().outcome["samples"]
    assert all(row["row"] != "2" for row in shown)


def test_who_floats_without_saying_where_is_asked_for_it(bring):  # noqa: F811
    _outcome, refusals, hints = bring({**LI, "是否为流动党员": "是"})
    asked = "标为流动党员，但没有外出地点和日期，没有登记外出；请在人员页「登记外出」"
    assert (refusals, hints) == ({}, {2: [asked]})
    assert not Person.objects.get().is_away


def test_a_correction_of_the_phone_needs_no_nation_the_register_never_had(client, enrol, orgs, zhao):
    li = enrol("李明", LI["公民身份号码"], orgs.dongshan)
    Person.objects.update(nationality="")
    client.force_login(zhao.account)
    address = reverse("person_correct", args=[li.pk])
    page = client.get(address)
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if name != "proof"}
    answer = client.post(
        address, {**typed, "phone": "13900000001", "reason": "本人告知换号", "seen": page.context["seen"]}
    )
    assert answer.status_code == 302
    assert Person.objects.values_list("phone", "nationality").get() == ("13900000001", "")
