"""The environment of every test run, loaded by pytest before Django reads its settings (`-p tests.environment`).

Plain `pytest` and `./dev test` meet the same world: fixed keys, no `.env`, a data folder of their own that is
removed afterwards, and SQLite unless `TEST_DATABASE_URL` names a PostgreSQL server.
Tests: tests/config/test_environment.py.
"""

import base64
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from devtools.finding import CHROMIUM_LINE, find_chromium

# One folder a process, so that the workers of xdist do not meet in it.
DATA_DIR = Path(tempfile.mkdtemp(prefix="liangdi-tests-"))

os.environ.update(
    ENV_FILE=os.devnull,
    SECRET_KEY="only-for-tests-" * 4,
    FIELD_KEYS="k1:" + base64.b64encode(bytes(range(32))).decode(),
    INDEX_KEY=base64.b64encode(bytes(range(32, 64))).decode(),
    DATA_DIR=str(DATA_DIR),
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'unused.sqlite3'}",
    DEBUG="0",
    DEMO="0",
    HTTPS="0",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    LOG_LEVEL="INFO",
    # A live server's threads would keep their connections, and PostgreSQL then refuses to drop the test database.
    CONN_MAX_AGE="0",
    # Playwright's synchronous API keeps an event loop in the test's thread, which Django would take for async code.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)
for name in ("S3_BUCKET", "TOTP_REQUIRED", "PROXY_SSL_HEADER", "PDF_EXTRA_FONT_DIR", "PDF_TYPEFACES"):
    os.environ.pop(name, None)


def pytest_configure(config: pytest.Config) -> None:
    """Change what a test must not wait for or would have to prepare; everything else is as in production."""
    from django.conf import settings  # the settings read the environment above

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True  # a browser test collects nothing first
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        # A file, not memory: threads, WAL and IMMEDIATE transactions are then the ones of a real office.
        default.setdefault("TEST", {})["NAME"] = str(DATA_DIR / "test.sqlite3")
        # Only a power cut could tell the difference.
        default["OPTIONS"]["init_command"] = default["OPTIONS"]["init_command"].replace("FULL", "OFF")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests, with the line that installs one, where there is no Chromium."""
    if path := find_chromium():
        os.environ["LIANGDI_CHROMIUM"] = path
        return
    missing = pytest.mark.skip(reason=f"no Chromium: {CHROMIUM_LINE}")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> Generator[None, Any, Any]:
    """Django keeps connections of their own for a thread with an event loop, as Playwright's: close them with it.

    Left open, they keep PostgreSQL from dropping the test database.
    """
    result = yield
    if fixturedef.argname == "playwright":
        from django.db import connections  # not before the settings

        fixturedef.addfinalizer(connections.close_all)
    return result


def pytest_unconfigure() -> None:
    shutil.rmtree(DATA_DIR, ignore_errors=True)
