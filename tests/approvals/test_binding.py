"""What an entry binds: the facts that are new with it, under names that outlive the columns (S3)."""

from datetime import date

import pytest
from django.db import connection

from approvals import bound, desk, journal, kinds
from approvals.models import Attachment, Case, Entry
from members import binding
from workflows.models import TransferCase

# Names are part of every hash: one that changes, or goes, is a new format, never an edit of this list.
NAMES_OF_A_CASE = (
    "came_from closed_at coordinator destination kind never_sent opened_at opened_by origin outside_name parent person "
    "promised_on starter state state_since title with_history"
)
# What a case keeps beside what it says: its key and number, which every hash covers by itself, the end of its log, the
# clock's own next moments, the slot it occupies, the process of Viewflow.
NOT_BOUND = {"id", "number", "log_head", "log_length", "lapses_at", "clock_at", "slot", "process_id", "case_ptr_id"}


def test_the_names_of_format_2_stay():
    assert " ".join(sorted(bound.CASE)) == NAMES_OF_A_CASE
    assert binding.FORMAT == 2


def test_every_column_of_a_procedure_is_bound():
    for flow in kinds.all_flows():
        columns = {field.attname for field in flow.case_class._meta.concrete_fields}
        assert columns - set(flow.case_class.bound.values()) == NOT_BOUND, flow


def test_an_entry_says_what_is_new(letter_out, chen, orgs):
    issued = letter_out.entries.get(verb="approve").facts
    assert issued["state"] == "letter_issued"
    assert (issued["letter_number"], issued["valid_until"]) == (1, letter_out.valid_until.isoformat())
    assert "destination" not in issued

    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    assert letter_out.entries.get(verb="report_in").facts == {"state": "arrived"}


def test_a_draft_binds_little_and_all_of_it_once_it_is_sent(draft, wang, orgs):
    assert draft.entries.get().facts.keys() == set(bound.OF_A_DRAFT)
    sent = desk.act(draft, "submit", by=wang)
    said = sent.entries.last().facts
    assert (said["all"], said["destination"], said["reason"]) == (True, orgs.first.pk, sent.reason)
    assert list(journal.broken()) == []


def test_a_draft_may_still_be_written(draft):
    TransferCase.objects.filter(pk=draft.pk).update(dues_until=date(2026, 10, 1))
    assert list(journal.broken()) == []


# Statements as they were counted before anything was bound, on SQLite; PostgreSQL locks by one more.
def test_a_step_that_moves_a_relation_needs_two_more(letter_out, chen, orgs, django_assert_max_num_queries):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    with django_assert_max_num_queries(37 + 2 + 1):
        desk.act(case, "receive", by=chen, branch=orgs.first)


def test_a_step_that_moves_nothing_needs_as_many_as_before(transfer, wang, django_assert_max_num_queries):
    with django_assert_max_num_queries(18 + 1):
        desk.act(transfer, "agree_to_release", by=wang, text="同意转出")


def test_a_step_that_issues_three_papers_needs_as_many(transfer_awaiting_approval, zhao, django_assert_max_num_queries):
    with django_assert_max_num_queries(56 + 1):
        desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30, text="同意")


def test_a_step_that_voids_and_issues_needs_no_more(letter_out, zhao, django_assert_max_num_queries):
    with django_assert_max_num_queries(45 + 1):
        desk.act(letter_out, "void", by=zhao, reason="damaged")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("state", "completed", "state 现为 completed，按日志应为 letter_issued"),
        ("came_from", "draft", "came_from 现为 draft，按日志应为 空"),
        ("title", "别人", "title 现为 2字的内容（散列 eeb0be5265ca），按日志应为 16字的内容（散列 858940beab3d）"),
    ],
)
def test_a_changed_case_is_named(letter_out, column, value, said):
    Case.objects.filter(pk=letter_out.pk).update(**{column: value})
    assert next(iter(journal.broken())).startswith(f"事项 {letter_out.number}：{said}")


def test_an_attachment_put_in_is_named(letter_out, zhao):
    case = letter_out
    file = Attachment.objects.create(
        case=case, name="a.pdf", content_type="application/pdf", sha256="0" * 64, size=3, by=zhao, at=case.opened_at
    )
    assert list(journal.broken()) == [f"事项 {case.number}：附件 {file.pk} 没有对应的日志"]


def test_an_old_entry_keeps_its_digest(letter_out):
    first = letter_out.entries.first()
    first.format, first.facts = 1, {}
    digest = first.digest(letter_out.number)
    first.facts = {"state": "draft"}
    assert first.digest(letter_out.number) == digest != first.hash


def test_a_changed_fact_breaks_its_entry(letter_out):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_entry SET facts = '{}' WHERE verb = 'approve'")
    assert next(iter(journal.broken())) == f"事项 {letter_out.number}：第 7 条日志（approve）被改动"
    assert Entry.objects.get(verb="approve").facts == {}
