"""A whole office for a real browser: web server, worker and clock over the test database, and desks to sit at.

`house` is empty but running, `staffed` has organisations, people and accounts, `demo` the whole demo. They live as long
as a module and leave an empty database. `office` is a test's own day in a staffed house: who does what, by its words.
`desk("wang")` is a browser window of one of the cast; every window fails its test on an error in the console, on a
breach of the content security policy, on an answer of 500 and on any request to another host.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections
from django.test import Client, override_settings
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.utils import is_locked_database_exception
from pytest_django.live_server_helper import LiveServer

from config.demo import cast
from devtools.finding import CHROMIUM_ARGUMENTS
from members import roster
from members.models import Account
from tests.browser.office import Office
from tests.browser.watching import Watched
from tests.conftest import MONDAY

ROSTER = settings.BASE_DIR / "members" / "demo" / "roster.xlsx"
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    path = os.environ.get("LIANGDI_CHROMIUM")
    return {**browser_type_launch_args, "executable_path": path, "args": list(CHROMIUM_ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args) -> dict:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stands before the plugin's own fixture, which warns under this pytest. The address is `house.url`."""


@pytest.fixture(scope="module")
def transactional_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Instead of the plugin's own, which empties the database after every test: here after every module."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def house(transactional_db) -> Iterator[SimpleNamespace]:
    """Server and worker over an empty database, on Monday 2026-11-23 from 09:00; `house.clock` moves the time on."""
    with time_machine.travel(MONDAY, tick=True) as clock:
        server, worker = LiveServer("localhost"), _worker()
        hands = Thread(target=_work, args=(worker,), name="worker", daemon=True)
        hands.start()
        yield SimpleNamespace(url=server.url, clock=clock)
        server.stop()
        worker.running = False
        hands.join()


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0.1,  # seconds
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="browser-tests",
        excluded_queue_names=[],
    )


def _work(worker: Worker) -> None:
    """Run until told to stop. A worker ends where SQLite's one writer makes it wait too long, as the demo does while it
    is loaded; here, as in an office, whoever minds it starts it again."""
    try:
        while worker.running:
            try:
                worker.run()
            except OperationalError as locked:
                if not is_locked_database_exception(locked):
                    raise
                connections.close_all()
    finally:
        connections.close_all()


@pytest.fixture(scope="module")
def demo(house) -> Iterator[SimpleNamespace]:
    """The demo, as `./dev up` loads it."""
    with override_settings(DEMO=True), Path(os.devnull).open("w") as nowhere:
        call_command("loaddemo", stdout=nowhere)
        yield house


@pytest.fixture(scope="module")
def staffed(house) -> SimpleNamespace:
    """The roster and the cast of the demo, and not one case."""
    with Path(os.devnull).open("w") as nowhere:
        call_command("seed_calendar", stdout=nowhere)
    roster.run(ROSTER, applicants=True)
    cast.arrive()
    return house


@pytest.fixture
def office(staffed, desk) -> Iterator[Office]:
    """The cast at work; when they go home for good, relations and logs must be whole."""
    yield Office(desk, staffed)
    for command in ("check_consistency", "verify_log"):  # each raises or exits on the first fault it finds
        call_command(command)


@pytest.fixture
def desk(house, browser, browser_context_args):
    """Open a window: `desk("wang")` signed in, `desk()` as nobody; `phone`, `scripts` and Playwright's own options."""
    opened: list[Watched] = []

    def open_window(login: str = "", *, phone: bool = False, scripts: bool = True, **options):
        size = PHONE if phone else DESKTOP
        options = {**browser_context_args, **size, "java_script_enabled": scripts, "base_url": house.url, **options}
        context = browser.new_context(**options)
        if login:
            context.add_cookies([session_of(login, house.url)])
        opened.append(Watched(context, house.url))
        return context.new_page()

    yield open_window
    for watched in opened:
        watched.context.close()
    assert [fault for watched in opened for fault in watched.faults] == []


def session_of(login: str, url: str) -> dict:
    """The cookie of a session that has just begun; the door itself is tested where someone types a password."""
    client = Client()
    client.force_login(Account.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
