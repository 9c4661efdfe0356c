"""Files under their hash: whole or absent, and every change is noticed."""

import errno
import os
import stat
import time
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from documents import archive, numbers

from .conftest import LETTER


def stored(root):
    return sorted(str(p.relative_to(root)) for p in Path(root).rglob("*") if p.is_file())


def verify(*options):
    out = StringIO()
    call_command("verify_archive", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_a_file_lies_under_its_hash_and_only_once(storage):
    digest = archive.keep(b"letter")
    assert digest == sha256(b"letter").hexdigest()
    assert archive.keep(b"letter") == digest
    assert stored(storage) == [f"papers/{digest[:2]}/{digest[2:]}.pdf"]
    assert archive.fetch(digest) == b"letter"


def test_a_changed_and_a_missing_file_are_not_handed_out(storage):
    digest = archive.keep(b"letter")
    path = storage / archive.place(digest)
    path.write_bytes(b"lettre")
    with pytest.raises(archive.Damaged, match="changed"):
        archive.fetch(digest)
    path.unlink()
    with pytest.raises(archive.Damaged, match="missing"):
        archive.fetch(digest)


def test_filing_the_same_bytes_puts_a_damaged_copy_right(storage):
    digest = archive.keep(b"letter")
    (storage / archive.place(digest)).write_bytes(b"")
    archive.keep(b"letter")
    assert archive.fetch(digest) == b"letter"


@pytest.mark.parametrize("step", ["fsync", "mkstemp", "replace"])
def test_a_full_disk_leaves_nothing_behind(storage, monkeypatch, step):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    target = {"fsync": "os.fsync", "mkstemp": "tempfile.mkstemp", "replace": "pathlib.Path.replace"}[step]
    monkeypatch.setattr(target, full)
    with pytest.raises(archive.StorageUnavailable) as refused:
        archive.keep(b"letter")
    assert refused.value.errno == errno.ENOSPC
    assert stored(storage) == []


def test_what_a_killed_process_left_half_written_is_cleared_away_after_an_hour(storage):
    archive.keep(b"letter")
    folder, now = storage / archive.ASIDE, time.time()
    for name, seconds in (("old", 3601), ("young", 3500)):
        (folder / name).write_bytes(b"%PDF")
        os.utime(folder / name, (now - seconds, now - seconds))
    archive.clear_unfinished()
    assert [path.name for path in folder.iterdir()] == ["young"]


class ObjectStore:
    """A storage without paths, as S3 is."""

    def __init__(self):
        self.kept = {}

    def path(self, name):
        raise NotImplementedError

    def open(self, name, _mode):
        if name not in self.kept:
            raise FileNotFoundError(name)
        return BytesIO(self.kept[name])

    def delete(self, name):
        self.kept.pop(name, None)

    def save(self, name, content):
        if len(self.kept) == 2:
            raise ConnectionError("bucket gone")
        self.kept[name] = content.read()


def test_an_object_store_gets_the_same_names(monkeypatch):
    store = ObjectStore()
    monkeypatch.setattr(archive, "default_storage", store)
    digest = archive.keep(b"letter")
    assert archive.keep(b"letter") == digest
    assert archive.fetch(digest) == b"letter"
    assert list(store.kept) == [f"papers/{digest[:2]}/{digest[2:]}.pdf"]
    archive.keep(b"slip")
    with pytest.raises(archive.StorageUnavailable):
        archive.keep(b"receipt")
    archive.clear_unfinished()


def test_a_sound_archive_is_reported_sound(file):
    file()
    file(because="ZJ-2025-000002")
    assert verify() == "存档完整：2 份文书。\n"
    assert verify("--rerender") == "存档完整：2 份文书。\n"


def test_the_first_changed_file_is_named_without_a_person(file, storage):
    file()
    bad = file(because="ZJ-2025-000002")
    path = storage / archive.place(bad.sha256)
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOG"))
    with pytest.raises(CommandError) as fault:
        verify()
    assert str(fault.value) == f"文书 F-01 {bad.check_code}（编号 {bad.pk}）：文件被改动"


def test_a_changed_record_does_not_match_its_file(file):
    paper, other = file(), file(because="ZJ-2025-000002", snapshot={**LETTER, "valid_days": 30})
    with connection.cursor() as database:  # around the guard, as someone with the database in hand could
        database.execute(
            "UPDATE documents_paper SET snapshot_sealed = %s WHERE id = %s", [other.snapshot_sealed, paper.pk]
        )
    with pytest.raises(CommandError, match="内容与登记的散列值不符"):
        verify()


def test_a_form_changed_since_is_left_to_its_hash(file, monkeypatch):
    file()
    monkeypatch.setattr("documents.pdf.recipe", lambda _template: "another form")
    monkeypatch.setattr("documents.pdf.render", lambda *_args: b"")
    assert verify("--rerender") == "存档完整：1 份文书。\n"


def test_drawing_again_must_give_the_same_bytes(file, monkeypatch):
    file()
    monkeypatch.setattr("documents.pdf.render", lambda *_args: b"")
    with pytest.raises(CommandError, match="重新生成的文件与存档不同"):
        verify("--rerender")


def test_a_gap_in_a_register_is_named(orgs):
    with transaction.atomic():
        for _ in range(2):
            numbers.take(orgs.town, "letter", date(2025, 3, 8))
    with pytest.raises(CommandError, match="既没有文书，也没有作废原因"):
        verify("--all")


def test_files_are_not_world_readable(storage):
    digest = archive.keep(b"letter")
    assert stat.S_IMODE((storage / archive.place(digest)).stat().st_mode) == 0o600
