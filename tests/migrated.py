"""A migrated database to begin with, so that not every test process replays every migration.

SQLite: a file beside the project, made once for a set of migrations and keys and copied for each process. PostgreSQL:
the database that TEST_TEMPLATE names, migrated by the first process and copied by the server. Django still runs
`migrate` on each copy, which finds nothing to do. Used by tests/conftest.py.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = Path(__file__).resolve().parent.parent / ".test-template"


def lay_out() -> None:
    """Prepare what Django's own set-up of the test database will find or copy."""
    if connection.vendor == "sqlite":
        copy_file(Path(connection.creation._get_test_db_name()))
    elif template := os.environ.get("TEST_TEMPLATE"):
        migrate_template(template)
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template
        connection.settings_dict["TEST"]["TEMPLATE"] = template


def copy_file(target: Path) -> None:
    """Put a migrated SQLite file at `target`; make it where none fits the migrations of today."""
    FOLDER.mkdir(exist_ok=True)
    template = FOLDER / f"{digest()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for older in FOLDER.glob("*.sqlite3*"):
                older.unlink()
            making = FOLDER / "making.sqlite3"
            migrate(f"sqlite:///{making}")
            making.replace(template)
    shutil.copyfile(template, target)


def migrate_template(name: str) -> None:
    """Migrate the database `name` of the test server, once for all processes of a run."""
    import psycopg

    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres") as database:
        database.execute("SELECT pg_advisory_xact_lock(1)")  # held until this block ends
        with psycopg.connect(f"{server}/{name}") as template:
            found = template.execute("SELECT to_regclass('django_migrations')").fetchone()
        if found == (None,):
            migrate(f"{server}/{name}")


def migrate(address: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(  # noqa: S603  our own command
        command, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": address}, check=True
    )


def digest() -> str:
    """Changes with every migration of ours, with the packages, and with the keys whose fingerprints are stored."""
    ours = (
        Path(app.path) / "migrations" for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR
    )
    files = sorted(file for folder in ours for file in folder.glob("*.py"))
    made_of = hashlib.sha256(sys.version.encode())
    for file in [*files, settings.BASE_DIR / "requirements-dev.lock", Path(__file__).parent / "environment.py"]:
        made_of.update(file.name.encode() + file.read_bytes())
    return made_of.hexdigest()[:16]
