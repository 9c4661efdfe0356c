"""One at a time: installing into a checkout, and running an office. A lock of the kernel: it ends with its holder.

Tests: tests/config/test_single.py.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import ROOT, Stop

NAME = "up.lock"


@contextmanager
def installing(folder: Path = ROOT) -> Iterator[int]:
    """Wait until no other `./dev` installs here. Yields the open file that holds the lock, for programs to inherit: an
    installer that outlives us still holds it."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another ./dev is installing here; waiting for it …", flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield held
    finally:
        os.close(held)


@contextmanager
def running(data_dir: Path, port: int) -> Iterator[None]:
    """Be the only `./dev up` of this data folder.

    Raises Stop with the address of the one that runs already, or when the folder cannot be written."""
    path = data_dir / NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(
            f"The data folder {data_dir} cannot be written: {error.strerror}. DATA_DIR in .env names it."
        ) from None
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(_told(path)) from None
        _write(held, json.dumps({"pid": os.getpid(), "port": port}), data_dir)
        yield
    finally:
        os.close(held)


def _write(held: int, text: str, data_dir: Path) -> None:
    try:
        os.ftruncate(held, 0)
        os.pwrite(held, text.encode(), 0)
        os.fsync(held)
    except OSError as error:
        raise Stop(f"The data folder {data_dir} cannot be written: {error.strerror}.") from None


def _told(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        pid, port = int(holder["pid"]), int(holder["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return f"Another ./dev up is starting on {path.parent}. End it first, or give this one a DATA_DIR of its own."
    return (
        f"Another ./dev up (process {pid}) runs this office already: http://127.0.0.1:{port}/\n"
        "End it with Ctrl-C where it runs, or give this one a DATA_DIR of its own."
    )
