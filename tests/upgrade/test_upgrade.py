"""A database of an earlier commit, with a demo in it, migrates; its log, its papers and its register still prove."""

import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.separate import database_in_use

OLD = Path(__file__).parent
KEYS = {
    "SECRET_KEY": "only-for-tests-" * 4,
    "FIELD_KEYS": "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "INDEX_KEY": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    "DEMO": "1",
}
PAPERS = 79
CORRECTION = """
from members.models import Person
from members.register.changes import change
from members.register.log import Ground
print(change(Person.objects.order_by("pk").first(), {"phone": "13700000000"}, "corrected", Ground(None)).seq)
"""
SEALED = """
from approvals.models import Case, Entry
from documents.models import Paper, TakenNumber
from members.models import FactEntry, Person, RegisterEntry
print(Case.objects.count() - Entry.objects.filter(verb="sealed").count(), end=" ")
print(Person.objects.count() - RegisterEntry.objects.filter(kind="sealed").count(), end=" ")
print(Paper.objects.count() + TakenNumber.objects.count() - FactEntry.objects.filter(kind="sealed").count())
"""
AGAIN = """
from importlib import import_module
from django.apps import apps
for name in ("members.migrations.0025_seal_people", "documents.migrations.0009_seal_papers",
             "workflows.migrations.0015_seal_cases"):
    import_module(name).seal(apps, None)
"""
READ_PAPERS = "SELECT form, number, sha256 FROM documents_paper ORDER BY id"


class Office:
    """The office of commit 9706e9c in a database and a folder of its own."""

    def __init__(self, address: str, folder: Path):
        self.address, self.folder = address, folder
        with tarfile.open(OLD / "papers-9706e9c.tar.xz") as papers:
            papers.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python has none yet
            papers.extractall(folder / "files")  # noqa: S202  our own archive

    def manage(self, *words: str) -> tuple[int, str]:
        """Exit status and output of one command of today's program."""
        variables = os.environ | KEYS | {"DATABASE_URL": self.address, "DATA_DIR": str(self.folder)}
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(  # noqa: S603  our own command
            command, cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def papers(self) -> list[tuple]:
        """Form, number and hash of every paper."""
        if self.address.startswith("sqlite"):
            with sqlite3.connect(self.folder / "old.sqlite3") as database:
                return database.execute(READ_PAPERS).fetchall()
        import psycopg

        with psycopg.connect(self.address) as database:
            return database.execute(READ_PAPERS).fetchall()


@pytest.fixture
def sqlite_office(tmp_path):
    file = tmp_path / "old.sqlite3"
    file.write_bytes(lzma.decompress((OLD / "demo-9706e9c.sqlite3.xz").read_bytes()))
    return Office(f"sqlite:///{file}", tmp_path)


@pytest.fixture
def postgres_office(tmp_path, transactional_db):
    """The dump in a database beside the tests' own."""
    import psycopg

    server = database_in_use().rpartition("/")[0]
    name = f"old_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
    dump = lzma.decompress((OLD / "demo-9706e9c.sql.xz").read_bytes()).decode()
    with psycopg.connect(f"{server}/{name}", autocommit=True) as database:
        # Lines that begin with a backslash are for psql alone.
        database.execute("\n".join(line for line in dump.splitlines() if not line.startswith("\\")))
    yield Office(f"{server}/{name}", tmp_path)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as database:
        database.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def office(request):
    """The old office on the engine of this run."""
    return request.getfixturevalue("sqlite_office" if connection.vendor == "sqlite" else "postgres_office")


def correct_somebody(office):
    """A person of before is corrected today, and the log still holds."""
    status, said = office.manage("shell", "-c", CORRECTION)
    assert (status, said.splitlines()[-1]) == (0, "2"), said  # after the entry that sealed what was found
    status, said = office.manage("verify_log")
    assert (status, said.splitlines()[0]) == (0, "日志完整。")


def sealed_once(office):
    """One entry binds what was found of each case, person, paper and register line; a second run finds nothing left."""
    for words in (SEALED, AGAIN + SEALED):
        status, said = office.manage("shell", "-c", words)
        assert (status, said.splitlines()[-1]) == (0, "0 0 0"), said


def test_the_demo_of_an_earlier_commit_opens_and_proves(office):
    before = office.papers()
    assert len(before) == PAPERS

    status, said = office.manage("migrate", "--verbosity", "0")
    assert status == 0, said

    assert office.papers() == before
    assert office.manage("check_consistency") == (0, "核对完毕，没有差错。\n")
    status, said = office.manage("verify_log")
    assert (status, said.splitlines()[0]) == (0, "日志完整。")
    # Of the 79 files one a form is kept here; nothing but the missing ones may be said.
    status, said = office.manage("verify_archive", "--all")
    faults = [line for line in said.splitlines() if not line.startswith("{")]  # what else the program logs
    assert [line for line in faults if not line.endswith("文件缺失")] == []
    sealed_once(office)
    correct_somebody(office)
