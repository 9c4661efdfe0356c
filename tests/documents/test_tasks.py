"""The worker: twice, dying, full disk, broken template; in the end exactly one filed file."""

import errno
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bench.sample_letter import LETTER
from documents import archive, papers, tasks
from documents.models import Paper

DIE_BEFORE_THE_RECORD = """
import django, os, signal, sys; django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[2]
from documents import archive, tasks
keep = archive.keep
def keep_and_die(data):
    keep(data)
    os.kill(os.getpid(), signal.SIGKILL)
archive.keep = keep_and_die
tasks.render_paper.call(int(sys.argv[3]))
"""


def files_in(root):
    return [p.name for p in Path(root).rglob("*") if p.is_file()]


def test_a_filed_paper_knows_its_hash_size_and_pages(file):
    paper = file()
    data = archive.fetch(paper.sha256)
    assert (len(data), paper.page_count, paper.error) == (paper.size, 1, "")
    assert data.startswith(b"%PDF-1.7")


def test_running_twice_changes_nothing(file, storage):
    paper = file()
    tasks.render_paper.call(paper.pk)
    again = Paper.objects.get(pk=paper.pk)
    assert (again.sha256, again.filed_at) == (paper.sha256, paper.filed_at)
    assert len(files_in(storage)) == 1


@pytest.mark.giant("kills")
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_file_and_record_leaves_one_filed_file(issue, storage):
    paper = issue()
    killed = subprocess.run(  # noqa: S603  our own interpreter and a fixed program
        [
            sys.executable,
            "-c",
            DIE_BEFORE_THE_RECORD,
            str(connection.settings_dict["NAME"]),
            str(storage),
            str(paper.pk),
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    paper.refresh_from_db()
    assert (paper.state, len(files_in(storage))) == ("issued", 1)

    tasks.render_paper.call(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, files_in(storage)) == ("filed", [f"{paper.sha256[2:]}.pdf"])


def test_a_full_disk_keeps_the_paper_issued_and_the_next_try_files_it(issue, storage, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    paper = issue()
    with monkeypatch.context() as while_full:
        while_full.setattr("os.fsync", full)
        with pytest.raises(tasks.NotFiled):
            tasks.render_paper.call(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.error, files_in(storage)) == ("issued", "存储空间不足或不可写，稍后自动重试", [])

    tasks.render_paper.call(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.error, len(files_in(storage))) == ("filed", "", 1)


FAILED = "版面生成出错（ValueError）。请管理员查看日志并修复程序，再点“重新生成”"


def test_a_failed_page_keeps_its_reason_without_a_name_and_can_be_tried_again(issue, caplog):
    paper = issue(snapshot={**LETTER, "issued_on": "李喆玥"})
    with pytest.raises(tasks.NotFiled, match=f"paper {paper.pk}: ValueError"):
        tasks.render_paper.call(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.error) == ("failed", FAILED)
    assert "李喆玥" not in caplog.text
    assert "11010519491231002X" not in caplog.text

    assert papers.retry(paper)
    assert not papers.retry(paper)  # twice pressed, once queued
    paper.refresh_from_db()
    assert (paper.state, paper.error) == ("issued", "")
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_task_of_a_paper_that_failed_reads_failed_and_quotes_nothing(issue):
    paper = issue(snapshot={**LETTER, "issued_on": "李喆玥"})
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False)
    task = DBTaskResult.objects.get()
    assert task.status == "FAILED"
    assert task.exception_class_path == "documents.tasks.NotFiled"
    assert "李喆玥" not in task.traceback
    paper.refresh_from_db()
    assert (paper.state, paper.number) == ("failed", "000123")


def test_the_clock_gives_up_after_some_attempts_and_a_person_begins_anew(issue, clock):
    paper = issue()
    waited = []
    for minutes in range(0, 4 * 24 * 60, 10):
        if tasks.enqueue_stuck():
            waited.append(minutes)
        clock.shift(timedelta(minutes=10, seconds=1))
    assert waited == [10, 30, 70, 150, 310, 630, 1270, 2550]  # twice as long each time
    paper.refresh_from_db()
    assert (paper.state, paper.error) == (
        "failed",
        "多次重试仍未生成。请管理员检查后台生成服务和存储空间，再点“重新生成”",
    )
    assert papers.retry(paper)
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("issued", 0)


def test_what_got_stuck_is_queued_again_once_in_a_while(issue, clock):
    paper = issue()
    assert tasks.enqueue_stuck() == 0
    clock.shift(timedelta(minutes=11))
    assert tasks.enqueue_stuck() == 1
    assert tasks.enqueue_stuck() == 0
    assert DBTaskResult.objects.count() == 2
    paper.refresh_from_db()
    assert paper.queued_at == timezone.now()


def test_the_command_queues_what_failed_on_request(issue, capsys):
    paper = issue(snapshot={**LETTER, "issued_on": "x"})
    with pytest.raises(tasks.NotFiled):
        tasks.render_paper.call(paper.pk)
    call_command("render_pending")
    call_command("render_pending", "--failed")
    assert capsys.readouterr().out == "0 papers queued\n1 papers queued\n"


@pytest.mark.django_db(transaction=True)
def test_the_database_worker_files_what_was_issued(issue, settings):
    paper = issue()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False)
    paper.refresh_from_db()
    assert paper.state == "filed"
