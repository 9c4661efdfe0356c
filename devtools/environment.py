"""The settings file `.env` of a first run, and throw-away settings for commands that must not touch it."""

import base64
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import ROOT

ENV_FILE = ROOT / ".env"
HEADER = "# Written by ./dev. Secret; keep a copy: without FIELD_KEYS no identity number opens.\n"


def new_keys() -> dict[str, str]:
    """Fresh random keys, each of 32 bytes or more."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"k1:{key()}", "INDEX_KEY": key()}


def write_env(path: Path = ENV_FILE, *, demo: bool = True) -> bool:
    """Write `path` with random keys, readable by its owner only. False if there is one: it is left alone."""
    values = new_keys() | {"DEMO": "1" if demo else "0"}
    lines = HEADER + "".join(f"{name}={value}\n" for name, value in values.items())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(lines)
    return True


def read_env(path: Path = ENV_FILE) -> dict[str, str]:
    """What `path` sets; the process's own environment wins, as it does for Django."""
    lines = path.read_text().splitlines() if path.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs} | os.environ


def wants_demo(variables: dict[str, str]) -> bool:
    """Whether DEMO is on, read as django-environ reads it."""
    return variables.get("DEMO", "").lower() in ("1", "true", "yes", "on", "y", "ok")


@contextmanager
def throwaway() -> Iterator[dict[str, str]]:
    """An environment with fresh keys and an empty data folder, removed afterwards; `.env` is not read."""
    with tempfile.TemporaryDirectory(prefix="liangdi-") as folder:
        fixed = {"ENV_FILE": os.devnull, "DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        yield os.environ | new_keys() | fixed
