"""What the user says about a sheet holds: another kind, another heading row, branches chosen once for all rows."""

import pytest
import xlsxwriter

from members.models import Person, RosterImport
from members.roster import running
from members.roster.layouts import Layout
from members.roster.words import Holds
from tests.members.test_roster_files import ROSTERS, everything
from tests.members.test_roster_people import LI, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "orgs")]


@pytest.fixture
def organiser(orgs, appoint):
    return appoint("周组织", "organiser", orgs.town, "organiser")


@pytest.fixture
def uploaded(tmp_path, organiser):
    """A checked upload of rows below a title: `uploaded(LI, sheet="…")`."""

    def run(*rows, sheet="党员花名册"):
        file = tmp_path / "roster.xlsx"
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet(sheet)
            for number, line in enumerate([["2026年名单"], list(rows[0]), *(list(row.values()) for row in rows)]):
                page.write_row(number, 0, line)
        record = running.upload(file.read_bytes(), organiser, name="李明家的表.xlsx")
        running.check(record.pk)
        record.refresh_from_db()
        return record

    return run


def again(record, **changes):
    """Say something about the first sheet and have it checked again."""
    name, kept = next(iter(record.layouts.items()))
    layout = Layout.from_json(kept)
    for field, value in changes.items():
        setattr(layout, field, value)
    running.correct(record, {name: layout})
    running.check(record.pk)
    record.refresh_from_db()
    return Layout.from_json(record.layouts[name])


def test_a_branch_name_nobody_knows_is_chosen_once_for_all_its_rows(uploaded):
    record = uploaded({**LI, "所在党支部": "东山"}, {**WANG, "所在党支部": "东山"})
    [group] = [group for group in record.problem_groups() if group["about"]]
    assert (group["about"], group["rows"], group["warning"]) == ("东山", 2, False)
    again(record, branches={"东山": "中共青石县长田镇东山村支部委员会"})
    assert (record.outcome["sheets"][0]["new"], record.problem_groups()) == (2, [])


def test_another_kind_is_read_anew_and_back(uploaded):
    record = uploaded(LI, sheet="已转出党员")
    assert record.outcome["sheets"][0]["left_out"] == 1
    layout = again(record, holds=Holds.MEMBERS, again=True)
    assert (layout.holds, record.outcome["sheets"][0]["new"]) == (Holds.MEMBERS, 1)
    layout = again(record, holds=Holds.NOTHING)
    assert record.outcome["sheets"] == []
    layout = again(record, holds=Holds.MEMBERS, again=True)
    assert (layout.top, record.outcome["sheets"][0]["new"]) == (2, 1)


def test_another_heading_row_is_read_anew(uploaded):
    record = uploaded(LI)
    layout = again(record, top=3, again=True)
    assert (layout.top, layout.fields, record.outcome["sheets"][0]["new"]) == (3, {}, 0)
    layout = again(record, top=2, again=True)
    assert record.outcome["sheets"][0]["new"] == 1


def test_a_column_the_user_puts_aside_is_not_taken_again(uploaded):
    record = uploaded(LI)
    layout = Layout.from_json(next(iter(record.layouts.values())))
    fields = {index: name for index, name in layout.fields.items() if name != "phone"}
    layout = again(record, fields=fields)
    assert "phone" not in layout.fields.values()
    running.confirm(record)
    running.commit(record.pk)
    assert Person.objects.get().phone == ""


def test_a_value_for_a_column_that_is_not_there(uploaded):
    rows = [{name: value for name, value in LI.items() if name != "党费交至"}]
    record = uploaded(*rows)
    assert Layout.from_json(record.layouts["党员花名册"]).askable == ["dues_until"]
    again(record, defaults={"dues_until": "2026-10"})
    running.confirm(record)
    running.commit(record.pk)
    assert str(Person.objects.get().dues_until) == "2026-10-01"


def test_what_is_personal_is_sealed_while_it_is_kept_and_gone_when_the_import_is_done(uploaded):
    record = uploaded(LI, {**WANG, "公民身份号码": "1"})
    stored = str(RosterImport.objects.values("name_sealed", "preview_sealed", "layouts").get())
    assert "李明" not in stored
    assert record.file_name == "李明家的表.xlsx"
    assert "李明" in record.preview["党员花名册"]["samples"]["0"]
    [problem] = record.problems.all()
    assert problem.details == {"name": "王秀英", "value": "1"}
    running.confirm(record)
    running.commit(record.pk)
    record.refresh_from_db()
    assert (record.preview, record.file_name) == ({}, "李明家的表.xlsx")


@pytest.mark.parametrize("name", sorted(file.name for file in ROSTERS.iterdir() if not file.name.startswith("14")))
def test_the_page_writes_what_the_command_would(name, organiser):
    content = (ROSTERS / name).read_bytes()
    told = running.run_file(ROSTERS / name, by=organiser, save=False)
    record = running.upload(content, organiser, name=name)
    running.check(record.pk)
    record.refresh_from_db()
    assert record.outcome["sheets"] == told.as_json()["sheets"]
    before = everything()
    if told.total("new"):
        assert running.confirm(record)
        running.commit(record.pk)
        assert len(everything()[0][0]) - len(before[0][0]) + len(everything()[0][1]) - len(before[0][1]) == told.total(
            "new"
        )
