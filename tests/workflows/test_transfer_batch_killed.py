"""Batches under real threads and a real SIGKILL: a row is open once with its number beside it, or not at all."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from approvals.case import Case
from approvals.journal import broken
from members.models import Person
from tests.approvals.threads import at_once
from tests.workflows.batch_lists import id_number, line, listed, work
from workflows.models import TransferBatch, TransferCase
from workflows.transfer.batch import running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("kills")]

# Another process runs the batch and dies inside the third row's transaction, after the case was sent and before the
# row knows its number.
DIE_IN_THE_THIRD_ROW = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from uuid import UUID
from workflows.transfer.batch import running
opened = []
open_transfer = running.open_transfer
def opening(row, **about):
    case = open_transfer(row, **about)
    opened.append(case)
    if len(opened) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return case
running.open_transfer = opening
running.run(UUID(sys.argv[2]))
"""


@pytest.fixture
def batch(clock, wang, orgs, enrol) -> TransferBatch:
    """Six members, checked, ready to be started."""
    people = [enrol(f"同志{n}", id_number(n), orgs.dongshan) for n in range(6)]
    return listed(wang, *map(line, people))


def opened_of(batch) -> list[str]:
    return [row.state for row in batch.rows.all()]


def is_whole(batch) -> bool:
    """Every case has its row, every opened row its case, and every chain of entries holds."""
    cases = set(TransferCase.objects.values_list("pk", flat=True))
    rows = set(batch.rows.filter(state="opened").values_list("case", flat=True))
    return cases == rows and Case.objects.count() == len(cases) and list(broken()) == []


def test_a_worker_killed_inside_a_row_leaves_whole_rows_and_the_next_goes_on(batch, wang):
    running.confirm(batch, by=wang, reasons={})
    killed = subprocess.run(  # noqa: S603  our own interpreter and a fixed program
        [sys.executable, "-c", DIE_IN_THE_THIRD_ROW, str(connection.settings_dict["NAME"]), str(batch.pk)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (opened_of(batch), is_whole(batch)) == (["opened"] * 2 + ["ready"] * 4, True)

    work()
    batch.refresh_from_db()
    assert (opened_of(batch), batch.state, is_whole(batch)) == (["opened"] * 6, "done", True)
    assert TransferCase.objects.count() == Person.objects.count() == 6


def test_two_clicks_at_one_moment_start_one_run(batch, wang):
    copies = [TransferBatch.objects.get(pk=batch.pk) for _click in range(2)]
    answers = at_once([partial(running.confirm, copy, by=wang, reasons={}) for copy in copies])
    assert sorted(answers) == [False, True]
    work()
    assert (TransferCase.objects.count(), is_whole(batch)) == (6, True)


def test_two_workers_on_one_batch_open_nothing_twice(batch, wang):
    running.confirm(batch, by=wang, reasons={})
    assert at_once([partial(running.run, batch.pk)] * 2) == [None, None]
    assert (opened_of(batch), TransferCase.objects.count(), is_whole(batch)) == (["opened"] * 6, 6, True)


def test_two_batches_of_the_same_members_open_one_case_each(batch, wang):
    other = listed(wang, *[line(row.person) for row in batch.rows.select_related("person")])
    for one in (batch, other):
        running.confirm(one, by=wang, reasons={})
    assert at_once([partial(running.run, one.pk) for one in (batch, other)]) == [None, None]
    assert TransferCase.objects.open().count() == 6
    states = opened_of(batch) + opened_of(other)
    assert (states.count("opened"), states.count("failed")) == (6, 6)
    assert list(broken()) == []
