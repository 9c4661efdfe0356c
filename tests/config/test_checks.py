"""Faulty keys are told before an office opens, with the line that makes a new one. Subject: config/checks.py."""

import base64

import pytest

from config import checks

KEY = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("field_keys", "index_key", "expected"),
    [
        ({"k1": KEY}, KEY, []),
        ({"k2": KEY, "k1": KEY}, KEY, []),
        ({}, KEY, ["liangdi.E001"]),
        ({"": KEY}, KEY, ["liangdi.E001"]),
        ({"k1": "short"}, KEY, ["liangdi.E001"]),
        ({"k1": KEY, "k2": ""}, KEY, ["liangdi.E001"]),
        ({"k1": KEY}, "not base64!", ["liangdi.E002"]),
        ({}, "", ["liangdi.E001", "liangdi.E002"]),
    ],
)
def test_keys_are_32_bytes_in_base64_each_with_a_name(settings, field_keys, index_key, expected):
    settings.FIELD_KEYS, settings.INDEX_KEY = field_keys, index_key

    faults = checks.keys_are_well_formed()

    assert [fault.id for fault in faults] == expected
    assert all(checks.NEW_KEY in fault.hint for fault in faults)


def test_the_demo_is_not_for_production(settings):
    settings.DEMO = True
    assert [fault.id for fault in checks.demo_is_off()] == ["liangdi.W001"]

    settings.DEMO = False
    assert checks.demo_is_off() == []


def test_a_variable_that_no_longer_counts_is_told(settings):
    settings.TRUST_FORWARDED_FOR = True
    [told] = checks.proxies_are_named()
    assert (told.id, told.msg) == ("liangdi.W002", "TRUST_FORWARDED_FOR is no longer heeded.")
    assert "TRUSTED_PROXIES" in told.hint

    settings.TRUST_FORWARDED_FOR = False
    assert checks.proxies_are_named() == []
