"""Behind a pooler in transaction mode clock, worker and proofs do their work (T2). Setting: POOLER=transaction.

After each transaction the pooler gives the server's connection to somebody else and drops what the session held: a
cursor, a prepared statement or a setting that outlives its transaction is then an error here at once.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from devtools.finding import PGBOUNCER_LINE, find_pgbouncer
from tests import separate
from tests.workflows.conftest import (  # noqa: F401  fixtures
    draft,
    letter_out,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
)

CONFIGURATION = """
[databases]
{name} = host={host} port={port} dbname={name}{password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
server_reset_query = DISCARD ALL
server_reset_query_always = 1
"""
ALL = """
import django; django.setup()
from django.core.management import call_command
for command in (["tick"], ["worker", "--batch"], ["tick"],
                ["verify_log"], ["verify_archive"], ["check_consistency"]):
    call_command(*command)
"""


@contextmanager
def pooler(program: str, folder: Path) -> Iterator[str]:
    """The address of this test's database behind PgBouncer, which will not run as root."""
    server, port = urlsplit(separate.database_in_use()), separate.free_port()
    name = server.path.lstrip("/")
    password = f" password={server.password}" if server.password else ""
    where = {"name": name, "host": server.hostname or "127.0.0.1", "port": server.port or 5432, "listen": port}
    file = folder / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(**where, password=password + f" user={server.username}"))
    command = [program, str(file)]
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        file.chmod(0o644)
        command = ["runuser", "-u", "postgres", "--", *command]
    running = subprocess.Popen(command, cwd="/", stderr=subprocess.DEVNULL)  # noqa: S603  a program of the system
    address = f"postgres://{server.username}@127.0.0.1:{port}/{name}"
    try:
        wait_for(address)
        yield address
    finally:
        running.terminate()
        running.wait()


def wait_for(address: str) -> None:
    for _attempt in range(100):
        with suppress(psycopg.OperationalError), psycopg.connect(address, prepare_threshold=None):
            return
        time.sleep(0.1)
    raise TimeoutError("the pooler does not answer")


@pytest.fixture
def pooled(tmp_path_factory) -> Iterator[str]:
    program = find_pgbouncer()
    if connection.vendor != "postgresql":
        pytest.skip("a pooler stands before PostgreSQL only")
    if program is None:
        pytest.skip(f"no PgBouncer: {PGBOUNCER_LINE}")
    folder = tmp_path_factory.mktemp("pooler")
    for above in (folder, *folder.parents[:3]):
        above.chmod(above.stat().st_mode | 0o011)  # the pooler's own user must reach its file
    with pooler(program, folder) as address:
        yield address


def run(address: str, data_dir: Path, mode: str) -> subprocess.CompletedProcess:
    variables = separate.variables(data_dir) | {"DATABASE_URL": address, "POOLER": mode, "CONN_MAX_AGE": "60"}
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", ALL], cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, check=False
    )


@pytest.mark.django_db(transaction=True)
def test_clock_worker_and_proofs_run_behind_a_pooler_in_transaction_mode(pooled, letter_out, tmp_path):  # noqa: F811
    done = run(pooled, tmp_path, "transaction")
    assert (done.returncode, done.stderr[-2000:]) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_without_the_setting_the_proof_dies_of_its_cursor(pooled, letter_out, tmp_path):  # noqa: F811
    done = run(pooled, tmp_path, "")
    assert done.returncode == 1
    assert "cursor" in done.stderr
