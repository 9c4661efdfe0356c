"""A checkpoint holds what was written since the last one; whatever it held or counted and is gone is found and named.

The tampering is done with SQL and query sets, as someone with the database in hand would do it.
"""

import json
from datetime import UTC, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.utils import timezone

from approvals import desk, journal
from approvals.beside import attach
from approvals.checkpoints import making, proof
from approvals.checkpoints.records import Checkpoint
from approvals.models import Attachment, Case, Entry, Opinion
from documents.models import Paper
from members.access import AccessRecord, AccountEvent, Did, Kind
from members.models import FactEntry, Relation

NINE = "2026-11-23 09:00"


def deleted(rows: models.QuerySet) -> None:
    """Delete without asking anybody, as SQL would."""
    rows._raw_delete("default")


@pytest.fixture
def looked_at(letter_out, zhao) -> Checkpoint:
    """A case with papers, one of them filed, a file, two looks at it, a change of an account; all of it held."""
    attach(letter_out, SimpleUploadedFile("扫描.pdf", b"%PDF-1.7 scan"), by=zhao)
    for subject in ("person:1", "person:2"):
        AccessRecord.objects.create(kind=Kind.REVEAL, account=zhao.account, appointment=zhao, subject=subject)
    AccountEvent.objects.create(did=Did.PASSWORD, account=zhao.account, by=zhao.account)
    Paper.objects.filter(pk=letter_out.papers.first().pk).update(state="filed", sha256="a" * 64, size=9)
    return making.make(timezone.now())


def test_it_holds_each_row_once_and_counts_all(looked_at, letter_out, chen):
    held = {name: count for name, (count, _hash) in looked_at.held.items()}
    facts = FactEntry.objects.count()
    events = {"access_records": 2, "account_events": 1}
    assert held == {"entries": 8, "register_entries": 1, "papers": 1, "facts": facts, **events}
    assert looked_at.totals == {
        **held,
        "cases": 1,
        "relations": Relation.objects.count(),
        "papers_issued": Paper.objects.count(),
        "attachments": 1,
    }
    assert (looked_at.format, looked_at.previous) == (2, "")
    assert making.make(timezone.now()) is None

    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    second = making.make(timezone.now())
    assert {name: count for name, (count, _hash) in second.held.items()} == {"entries": 1}
    assert (second.totals["entries"], second.previous, second.archive) == (9, looked_at.hash, looked_at.archive)
    assert list(journal.broken()) == []


def test_no_more_than_a_batch_of_each_kind_is_held_at_once(looked_at, zhao, monkeypatch):
    monkeypatch.setattr(making, "BATCH", 2)
    for subject in ("person:3", "person:4", "person:5"):
        AccessRecord.objects.create(kind=Kind.REVEAL, account=zhao.account, subject=subject)
    full, rest = making.make(timezone.now()), making.make(timezone.now())
    assert [making.may_have_left_some(point) for point in (full, rest)] == [True, False]
    assert [point.held["access_records"][0] for point in (full, rest)] == [2, 1]
    assert list(proof.faults()) == []


# What is done, and what is said of it -----------------------------------------------------------------------------


def test_a_case_deleted_whole_is_named(looked_at, letter_out):
    with transaction.atomic():
        deleted(Entry.objects.filter(case=letter_out))
        deleted(Attachment.objects.filter(case=letter_out))
        _delete_row("approvals_case", letter_out.pk)
        found = list(proof.faults())
        transaction.set_rollback(True)  # what else belongs to the case still points to it
    assert found == [
        f"检查点 {looked_at.pk}（{NINE}）与日志不符：事项日志应有 8 条，现有 0 条",
        f"事项：检查点 {looked_at.pk}（{NINE}）时有 1 条，其中现有 0 条",
        f"附件：检查点 {looked_at.pk}（{NINE}）时有 1 条，其中现有 0 条",
    ]


def test_entries_gone_with_the_head_put_right_are_found(letter_out):
    made = making.make(timezone.now())
    Entry.objects.filter(case=letter_out).delete()
    Opinion.objects.filter(case=letter_out)._raw_delete("default")
    Case.objects.filter(pk=letter_out.pk).update(log_length=0, log_head="")
    assert list(journal.broken()) == [
        f"事项 {letter_out.number}：没有日志",
        f"检查点 {made.pk}（{NINE}）与日志不符：事项日志应有 7 条，现有 0 条",
    ]


def test_an_access_record_deleted_or_changed_is_named(looked_at):
    first, second = AccessRecord.objects.order_by("pk")
    AccessRecord.objects.filter(pk=first.pk).update(subject="person:9")
    changed = f"访问记录有内容被改动（编号 {first.pk} 至 {second.pk}）"
    assert list(proof.faults()) == [f"检查点 {looked_at.pk}（{NINE}）与日志不符：{changed}"]

    first.delete()
    assert list(proof.faults()) == [f"检查点 {looked_at.pk}（{NINE}）与日志不符：访问记录应有 2 条，现有 1 条"]


