"""A backup brings back database and files, and is refused before it can do harm. Subject: config/backup.py."""

import base64
import errno
import io
import os
import stat
import tarfile
import time

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from config import backup
from config.models import BackupMade
from members.models import Account
from tests import separate

pytestmark = pytest.mark.django_db(transaction=True)

PAPER = "papers/ab/cdef.pdf"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def office():
    Account.objects.create_user("li", password="a-long-password")
    default_storage.save(PAPER, ContentFile(b"%PDF the letter"))


@pytest.fixture
def kept(office, tmp_path):
    """A backup of the office."""
    return backup.make(tmp_path / "backups")


def lose_everything():
    Account.objects.all().delete()
    default_storage.delete(PAPER)


def test_what_was_lost_comes_back(kept):
    lose_everything()

    call_command("restore", kept)

    assert [account.username for account in Account.objects.all()] == ["li"]
    with default_storage.open(PAPER) as paper:
        assert paper.read() == b"%PDF the letter"


def test_what_came_after_the_backup_is_gone_from_the_database_but_no_file_is_deleted(kept):
    Account.objects.create_user("wang", password="a-long-password")
    default_storage.save("papers/ff/later.pdf", ContentFile(b"later"))

    call_command("restore", kept, "--replace")

    assert [account.username for account in Account.objects.all()] == ["li"]
    assert default_storage.exists("papers/ff/later.pdf")


def test_the_office_can_be_used_after_a_restore(kept):
    lose_everything()
    call_command("restore", kept)

    account = Account.objects.create_user("wang", password="a-long-password")

    assert account.pk > Account.objects.get(username="li").pk


def test_an_office_in_use_is_not_overwritten_by_mistake(kept):
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", kept)


def test_a_backup_that_was_made_is_written_down(office, tmp_path):
    call_command("backup", tmp_path / "backups")

    [made] = (tmp_path / "backups").iterdir()
    assert list(BackupMade.objects.values_list("name", "size")) == [(made.name, made.stat().st_size)]


def test_a_full_disk_is_told_in_words_and_leaves_no_half_file(office, small_disk):
    default_storage.save("papers/aa/large.pdf", ContentFile(os.urandom(2 * 2**20)))

    with pytest.raises(CommandError) as said:
        call_command("backup", small_disk)

    assert "make room" in str(said.value)
    assert list(small_disk.iterdir()) == []
    assert not BackupMade.objects.exists()


@pytest.fixture
def small_disk(tmp_path):
    with separate.small_disk(tmp_path / "small", "1m") as folder:
        yield folder


def test_a_disk_that_cannot_be_written_is_told_in_words(office, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CommandError) as said:
        call_command("backup", tmp_path / "backups")

    assert str(said.value) == (
        f"No backup was made in {tmp_path / 'backups'}: No space left on device. "
        "Nothing half-written was left; make room or name another folder."
    )
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_missing_pg_dump_is_told_with_the_line_that_installs_it(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match=r"pg_dump is missing\. As root, run: apt-get install -y postgresql-client"):
        call_command("backup", tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_what_a_killed_backup_left_is_removed_the_day_after(office, tmp_path):
    folder = tmp_path / "backups"
    for name, age in {"old": 25, "young": 1}.items():
        (folder / f".unfinished-{name}").mkdir(parents=True)
        hours_ago = time.time() - age * 3600
        os.utime(folder / f".unfinished-{name}", (hours_ago, hours_ago))

    backup.make(folder)

    assert [path.name for path in folder.glob(".unfinished-*")] == [".unfinished-young"]


def test_only_the_owner_may_read_a_backup(kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_no_key_is_in_a_backup(kept, settings):
    with tarfile.open(kept) as tar:
        everything = b"".join(tar.extractfile(entry).read() for entry in tar)

    for key in [*settings.FIELD_KEYS.values(), settings.INDEX_KEY, settings.SECRET_KEY]:
        assert key.encode() not in everything


@pytest.mark.parametrize("part", [0.01, 0.5, 0.9])
def test_a_damaged_backup_is_refused_and_nothing_is_changed(kept, part):
    data = kept.read_bytes()
    kept.write_bytes(data[: int(len(data) * part)])

    with pytest.raises(CommandError, match="take another"):
        call_command("restore", kept, "--replace")

    assert Account.objects.count() == 1


def test_a_backup_with_a_changed_file_is_refused(kept, tmp_path):
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(kept) as source, tarfile.open(changed, "w:gz") as target:
        for entry in source:
            data = source.extractfile(entry).read().replace(b"the letter", b"THE LETTER")
            entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))

    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", changed, "--replace")


def test_a_backup_sealed_with_other_keys_is_refused_by_the_name_of_the_key(kept, settings):
    settings.FIELD_KEYS = {"k2": base64.b64encode(bytes(32)).decode()}

    with pytest.raises(CommandError, match="lacks the key k1"):
        call_command("restore", kept, "--replace")


def test_a_backup_of_the_other_kind_of_database_is_refused(kept, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "another")

    with pytest.raises(CommandError, match="change DATABASE_URL"):
        call_command("restore", kept, "--replace")


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../outside"])
def test_a_file_name_that_leads_out_of_the_folder_is_refused(files, name):
    with pytest.raises(backup.Unfit, match="leads out"):
        backup.inside(files, name)


def test_old_backups_are_removed_beyond_the_number_to_keep(office, tmp_path):
    for day in (1, 2, 3):
        with time_machine.travel(f"2026-11-0{day} 03:00Z", tick=False):
            call_command("backup", tmp_path / "backups", "--keep", "2")

    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [
        "liangdi-2026-11-02T030000Z.tar.gz",
        "liangdi-2026-11-03T030000Z.tar.gz",
    ]
