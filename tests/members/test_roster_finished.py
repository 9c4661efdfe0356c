"""A file from which nothing can be written is finished by itself; every file is found again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.models import RosterImport
from members.roster import running
from tests.members.test_roster_pages import FORGED, GOOD, office, organiser, send, work, workbook  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_file_without_anything_to_write_is_finished_and_may_still_be_read_another_way(office, clock):  # noqa: F811
    send(office, workbook(FORGED))
    work()
    record = RosterImport.objects.get()
    page = office.get(record.get_absolute_url()).content.decode()
    assert (record.state, record.readable) == ("read", True)
    assert "已读完，没有可写入的" in page
    assert "按这样重新读" in page
    assert not running.confirm(record)

    clock.shift(timedelta(days=2))
    running.clean_up()
    record.refresh_from_db()
    assert (record.state, record.upload, record.preview, bool(record.repair)) == ("read", "", {}, True)


def test_the_list_of_imports_has_pages(office, organiser, clock):  # noqa: F811
    for number in range(21):
        record = RosterImport(by=organiser, account=organiser.account, state="done", file_hash="0" * 64)
        record.file_name = f"第{number}张表.xlsx"
        record.save()
        clock.shift(timedelta(minutes=1))
    first, second = (office.get(reverse("roster_upload"), {"page": page}).content.decode() for page in (1, 2))
    assert ("第0张表.xlsx" in first, "第20张表.xlsx" in first, "?page=2" in first) == (False, True, True)
    assert "第0张表.xlsx" in second


def test_a_good_file_still_waits_for_its_yes(office):  # noqa: F811
    send(office, workbook(GOOD))
    work()
    assert RosterImport.objects.get().state == "checked"
