"""A real worker, killed in the middle of a paper: the next one gives the task back and does it, once (S4)."""

import pytest
from django_tasks_db.models import DBTaskResult

from config.models import Heartbeat
from documents.models import Paper
from tests import separate
from tests.documents.conftest import issue, storage  # noqa: F401  fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.giant("kills")]


def test_the_task_of_a_worker_killed_half_way_is_done_once_by_the_next(issue, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "files"
    paper = issue()
    worker = separate.start("worker", "--interval", "0.05", data_dir=tmp_path)
    separate.wait_until(DBTaskResult.objects.running().exists)
    worker.kill()
    worker.wait()
    task = DBTaskResult.objects.get()
    assert (task.status, Paper.objects.get().state) == ("RUNNING", "issued")
    assert list(Heartbeat.objects.values_list("name", "pid")) == [(task.worker_ids[0], worker.pid)]

    separate.manage("worker", "--batch", data_dir=tmp_path)

    task.refresh_from_db()
    paper = Paper.objects.get(pk=paper.pk)
    assert (task.status, len(task.worker_ids), paper.state) == ("SUCCESSFUL", 2, "filed")
    assert [path.name for path in (tmp_path / "files" / "papers").rglob("*.pdf")] == [f"{paper.sha256[2:]}.pdf"]
    assert not Heartbeat.objects.exists()  # the second ended in order
