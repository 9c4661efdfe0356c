"""The world of the tests is the same on every machine. Subject: tests/environment.py."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


def test_the_data_folder_is_a_temporary_one():
    assert Path(os.environ["DATA_DIR"]) == settings.DATA_DIR
    assert settings.DATA_DIR != settings.BASE_DIR / "var"


@pytest.mark.django_db
def test_sqlite_tests_run_on_a_file_in_wal_mode_as_an_office_does():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
