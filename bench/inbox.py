"""The inbox page above a million closed tasks, against the same page above ten thousand.

Two databases with the same open items, turns alternating between them. The closed ones lie in the same
organisation: all on the desk that is being read.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.db import connection, connections
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from approvals.desk import act, opine
from approvals.models import Assignment, Case
from members.models import Appointment

from .database import Database, fresh
from .figures import Figure, ratio
from .interleave import interleave
from .office import asked, settle_in

OPEN = 25
CLOSED = {"ten-thousand-closed": 10_000, "million-closed": 1_000_000}
DESKS_A_CASE = 5  # tasks of one case that this office closed
ROUNDS = 40
WARM_UP = 5
ADMINISTRATION = {"BEGIN", "COMMIT"}

# What differs in the n-th copy of a row; every other column stays as it is. Cases closed over the last three years.
CLOSED_AT = f"now() - interval '3 years' * n / {CLOSED['million-closed'] // DESKS_A_CASE}"
PROCESS = {"id": "%(first)s + n", "status": "'DONE'", "finished": "created"}
CASE = {
    "id": "%(first)s + n",
    "number": "'ZJ2023-' || n",
    "process_id": "%(first)s + n",
    "state": "'completed'",
    "closed_at": CLOSED_AT,
    "slot": "NULL",
}
TASK = {
    "id": "%(first)s + n",
    "process_id": "%(first)s + 1 + (n - 1) / %(desks)s",
    "status": "'DONE'",
    "finished": "created",
}
ASSIGNMENT = {
    "id": "%(first)s + n",
    "case_id": "%(first)s + 1 + (n - 1) / %(desks)s",
    "task_id": "%(first)s + n",
    "closed_at": CLOSED_AT.replace(" n ", " ((n - 1) / %(desks)s) "),
    "closed_by_id": "%(by)s",
}
FIRST = 1_000_000_000  # above every number the desk gives out


@dataclass(frozen=True)
class Desk:
    """The inbox of an organiser who is signed in to an office of this database."""

    database: Database
    browser: Client

    def open(self) -> HttpResponse:
        with self.database.entered():
            return self.browser.get("/")

    def queries(self) -> int:
        """How many statements one opening sends; makes sure that it shows what it should."""
        with self.database.entered(), CaptureQueriesContext(connections["default"]) as captured:
            shown = self.browser.get("/")
        items = set(re.findall(r"党员\d+", shown.content.decode()))
        if shown.status_code != HTTPStatus.OK or len(items) != OPEN:
            raise RuntimeError(f"the inbox answered {shown.status_code} with {len(items)} items instead of {OPEN}")
        return sum(query["sql"] not in ADMINISTRATION for query in captured.captured_queries)


def measure() -> list[Figure]:
    with as_served(), ExitStack() as stack:
        desks = {
            name: desk(stack.enter_context(fresh(f"bench_inbox_{closed}")), closed) for name, closed in CLOSED.items()
        }
        queries = max(each.queries() for each in desks.values())
        taken = interleave({name: each.open for name, each in desks.items()}, rounds=ROUNDS, warm_up=WARM_UP)
    ours, theirs = taken["million-closed"], taken["ten-thousand-closed"]
    return [
        ratio("inbox", "ten-thousand-closed", limit="<= 1.2", ours=ours, theirs=theirs, n=ROUNDS),
        Figure("inbox", "queries", queries, "queries", "<= 12", {"open": OPEN}),
    ]


@contextmanager
def as_served() -> Iterator[None]:
    """The test client may ask, and files need not have been collected first; all else as in production."""
    storage = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    hosts = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with override_settings(STORAGES=settings.STORAGES | storage, ALLOWED_HOSTS=hosts):
        yield


def desk(database: Database, closed: int) -> Desk:
    """An organiser with OPEN items above `closed` closed tasks."""
    with database.entered():
        chen = _busy_organiser()
        _fill(chen, closed)
        browser = Client()
        browser.force_login(chen.account, "django.contrib.auth.backends.ModelBackend")
    return Desk(database, browser)


def _busy_organiser() -> Appointment:
    connection.cursor().execute("SET synchronous_commit = off")  # filling need not survive a power cut
    office = settle_in()
    for number in range(OPEN):
        case = act(asked(office, number), "agree_to_release", by=office.wang)
        opine(case, by=office.lin, agrees=True, text="同意接收")
    return office.chen


def _fill(chen: Appointment, closed: int) -> None:
    """Put `closed` closed assignments and their tasks on the desk of `chen`, as copies of what waits there."""
    last = Assignment.objects.waiting_for(chen).order_by("pk").last()
    cases, about = closed // DESKS_A_CASE, {"first": FIRST, "desks": DESKS_A_CASE, "by": chen.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the copies refer to what is there: no need to look
        cursor.execute(*_copies(last.task.process, cases, PROCESS, about))
        cursor.execute(*_copies(Case.objects.get(pk=last.case_id), cases, CASE, about))
        cursor.execute(*_copies(last.task, closed, TASK, about))
        cursor.execute(*_copies(last, closed, ASSIGNMENT, about))
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself after a while


def _copies(row: Model, count: int, changed: dict[str, str], about: dict[str, int]) -> tuple[str, dict[str, int]]:
    """A statement that adds `count` copies of `row`, and its parameters.

    `changed` is SQL by column, in which `n` counts the copies from 1."""
    columns = [field.column for field in row._meta.local_concrete_fields]
    table, values = row._meta.db_table, ", ".join(changed.get(column, column) for column in columns)
    copies = f"SELECT {values} FROM generate_series(1, %(count)s) n, {table} WHERE id = %(row)s"  # noqa: S608  own words
    return f"INSERT INTO {table} ({', '.join(columns)}) {copies}", about | {"count": count, "row": row.pk}
