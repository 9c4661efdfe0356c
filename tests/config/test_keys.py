"""Lost and wrong keys are noticed before anything is sealed with others, and told by name. Subjects: config/keys.py,
members/keys.py, config/checks.py, config/health.py."""

import base64

import pytest
from django.core.management import CommandError, call_command

from config import checks, keys
from members import identity, sealing
from members import keys as fingerprints
from members.models import KeyFingerprint, Person

pytestmark = pytest.mark.django_db

NUMBER = "11010519491231002X"
ONE, TWO, THREE, INDEX = (base64.b64encode(bytes([byte]) * 32).decode() for byte in (1, 2, 3, 9))


def mark(key):
    return fingerprints.fingerprint(key)


@pytest.fixture
def office(settings):
    """An office whose data is sealed with k1, and its fingerprints on record."""
    settings.FIELD_KEYS, settings.INDEX_KEY = {"k1": ONE}, INDEX
    KeyFingerprint.objects.all().delete()
    li = Person(name="李")
    li.id_number = identity.parse(NUMBER)
    li.save()
    keys.record_if_they_fit()
    return settings


def recorded():
    return {(kept.setting, kept.key_id): kept.fingerprint for kept in KeyFingerprint.objects.all()}


def test_the_first_migration_writes_down_the_fingerprints():
    assert recorded() == fingerprints.present()


def test_a_fingerprint_is_16_digits_that_depend_on_the_key_alone():
    assert mark(ONE) == "73a72a3771ca33bb"
    assert len({mark(key) for key in (ONE, TWO, THREE, INDEX)}) == 4
    assert mark("not base64!") != mark("")


def test_the_keys_of_the_office_fit(office):
    assert keys.faults() == []


def test_another_index_key_is_told_with_both_fingerprints(office):
    office.INDEX_KEY = TWO

    assert keys.faults() == [
        f"INDEX_KEY is another key (fingerprint {mark(TWO)}) than that of the data (fingerprint {mark(INDEX)}): "
        "no identity number would be found and no check code be right."
    ]


def test_another_key_under_the_same_name_is_told(office):
    office.FIELD_KEYS = {"k1": TWO}

    assert keys.faults() == [
        f"FIELD_KEYS: k1 is another key (fingerprint {mark(TWO)}) than the k1 of the data (fingerprint {mark(ONE)}). "
        "A new key needs a new name, k2 for instance."
    ]


def test_a_lost_env_with_new_keys_is_told_for_each_key(office):
    office.FIELD_KEYS, office.INDEX_KEY = {"k1": TWO}, THREE

    assert [fault.split(" is another")[0] for fault in keys.faults()] == ["FIELD_KEYS: k1", "INDEX_KEY"]


def test_a_missing_older_key_is_named(office):
    office.FIELD_KEYS = {"k2": TWO, "k1": ONE}
    keys.record_if_they_fit()
    office.FIELD_KEYS = {"k2": TWO}

    assert keys.faults() == [
        f"FIELD_KEYS lacks the key k1 (fingerprint {mark(ONE)}): "
        "identity numbers and papers sealed with it do not open."
    ]


def test_once_everything_is_sealed_anew_the_old_key_may_go(office):
    office.FIELD_KEYS = {"k2": TWO, "k1": ONE}
    call_command("reseal")
    office.FIELD_KEYS = {"k2": TWO}

    assert keys.faults() == []
    assert sealing.unseal(Person.objects.get().id_sealed) == NUMBER
    assert KeyFingerprint.objects.get(key_id="k1").retired_at is not None


def test_the_name_of_a_key_that_went_is_not_given_to_another(office):
    office.FIELD_KEYS = {"k2": TWO, "k1": ONE}
    call_command("reseal")
    office.FIELD_KEYS = {"k2": TWO, "k1": THREE}

    assert [fault[:30] for fault in keys.faults()] == ["FIELD_KEYS: k1 is another key "]


def test_a_retired_key_that_seals_again_is_needed_again(office):
    office.FIELD_KEYS = {"k2": TWO, "k1": ONE}
    call_command("reseal")
    office.FIELD_KEYS = {"k1": ONE, "k2": TWO}
    keys.record_if_they_fit()

    assert KeyFingerprint.objects.get(key_id="k1").retired_at is None


def test_wrong_keys_are_never_written_down(office):
    before = recorded()
    office.FIELD_KEYS, office.INDEX_KEY = {"k9": TWO}, THREE
    keys.record_if_they_fit()

    assert recorded() == before


def test_data_older_than_fingerprints_is_tried_with_the_keys(office):
    li = Person.objects.get()
    KeyFingerprint.objects.all().delete()
    assert keys.faults() == []

    office.FIELD_KEYS = {"k2": TWO}
    assert keys.faults() == [f"FIELD_KEYS lacks the key k1: members.Person {li.pk} does not open."]
    office.FIELD_KEYS = {"k1": TWO}
    assert keys.faults() == [
        f"FIELD_KEYS: k1 is another key (fingerprint {mark(TWO)}): members.Person {li.pk} does not open."
    ]
    office.FIELD_KEYS, office.INDEX_KEY = {"k1": ONE}, THREE
    assert keys.faults() == [
        f"INDEX_KEY is another key (fingerprint {mark(THREE)}): the number of members.Person {li.pk} is not found."
    ]


@pytest.mark.parametrize("command", ["tick", "db_worker"])
def test_clock_and_worker_do_not_start_with_other_keys(office, command):
    office.INDEX_KEY = TWO

    with pytest.raises(CommandError, match="INDEX_KEY is another key") as refused:
        call_command(command, skip_checks=False)
    assert keys.REMEDY in str(refused.value)


def test_malformed_keys_are_told_once_and_not_compared(office):
    office.INDEX_KEY = "short"

    assert checks.keys_fit_the_data() == []
    assert [fault.id for fault in checks.keys_are_well_formed()] == ["liangdi.E002"]


def test_readyz_says_that_the_keys_do_not_fit_and_names_none(office, client):
    assert client.get("/readyz").json()["keys"] == "ok"
    office.INDEX_KEY = TWO

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["keys"]) == (503, "do not fit the data: manage.py keys --check")


def test_keys_are_not_changed_in_the_data_by_a_reseal_with_wrong_ones(office):
    before = Person.objects.get().id_sealed
    office.FIELD_KEYS = {"k2": TWO, "k1": THREE}

    with pytest.raises(CommandError, match="k1 is another key"):
        call_command("reseal")
    assert Person.objects.get().id_sealed == before
