"""Imports in the background. Arguments are opaque ids, since the task table keeps them.

Tests: tests/members/test_roster_running.py.
"""

from uuid import UUID

from django_tasks import task

from . import running


@task()
def check_roster(pk: str) -> None:
    running.check(UUID(pk))


@task()
def commit_roster(pk: str) -> None:
    running.commit(UUID(pk))