def test_a_change_of_an_account_deleted_is_named(looked_at):
    AccountEvent.objects.all().delete()
    assert list(proof.faults()) == [f"检查点 {looked_at.pk}（{NINE}）与日志不符：账户变动应有 1 条，现有 0 条"]


def test_a_filed_paper_with_other_bytes_put_in_its_place_is_named(looked_at):
    filed = Paper.objects.filed().get()
    models.QuerySet(Paper).filter(pk=filed.pk).update(sha256="b" * 64)
    assert list(proof.faults()) == [
        f"检查点 {looked_at.pk}（{NINE}）与日志不符：已归档文书有内容被改动（编号 {filed.pk}）",
        f"检查点 {looked_at.pk}（{NINE}）与日志不符：存档链接不上",
    ]


def test_a_relation_gone_is_named_with_the_first_checkpoint_that_counted_it(looked_at, letter_out, enrol, orgs, chen):
    later = enrol("周杰", "320724199001011233", orgs.dongshan)
    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    second = making.make(timezone.now())
    AccessRecord.objects.create(kind=Kind.EXPORT, subject="list")
    making.make(timezone.now())

    count = Relation.objects.count()
    deleted(later.relations.all())
    assert list(proof.faults()) == [
        f"组织关系：检查点 {second.pk}（{NINE}）时有 {count} 条，其中现有 {count - 1} 条",
    ]


def test_a_checkpoint_taken_out_is_named_by_what_pointed_to_it_and_by_the_next(looked_at, letter_out, chen):
    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    second = making.make(timezone.now())
    Entry.objects.filter(checkpoint=looked_at.pk).update(checkpoint=None)
    _delete_row("approvals_checkpoint", looked_at.pk)
    found = list(proof.faults())
    assert found[0] == f"检查点 {second.pk}（{NINE}）与日志不符：它的上一个检查点不在了或被改动"
    keys = sorted(AccessRecord.objects.values_list("pk", flat=True))
    assert f"检查点 {looked_at.pk} 不在了，却有 2 条访问记录（编号 {keys[0]} 至 {keys[1]}）属于它" in found


def test_the_last_checkpoint_taken_out_is_named_by_what_pointed_to_it(looked_at):
    Entry.objects.update(checkpoint=None)
    _delete_row("approvals_checkpoint", looked_at.pk)
    astray = [fault.partition("，却有")[0] for fault in proof.faults()]
    assert astray == [f"检查点 {looked_at.pk} 不在了"] * (len(looked_at.held) - 1)


@pytest.mark.parametrize(
    ("column", "forged"),
    [
        ("made_at", timezone.now() - timedelta(days=30)),
        ("totals", {"cases": 0}),
        ("hash", "0" * 64),
    ],
)
def test_a_checkpoint_changed_is_named(looked_at, column, forged):
    looked_at.totals |= forged if column == "totals" else {}
    Checkpoint.objects.filter(pk=looked_at.pk).update(**{column: looked_at.totals if column == "totals" else forged})
    when = Checkpoint.objects.get().when
    assert list(proof.faults()) == [f"检查点 {looked_at.pk}（{when}）与日志不符：检查点本身被改动"]


# The first format ---------------------------------------------------------------------------------------------------


@pytest.fixture
def of_old(letter_out) -> Checkpoint:
    """A checkpoint as it was made before it held more than the logs."""
    hashes = list(Entry.objects.order_by("pk").values_list("hash", flat=True))
    text = json.dumps(["", hashes], separators=(",", ":"))
    made = Checkpoint.objects.create(
        made_at=timezone.now(), entries=7, previous="", hash=sha256(text.encode()).hexdigest()
    )
    Entry.objects.update(checkpoint=made)
    return made


def test_a_checkpoint_of_old_keeps_its_hash_and_is_followed(of_old, letter_out, chen):
    assert list(proof.faults()) == []
    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    next_one = making.make(timezone.now())
    assert (next_one.previous, next_one.totals["entries"]) == (of_old.hash, 8)
    assert list(proof.faults()) == []

    Entry.objects.filter(checkpoint=of_old, seq=3).delete()
    assert list(proof.faults()) == [f"检查点 {of_old.pk}（{NINE}）与日志不符：应有 7 条，现有 6 条"]


def test_what_a_row_says_is_told_in_a_fixed_order(looked_at):
    """The hashes of rows that were held must never change with the program."""
    first = AccessRecord.objects.order_by("pk").first()
    at = first.at.astimezone(UTC).isoformat()
    said = [1, first.pk, "reveal", first.account_id, first.appointment_id, "person:1", "", at]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert first.hash == sha256(text.encode()).hexdigest()


def _delete_row(table: str, pk: int) -> None:
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])  # noqa: S608  tables of this test
