"""A proof goes step by step in the worker, once at a time; what it found is kept without personal data (R13, S3)."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from approvals import desk
from approvals.checkpoints import making
from approvals.checkpoints.codes import code_of
from approvals.integrity import running, steps
from approvals.integrity.records import Proof, State
from approvals.integrity.steps import without_personal_data
from approvals.models import Checkpoint, Entry
from documents import tasks
from documents.models import Paper
from members.models import AccessRecord
from tests.conftest import SHANGHAI
from tests.documents.conftest import storage  # noqa: F401  a fixture


def through(proof: Proof) -> Proof:
    """What the worker does with it, task after task."""
    while proof.at_work:
        running.prove.call(proof.pk)
        proof.refresh_from_db()
    return proof


@pytest.fixture
def held(letter_out) -> Checkpoint:
    """A case in a checkpoint."""
    return making.make(timezone.now())


@pytest.fixture
def filed(letter_out, storage) -> Checkpoint:  # noqa: F811
    """A case with its papers filed, in a checkpoint."""
    for paper in letter_out.papers.all():
        tasks.render_paper.call(paper.pk)
    return making.make(timezone.now())


def test_a_whole_office_is_proved_up_to_its_last_checkpoint(filed, zhao):
    proof = through(running.begin(zhao))
    assert (proof.state, proof.findings, proof.is_clean) == (State.DONE, {}, True)
    assert (proof.checkpoint, proof.checkpoint_number, proof.asked_by) == (code_of(filed), str(filed.pk), zhao)
    assert proof.papers == Paper.objects.filed().count() == filed.totals["papers"]


def test_each_step_is_a_task_and_the_papers_some_at_a_time(filed, zhao, monkeypatch):
    monkeypatch.setattr(running, "SLICE", 2)
    proof, ways = running.begin(zhao), []
    while proof.at_work:
        ways.append((proof.step, proof.papers))
        running.prove.call(proof.pk)
        proof.refresh_from_db()
    papers = Paper.objects.filed().count()
    assert papers == 4
    assert ways == [*((name, 0) for name in steps.NAMES), ("papers", 2), ("papers", 4)]
    assert DBTaskResult.objects.filter(task_path=running.prove.module_path).count() == len(ways)


def test_one_proof_at_a_time(held, zhao):
    first = running.begin(zhao)
    assert running.begin(None) == first
    assert Proof.objects.count() == 1
    through(first)
    assert running.begin(None) != first


def test_a_task_run_twice_writes_once(held, zhao):
    proof = running.begin(zhao)
    stale = Proof.objects.get()
    running.prove.call(proof.pk)
    running._go_on(stale)  # another worker had begun the same step
    proof.refresh_from_db()
    assert proof.step == steps.NAMES[1]
    assert DBTaskResult.objects.filter(task_path=running.prove.module_path).count() == 2


def test_what_differs_is_kept_step_by_step(filed, letter_out, zhao):
    Entry.objects.filter(case=letter_out, seq=3).update(verb="refuse")
    AccessRecord.objects.create(kind="reveal", subject="person:1")
    making.make(timezone.now())
    AccessRecord.objects.all().delete()
    lost = Paper.objects.filed().first()
    Paper.objects.filter(pk=lost.pk).mark_void(sha256="0" * 64)

    proof = through(running.begin(zhao))
    assert not proof.is_clean
    said = [sentence for found in proof.findings.values() for sentence in found["sentences"]]
    assert f"事项 {letter_out.number}：第 3 条日志（refuse）被改动" in said
    assert any("访问记录应有 1 条，现有 0 条" in sentence for sentence in said)
    assert sorted(proof.findings) == ["log", "numbers", "papers"]
    assert proof.fault_count == sum(found["count"] for found in proof.findings.values())


def test_only_the_first_sentences_of_many_are_kept(held, zhao, monkeypatch):
    many = [steps.Step("log", "日志", lambda: (f"事项 {n}：缺失" for n in range(80))), *steps.STEPS[1:]]
    monkeypatch.setattr(running, "STEPS", many)
    found = through(running.begin(zhao)).findings["log"]
    assert (found["count"], len(found["sentences"])) == (80, running.KEPT)


def test_a_log_cut_off_since_the_last_proof_is_found(held, letter_out, chen, zhao):
    through(running.begin(zhao))
    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    last = making.make(timezone.now())
    through(running.begin(zhao))

    number = last.pk
    Entry.objects.filter(checkpoint=number).update(checkpoint=None)
    last.delete()
    proof = through(running.begin(zhao))
    said = f"2026-11-23 的核对到达的检查点 {number} 不在了或被改动"
    assert proof.findings == {"earlier": {"count": 1, "sentences": [said]}}


def test_a_sheet_is_looked_for_along_with_all_else(held, zhao):
    proof = through(running.begin(zhao, sheet=code_of(held)))
    assert (proof.is_clean, proof.sheet_fault, proof.sheet_point) == (True, "", held)


def test_a_sheet_given_while_one_is_at_work_is_looked_for_by_that(held, zhao):
    running.begin(None)
    assert through(running.begin(zhao, sheet=code_of(held))).sheet == code_of(held)


# What goes wrong with the proof itself ------------------------------------------------------------------------------


def test_a_step_that_fails_ends_the_proof_and_says_how(held, zhao, monkeypatch):
    def fails():
        raise ValueError("李明 320724…")
        yield

    monkeypatch.setattr(running, "STEPS", [steps.Step("log", "日志", fails), *steps.STEPS[1:]])
    proof = running.begin(zhao)
    with pytest.raises(ValueError, match="李明"):
        running.prove.call(proof.pk)
    proof.refresh_from_db()
    assert (proof.state, proof.error) == (State.FAILED, "ValueError")


def test_passing_trouble_leaves_it_to_the_worker_to_try_again(held, zhao, monkeypatch):
    def away():
        raise OperationalError("database is locked")
        yield

    monkeypatch.setattr(running, "STEPS", [steps.Step("log", "日志", away), *steps.STEPS[1:]])
    proof = running.begin(zhao)
    with pytest.raises(OperationalError):
        running.prove.call(proof.pk)
    proof.refresh_from_db()
    assert proof.at_work


def test_one_that_lies_still_is_given_up_for_a_new_one(held, zhao, clock):
    first = running.begin(zhao)
    clock.shift(timedelta(minutes=16))
    second = running.begin(zhao)
    first.refresh_from_db()
    assert (first.state, second.state, second != first) == (State.FAILED, State.RUNNING, True)
    running.prove.call(first.pk)  # its task comes late
    first.refresh_from_db()
    assert first.state == State.FAILED


# Each night ---------------------------------------------------------------------------------------------------------


def test_the_clock_begins_one_a_day_from_two_on(db, clock):
    two = datetime(2026, 11, 24, 2, tzinfo=SHANGHAI)
    assert running.begin_of_the_night(two - timedelta(seconds=1)) is None
    clock.move_to(two)
    first = running.begin_of_the_night(two)
    assert first.asked_by is None
    through(first)
    clock.shift(timedelta(hours=20))
    assert running.begin_of_the_night(timezone.now()) is None
    clock.shift(timedelta(hours=4))
    assert running.begin_of_the_night(timezone.now()) != first


# Without personal data ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("事项 ZJ2026-000001：第 3 条日志缺失", "事项 ZJ2026-000001：第 3 条日志缺失"),
        (
            "事项 ZJ2026-000001：state 现为 'received'，按日志应为 'letter_issued'",
            "事项 ZJ2026-000001：state 现为 'received'，按日志应为 'letter_issued'",
        ),
        (
            "名册 person:12：phone 现为 '13800000000'，按变动记录应为 '13700000000'",
            "名册 person:12：phone 与变动记录不符（内容可能涉及个人，请在服务器上用核对命令查看）",
        ),
        (
            "事项 ZJ2026-000001：title 现为 '李明'，按日志应为 '王芳'",
            "事项 ZJ2026-000001：title 与日志不符（内容可能涉及个人，请在服务器上用核对命令查看）",
        ),
        (
            "事项 ZJ2026-000001：title 现为 12字的内容（散列 0123456789ab），按日志应为 空",
            "事项 ZJ2026-000001：title 现为 12字的内容（散列 0123456789ab），按日志应为 空",
        ),
        (
            "名册 person:12：phone 现为 11字的内容（散列 0123456789ab），按变动记录应为 空",
            "名册 person:12：phone 与变动记录不符（内容可能涉及个人，请在服务器上用核对命令查看）",
        ),
        (
            "名册 person:12：born_on 现为 '1980-08-15'，按变动记录应为 '1980-08-16'",
            "名册 person:12：born_on 与变动记录不符（内容可能涉及个人，请在服务器上用核对命令查看）",
        ),
    ],
)
def test_what_may_be_somebodys_is_left_to_the_command(said, kept):
    assert without_personal_data(said) == kept
