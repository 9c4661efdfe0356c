"""The roster an office sent: which rows go in, which come back and why, and that a second import changes nothing."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.forms.models import model_to_dict
from python_calamine import CalamineWorkbook

from members import roster
from members.models import PartyOrg, Person, Relation, RosterImport
from members.people import Stage
from members.roster.outcome import Collected
from members.roster.running import run_file

SAMPLE = Path(settings.BASE_DIR) / "members" / "demo" / "roster.xlsx"
# 序号 of the sheet 党员花名册 by what is wrong with the row; the Excel row is one more, below the header.
REFUSED = {
    "R-I1": [10, 30, 70, 93, 113, 153, 176, 196, 236, 259, 279],
    "R-I3": [103, 186, 269],
    "R-T10": [40, 123, 206, 289],
    "date": [50, 133, 216, 299],
    "name": [60, 143, 226],
}
WARNED = {"R-I2": [80, 163, 246]}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def problems(collected, *, warning):
    found = {}
    for sheet, row, problem in collected.problems:
        assert sheet == "党员花名册"
        if problem.warning == warning:
            found.setdefault(problem.kind, []).append(row - 1)
    return found


def everything():
    people = [
        {**model_to_dict(person), "index": person.id_index, "sealed": person.id_sealed}
        for person in Person.objects.order_by("pk")
    ]
    return people, list(Relation.objects.order_by("pk").values()), list(PartyOrg.objects.order_by("pk").values())


def test_a_dry_run_names_every_bad_row_and_writes_nothing():
    heard = Collected()
    outcome = run_file(SAMPLE, save=False, listener=heard, applicants=True)

    assert problems(heard, warning=False) == REFUSED
    assert problems(heard, warning=True) == WARNED
    assert [(s.sheet, s.rows, s.new, s.refused, s.warned) for s in outcome.sheets] == [
        ("党组织", 22, 22, 0, 0),
        ("党员花名册", 300, 275, 25, 3),
        ("入党积极分子", 24, 24, 0, 0),
    ]
    assert (PartyOrg.objects.count(), Person.objects.count(), RosterImport.objects.count()) == (0, 0, 0)


def test_good_rows_go_in_complete():
    outcome = roster.run(SAMPLE, applicants=True)

    assert (outcome.total("new"), outcome.total("refused"), outcome.total("warned")) == (321, 25, 3)
    assert (PartyOrg.objects.count(), Person.objects.count()) == (22, 299)
    assert {person: Relation.objects.filter(person=person).count() for person in Person.objects.all()} == dict.fromkeys(
        Person.objects.all(), 1
    )
    li = Person.objects.get(name="李明")
    branch = PartyOrg.objects.get(name="中共青石县长田镇东山村支部委员会")
    relation = li.relations.get()
    assert (relation.org, relation.because) == (branch, "花名册导入")
    assert relation.since == datetime(2011, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (li.stage, li.joined_on, li.converted_on) == (Stage.FULL, date(2011, 7, 1), date(2012, 7, 1))
    assert (li.dues_until, li.away_since, li.phone) == (date(2026, 11, 1), date(2026, 3, 2), "13586399530")
    assert (li.masked_id, li.away_branch.short_name) == ("320724********833X", "一社区支部")


def test_activists_go_in_with_their_own_dates():
    roster.run(SAMPLE, applicants=True)
    he = Person.objects.get(name="何佳怡")
    assert (he.stage, he.applied_on, he.activist_on) == (Stage.ACTIVIST, date(2025, 3, 10), date(2025, 9, 20))
    assert (he.cultivation_contact, he.away_branch.short_name, he.joined_on) == ("王秀英", "一社区支部", None)
    assert he.relations.get().since == datetime(2025, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_organisations_are_called_as_the_office_calls_them():
    roster.run(SAMPLE, applicants=True)
    assert list(PartyOrg.objects.values_list("short_name", flat=True).order_by("pk")) == [
        "江海省委",
        "江海省委组织部",
        "青石县委",
        "临港区委",
        "青石县委组织部",
        "长田镇党委",
        "北屏镇党委",
        "临港区委组织部",
        "朝晖街道党工委",
        "文锦街道党工委",
        "东山村支部",
        "西河村支部",
        "大桥村支部",
        "南坪村支部",
        "北关村支部",
        "石桥村支部",
        "朝晖街道综合党总支",
        "文锦街道综合党总支",
        "一社区支部",
        "二社区支部",
        "花园社区支部",
        "江畔社区支部",
    ]
    town = PartyOrg.objects.get(short_name="长田镇党委")
    assert (town.document_code, town.contact_name, town.postcode) == ("长镇组", "赵建国", "222500")
    assert town.may_approve_probationary
    for org in PartyOrg.objects.select_related("parent"):
        org.full_clean()


def test_a_second_import_changes_nothing():
    roster.run(SAMPLE, applicants=True)
    before = everything()

    outcome = roster.run(SAMPLE, applicants=True)

    assert everything() == before
    assert [(s.new, s.changed, s.same, s.refused) for s in outcome.sheets] == [
        (0, 0, 22, 0),
        (0, 0, 275, 25),
        (0, 0, 24, 0),
    ]


def test_imports_are_recorded_without_the_file():
    roster.run(SAMPLE, applicants=True)
    record = RosterImport.objects.get()
    assert (record.state, record.by, record.upload, record.repair) == ("done", None, "", "")
    assert record.outcome["samples"] == []
    assert record.problems.filter(warning=True).values_list("row", "kind", "person__name").first() == (
        81,
        "R-I2",
        "周志",
    )
    assert record.problems.filter(warning=False).count() == 25


def test_activists_of_an_office_are_named_and_kept_as_a_file_until_their_procedure_stands():
    outcome = roster.run(SAMPLE)
    assert [(s.sheet, s.new, s.kept, s.left_out) for s in outcome.sheets] == [
        ("党组织", 22, 0, 0),
        ("党员花名册", 275, 0, 0),
        ("入党积极分子", 0, 24, 1),
    ]
    assert outcome.kept == [{"sheet": "入党积极分子", "holds": "activists", "rows": 24}]
    assert not Person.objects.filter(stage__in=[Stage.ACTIVIST, Stage.APPLICANT]).exists()
    record = RosterImport.objects.get()
    book = CalamineWorkbook.from_filelike(BytesIO(record.kept("kept_sheets")))
    assert (book.sheet_names, len(book.get_sheet_by_index(0).to_python())) == (["入党积极分子"], 25)
