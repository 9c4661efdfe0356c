"""The settings file `.env` of a first run, and throw-away settings for commands that must not touch it."""

import base64
import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from config import env_file

from . import ROOT, Stop

ENV_FILE = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
HEADER = (
    "# Written by ./dev. Secret; without FIELD_KEYS no identity number opens. Keep a copy elsewhere, and the sheet of\n"
    "# `.venv/bin/python manage.py keys` in a safe.\n"
)


def new_keys() -> dict[str, str]:
    """Fresh random keys, each of 32 bytes or more."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"k1:{key()}", "INDEX_KEY": key()}


def write_env(path: Path = ENV_FILE, *, demo: bool = True, local: bool = False) -> bool:
    """Write `path` with random keys, readable by its owner only. False if there is one: it is left alone.

    `local`: for a machine nobody else reaches, where no proxy speaks TLS.

    Raises Stop where it cannot be written; nothing is left of it then."""
    values = new_keys() | {"DEMO": "1" if demo else "0"} | ({"HTTPS": "0"} if local else {})
    lines = HEADER + "".join(f"{name}={value}\n" for name, value in values.items())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except FileNotFoundError:
        raise Stop(f"{path} cannot be written: there is no folder {path.parent}.") from None
    try:
        with os.fdopen(handle, "w") as file:
            file.write(lines)
    except OSError as error:
        path.unlink()  # half a settings file would be taken for the office's own
        raise Stop(f"{path} cannot be written: {error.strerror}.") from None
    return True


def read_env(path: Path = ENV_FILE) -> dict[str, str]:
    """What `path` sets; the process's own environment wins, as for Django. Raises Stop for an unreadable one."""
    try:
        return env_file.read(path) | os.environ
    except env_file.Unreadable as fault:
        raise Stop(str(fault)) from None


def data_dir(variables: dict[str, str]) -> Path:
    """The folder an office keeps its data in, as the settings have it."""
    return ROOT / (variables.get("DATA_DIR") or "var")


def holds_office(folder: Path) -> bool:
    """Whether a SQLite database with tables lies in `folder`."""
    path = folder / "liangdi.sqlite3"
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True  # a damaged one, or one that may not be read: no reason to write keys beside it


def wants_demo(variables: dict[str, str]) -> bool:
    """Whether DEMO is on, read as django-environ reads it."""
    return variables.get("DEMO", "").lower() in ("1", "true", "yes", "on", "y", "ok")


@contextmanager
def throwaway() -> Iterator[dict[str, str]]:
    """An environment with fresh keys and an empty data folder, removed afterwards; `.env` is not read."""
    with tempfile.TemporaryDirectory(prefix="liangdi-") as folder:
        fixed = {"ENV_FILE": os.devnull, "DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        yield os.environ | new_keys() | fixed
