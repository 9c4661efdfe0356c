"""The archive 存档: a file lies under its SHA-256 and is never changed (R-P8, R-T19).

A file is whole or absent: it is written aside, forced to disk, then moved to its place in one step. What a process that
was killed left aside is cleared away by the clock. Tests: tests/documents/test_archive.py.
"""

import os
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

ASIDE = "unfinished"  # the folder of the storage in which files are written before they have a name
GIVEN_UP = 3600  # seconds: nobody takes that long to write a file


class StorageUnavailable(OSError):
    """The file could not be stored: disk full, read-only, gone. Nothing was left behind; try again later."""

    passing = True  # for `members.outage`: an object store gives no error number


class Damaged(Exception):
    """A filed file is missing or its bytes are not those that were filed."""


def place(digest: str, suffix: str = ".pdf") -> str:
    """The name in storage: `papers/ab/cdef….pdf`."""
    return f"papers/{digest[:2]}/{digest[2:]}{suffix}"


def keep(data: bytes) -> str:
    """File `data` and return its SHA-256. The same bytes are filed once; a damaged copy is put right.

    Raises StorageUnavailable, with nothing half written.
    """
    digest = sha256(data).hexdigest()
    try:
        fetch(digest)
    except Damaged:
        write(place(digest), data)
    return digest


def fetch(digest: str) -> bytes:
    """The filed bytes, checked. Raises Damaged when they are missing or not the same."""
    try:
        with default_storage.open(place(digest), "rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        raise Damaged("missing") from None
    if sha256(data).hexdigest() != digest:
        raise Damaged("changed")
    return data


def write(name: str, data: bytes) -> None:
    """Put `data` at `name` in the storage, whole or not at all. Raises StorageUnavailable."""
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:  # an object store, which writes an object whole or not at all
        _put(name, data)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(default_storage.path(ASIDE))
        aside.mkdir(exist_ok=True)
        _replace(target, data, aside)
    except OSError as error:
        raise StorageUnavailable(error.errno, os.strerror(error.errno) if error.errno else "storage") from error


def _put(name: str, data: bytes) -> None:
    try:
        default_storage.delete(name)
        default_storage.save(name, ContentFile(data))
    except Exception as error:
        raise StorageUnavailable(0, type(error).__name__) from error


def _replace(target: Path, data: bytes, aside: Path) -> None:
    handle, draft = tempfile.mkstemp(dir=aside)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, must survive a power cut
    finally:
        os.close(folder)


def clear_unfinished() -> None:
    """Delete what a process that was killed left half written more than an hour ago; an object store has no such."""
    try:
        aside = Path(default_storage.path(ASIDE))
    except NotImplementedError:
        return
    for draft in aside.glob("*"):
        with suppress(FileNotFoundError):  # finished at this moment
            if draft.stat().st_mtime < time.time() - GIVEN_UP:
                draft.unlink()


def embedded(data: bytes, name: str) -> str:
    """The text attached to one of our own files under `name`. Raises Damaged when there is none."""
    import pikepdf  # deferred: 50 ms, for the proof and the tests only

    with pikepdf.open(BytesIO(data)) as pdf:
        if name not in pdf.attachments:
            raise Damaged("no attachment")
        return pdf.attachments[name].get_file().read_bytes().decode()
