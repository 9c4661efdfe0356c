"""Batches in the background. Arguments are opaque ids, since the task table keeps them.

Tests: tests/workflows/test_transfer_batch.py.
"""

from uuid import UUID

from django_tasks import task

from . import running


@task()
def check_batch(pk: str) -> None:
    running.check(UUID(pk))


@task()
def run_batch(pk: str) -> None:
    running.run(UUID(pk))
