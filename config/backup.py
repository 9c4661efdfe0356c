"""One file that holds the office: the database, every filed paper and attachment, and what proves them whole.

The database is taken first and the files after it: files are only ever added, so each file the database speaks of is
in the backup. Keys are not in it, only their fingerprints: whoever holds a backup alone can open no identity number.
Used by `manage.py backup` and `manage.py restore`. Tests: tests/config/test_backup.py.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from documents import archive

FORMAT = 1
DATABASE, MANIFEST, FILES = "database", "manifest.json", "files/"
PIECE = 2**20  # bytes read at once
UNFINISHED, GIVEN_UP = ".unfinished-", 24 * 3600  # seconds: no backup takes that long


class Unfit(Exception):
    """A backup cannot be made or used; the message says why and what to do. Nothing was changed."""


def make(folder: Path) -> Path:
    """Write a backup into `folder` and return its path; a half-written one never bears the name of a backup.

    Raises Unfit when the database's own program fails, or there is no room.
    """
    try:
        return _make(folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Unfit(
            f"No backup was made in {folder}: {why}. Nothing half-written was left; make room or name another folder."
        ) from error


def _make(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    _clear_unfinished(folder)
    name = f"liangdi-{timezone.now():%Y-%m-%dT%H%M%SZ}.tar.gz"
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as unfinished:
        dump = Path(unfinished) / DATABASE
        dump_database(dump)
        whole = Path(unfinished) / name
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
            _pack(target, dump)
            target.flush()
            os.fsync(target.fileno())
        read_manifest(whole)
        return whole.rename(folder / name)


def _clear_unfinished(folder: Path) -> None:
    """Remove what a backup that was killed left behind a day ago or earlier."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < time.time() - GIVEN_UP:
            shutil.rmtree(left, ignore_errors=True)


def _pack(target: BinaryIO, dump: Path) -> None:
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=1) as tar:
        for name, path in [(DATABASE, dump), *stored_files()]:
            digests[name] = digest_of(path)
            tar.add(path, arcname=name)
        manifest = json.dumps({**about_this_office(), "files": digests}, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))


def stored_files() -> Iterator[tuple[str, Path]]:
    """Every file of the office, if it keeps them in a folder; an object store has its own backup."""
    if uses_object_store():
        return
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.parent != root / archive.ASIDE:
            yield FILES + path.relative_to(root).as_posix(), path


def uses_object_store() -> bool:
    return not settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")


def about_this_office() -> dict[str, Any]:
    """What must be the same where a backup is restored: the kind of database and the keys."""
    keys = {name: fingerprint(key) for name, key in settings.FIELD_KEYS.items()}
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "keys": keys,
        "index_key": fingerprint(settings.INDEX_KEY),
    }


def fingerprint(key: str) -> str:
    """16 digits that tell keys apart and from which no key can be found."""
    return hashlib.sha256(b"liangdi backup " + key.encode()).hexdigest()[:16]


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest, after every file of the backup was read and compared with it. Raises Unfit if any differs."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(path, "r:gz") as tar:
            for entry in tar:
                file = tar.extractfile(entry)
                if file is None:
                    raise Unfit(f"{path.name}: {entry.name} is not a plain file; this is not a backup of Liangdi.")
                if entry.name == MANIFEST:
                    manifest = json.load(file)
                else:
                    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]  # stubs hide its readinto
                    found[entry.name] = digest.hexdigest()
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise Unfit(f"{path.name} cannot be read to its end ({type(error).__name__}): take another backup.") from error
    if manifest.get("format") != FORMAT or manifest.get("files") != found:
        raise Unfit(f"{path.name} is damaged or not a backup of this version of Liangdi: take another one.")
    return manifest


def restore(path: Path) -> dict[str, Any]:
    """Put the backup's database and files in the place of the present ones; its manifest.

    Everything is checked before anything is changed; the database is replaced in one step. Files of the present
    office that the backup does not know stay. Raises Unfit.
    """
    manifest = read_manifest(path)
    if manifest["database"] != connection.vendor:
        raise Unfit(
            f"The backup is of {manifest['database']}, DATABASE_URL of {connection.vendor}: change DATABASE_URL."
        )
    refuse_other_keys(manifest)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restoring-") as unpacked:
        dump = Path(unpacked) / DATABASE
        with tarfile.open(path, "r:gz") as tar:
            for entry in tar:
                if entry.name == DATABASE:
                    _write(tar, entry, dump)
                elif entry.name.startswith(FILES):
                    _write(tar, entry, inside(Path(settings.MEDIA_ROOT), entry.name.removeprefix(FILES)))
        load_database(dump)
    return manifest


def refuse_other_keys(manifest: dict[str, Any]) -> None:
    """Without the keys it was sealed with, no identity number of the backup would ever open again. Raises Unfit."""
    here = about_this_office()
    missing = [name for name, mark in manifest["keys"].items() if here["keys"].get(name) != mark]
    if missing:
        raise Unfit(
            f"FIELD_KEYS lacks the key {', '.join(missing)} of the backup: put the .env of that office in place."
        )
    if here["index_key"] != manifest["index_key"]:
        raise Unfit("INDEX_KEY is not that of the backup: put the .env of that office in place.")


def inside(root: Path, name: str) -> Path:
    """`name` below `root`. Raises Unfit for a name that leads out of it."""
    target = (root / name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise Unfit("The backup holds a file name that leads out of its folder: it was not made by Liangdi.")
    return target


def _write(tar: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> None:
    """Unpack one file, whole or not at all."""
    source = tar.extractfile(entry)
    assert source is not None  # noqa: S101 - `read_manifest` refused everything but plain files
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        while piece := source.read(PIECE):
            file.write(piece)
    Path(file.name).chmod(0o600)
    Path(file.name).replace(target)


def dump_database(target: Path) -> None:
    """A consistent copy of the database while the office works on."""
    if connection.vendor == "sqlite":
        _copy_sqlite(connection.settings_dict["NAME"], target)
        return
    _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", "--dbname")


def load_database(source: Path) -> None:
    """Replace the present database by `source` in one transaction."""
    connection.close()
    if connection.vendor == "sqlite":
        _copy_sqlite(source, connection.settings_dict["NAME"])
        return
    how = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _postgresql("pg_restore", *how, str(source), "--dbname")


def _copy_sqlite(source: str | Path, target: str | Path) -> None:
    """All pages of one database into another, in one transaction on either side (SQLite's own online backup)."""
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        try:
            original.backup(copy)
        except sqlite3.Error as error:  # a full disk, or a writer that holds the database for minutes
            raise Unfit(
                f"The database could not be copied: {error}. Nothing was changed; make room or try again."
            ) from None


def _postgresql(program: str, *args: str) -> None:
    """Run one of PostgreSQL's own programs on the office's database; the password never stands on a command line."""
    database = connection.settings_dict
    variables = {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
    }
    env = os.environ | {name: value for name, value in variables.items() if value}
    try:
        subprocess.run([program, *args, database["NAME"]], env=env, capture_output=True, check=True)  # noqa: S603 - ours
    except FileNotFoundError:
        raise Unfit(f"{program} is missing. As root, run: apt-get install -y postgresql-client") from None
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Unfit(f"{program} failed: {' '.join(last)}") from None
