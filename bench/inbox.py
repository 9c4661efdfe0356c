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
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from approvals.desk import act, opine
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

# Closed cases are copies of an open one with numbers of their own; three years of them, evenly spread.
PROCESSES = """INSERT INTO viewflow_process (id, flow_class, status, created, finished, data)
    SELECT %(first)s + n, p.flow_class, 'DONE', p.created, p.created, '{}'
    FROM generate_series(1, %(cases)s) n, (SELECT * FROM viewflow_process ORDER BY id LIMIT 1) p"""
CASES = """INSERT INTO approvals_case (id, number, kind, title, person_id, origin_id, destination_id, state,
        state_since, opened_at, opened_by_id, closed_at, process_id, log_length, log_head, slot)
    SELECT %(first)s + n, 'ZJ2023-' || n, c.kind, c.title, c.person_id, c.origin_id, c.destination_id, 'completed',
        t.at, t.at - interval '30 days', c.opened_by_id, t.at, %(first)s + n, 0, '', NULL
    FROM generate_series(1, %(cases)s) n, (SELECT * FROM approvals_case ORDER BY id LIMIT 1) c,
        LATERAL (SELECT now() - interval '3 years' * n / %(cases)s AS at) t"""
TASKS = """INSERT INTO viewflow_task (id, flow_task, flow_task_type, status, created, started, finished, token, data,
        process_id, owner_permission)
    SELECT %(first)s + n, t.flow_task, t.flow_task_type, 'DONE', t.created, t.created, t.created, t.token, '{}',
        %(first)s + 1 + (n - 1) / %(desks)s, t.owner_permission
    FROM generate_series(1, %(tasks)s) n, (SELECT * FROM viewflow_task WHERE status = 'NEW' ORDER BY id LIMIT 1) t"""
ASSIGNMENTS = """INSERT INTO approvals_assignment (id, case_id, task_id, org_id, post, side, decides, opened_at, due_at,
        second_due_at, closed_at, closed_by_id)
    SELECT %(first)s + n, c.id, %(first)s + n, %(org)s, %(post)s, 'destination', true, c.opened_at,
        c.opened_at + interval '14 days', c.opened_at + interval '28 days', c.closed_at, %(by)s
    FROM generate_series(1, %(tasks)s) n
    JOIN approvals_case c ON c.id = %(first)s + 1 + (n - 1) / %(desks)s"""
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
    """Put `closed` closed assignments and their tasks on the desk of `chen`, in one go."""
    about = {
        "first": FIRST,
        "tasks": closed,
        "desks": DESKS_A_CASE,
        "cases": closed // DESKS_A_CASE,
        "org": chen.org_id,
        "post": chen.post,
        "by": chen.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the copies refer to what is there: no need to look
        for statement in (PROCESSES, CASES, TASKS, ASSIGNMENTS):
            cursor.execute(statement, about)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
