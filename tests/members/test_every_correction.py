"""Each field a page corrects leaves one entry with its proof; log, checkpoint and register agree (R3, R11)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals import journal
from approvals.checkpoints import making
from members.models import Person
from members.register import log, scans
from members.register_forms import CorrectForm

from .test_register_pages import CARD, drawn

# li is a man, born on 8 August 1990, joined on 1 July 2011: what each field may become, one at a time.
CORRECTED = {
    "name": "李铭",
    "gender": "female",
    "nationality": "回族",
    "id_number": "11010119900307109X",
    "born_on": "1990-08-09",
    "phone": "13700000000",
    "education": "大学本科",
    "occupation": "教师",
    "applied_on": "2009-07-01",
    "activist_on": "2010-07-01",
    "joined_on": "2011-07-02",
    "converted_on": "2012-07-02",
    "cultivation_contact": "王秀英",
    "certificate_number": "5566",
    "remark": "与档案核对",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path, clock):
    settings.MEDIA_ROOT = tmp_path


def test_no_field_of_the_page_is_left_out():
    assert set(CORRECTED) == {*CorrectForm.Meta.fields, "id_number"}


@pytest.mark.parametrize("field", CORRECTED)
def test_a_correction_stands_in_the_log_with_its_proof(client_of, wang, li, field):
    if field == "born_on":  # told by the number, where there is one
        Person.objects.filter(pk=li.pk).update(id_sealed="", id_index=None, id_tail_index="")
        li.refresh_from_db()
    browser, page = client_of(wang), reverse("person_correct", args=[li.pk])
    said = {field: CORRECTED[field], "reason": "与档案核对一致", "proof": SimpleUploadedFile("证明.png", CARD)}

    assert browser.post(page, drawn(browser, page) | said).url == reverse("person", args=[li.pk])

    entry = li.register_entries.get()
    assert field in entry.changes
    assert (entry.kind, entry.by, entry.reason) == ("corrected", wang, "与档案核对一致")
    assert scans.fetch(entry.proof) == CARD
    making.make(timezone.now())
    assert (list(log.faults()), list(journal.broken())) == ([], [])
    column = "id_index" if field == "id_number" else field
    Person.objects.filter(pk=li.pk).update(**{column: getattr(li, column)})  # behind the log's back
    assert len(list(log.faults())) == 1
