"""The papers' worker at the end of a simulation: some of the papers that are due, drawn as `db_worker` draws them."""

import logging

from django_tasks_db.management.commands.db_worker import Worker

from documents.models import Paper


def draw(most: int) -> int:
    """Draw `most` papers, oldest first; how many are filed now."""
    if most:
        logging.disable(logging.INFO)  # a line a paper would drown the table
        _worker(most).run()
        logging.disable(logging.NOTSET)
    return Paper.objects.filed().count()


def _worker(most: int) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=most,
        worker_id="simulation",
        excluded_queue_names=[],
    )
