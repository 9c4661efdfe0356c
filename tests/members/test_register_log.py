"""The log of the register: each change of a person or an organisation, chained, checkpointed, proved."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import journal
from approvals.checkpoints import making
from approvals.models import Checkpoint
from members import identity
from members.models import RegisterEntry
from members.register import log, scans
from members.register.changes import change, enter
from members.register.log import Ground, Kind

pytestmark = pytest.mark.usefixtures("clock")


def told(entry: RegisterEntry) -> tuple:
    return entry.seq, entry.kind, entry.changes, entry.reason, entry.signature


def test_a_correction_keeps_what_stood_before_and_who_made_it(li, wang):
    change(li, {"phone": "13700000000", "name": "李明"}, Kind.CORRECTED, Ground(wang, "电话登记错误"))

    entry = li.register_entries.get()
    signed = "中共青石县长田镇东山村支部委员会 书记 王秀英"
    assert told(entry) == (1, "corrected", {"phone": ["13586399530", "13700000000"]}, "电话登记错误", signed)
    assert li.phone == "13700000000"
    assert list(log.faults()) == []


def test_what_is_the_same_leaves_no_entry(li, wang):
    assert change(li, {"phone": li.phone}, Kind.CORRECTED, Ground(wang)) is None
    assert RegisterEntry.objects.count() == 0


def test_a_number_is_written_masked_with_its_index(li, wang):
    change(li, {"id_number": identity.parse("11010119900307109X")}, Kind.CORRECTED, Ground(wang, "号码抄错"))

    before, after = li.register_entries.get().changes["id_number"]
    assert (before.split()[0], after.split()[0]) == ("320724********833X", "110101********109X")
    assert after.split()[1] == li.id_index
    assert list(log.faults()) == []


def test_a_new_person_is_entered_with_every_fact(li, wang):
    enter([li], ["name", "joined_on", "education"], Kind.ENTERED, Ground(wang))

    assert li.register_entries.get().changes == {"name": [None, "李明"], "joined_on": [None, "2011-07-01"]}


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("changes", {"phone": ["13586399530", "1"]}, "第 1 条变动（corrected）被改动"),
        ("reason", "别的", "第 1 条变动（corrected）被改动"),
        ("effective_on", date(2020, 1, 1), "第 1 条变动（corrected）被改动"),
        ("seq", 2, "第 1 条变动缺失"),
    ],
)
def test_a_changed_entry_is_named(li, wang, column, value, sentence):
    change(li, {"phone": "13700000000"}, Kind.CORRECTED, Ground(wang, "更正"))
    RegisterEntry.objects.update(**{column: value})

    assert list(log.faults()) == [f"名册 person:{li.pk}：{sentence}"]


def test_a_column_changed_behind_the_log_is_named_with_what_it_should_be(li, wang):
    change(li, {"phone": "13700000000"}, Kind.CORRECTED, Ground(wang, "更正"))
    type(li).objects.update(phone="13800000000")

    said = f"名册 person:{li.pk}：phone 现为 '13800000000'，按变动记录应为 '13700000000'"
    assert list(log.faults()) == [said]


def test_a_checkpoint_holds_the_changes_and_misses_one_that_vanished(li, wang, clock):
    change(li, {"phone": "13700000000"}, Kind.CORRECTED, Ground(wang))
    change(wang.org, {"phone": "0518-1"}, Kind.ADMINISTERED, Ground(wang))
    from django.utils import timezone

    made = making.make(timezone.now())
    assert (made.entries, made.register_entries) == (0, 2)
    assert list(journal.broken()) == []

    li.register_entries.all().delete()
    assert [fault.partition("与")[2] for fault in journal.broken()] == ["日志不符：名册变动应有 2 条，现有 1 条"]
    assert Checkpoint.objects.count() == 1


def test_a_scan_is_kept_sealed_and_comes_back_whole(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    digest, name = scans.keep(SimpleUploadedFile("身份证.png", b"\x89PNG\r\n\x1a\nimage"))

    assert (name, scans.fetch(digest)) == ("身份证.png", b"\x89PNG\r\n\x1a\nimage")
    assert b"PNG" not in (tmp_path / scans.place(digest)).read_bytes()


def test_what_is_no_scan_is_refused_in_words():
    with pytest.raises(scans.UnfitScan, match="只能上传 PDF、JPG 或 PNG"):
        scans.keep(SimpleUploadedFile("a.pdf", b"MZ"))
