"""Issuing: numbered, frozen and queued in one transaction; filed papers are never changed (R-P8, R-T12, R-T19)."""

import json
from datetime import date

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from bench.sample_letter import LETTER
from documents import numbers, papers, snapshots
from documents.models import Paper
from documents.numbers import VoidReason
from members.rulebook import RuleBroken


def test_an_issued_paper_is_frozen_sealed_and_waits_for_the_worker(issue):
    paper = issue(by="赵建国（长田镇党委 审批人）", on=date(2025, 3, 8))
    assert (paper.state, paper.version, paper.issued_on, paper.org_name) == (
        "issued",
        1,
        date(2025, 3, 8),
        "中共青石县长田镇委员会",
    )
    assert paper.snapshot == LETTER
    assert paper.snapshot_hash == snapshots.digest(paper.snapshot_text)
    assert "11010519491231002X" not in paper.snapshot_sealed
    assert "李喆玥" not in json.dumps(DBTaskResult.objects.get().args_kwargs)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [paper.pk]


def test_versions_count_the_papers_of_one_case_and_form(issue):
    first, second = issue(), issue()
    other_form, other_case = issue(form="F-14"), issue(because="ZJ-2025-000002")
    assert [p.version for p in (first, second, other_form, other_case)] == [1, 2, 1, 1]
    assert list(Paper.objects.of("ZJ-2025-000001")) == [first, second, other_form]
    assert len({p.check_code for p in (first, second, other_form, other_case)}) == 4


def test_a_rollback_leaves_no_paper_no_number_and_no_task(orgs, storage, issue):
    with transaction.atomic():
        numbers.take(orgs.town, "letter", date(2025, 3, 8))
        issue()
        transaction.set_rollback(True)
    assert (Paper.objects.count(), DBTaskResult.objects.count(), numbers.TakenNumber.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_no_paper_is_issued_outside_a_transaction(orgs, storage):
    with pytest.raises(transaction.TransactionManagementError):
        papers.issue(form="F-01", title="信", org=orgs.town, template="t", snapshot={}, because="ZJ-1")


def test_a_character_without_a_glyph_stops_the_issue_before_anything_is_written(issue):
    with pytest.raises(snapshots.MissingGlyph) as refused:
        issue(snapshot={**LETTER, "person_name": "王😀"}, labels={"person_name": "姓名"})
    assert "“姓名”" in str(refused.value)
    assert (Paper.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), date(2025, 3, 8), {1, 2}])
def test_a_snapshot_holds_json_and_nothing_else(issue, value):
    with pytest.raises((TypeError, ValueError)):
        issue(snapshot={**LETTER, "valid_days": value})


def test_the_register_names_the_paper_that_bears_the_number(orgs, issue):
    with transaction.atomic():
        taken = numbers.take(orgs.town, "letter", date(2025, 3, 8))
        paper = issue(on=date(2025, 3, 8), register=("letter", taken))
    assert [(line.number, line.paper) for line in numbers.register(orgs.town, "letter", 2025)] == [(1, paper)]
    assert list(numbers.faults()) == []


def test_a_filed_paper_refuses_every_change(file):
    paper = file()
    paper.title = "另一封信"
    for change in (
        paper.save,
        paper.delete,
        lambda: Paper.objects.filter(pk=paper.pk).update(title="另一封信"),
        lambda: Paper.objects.all().delete(),
        lambda: Paper.objects.bulk_update([paper], ["title"]),
    ):
        with pytest.raises(RuleBroken) as refused, transaction.atomic():
            change()
        assert refused.value.number == "R-T19"
    paper.refresh_from_db()
    assert paper.title == "中国共产党党员组织关系介绍信"


def test_voiding_keeps_file_and_number_and_the_first_reason(orgs, file, issue):
    with transaction.atomic():
        taken = numbers.take(orgs.town, "letter", date(2025, 3, 8))
        paper = issue(on=date(2025, 3, 8), register=("letter", taken))
    papers.void(paper, VoidReason.LOST, "本人报失")
    papers.void(paper, VoidReason.MISTAKE)
    assert (paper.is_void, paper.void_reason, paper.void_note) == (True, "lost", "本人报失")
    line = numbers.register(orgs.town, "letter", 2025).get()
    assert (line.paper, line.void_reason) == (paper, "lost")


def test_a_file_name_holds_form_and_code_only(issue):
    paper = issue()
    assert paper.file_name == f"F-01-{paper.marks.printed_code}.pdf"


def test_the_square_leads_to_the_public_page_where_the_office_has_one(issue, settings):
    assert issue().qr_text.count("-") == 2
    settings.PUBLIC_URL = "https://office.example/"
    paper = issue()
    assert paper.qr_text == f"https://office.example/verify?code={paper.check_code}"
