"""A key can be changed and the old one taken away. Subject: config/management/commands/reseal.py."""

import base64

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from documents import papers
from documents.papers import Paper, PaperState
from members import keys, sealing
from members.models import KeyFingerprint, Person

pytestmark = pytest.mark.django_db

NUMBER = "11010519491231002X"
OLD, NEW = (base64.b64encode(bytes([byte]) * 32).decode() for byte in (1, 2))


@pytest.fixture(autouse=True)
def office(settings):
    """Its data is sealed with OLD."""
    settings.FIELD_KEYS = {"k1": OLD}
    KeyFingerprint.objects.all().delete()
    keys.record()


@pytest.fixture
def li():
    return Person.objects.create(name="李", id_sealed=sealing.seal(NUMBER))


def sealed(person):
    return Person.objects.get(pk=person.pk).id_sealed


def test_after_a_change_of_keys_the_new_key_alone_opens_everything(li, settings):
    settings.FIELD_KEYS = {"k2": NEW, "k1": OLD}
    call_command("reseal")

    settings.FIELD_KEYS = {"k2": NEW}
    assert sealing.unseal(sealed(li)) == NUMBER


def test_the_snapshot_of_a_filed_paper_opens_with_the_new_key_and_is_the_same(orgs, settings):
    snapshot = {"person_name": "李喆玥", "id_number": NUMBER}
    with transaction.atomic():
        papers.issue(
            form="F-01", title="介绍信", org=orgs.town, template="transfer/letter.html", snapshot=snapshot, because="1"
        )
    Paper.objects.update(state=PaperState.FILED)

    settings.FIELD_KEYS = {"k2": NEW, "k1": OLD}
    call_command("reseal")

    settings.FIELD_KEYS = {"k2": NEW}
    assert Paper.objects.get().snapshot == snapshot


def test_what_the_first_key_sealed_is_left_as_it_is(li):
    before = sealed(li)

    call_command("reseal")

    assert sealed(li) == before


def test_with_a_wrong_key_nothing_is_changed(li, settings):
    before = sealed(li)
    settings.FIELD_KEYS = {"k2": OLD, "k1": NEW}

    with pytest.raises(CommandError, match="k1 is another key"):
        call_command("reseal")

    assert sealed(li) == before
