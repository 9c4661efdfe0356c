"""Corrections on a file's page: offered before anything is written, with both values; nothing typed is lost (R3)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Person, RegisterEntry, RosterImport
from tests.members.test_roster_pages import HEADERS, office, organiser, send, work, workbook  # noqa: F401

LI = ["李明", "男", "32072419800815833X", "2011-07-01", "正式党员", "东山村支部"]
REASON = "核对身份证，登记时写错"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def scan():
    return SimpleUploadedFile("身份证.pdf", b"%PDF-1.7 scan")


@pytest.fixture
def li(enrol, orgs):
    return enrol("李名", LI[2], orgs.dongshan, joined_on=date(2011, 7, 1))


@pytest.fixture
def checked(office, li):  # noqa: F811
    """A file that says of Li but another name, and `phone`."""

    def run(phone=""):
        send(office, workbook([*LI, phone], headers=[*HEADERS, "手机号"]))
        work()
        return RosterImport.objects.get()

    return run


def page_of(office, record):  # noqa: F811
    return office.get(record.get_absolute_url()).content.decode()


def settle(office, record, **typed):  # noqa: F811
    offer = record.open_offers().get()
    return office.post(reverse("roster_offers", args=[record.pk]), {"offer": offer.pk, "go": "take", **typed})


def test_a_file_that_only_differs_is_taken_row_by_row_before_anything_is_written(office, checked, li):  # noqa: F811
    record = checked()
    page = page_of(office, record)
    assert record.state == "checked"
    assert "表与登记不同：可以逐行更正" in page
    assert '<td class="num" data-label="可更正">1</td>' in page
    assert "登记“李名”，表里“李明”" in page
    assert "写入这" not in page

    settle(office, record, reason=REASON, proof=scan())
    work()
    record.refresh_from_db()
    li.refresh_from_db()
    entry = RegisterEntry.objects.get(kind="corrected")
    assert (record.state, li.name, bool(entry.proof)) == ("read", "李明", True)


def test_a_press_without_reason_or_proof_keeps_the_tick_and_what_was_typed(office, checked, li):  # noqa: F811
    record = checked()
    ticked = f'value="{record.open_offers().get().pk}" checked'
    answer = settle(office, record, reason="", proof=scan())
    assert (answer.status_code, ticked in answer.content.decode()) == (422, True)
    answer = settle(office, record, reason=REASON)
    page = answer.content.decode()
    assert (answer.status_code, ticked in page, REASON in page) == (422, True, True)
    assert Person.objects.get().name == "李名"


def test_the_rest_of_a_row_follows_once_its_name_is_settled(office, checked, li):  # noqa: F811
    record = checked(phone="13900000009")
    assert "这一行的手机号也与登记的不同；姓名更正以后才写入" in page_of(office, record)
    settle(office, record, reason=REASON, proof=scan())
    work()
    assert "写入这 1 行" in page_of(office, record)
    office.post(reverse("roster_confirm", args=[record.pk]))
    work()
    assert Person.objects.values_list("name", "phone").get() == ("李明", "13900000009")


def test_what_was_declined_is_not_offered_again_when_the_file_is_written(office, checked, li):  # noqa: F811
    record = checked()
    settle(office, record, go="leave")
    record.refresh_from_db()
    assert (record.state, record.open_offers().count()) == ("read", 0)
    office.post(reverse("roster_columns", args=[record.pk]), {})
    work()
    assert not record.open_offers().exists()
